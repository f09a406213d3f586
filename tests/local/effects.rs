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
pub fn color(file: &Path, frame: u64, part: &str) -> [f64; 3] {
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
pub async fn rendered(folder: &Path, client: &Client, files: &[PathBuf], prompts: &[&str]) -> PathBuf {
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
    let white = |color: [f64; 3]| color.iter().all(|part| *part > 150.0);
    let dim = |color: [f64; 3]| color.iter().all(|part| *part < 90.0);
    type Seen = fn([f64; 3]) -> bool;
    let cases: [(&str, &str, Seen, &str, Seen); 8] = [
        ("wipe transition of 0.8 s", LEFT, blue, RIGHT, red),
        ("wipe left transition of 0.8 s", LEFT, red, RIGHT, blue),
        ("slide right transition of 0.8 s", LEFT, blue, RIGHT, red),
        ("dip to black between clips over 0.8 s", LEFT, dim, RIGHT, dim),
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

/// A film of two seconds full of edges.
fn patterned(folder: &Path) -> PathBuf {
    let file = folder.join("pattern.mp4");
    let arguments = ["-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=30:d=2", "-pix_fmt", "yuv420p"];
    run("ffmpeg", &[&arguments[..], &["-crf", "10", file.to_str().unwrap()]].concat());
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_is_hidden_and_the_rest_is_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let film = patterned(folder.path());
    // A corner of 30% is 96x54 pixels; a neighbour of it stays.
    const HIDDEN: &str = "80:40:8:134";
    const BESIDE: &str = "80:40:110:134";
    // Places where the brightness jumps from one pixel to the next.
    let edges = |file: &Path| {
        let bytes = pixels(file, 30, HIDDEN, "gray");
        let jumps = bytes.chunks(80).map(|row| row.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) > 12).count());
        jumps.sum::<usize>() as f64
    };
    let (before, beside) = (edges(&film), unrest(&film, 30, BESIDE));
    assert!(before > 20.0, "{before}");
    for (prompt, most) in [("blur the bottom left corner", 0.02), ("hide the bottom left corner", 0.02)] {
        let file = rendered(folder.path(), &client, std::slice::from_ref(&film), &[prompt]).await;
        let (seen, other) = (edges(&file), unrest(&file, 30, BESIDE));
        assert!(seen < before * most, "{prompt}: {seen} {before}");
        assert!((other - beside).abs() < beside * 0.1, "{prompt}: {other} {beside}");
    }
    // Rows of one block of eight pixels are alike.
    let file =
        rendered(folder.path(), &client, std::slice::from_ref(&film), &["pixelate the bottom left corner"]).await;
    let rows = |file: &Path| {
        let bytes = pixels(file, 30, "8:8:48:140", "gray");
        (0..8).map(|row| bytes[row * 8..row * 8 + 8].to_vec()).collect::<Vec<_>>()
    };
    let close = |a: &[u8], b: &[u8]| a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) < 16);
    let seen = rows(&file);
    assert!(unrest(&file, 30, HIDDEN) > 5.0);
    assert!(seen.windows(2).filter(|pair| close(&pair[0], &pair[1])).count() >= 6, "{seen:?}");
    // Only for a while, and only where the picture is when it stands in another shape.
    let prompts = ["hide the bottom left corner from 1 s to 2 s", "make it square, crop"];
    let file = rendered(folder.path(), &client, std::slice::from_ref(&film), &prompts).await;
    let part = "80:100:0:560";
    assert!(!dark(color(&file, 15, part)) && dark(color(&file, 45, part)), "{:?}", color(&file, 45, part));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_glow_adds_light_and_keeps_the_colours() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let film = patterned(folder.path());
    let file = rendered(folder.path(), &client, std::slice::from_ref(&film), &["add a soft glow"]).await;
    let (before, after) = (color(&film, 30, "320:180:0:0"), color(&file, 30, "320:180:0:0"));
    let light = |[r, g, b]: [f64; 3]| (r + g + b) / 3.0;
    assert!(light(after) > light(before) + 6.0, "{before:?} {after:?}");
    let tint = |[r, g, b]: [f64; 3]| [r - g, b - g];
    let (one, other) = (tint(before), tint(after));
    assert!((0..2).all(|index| (one[index] - other[index]).abs() < 12.0), "{before:?} {after:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_films_share_the_frame() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let files = [plain(folder.path(), "red"), plain(folder.path(), "blue")];
    let file =
        rendered(folder.path(), &client, &files, &["put red.mp4 and blue.mp4 side by side from 0.5 s to 1 s"]).await;
    let seen = |frame: u64, part: &str| color(&file, frame, part);
    assert!(red(seen(20, "150:180:0:0")) && blue(seen(20, "150:180:170:0")));
    assert!(red(seen(10, RIGHT)) && red(seen(40, RIGHT)));
    let file = rendered(folder.path(), &client, &files, &["split screen with blue.mp4, one above the other"]).await;
    let seen = |part: &str| color(&file, 20, part);
    assert!(red(seen("320:80:0:0")) && blue(seen("320:80:0:100")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_progress_bar_is_half_way_at_half_time() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let file =
        rendered(folder.path(), &client, &[plain(folder.path(), "red")], &["add a progress bar at the bottom"]).await;
    let white = |frame: u64, part: &str| color(&file, frame, part)[2] > 150.0;
    assert!(white(30, "140:2:0:178") && !white(30, "140:2:170:178"));
    assert!(!white(0, "300:2:20:178") && white(59, "316:2:0:178"));
    assert!(red(color(&file, 59, "320:160:0:0")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_countdown_shows_another_number_each_second() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let file =
        rendered(folder.path(), &client, &[plain(folder.path(), "blue")], &["add a countdown from 2 at the start"])
            .await;
    let shown = |frame: u64| pixels(&file, frame, "80:80:120:50", "gray");
    let far = |a: &[u8], b: &[u8]| a.iter().zip(b).filter(|(a, b)| a.abs_diff(**b) > 60).count();
    assert!(unrest(&file, 10, "80:80:120:50") > 10.0);
    assert!(far(&shown(10), &shown(25)) < 20 && far(&shown(25), &shown(35)) > 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shadows_are_lifted_and_light_parts_stay() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let [dark, light] = ["0x303030", "0xF0F0F0"].map(|color| plain(folder.path(), color));
    let level = |file: &Path| color(file, 30, MIDDLE)[1];
    for (film, prompt, least, most) in [
        (&dark, "lift the shadows", 6.0, 25.0),
        (&dark, "crush the blacks", -25.0, -6.0),
        (&light, "lift the shadows", -4.0, 4.0),
        (&light, "reduce the highlights", -25.0, -2.0),
    ] {
        let file = rendered(folder.path(), &client, std::slice::from_ref(film), &[prompt]).await;
        let change = level(&file) - level(film);
        assert!((least..=most).contains(&change), "{prompt}: {change}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn black_stands_between_and_words_stand_on_it() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let films = [plain(folder.path(), "red"), plain(folder.path(), "blue")];
    let prompts = [
        "join all clips",
        "add 1 second of black between the clips",
        "show \"The End\" on a black screen for 1 second at the end",
    ];
    let file = rendered(folder.path(), &client, &films, &prompts).await;
    assert_eq!(measured(&file).0, 180);
    assert!(red(color(&file, 59, MIDDLE)) && dark(color(&file, 60, MIDDLE)) && dark(color(&file, 89, MIDDLE)));
    assert!(blue(color(&file, 90, MIDDLE)) && blue(color(&file, 149, MIDDLE)) && dark(color(&file, 165, CORNER)));
    assert!(unrest(&file, 165, "160:60:80:60") > 5.0 && unrest(&file, 75, "160:60:80:60") < 1.0);
}
