#!/usr/bin/env bash
# Times the whole `flow run` of the sample against one ffmpeg command written by hand that makes the
# same film, in turn and in one run, and prints the ratio; and the start-up of the program.
# Usage: scripts/bench.sh [rounds]
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$HOME/.cargo/bin:$PATH"
rounds=${1:-5}
cargo build --release --locked --quiet
flow=$PWD/target/release/flow
media=$PWD/tests/media
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/.git"
cp "$media/talk.mov" "$media/talk.srt" "$work/"
cp -r workflows "$work/"
cd "$work"

# Once, to learn which ranges are kept and where the captions stand; both are written out below.
"$flow" run captions.yaml --input talk.mov -q >/dev/null
python3 - .flow/backend/sessions/*.json <<'PY'
import json, sys
draft = json.load(open(sys.argv[1]))["draft"]
frames = lambda ms: round(ms * 30 / 1000)
kept, at = [], 0
for segment in draft["t"][0]["sg"]:
    begin, end = frames(at), frames(at + segment["d"])
    first = frames(segment["m"].get("in", 0))
    kept.append((first, first + end - begin))
    at += segment["d"]
picture = "+".join(f"between(n,{a},{b - 1})" for a, b in kept)
graph = (f"[0:v]fps=30,select='{picture}',setpts=N/30/TB,ass=c.ass,format=yuv420p[v];"
         f"[0:a]aresample=48000,asetnsamples=n=1600,aselect='{picture}',asetpts=N/SR/TB[a]")
open("graph.txt", "w").write(graph)
clock = lambda ms: "%d:%02d:%05.2f" % (ms // 3600000, ms // 60000 % 60, ms % 60000 / 1000)
lines = ["[Script Info]", "PlayResX: 1280", "PlayResY: 720", "[V4+ Styles]",
         "Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BorderStyle, Outline, Alignment, MarginV",
         "Style: D,DejaVu Sans,40,&H00FFFFFF,&H00000000,1,2,2,40",
         "[Events]", "Format: Layer, Start, End, Style, Text"]
for cue in draft["t"][1]["sg"]:
    begin = cue["m"]["at"]
    lines.append(f"Dialogue: 0,{clock(begin)},{clock(begin + cue['d'])},D,{cue['m']['text']}")
open("c.ass", "w").write("\n".join(lines) + "\n")
PY

by_hand() {
    ffmpeg -v error -nostdin -y -i talk.mov -filter_complex_script graph.txt -map '[v]' -map '[a]' \
        -c:v libx264 -preset veryfast -crf 20 -g 60 -threads 4 -x264-params sync-lookahead=0 -c:a aac -b:a 160k -ar 48000 \
        -map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -movflags +faststart hand.mp4
}
by_flow() {
    # A store of its own for each round: nothing is reused from the round before.
    rm -rf .flow talk-captioned.mp4
    "$flow" run captions.yaml --input talk.mov -q >/dev/null
}
measure() { # prints wall and CPU seconds of a function
    local TIMEFORMAT='%R %U %S'
    { time "$1" 2>/dev/null 1>&2; } 2>&1 | awk '{ print $1, $2 + $3 }'
}
for round in $(seq "$rounds"); do
    measure by_hand >>hand.txt
    measure by_flow >>flow.txt
done
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
for column in 1 2; do
    name=$([ "$column" = 1 ] && echo wall || echo CPU)
    hand=$(cut -d' ' -f"$column" hand.txt | median)
    ours=$(cut -d' ' -f"$column" flow.txt | median)
    awk -v n="$name" -v h="$hand" -v f="$ours" \
        'BEGIN { printf "%-5s by hand %6.2f s   flow run %6.2f s   ratio %.2f\n", n, h, f, f / h }'
done
frames() { ffprobe -v error -count_packets -select_streams v -show_entries stream=nb_read_packets -of csv=p=0 "$1"; }
echo "frames by hand $(frames hand.mp4), flow $(frames talk-captioned.mp4); bytes by hand $(stat -c %s hand.mp4), flow $(stat -c %s talk-captioned.mp4)"

python3 - "$flow" <<'PY'
import subprocess, sys, time
def once(words):
    begin = time.perf_counter()
    subprocess.run(words, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - begin) * 1000
def median(words):
    return sorted(once(words) for _ in range(41))[20]
own, true = median([sys.argv[1], "--version"]), median(["/bin/true"])
print(f"start: flow --version {own:.1f} ms, /bin/true {true:.1f} ms")
PY
