#!/usr/bin/env bash
# Times the embedded editor where most of the work is the editor's: silences out of two minutes of 1080p,
# against one ffmpeg command written by hand, the plain transcode of what is kept, and auto-editor where
# it is at hand; 300 cuts in one clip, whose frames and ends are counted; and captions, music and 9:16 in
# one recipe, against one command by hand and the usual chain of commands.
# Usage: scripts/bench-editor.sh [rounds] [silences] [cuts] [film]
# FLOW names a program that is built already. AUTO_EDITOR names the program (23.32.1 is the newest that needs no download of its own).
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$HOME/.cargo/bin:$PATH"
[ -n "${FLOW:-}" ] || cargo build --release --locked --quiet
flow=${FLOW:-$PWD/target/release/flow}
media=$PWD/tests/media
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/.git"
cd "$work"
# Sound that comes and goes 300 times, over a picture in which every frame differs.
ffmpeg -v error -f lavfi -i testsrc2=s=640x360:r=30:d=360.4 \
    -f lavfi -i "aevalsrc='0.3*sin(2*PI*440*t)*lt(mod(t,1.2),0.5)':s=48000:d=360.4" \
    -c:v libx264 -preset veryfast -crf 16 -g 60 -c:a aac -b:a 192k -shortest beeps.mov
ffmpeg -v error -stream_loop 4 -i "$media/talk.mov" -t 120 -vf scale=1920:1080 -c:v libx264 -preset veryfast -crf 16 -g 60 \
    -c:a aac -b:a 192k talk.mov
cat > tidy.yaml <<'YAML'
flow: 1
inputs: { video: file, least: { type: number, default: 0.6 } }
steps:
  footage: { upload: "{{ inputs.video }}" }
  tidy:    { edit: "Trim the silences longer than {{ inputs.least }} seconds." }
  final:   { export: cut.mp4 }
YAML
cat > short.yaml <<'YAML'
flow: 1
inputs: { video: file, song: file }
steps:
  footage:  { upload: ["{{ inputs.video }}", "{{ inputs.song }}"] }
  captions: { edit: Add captions. }
  music:    { edit: Add song.mp3 as background music at 20% volume. }
  frame:    { edit: Make it 9:16 for TikTok. }
  final:    { export: short.mp4 }
YAML
cp "$media/music.mp3" song.mp3
python3 - > talk.srt <<'PY'
at = lambda second: f"00:{second // 60:02}:{second % 60:02},000"
for n in range(39):
    print(f"{n + 1}\n{at(3 * n)} --> {at(3 * n + 2)}\nThis is sentence number {n + 1}, said on the bench.\n")
PY
python3 - "$flow" "${1:-1}" "${AUTO_EDITOR:-$(command -v auto-editor || true)}" "${@:2}" <<'PY'
import glob, json, os, shutil, statistics, subprocess, sys, time
flow, rounds, peer = sys.argv[1], int(sys.argv[2]), sys.argv[3]
parts = sys.argv[4:] or ["silences", "cuts", "film"]
ENCODER = ("-c:v libx264 -preset veryfast -crf 20 -g 60 -pix_fmt yuv420p -threads 4 -x264-params sync-lookahead=0 "
           "-c:a aac -b:a 160k -ar 48000 -ac 2 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact").split()

def timed(words):
    begin = time.perf_counter()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    assert status == 0, words
    return time.perf_counter() - begin, used.ru_utime + used.ru_stime

def run(clip, least):
    shutil.rmtree(".flow", ignore_errors=True)
    return timed([flow, "run", "tidy.yaml", "--input", clip, "--input", f"least={least}", "--overwrite", "-q"])

def kept():
    draft = json.load(open(glob.glob(".flow/backend/sessions/*.json")[0]))["draft"]
    ranges, at = [], 0
    for segment in draft["t"][0]["sg"]:
        first = round(segment["m"].get("in", 0) * 30 / 1000)
        begin, end = round(at * 30 / 1000), round((at + segment["d"]) * 30 / 1000)
        ranges.append((first, first + end - begin))
        at += segment["d"]
    return ranges

def probe(path):
    words = ["ffprobe", "-v", "error", "-count_packets", "-show_entries", "stream=codec_type,nb_read_packets,duration,start_time", "-of", "json", path]
    return {stream["codec_type"]: stream for stream in json.loads(subprocess.check_output(words))["streams"]}

def hand(clip, ranges, out):
    # A sum of more than a hundred terms breaks; the tree says the same.
    def tree(part):
        if len(part) == 1:
            return f"between(n,{part[0][0]},{part[0][1] - 1})"
        middle = len(part) // 2
        return f"if(lt(n,{part[middle][0]}),{tree(part[:middle])},{tree(part[middle:])})"
    chosen = tree(ranges)
    graph = (f"[0:v]fps=30,select='{chosen}',setpts=N/30/TB,format=yuv420p[v];"
             f"[0:a]aresample=48000,asetnsamples=n=1600,aselect='{chosen}',asetpts=N/SR/TB[a]")
    open("graph.txt", "w").write(graph)
    return timed(["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", clip, "-filter_complex_script", "graph.txt", "-map", "[v]", "-map", "[a]", *ENCODER, out])

def shown(name, all, ours):
    wall, cpu = (statistics.median(one[at] for one in all) for at in (0, 1))
    mine = [statistics.median(one[at] for one in ours) for at in (0, 1)]
    print(f"{name:<42} wall {wall:6.2f} s  CPU {cpu:6.2f} s   flow/this: wall {mine[0] / wall:.2f}  CPU {mine[1] / cpu:.2f}")

