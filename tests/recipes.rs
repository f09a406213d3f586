//! The recipes of the gallery, end to end on real footage with real ffmpeg: what comes out is looked
//! at, and not just that something does.

use std::path::Path;
use std::process::Command;

use crate::project::{Project, media, probe, seconds, workflow};

/// The pauses of the sample, in seconds, as its own documentation gives them.
const PAUSES: [(f64, f64); 7] =
    [(0.0, 0.8), (2.494, 3.694), (7.776, 9.376), (12.84, 13.74), (16.113, 18.113), (20.877, 22.277), (26.078, 27.178)];

fn project() -> Project {
    let project = Project::new();
    project.copy(&media("talk.mov"), "talk.mov");
    project.copy(&media("talk.srt"), "talk.srt");
    for entry in std::fs::read_dir(workflow("")).unwrap() {
        let path = entry.unwrap().path();
        project.copy(&path, &format!("workflows/{}", path.file_name().unwrap().to_string_lossy()));
    }
    project
}

/// Width, height and seconds of a film whose picture and sound end together.
fn film(project: &Project, name: &str) -> (i64, i64, f64) {
    let streams = probe(&project.path().join(name));
    let (video, audio) = (&streams["video"], &streams["audio"]);
    assert!((seconds(video) - seconds(audio)).abs() < 0.04, "{name}");
    (video["width"].as_i64().unwrap(), video["height"].as_i64().unwrap(), seconds(video))
}

#[test]
fn social_cuts_come_in_three_shapes() {
    let project = project();
    project.flow(&["run", "social-cuts", "--input", "talk.mov", "--input", "length=4"]).well();
    let (width, height, whole) = film(&project, "talk-wide.mp4");
    assert!((width, height) == (1280, 720) && whole > 18.0, "{width}x{height}, {whole} s");
    let (width, height, short) = film(&project, "talk-square.mp4");
    assert!(width == height && (short - 4.0).abs() < 0.04, "{width}x{height}, {short} s");
    let (width, height, short) = film(&project, "talk-vertical.mp4");
    assert!(width * 16 == height * 9 && (short - 4.0).abs() < 0.04, "{width}x{height}, {short} s");
}

