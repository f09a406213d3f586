//! What is drawn on the picture and between clips, seen in the frames of rendered files.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::client::{Client, measured, media, run};

/// A film of two seconds in one colour.
fn plain(folder: &Path, color: &str) -> PathBuf {
    let file = folder.join(format!("{color}.mp4"));
    let picture = format!("color=c={color}:s=320x180:r=30:d=2");
    let sound = "anullsrc=r=48000:cl=stereo:d=2";
    let file_name = file.to_str().unwrap();
    run(
        "ffmpeg",
        &[
            "-v", "error", "-y", "-f", "lavfi", "-i", &picture, "-f", "lavfi", "-i", sound, "-pix_fmt", "yuv420p",
            file_name,
        ],
    );
    file
}

/// The bytes of a frame's part as grey or coloured pixels; the part is `w:h:x:y`.
fn pixels(file: &Path, frame: u64, part: &str, format: &str) -> Vec<u8> {
    let filter = format!("select=eq(n\\,{frame}),crop={part}:exact=1,format={format}");
    let arguments =
        ["-v", "error", "-i", file.to_str().unwrap(), "-vf", &filter, "-frames:v", "1", "-f", "rawvideo", "-"];
    let output = Command::new("ffmpeg").args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!output.stdout.is_empty(), "there is no frame {frame}");
    output.stdout
}

/// The mean colour of a frame's part.
fn color(file: &Path, frame: u64, part: &str) -> [f64; 3] {
    let bytes = pixels(file, frame, part, "rgb24");
    let mut sum = [0.0; 3];
    for pixel in bytes.chunks(3) {
        (0..3).for_each(|index| sum[index] += f64::from(pixel[index]));
    }
    sum.map(|sum| sum / (bytes.len() / 3) as f64)
}

/// How much a frame's part differs from its own mean.
fn unrest(file: &Path, frame: u64, part: &str) -> f64 {
    let bytes = pixels(file, frame, part, "gray");
    let mean = bytes.iter().map(|byte| f64::from(*byte)).sum::<f64>() / bytes.len() as f64;
    bytes.iter().map(|byte| (f64::from(*byte) - mean).abs()).sum::<f64>() / bytes.len() as f64
}

fn red([r, g, b]: [f64; 3]) -> bool {
    r > 180.0 && g < 60.0 && b < 60.0
}

fn blue([r, g, b]: [f64; 3]) -> bool {
    r < 60.0 && g < 60.0 && b > 180.0
}

fn dark(color: [f64; 3]) -> bool {
    color.iter().all(|part| *part < 45.0)
}

/// A session with files, taken through prompts and rendered.
async fn rendered(folder: &Path, client: &Client, files: &[PathBuf], prompts: &[&str]) -> PathBuf {
    let session = client.open().await;
    let (status, answer) = client.upload(&session, files).await;
    assert_eq!(status, 200, "{answer}");
    for prompt in prompts {
        let said = client.edit(&session, prompt).await;
        assert_eq!(said.error, None, "{prompt}");
    }
    let file = folder.join("out.mp4");
    client.render(&session, json!({"format": "mp4", "quality": "high"}), &file).await;
    file
}

const LEFT: &str = "60:160:20:10";
const RIGHT: &str = "60:160:240:10";
const MIDDLE: &str = "20:20:150:80";
const CORNER: &str = "20:20:4:4";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_transition_looks_as_it_is_called() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let files = [plain(folder.path(), "red"), plain(folder.path(), "blue")];
    // In the middle of a transition: what each part of the picture shows.
    let white = |color: [f64; 3]| color.iter().all(|part| *part > 200.0);
    type Seen = fn([f64; 3]) -> bool;
    let cases: [(&str, &str, Seen, &str, Seen); 8] = [
        ("wipe transition of 0.8 s", LEFT, blue, RIGHT, red),
        ("wipe left transition of 0.8 s", LEFT, red, RIGHT, blue),
        ("slide right transition of 0.8 s", LEFT, blue, RIGHT, red),
        ("dip to black between clips over 0.8 s", LEFT, dark, RIGHT, dark),
        ("flash transition of 0.8 s", LEFT, white, RIGHT, white),
        ("circle transition of 0.8 s", MIDDLE, blue, CORNER, red),
        ("closing circle transition of 0.8 s", MIDDLE, red, CORNER, blue),
        ("zoom transition of 0.8 s", "4:4:158:88", red, CORNER, red),
    ];
    for (prompt, one, like, other, alike) in cases {
        let file = rendered(folder.path(), &client, &files, &["join all clips", prompt]).await;
        let (frames, picture, sound) = measured(&file);
        assert_eq!(frames, 96, "{prompt}");
        assert!((picture - sound).abs() < 0.04, "{prompt}: {picture} {sound}");
        let middle = if prompt.starts_with("zoom") { 42 } else { 48 };
        let (first, second) = (color(&file, middle, one), color(&file, middle, other));
        assert!(like(first) && alike(second), "{prompt}: {first:?} {second:?}");
        assert!(red(color(&file, 10, MIDDLE)) && blue(color(&file, 80, MIDDLE)), "{prompt}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_and_logos_come_and_go_softly() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let files = [plain(folder.path(), "blue"), media("logo.png")];
    let prompts = [
        "title \"HHHHHHHH\" for 2 s that fades in over 1 s",
        "logo bottom left at 30% width, fading in and out over 0.5 s",
    ];
    let file = rendered(folder.path(), &client, &files, &prompts).await;
    let words: Vec<f64> = [2, 15, 40].map(|frame| unrest(&file, frame, "200:30:60:10")).to_vec();
    assert!(words[0] < 0.3 * words[1] && words[1] < 0.8 * words[2] && words[2] > 20.0, "{words:?}");
    let logo: Vec<f64> =
        [0, 7, 30, 52, 59].map(|frame| color(&file, frame, "60:60:30:100")).map(|[r, g, _]| r + g).to_vec();
    assert!(logo[0] < 0.3 * logo[2] && logo[4] < 0.3 * logo[2] && logo[2] > 40.0, "{logo:?}");
    assert!(logo[0] < logo[1] && logo[1] < logo[2] && logo[2] > logo[3] && logo[3] > logo[4], "{logo:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_boomerang_plays_to_and_fro() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let files = [plain(folder.path(), "red"), plain(folder.path(), "blue")];
    let prompts = ["join all clips", "keep 1 s to 3 s", "make it a boomerang"];
    let file = rendered(folder.path(), &client, &files, &prompts).await;
    assert_eq!(measured(&file).0, 120);
    let seen = [15, 45, 75, 105].map(|frame| color(&file, frame, MIDDLE));
    assert!(red(seen[0]) && blue(seen[1]) && blue(seen[2]) && red(seen[3]), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bars_cover_the_edges_and_leave_the_size() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let file = rendered(folder.path(), &client, &[plain(folder.path(), "red")], &["add cinematic black bars"]).await;
    // The picture is 320x180, and 2.35 : 1 of it is 136 lines.
    assert!(dark(color(&file, 30, "320:18:0:0")) && dark(color(&file, 30, "320:18:0:162")));
    assert!(red(color(&file, 30, "320:130:0:25")));
}
