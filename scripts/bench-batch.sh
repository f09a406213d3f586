#!/usr/bin/env bash
# Runs batches of more and more clips in one process each, against a service that costs as little as it
# can, and prints the time, the peak memory and the prompts that arrived. Needs python3.
# Usage: scripts/bench-batch.sh [rows…]
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$HOME/.cargo/bin:$PATH"
[ -n "${FLOW:-}" ] || cargo build --release --locked --quiet
[ -n "${SERVER:-}" ] || cargo build --release --locked --quiet --example wire-server
FLOW=${FLOW:-$PWD/target/release/flow}
SERVER=${SERVER:-$PWD/target/release/examples/wire-server}
exec python3 - "$FLOW" "$SERVER" "${@:-100 1000}" <<'PY'
import json, os, pathlib, subprocess, sys, tempfile, time

flow, server, rows = sys.argv[1], sys.argv[2], [int(n) for word in sys.argv[3:] for n in word.split()]
RECIPE = """flow: 1
name: cut
inputs: { video: file }
steps:
  clip: { upload: "{{ inputs.video }}" }
  cut: { edit: Keep the first 2 seconds. }
  title: { edit: "Add a title \\"Hello\\"." }
  final: { export: "{{ inputs.video | stem }}-cut.mp4" }
"""

def batch(count):
    with tempfile.TemporaryDirectory() as folder:
        at = pathlib.Path(folder)
        for name in (".git", "clips", "done"):
            (at / name).mkdir()
        (at / "cut.yaml").write_text(RECIPE)
        for n in range(count):
            (at / "clips" / f"{n:05}.mp4").write_bytes(b"\0\0\0\x18ftypisom" + n.to_bytes(8, "big"))
        service = subprocess.Popen([server, "1000"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        port = service.stdout.readline().strip()
        words = [flow, "batch", "cut.yaml", "--input", "clips", "--out", "done", "--jobs", "8", "--json",
                 "--backend", f"http://127.0.0.1:{port}", "--config", "backend.settle=0s"]
        begin = time.perf_counter()
        with open(at / "told.json", "w") as told, open(at / "said.txt", "w") as said:
            process = subprocess.Popen(words, cwd=folder, stdout=told, stderr=said,
                                       env={"PATH": os.environ["PATH"], "HOME": folder, "NEMO_TOKEN": "t" * 20})
            _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - begin
        service.stdin.close()
        service.wait()
        if os.waitstatus_to_exitcode(status) != 0:
            sys.exit((at / "said.txt").read_text()[-2000:])
        counts = json.loads((at / "told.json").read_text())["counts"]
        prompts = sum(1 for path in at.glob(".flow/runs/*/journal.jsonl") for line in path.open()
                      if '"effect":{"prompt"' in line)
        films = sum(1 for _ in (at / "done").iterdir())
        print(f"{count:6} rows  {took:7.1f} s  {used.ru_maxrss / 1024:6.1f} MiB at most  "
              f"{counts['succeeded']} done, {films} films, {prompts} prompts", flush=True)

for count in rows:
    batch(count)
PY