for part, clip, least, title in (
    ("silences", "talk.mov", 0.6, "silences out of 120 s of 1080p"),
    ("cuts", "beeps.mov", 0.3, "300 cuts in 360 s of 360p"),
):
    if part not in parts:
        continue
    ours, by_hand, plain, equal, shipped = [], [], [], [], []
    run(clip, least)
    ranges = kept()
    # What is kept, cut already, as the clip itself is encoded; its transcode has two channels, as the film has.
    normal = ENCODER[:]
    ENCODER[:] = "-c:v libx264 -preset veryfast -crf 16 -g 60 -c:a aac -b:a 192k -ac 2".split()
    hand(clip, ranges, "kept.mov")
    ENCODER[:] = normal
    for _ in range(rounds):
        ours.append(run(clip, least))
        by_hand.append(hand(clip, ranges, "hand.mp4"))
        plain.append(timed(["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", "kept.mov", *ENCODER, "plain.mp4"]))
        if peer and clip == "talk.mov":
            os.makedirs("wrapped", exist_ok=True)
            real = shutil.which("ffmpeg")
            open("wrapped/ffmpeg", "w").write(
                "#!/usr/bin/env python3\nimport os, sys\nwords = sys.argv[1:]\n"
                "if 'rawvideo' in words and '-b:v' in words:\n    at = words.index('-b:v')\n"
                "    words[at:at + 2] = ['-preset', 'veryfast', '-crf', '20', '-g', '60', '-threads', '4']\n"
                f"os.execv({real!r}, [{real!r}, *words])\n")
            os.chmod("wrapped/ffmpeg", 0o755)
            if not os.path.exists("wrapped/ffprobe"):
                os.symlink(shutil.which("ffprobe"), "wrapped/ffprobe")
            common = [peer, clip, "-c:v", "h264", "--no-open", "-q", "--progress", "none"]
            equal.append(timed([*common, "--ffmpeg-location", "wrapped/ffmpeg", "-o", "peer.mp4"]))
            shipped.append(timed([*common, "--my-ffmpeg", "-o", "peer.mp4"]))
    made, frames = probe("cut.mp4"), sum(end - first for first, end in ranges)
    apart = abs(float(made["video"]["duration"]) - float(made["audio"]["duration"])) * 1000
    print(f"{title}: {len(ranges)} clips, {frames} frames wanted, {made['video']['nb_read_packets']} made, "
          f"picture and sound end {apart:.1f} ms apart")
    shown("flow run, detection and upload included", ours, ours)
    shown("one command by hand", by_hand, ours)
    shown("transcode of what is kept", plain, ours)
    if equal:
        shown("auto-editor, equal encoder settings", equal, ours)
        shown("auto-editor, as shipped", shipped, ours)

# The same film as the recipe's: the whole picture over a blurred one, the music softer under speech.
FILL = ("[0:v]split[a][b];[a]scale=270:480:force_original_aspect_ratio=increase:flags=fast_bilinear,crop=270:480,boxblur=8:2,"
        "scale=1080:1920:flags=bilinear[c];[b]scale=1080:-2[d];[c][d]overlay=0:(H-h)/2")
WORDS = "subtitles=talk.srt:force_style='FontSize=9,MarginV=28'"
MIX = ("[0:a]asplit[e][f];[1:a]volume=0.2[g];[g][f]sidechaincompress=threshold=0.02:ratio=8:attack=20:release=400[h];"
       "[e][h]amix=duration=first:normalize=0[sound]")
FFMPEG = ["ffmpeg", "-v", "error", "-nostdin", "-y"]
SOUND = ["-stream_loop", "-1", "-i", "song.mp3"]

def film():
    shutil.rmtree(".flow", ignore_errors=True)
    return timed([flow, "run", "short.yaml", "--input", "video=talk.mov", "--input", "song=song.mp3", "--overwrite", "-q"])

def one_command():
    graph = f"{FILL},{WORDS},format=yuv420p[picture];{MIX}"
    return timed([*FFMPEG, "-i", "talk.mov", *SOUND, "-filter_complex", graph, "-map", "[picture]", "-map", "[sound]", *ENCODER, "hand.mp4"])

def chain(kept):
    # As the commands are mostly typed, each of them encodes the picture anew; with care the music's leaves it.
    picture = ["-c:v", "copy", "-c:a", "aac"] if kept else ENCODER
    steps = [
        ["-i", "talk.mov", "-vf", WORDS, *ENCODER, "one.mp4"],
        ["-i", "one.mp4", *SOUND, "-filter_complex", MIX, "-map", "0:v", "-map", "[sound]", *picture, "two.mp4"],
        ["-i", "two.mp4", "-filter_complex", FILL + "[picture]", "-map", "[picture]", "-map", "0:a", *ENCODER, "three.mp4"],
    ]
    return tuple(map(sum, zip(*(timed([*FFMPEG, *step]) for step in steps))))

if "film" in parts:
    ways = (film, one_command, lambda: chain(False), lambda: chain(True))
    ours, by_hand, usual, careful = ([way() for _ in range(rounds)] for way in ways)
    print("captions, music and 9:16 of 120 s of 1080p:")
    shown("flow run, upload included", ours, ours)
    shown("one command by hand", by_hand, ours)
    shown("three commands, each with an encode", usual, ours)
    shown("the same, the music's without an encode", careful, ours)
PY
