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
    for name in ["captions.yaml", "quick-edit.yaml"] {
        project.copy(&workflow(name), &format!("workflows/{name}"));
    }
    project
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