#[test]
fn a_podcast_is_even_and_tight() {
    let project = project();
    project.flow(&["run", "podcast", "--input", "talk.mov"]).well();
    let file = project.path().join("talk.mp3");
    let streams = probe(&file);
    assert!(!streams.contains_key("video") && seconds(&streams["audio"]) < 23.0);
    let read = Command::new("ffmpeg")
        .args(["-hide_banner", "-nostats", "-i"])
        .arg(&file)
        .args(["-filter_complex", "ebur128", "-f", "null", "-"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&read.stderr).into_owned();
    let loudness = said.rsplit("I:").next().unwrap().trim().split(' ').next().unwrap().parse::<f64>().unwrap();
    assert!((loudness + 16.0).abs() < 1.0, "{loudness} LUFS");
}

#[test]
fn a_screen_recording_comes_out_clean_and_captioned() {
    let project = project();
    project.flow(&["run", "screen-recording", "--input", "talk.mov"]).well();
    let (width, height, length) = film(&project, "talk-clean.mp4");
    assert!((width, height) == (1920, 1080) && length < 22.0, "{width}x{height}, {length} s");
}

/// How far the colours of a film's frame at half a second lie from grey.
fn colour(film: &Path) -> f64 {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-ss", "0.5", "-i"])
        .arg(film)
        .args(["-frames:v", "1", "-vf", "scale=64:64,format=yuv444p", "-f", "rawvideo", "-"])
        .output()
        .unwrap();
    let chroma = &output.stdout[64 * 64..];
    chroma.iter().map(|value| (f64::from(*value) - 128.0).abs()).sum::<f64>() / chroma.len() as f64
}

#[test]
fn a_batch_gives_each_clip_a_file_that_holds_its_own_footage_only() {
    let project = project();
    project.copy(&media("broll.mp4"), "broll.mp4");
    project.write("shots.yaml", "shots:\n  - { clip: talk.mov, prompt: Keep the first 2 seconds. }\n  - { clip: broll.mp4, prompt: Make it black and white. }\n");
    project.flow(&["run", "batch", "--inputs", "shots.yaml"]).well();
    let (_, _, first) = film(&project, "talk-0.mp4");
    let (_, _, second) = film(&project, "broll-1.mp4");
    assert!((first - 2.0).abs() < 0.04 && (second - 8.0).abs() < 0.04, "{first} s and {second} s");
    let (talk, broll) = (colour(&project.path().join("talk-0.mp4")), colour(&project.path().join("broll-1.mp4")));
    assert!(talk > 5.0 && broll < 1.0, "the talk has colours ({talk}), the other has none ({broll})");
}

#[test]
fn the_recipes_pass_their_own_tests() {
    project().flow(&["test"]).well();
}

#[test]
fn captions_tightens_and_captions_the_talk() {
    let project = project();
    let told = project.flow(&["run", "captions.yaml", "--input", "talk.mov", "--json"]).well();
    let summary: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!(summary["status"], "succeeded");
    assert_eq!(summary["results"]["video"], "talk-captioned.mp4");
    let film = project.path().join("talk-captioned.mp4");
    let streams = probe(&film);
    let (video, audio) = (&streams["video"], &streams["audio"]);
    assert_eq!((video["codec_name"].as_str(), audio["codec_name"].as_str()), (Some("h264"), Some("aac")));
    assert_eq!(video["pix_fmt"], "yuv420p");
    let frames: f64 = video["nb_read_frames"].as_str().unwrap().parse().unwrap();
    assert!((seconds(video) - frames / 30.0).abs() < 0.001);
    assert!((seconds(video) - seconds(audio)).abs() < 0.04, "{} and {}", seconds(video), seconds(audio));
    kept_right(&project, frames);
    words_stand_where_they_are_said(&project, &film);
    // What flow wrote itself is replaced.
    project.flow(&["run", "captions.yaml", "--input", "talk.mov"]).well();
}

/// Speech is kept whole, and of each long pause only the margins are.
fn kept_right(project: &Project, frames: f64) {
    let session = project.sessions().remove(0);
    let kept: Vec<(f64, f64)> = session["draft"]["t"][0]["sg"]
        .as_array()
        .unwrap()
        .iter()
        .map(|segment| {
            let from = segment["m"]["in"].as_f64().unwrap() / 1000.0;
            (from, from + segment["d"].as_f64().unwrap() / 1000.0)
        })
        .collect();
    let total: f64 = kept.iter().map(|(from, to)| to - from).sum();
    assert!((total - frames / 30.0).abs() <= kept.len() as f64 / 30.0, "{total} and {frames} frames");
    for (from, to) in &kept {
        let inside = |(begin, end): &(f64, f64)| from < end && begin < to;
        for (begin, end) in PAUSES.iter().filter(|pause| inside(pause)) {
            let overlap = to.min(*end) - from.max(*begin);
            assert!(overlap <= 0.45, "{overlap} s of the pause {begin}-{end} are kept");
        }
    }
    for pair in PAUSES.windows(2) {
        let (speech, until) = (pair[0].1, pair[1].0);
        let held: f64 = kept.iter().map(|(from, to)| (to.min(until) - from.max(speech)).max(0.0)).sum();
        assert!(until - speech - held < 0.05, "the speech from {speech} to {until} lost {} s", until - speech - held);
    }
}

/// Mean brightness of the band in which captions stand, at a moment of a film.
fn brightness(film: &Path, at: f64) -> f64 {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-ss", &at.to_string(), "-i"])
        .arg(film)
        .args(["-frames:v", "1", "-vf", "crop=1280:100:0:610,format=gray", "-f", "rawvideo", "-"])
        .output()
        .unwrap();
    output.stdout.iter().map(|pixel| f64::from(*pixel)).sum::<f64>() / output.stdout.len() as f64
}

/// The bench front below the picture never changes, so it is brighter only where words stand on it.
fn words_stand_where_they_are_said(project: &Project, film: &Path) {
    let session = project.sessions().remove(0);
    let cues = session["draft"]["t"][1]["sg"].as_array().unwrap().clone();
    assert_eq!(cues.len(), 6);
    let bare = {
        let first = &cues[0];
        let end = (first["m"]["at"].as_f64().unwrap() + first["d"].as_f64().unwrap()) / 1000.0;
        let next = cues[1]["m"]["at"].as_f64().unwrap() / 1000.0;
        brightness(film, (end + next) / 2.0)
    };
    for cue in &cues {
        let middle = (cue["m"]["at"].as_f64().unwrap() + cue["d"].as_f64().unwrap() / 2.0) / 1000.0;
        let lit = brightness(film, middle);
        assert!(lit > bare + 1.0, "{} is not to be seen at {middle}: {lit} and {bare}", cue["m"]["text"]);
    }
}

#[test]
fn quick_edit_takes_one_sentence() {
    let project = project();
    let told = project.flow(&["run", "quick-edit", "--input", "talk.mov", "--out", "done", "--json"]).well();
    let summary: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!(summary["outputs"][0]["path"], "done/talk-edited.mp4");
    let streams = probe(&project.path().join("done/talk-edited.mp4"));
    let length = seconds(&streams["video"]);
    assert!((18.0..22.0).contains(&length), "{length}");
    assert!((length - seconds(&streams["audio"])).abs() < 0.04);
    let texts = summary["timeline"].as_str().unwrap();
    assert!(texts.starts_with("Timeline (2 tracks): 1. Video: talk (0-"), "{texts}");
}

#[test]
fn every_recipe_passes_the_check_without_a_warning() {
    let project = Project::new();
    for entry in std::fs::read_dir(workflow("")).unwrap() {
        let path = entry.unwrap().path();
        project.copy(&path, &format!("workflows/{}", path.file_name().unwrap().to_string_lossy()));
    }
    let told = project.flow(&["check", "workflows"]).well();
    assert!(told.stderr.contains("no mistakes"), "{}", told.stderr);
}

/// Two minutes of somebody talking, with the words beside them: `interview.mov` and `interview.srt`.
fn interview(project: &Project) {
    let done = Command::new("bash").arg(media("interview.sh")).arg(project.path().join("interview")).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn a_two_minute_interview_comes_out_in_1080p_with_its_captions_beside_it() {
    let project = project();
    interview(&project);
    let footage = seconds(&probe(&project.path().join("interview.mov"))["video"]);
    assert!(footage > 120.0, "{footage} s");
    let told =
        project.flow(&["run", "interview", "--input", "interview.mov", "--input", "guest=Ann Lee, founder"]).well();
    assert!(told.stderr.contains("Title: \"Ann Lee, founder\" (1-6s)"), "{}", told.stderr);
    let (width, height, length) = film(&project, "interview-1080p.mp4");
    // Each of the five takes keeps its 20.8 s of speech.
    assert!((width, height) == (1920, 1080) && (100.0..106.0).contains(&length), "{width}x{height}, {length} s");
    let cues = std::fs::read_to_string(project.path().join("interview-1080p.srt")).unwrap();
    let last = cues.trim().rsplit("\n\n").next().unwrap();
    assert!(last.starts_with("30\n00:01:") && last.contains("Thanks for watching"), "{last}");
}

#[test]
fn highlights_are_the_longest_stretches_of_speech() {
    let project = project();
    project.flow(&["run", "highlights", "--input", "talk.mov", "--input", "length=9", "--input", "moments=2"]).well();
    let (_, _, length) = film(&project, "talk-highlights.mp4");
    // The two sentences of the sample that take longest, which leave nothing over.
    assert!((8.0..=9.0).contains(&length), "{length} s");
}

#[test]
fn captions_of_two_languages_stand_one_above_the_other() {
    let project = project();
    project.write("zh.srt", "1\n00:00:00,800 --> 00:00:02,494\nWillkommen in der Werkstatt.\n");
    let told =
        project.flow(&["run", "bilingual-captions", "--input", "talk.mov", "--input", "translation=zh.srt"]).well();
    assert!(told.stderr.contains("second  added "), "{}", told.stderr);
    let frame = |film: &str, place: &str| -> Vec<u8> {
        let crop = format!("crop=iw/2:ih/8:iw/4:{place},format=gray,scale=160:24");
        let output = Command::new("ffmpeg")
            .args(["-v", "error", "-ss", "1.5", "-i"])
            .arg(project.path().join(film))
            .args(["-frames:v", "1", "-vf", &crop, "-f", "rawvideo", "-"])
            .output()
            .unwrap();
        output.stdout
    };
    for place in ["ih*0.03", "ih*0.84"] {
        let (before, after) = (frame("talk.mov", place), frame("talk-bilingual.mp4", place));
        let changed = before.iter().zip(&after).filter(|(one, other)| one.abs_diff(**other) > 60).count();
        assert!(changed > before.len() / 100, "nothing is written at {place}: {changed} of {}", before.len());
    }
}

#[test]
fn long_footage_is_split_where_nobody_speaks() {
    let project = project();
    project.flow(&["run", "split-long", "--input", "talk.mov", "--input", "pieces=3", "--input", "longest=12"]).well();
    let lengths: Vec<f64> = (1..=3).map(|piece| film(&project, &format!("talk-{piece}.mp4")).2).collect();
    assert!((lengths.iter().sum::<f64>() - 27.178).abs() < 0.1, "{lengths:?}");
    for edge in [lengths[0], lengths[0] + lengths[1]] {
        assert!(PAUSES.iter().any(|(from, to)| (from - 0.05..=to + 0.05).contains(&edge)), "{edge} s is no pause");
    }
}

#[test]
fn a_rough_cut_is_refined_without_doing_it_again() {
    let project = project();
    project.flow(&["run", "iterative", "--input", "talk.mov"]).well();
    let path = project.path().join("workflows/iterative.yaml");
    let recipe = std::fs::read_to_string(&path).unwrap();
    let refined = recipe
        .replace("  # grade: { edit: Make it a little brighter. }", "  grade: { edit: Make it black and white. }");
    assert_ne!(recipe, refined);
    std::fs::write(&path, refined).unwrap();
    let colourful = colour(&project.path().join("talk-cut.mp4"));
    let told = project.flow(&["run", "iterative", "--input", "talk.mov", "--continue", "last"]).well();
    assert!(told.stderr.contains("footage, rough stand as they are"), "{}", told.stderr);
    let grey = colour(&project.path().join("talk-cut.mp4"));
    assert!(colourful > 5.0 && grey < 1.0, "{colourful} and {grey}");
}
