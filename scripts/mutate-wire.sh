#!/usr/bin/env bash
# Takes out the handling of rows chosen by a seed, one at a time, and shows that a case fails for each.
# Usage: scripts/mutate-wire.sh [seed] [how many]
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$HOME/.cargo/bin:$PATH"
seed=${1:-1}
count=${2:-10}
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -pt "$copy"
export CARGO_TARGET_DIR=$PWD/target/mutants
mkdir -p "$CARGO_TARGET_DIR"
# Two runs at once would try each other's programs.
exec 9>"$CARGO_TARGET_DIR/.running"
flock -n 9 || { echo "another run is under way" >&2; exit 2; }
cd "$copy"
cargo test --locked --test all --no-run --quiet
python3 - "$seed" "$count" <<'PY'
import glob, json, os, random, re, subprocess, sys
seed, count = int(sys.argv[1]), int(sys.argv[2])
def value(text):
    text = text.strip()
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    return json.loads(text) if text.startswith('"') else text
# One mutation on each line, in the one form that the file is written in.
form = re.compile(r"""- \{ row: (\S+), file: (\S+), find: (".*?(?<!\\)"|'.*?'|[^"'].*?), put: (".*"|'.*'|[^"'].*?) \}$""")
rows = [form.match(line).groups() for line in open("tests/cases/mutations.yaml") if line.startswith("- ")]
cases = {os.path.basename(path)[:-5] for path in glob.glob("tests/cases/*/*.yaml")}
survived = 0
for row, path, find, put in random.Random(seed).sample(rows, min(count, len(rows))):
    text = open(path).read()
    find, put = value(find), value(put)
    if text.count(find) != 1:
        sys.exit(f"{row}: `{find}` stands {text.count(find)} times in {path}")
    open(path, "w").write(text.replace(find, put))
    command = ["cargo", "test", "--locked", "--test", "all"]
    built = subprocess.run([*command, "--no-run"], capture_output=True, text=True)
    if built.returncode:
        sys.exit(f"{row}: the mutation does not compile\n{built.stderr}")
    ran = subprocess.run([*command, "--", "the_wire_is", "every_run_ends"], capture_output=True, text=True, errors="replace")
    failed = sorted(set(re.findall(r"^([a-z0-9-]+): ", ran.stdout, re.M)) & cases)
    survived += not failed
    print(f"{row}: " + (f"shown by {', '.join(failed)}" if failed else "NO CASE FAILS"), flush=True)
    open(path, "w").write(text)
sys.exit(1 if survived else 0)
PY
