#!/usr/bin/env bash
# Makes the pictures of the README and the book, in docs/pictures: the report of a run at three widths,
# light and dark; the live view, from what a terminal really got; and frames of what edits look like.
# All from the sample footage. Needs chromium, ffmpeg, python3 and util-linux's `script`; FLOW names
# another binary. Words choose parts: scripts/screenshots.sh report live edits
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
flow=${FLOW:-$root/target/release/flow}
[ -x "$flow" ] || cargo build --release --locked
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
out=$root/docs/pictures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
cp tests/media/{talk.mov,talk.srt,broll.mp4,music.mp3} "$work"
cp workflows/{captions,social-cuts}.yaml "$work"
cd "$work"

# shot PAGE PICTURE WIDTH HEIGHT light|dark: the page stands in a frame, since a window of a browser
# without a head has a least width.
shot() {
    [ -n "$browser" ] || { echo "this part needs a browser: install chromium" >&2; exit 1; }
    local scheme=1
    [ "$5" = dark ] && scheme=0
    printf '<body style="margin:0"><iframe src="%s" style="display:block;width:%spx;height:%spx;border:0"></iframe>' \
        "$1" "$3" "$4" > frame.html
    "$browser" --headless=new --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 \
        --user-data-dir="$work/browser" --blink-settings=preferredColorScheme=$scheme --virtual-time-budget=4000 --force-prefers-reduced-motion \
        --window-size="$3,$4" --screenshot="$work/$2" "file://$work/frame.html" >/dev/null 2>&1
}

# small TO FROM…: pictures side by side, in 256 colours.
small() {
    local to=$1 inputs=() chain='' count=0
    shift
    for one in "$@"; do
        inputs+=(-i "$one")
        chain+="[$count:v]pad=iw+16*$((count < $# - 1)):ih:0:0:0x808891[p$count];"
        count=$((count + 1))
    done
    for ((at = 0; at < count; at++)); do chain+="[p$at]"; done
    if [ "$count" -gt 1 ]; then chain+="hstack=inputs=$count[all];"; else chain+="null[all];"; fi
    ffmpeg -nostdin -v error -y "${inputs[@]}" -filter_complex \
        "${chain}[all]split[a][b];[a]palettegen=max_colors=200:stats_mode=single[c];[b][c]paletteuse=dither=none" \
        -frames:v 1 -compression_level 100 -pred mixed "$out/$to"
}

report() {
    "$flow" run captions.yaml --input talk.mov --input title="A camera slider" --out . --overwrite -q
    "$flow" show last --html report.html >/dev/null
    for scheme in light dark; do
        shot report.html "wide-$scheme.png" 1280 1500 $scheme
        shot report.html "middle-$scheme.png" 768 1500 $scheme
        shot report.html "phone-$scheme.png" 375 1500 $scheme
    done
    shot "report.html#step-1" steps.png 1000 1000 light
    small report-steps.png steps.png
    small report-light.png wide-light.png
    small report-dark.png wide-dark.png
    small report-tablet.png middle-light.png middle-dark.png
    small report-phone.png phone-light.png phone-dark.png
}

live() {
    COLUMNS='' script -qefc "stty cols 80 rows 24; exec '$flow' run social-cuts.yaml --input talk.mov --out . --jobs 4" \
        typescript >/dev/null
    python3 "$root/scripts/terminal.py" typescript 80 24 'flow run social-cuts.yaml --input talk.mov' > live.html
    shot live.html live.png 760 548 light
    small live.png live.png
}

# sheet NAME FILE SECONDS…: frames of a film side by side.
sheet() {
    local name=$1 film=$2 inputs=() chain='' count=0
    shift 2
    for at in "$@"; do
        inputs+=(-ss "$at" -i "$film")
        chain+="[$count:v]scale=-2:224,pad=iw+8:ih:4:0:white[p$count];"
        count=$((count + 1))
    done
    for ((at = 0; at < count; at++)); do chain+="[p$at]"; done
    ffmpeg -nostdin -v error -y "${inputs[@]}" -filter_complex "${chain}hstack=inputs=$count" -frames:v 1 -q:v 6 \
        -map_metadata -1 "$out/$name.jpg"
}

edits() {
    cat > edits.yaml <<'RECIPE'
flow: 1
name: edits
steps:
  a: { steps: { up: { upload: talk.mov }, cut: { edit: Trim the silences. }, do: { edit: "Make it vertical, add captions." }, file: { export: captions.mp4 } }, session: captions }
  b: { steps: { up: { upload: talk.mov }, do: { edit: 'Add title "A camera slider" at the beginning.' }, file: { export: title.mp4 } }, session: title }
  c: { steps: { up: { upload: talk.mov }, do: { edit: 'Add lower third "Ann Lee, maker" at 1 s for 5 s.' }, file: { export: lower.mp4 } }, session: lower }
  d: { steps: { up: { upload: talk.mov }, more: { upload: broll.mp4 }, do: { edit: Picture in picture broll.mp4 bottom right. }, file: { export: inside.mp4 } }, session: inside }
  e: { steps: { up: { upload: talk.mov }, cut: { edit: "Keep the first 22 seconds, remove 5 s to 17 s." }, do: { edit: Add transitions of 1 s. }, file: { export: transition.mp4 } }, session: transition }
  f: { steps: { up: { upload: [talk.mov, broll.mp4] }, cut: { edit: "Keep the first 4 seconds and join broll.mp4." }, do: { edit: Add wipe transitions of 1 s. }, file: { export: wipe.mp4 } }, session: wipe }
  g: { steps: { up: { upload: talk.mov }, cut: { edit: Keep the first 12 seconds. }, do: { edit: "Add a progress bar, and blur the bottom left corner." }, file: { export: hidden.mp4 } }, session: hidden }
  h: { steps: { up: { upload: talk.mov }, cut: { edit: Keep the first 6 seconds. }, do: { edit: 'Put a title card "Part Two" on a black screen at 3 s.' }, file: { export: slate.mp4 } }, session: slate }
RECIPE
    "$flow" run edits.yaml --out . --overwrite
    sheet captions captions.mp4 1 4 9 16 19
    sheet title title.mp4 0.1 0.6 2
    sheet lower-third lower.mp4 1.2 1.6 4
    sheet picture-in-picture inside.mp4 1 3 6
    sheet transition transition.mp4 3.9 4.4 4.7 5.2
    sheet wipe wipe.mp4 2.8 3.3 3.6 4.2
    sheet progress hidden.mp4 1 6 11
    sheet black slate.mp4 2.5 4 6.5
}

for part in ${*:-report live edits}; do
    case $part in
        report | live | edits) "$part" ;;
        *) echo "there is no part $part; the parts are report, live and edits" >&2; exit 2 ;;
    esac
done
du -ch "$out"/* | tail -n 20
