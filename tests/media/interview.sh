#!/usr/bin/env bash
# Makes two minutes of an interview out of the sample: five takes, one after the other, and their words.
# Usage: interview.sh OUT     writes OUT.mov and OUT.srt
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$1
ffmpeg -v error -y -stream_loop 4 -i "$here/talk.mov" -map 0:v -map 0:a -c copy "$out.mov"
take=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$here/talk.mov")
awk -v take="$take" '
    function seconds(clock,   part) { split(clock, part, /[:,]/); return part[1] * 3600 + part[2] * 60 + part[3] + part[4] / 1000 }
    function clock(at) { return sprintf("%02d:%02d:%02d,%03d", at / 3600, at / 60 % 60, at % 60, at * 1000 % 1000) }
    { sub(/\r$/, ""); line[NR] = $0 }
    END {
        for (turn = 0; turn < 5; turn++)
            for (at = 1; at <= NR; at++)
                if (line[at] ~ /-->/) {
                    split(line[at], ends, / --> /)
                    print clock(seconds(ends[1]) + turn * take) " --> " clock(seconds(ends[2]) + turn * take)
                } else if (line[at] ~ /^[0-9]+$/) print ++number
                else print line[at]
    }' "$here/talk.srt" > "$out.srt"
