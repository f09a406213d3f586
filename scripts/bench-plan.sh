#!/usr/bin/env bash
# Times `flow plan` against `ninja -n` and `make -n` on the equivalent graph, in turn and in one run,
# and prints the ratios and the peak memory. Needs ninja and make.
# Usage: scripts/bench-plan.sh [rounds]
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$HOME/.cargo/bin:$PATH"
rounds=${1:-3}
command -v ninja >/dev/null && command -v make >/dev/null || { echo "install ninja-build and make first" >&2; exit 1; }
cargo build --release --locked --quiet
flow=$PWD/target/release/flow
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir .git

python3 - <<'PY'
# chain: each step follows the one before; wide: one join over all; layered: ten wide layers of needs.
def edges(shape, n):
    if shape == "chain":
        return [[i - 1] if i else [] for i in range(n)]
    if shape == "wide":
        return [[] for _ in range(n - 1)] + [list(range(n - 1))]
    width = 10
    return [[] if i < width else list(range(i // width * width - width, i // width * width)) for i in range(n)]

for shape in ("chain", "wide", "layered", "templates"):
    for n in (10, 1000, 10000, 100000):
        graph = edges("chain" if shape == "templates" else shape, n)
        name = f"{shape}-{n}"
        with open(f"{name}.yaml", "w") as out:
            out.write("flow: 1\nvars: { words: the pauses }\nsteps:\n")
            for i, needs in enumerate(graph):
                if shape == "wide":
                    own = ", needs: [" + ", ".join(f"s{k}" for k in needs) + "]"
                    out.write(f"  s{i}: {{ check: state.duration > 0{own} }}\n")
                elif shape == "layered":
                    own = ", needs: [" + ", ".join(f"s{k}" for k in needs) + "]"
                    out.write(f"  s{i}: {{ check: state.duration > 0{own} }}\n")
                elif shape == "templates":
                    out.write(f"  s{i}: {{ edit: 'Trim {{{{ vars.words }}}} in part {i}.' }}\n")
                else:
                    out.write(f"  s{i}: {{ edit: Trim the silences. }}\n")
        with open(f"{name}.ninja", "w") as out:
            out.write("rule r\n  command = touch $out\n")
            for i, needs in enumerate(graph):
                out.write(f"build o{i}: r {' '.join(f'o{k}' for k in needs)}\n")
        with open(f"{name}.mk", "w") as out:
            out.write("all: " + " ".join(f"o{i}" for i in range(n)) + "\n")
            for i, needs in enumerate(graph):
                out.write(f"o{i}: {' '.join(f'o{k}' for k in needs)}\n\ttouch $@\n")
PY

python3 - "$flow" "$rounds" <<'PY'
import os, resource, subprocess, sys, time
flow, rounds = sys.argv[1], int(sys.argv[2])

def once(words):
    begin = time.perf_counter()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    return time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, status

print(f"{'graph':<18} {'flow plan':>10} {'ninja -n':>10} {'make -n':>10}   CPU: flow/ninja  flow/make   memory")
for shape in ("chain", "wide", "layered", "templates"):
    for n in (10, 1000, 10000, 100000):
        name = f"{shape}-{n}"
        tools = {
            "flow": [flow, "plan", f"{name}.yaml", "--config", "max_steps=200000"],
            "ninja": ["ninja", "-n", "-f", f"{name}.ninja"],
            "make": ["make", "-n", "-f", f"{name}.mk"],
        }
        best = {tool: [] for tool in tools}
        for _ in range(rounds):
            for tool, words in tools.items():
                if tool == "make" and n > 10000:
                    continue
                if tool == "ninja" and shape == "wide" and n > 10000:
                    continue
                best[tool].append(once(words))
        pick = lambda tool, at: sorted(run[at] for run in best[tool])[len(best[tool]) // 2] if best[tool] else float("nan")
        wall = {tool: pick(tool, 0) for tool in tools}
        cpu = {tool: pick(tool, 1) for tool in tools}
        memory = pick("flow", 2)
        failed = [run for run in best["flow"] if run[3] != 0]
        print(f"{name:<18} {wall['flow']:>9.3f}s {wall['ninja']:>9.3f}s {wall['make']:>9.3f}s   {cpu['flow'] / max(cpu['ninja'], 0.001):>14.2f} {cpu['flow'] / max(cpu['make'], 0.001):>10.2f}   {memory:.0f} MB{'  FAILED' if failed else ''}")
PY
