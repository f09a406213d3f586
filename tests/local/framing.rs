//! What of the picture is seen: crops, a moving frame, a line around it; measured in rendered files.

use std::path::{Path, PathBuf};

use super::client::{Client, run};
use super::effects::{color, rendered};

/// Two seconds, the left half red and the right half blue.
fn halves(folder: &Path) -> PathBuf {
    let file = folder.join("halves.mp4");
    let picture = "color=c=red:s=160x180:r=30:d=2[a];color=c=blue:s=160x180:r=30:d=2[b];[a][b]hstack";
    run(
        "ffmpeg",
        &[
            "-v",
            "error",
            "-y",
            "-f",
            "lavfi",
            "-i",
            picture,
            "-f",
            "lavfi",
            "-i",
            "anullsrc=r=48000:cl=stereo:d=2",
            "-shortest",
            "-pix_fmt",
            "yuv420p",
            file.to_str().unwrap(),
        ],
    );
    file
}

fn size(file: &Path) -> String {
    let arguments =
        ["-v", "error", "-select_streams", "v", "-show_entries", "stream=width,height", "-of", "csv=p=0:s=x"];
    let output = std::process::Command::new("ffprobe").args(arguments).arg(file).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

const WHOLE: &str = "300:160:10:10";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crop_takes_the_named_side_away() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let files = [halves(folder.path())];
    let file = rendered(folder.path(), &client, &files, &["crop out the left half"]).await;
    assert_eq!(size(&file), "160x180");
    let [r, _, b] = color(&file, 30, "150:160:5:10");
    assert!(r < 40.0 && b > 200.0, "{r} {b}");
    let file = rendered(folder.path(), &client, &files, &["crop to the left half", "crop 10% off the bottom"]).await;
    assert_eq!(size(&file), "160x162");
    let [r, _, b] = color(&file, 30, "150:150:5:5");
    assert!(r > 200.0 && b < 40.0, "{r} {b}");
    // A shape that was chosen stays.
    let file = rendered(folder.path(), &client, &files, &["crop to 1:1", "crop 25% off the left"]).await;
    let sides: Vec<u32> = size(&file).split('x').map(|side| side.parse().unwrap()).collect();
    assert_eq!(sides[0], sides[1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pan_goes_over_the_picture() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let files = [halves(folder.path())];
    for (prompt, sign) in [("pan from left to right", 1.0), ("pan slowly to the left", -1.0)] {
        let file = rendered(folder.path(), &client, &files, &[prompt]).await;
        assert_eq!(size(&file), "320x180");
        let red: Vec<f64> = [0, 15, 30, 45, 59].map(|frame| color(&file, frame, WHOLE)[0]).to_vec();
        // Of the four fifths in sight five eighths are red at one end, and three at the other.
        let share = |red: f64| red / 254.0;
        let (first, last) = if sign > 0.0 { (red[0], red[4]) } else { (red[4], red[0]) };
        assert!((share(first) - 0.625).abs() < 0.03 && (share(last) - 0.375).abs() < 0.03, "{prompt}: {red:?}");
        assert!(red.windows(2).all(|two| (two[0] - two[1]) * sign > 5.0), "{prompt}: {red:?}");
    }
    let still = rendered(folder.path(), &client, &files, &["pan down from 0.5 s to 1.5 s"]).await;
    let before = color(&still, 5, "20:20:130:80");
    assert!(before[0] > 200.0, "{before:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_border_is_drawn_and_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let files = [halves(folder.path())];
    let white = |file: &Path, part: &str| color(file, 30, part).iter().all(|part| *part > 220.0);
    let file = rendered(folder.path(), &client, &files, &["add a 10% white border"]).await;
    for edge in ["300:10:10:4", "300:10:10:166", "10:160:4:10", "10:160:306:10"] {
        assert!(white(&file, edge), "{edge}");
    }
    assert!(!white(&file, "20:20:30:30"));
    let file = rendered(folder.path(), &client, &files, &["add a white border", "remove the border"]).await;
    assert!(!white(&file, "300:2:10:0"));
}
