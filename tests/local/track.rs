//! Captions as a stream of the file: in which codec, with which words, over a picture that nobody
//! wrote on, and the refusal of files that hold none.

use std::path::Path;

use serde_json::json;

use super::client::{Client, measured, run};

fn probed(file: &Path) -> String {
    let entries = "stream=codec_name:stream_tags=language";
    let file = file.to_str().unwrap();
    run("ffprobe", &["-v", "error", "-select_streams", "s", "-show_entries", entries, "-of", "csv=p=0", file])
}

/// The stream's words as SubRip, with times that are counted from the picture's first frame: Matroska
/// moves all streams back by what the sound's codec needs to begin.
fn cues(file: &Path, stream: &str) -> String {
    let file = file.to_str().unwrap();
    let entries = "stream=start_time";
    let start =
        run("ffprobe", &["-v", "error", "-select_streams", "v", "-show_entries", entries, "-of", "csv=p=0", file]);
    let earlier = format!("-{}", start.trim());
    run("ffmpeg", &["-v", "error", "-copyts", "-itsoffset", &earlier, "-i", file, "-map", stream, "-f", "srt", "-"])
}

/// Every frame, decoded.
fn picture(file: &Path) -> String {
    run("ffmpeg", &["-v", "error", "-i", file.to_str().unwrap(), "-map", "0:v", "-f", "framemd5", "-"])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn captions_as_a_track_are_in_the_file_and_not_on_the_picture() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(&["talk.mov", "talk.srt"]).await;
    let output = |format: &str| json!({"format": format, "quality": "low", "resolution": "240p"});
    let file = |name: &str| folder.path().join(name);
    client.edit(&session, "keep the first 5 seconds").await;
    client.render(&session, output("mp4"), &file("plain.mp4")).await;
    let said = client.edit(&session, "add captions as a subtitle track").await;
    assert_eq!(said.error, None, "{said:?}");

    let wanted = "1\n00:00:00,800 --> 00:00:02,500\nWelcome back to the workshop.\n\n\
                  2\n00:00:03,700 --> 00:00:05,000\nToday we are going to build a small camera slider from parts you already have.\n\n";
    for (format, codec) in [("mp4", "mov_text"), ("mov", "mov_text"), ("mkv", "subrip"), ("webm", "webvtt")] {
        let soft = file(&format!("soft.{format}"));
        client.render(&session, output(format), &soft).await;
        assert_eq!(probed(&soft).trim(), format!("{codec},eng"), "{format}");
        assert_eq!(cues(&soft, "0:s"), wanted, "{format}");
    }
    let (frames, length, sound) = measured(&file("soft.mp4"));
    assert_eq!(frames, 150);
    assert!((length - sound).abs() < 0.04, "{length} {sound}");
    assert!(picture(&file("soft.mp4")) == picture(&file("plain.mp4")), "something was drawn");

    for format in ["mp3", "jpg"] {
        let there = file(&format!("without.{format}"));
        client.render(&session, output(format), &there).await;
        assert_eq!(probed(&there), "", "{format}");
    }
    for format in ["gif", "avi", "webp"] {
        let (status, answer) = client.submit(&session, &format!("refused-{format}"), output(format)).await;
        assert_eq!(status, 400, "{answer}");
        let words = format!("{format} files hold none; mp4, mov, mkv, webm files do");
        assert!(answer.to_string().contains(&words), "{answer}");
    }

    client.edit(&session, "burn them in").await;
    client.render(&session, output("mp4"), &file("drawn.mp4")).await;
    assert_eq!(probed(&file("drawn.mp4")), "");
    assert!(picture(&file("drawn.mp4")) != picture(&file("plain.mp4")), "nothing was drawn");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_languages_are_two_streams_and_the_same_bytes_each_time() {
    let mut files = vec![];
    for _ in 0..2 {
        let folder = tempfile::tempdir().unwrap();
        let client = Client::on(folder.path()).await;
        let session = client.session(&["talk.mov", "talk.srt"]).await;
        let other = folder.path().join("talk.fr.srt");
        std::fs::write(&other, "1\n00:00:00,800 --> 00:00:01,500\nBonjour <b>a & b</b>.\n").unwrap();
        client.upload(&session, &[other]).await;
        for prompt in [
            "keep the first 2 seconds",
            "add captions from talk.srt as a track",
            "add a second line of captions from talk.fr.srt as a track",
        ] {
            let said = client.edit(&session, prompt).await;
            assert_eq!(said.error, None, "{prompt}: {said:?}");
        }
        for format in ["mp4", "mkv", "webm"] {
            let file = folder.path().join(format!("out.{format}"));
            let output = json!({"format": format, "quality": "low", "resolution": "240p"});
            client.render(&session, output, &file).await;
            let found = probed(&file);
            let languages: Vec<&str> = found.lines().filter_map(|line| Some(line.split_once(',')?.1)).collect();
            assert_eq!(languages, ["eng", "fra"], "{format}");
            assert!(cues(&file, "0:s:1").contains("Bonjour a & b."), "{format}");
            files.push(std::fs::read(&file).unwrap());
        }
    }
    let (first, second) = files.split_at(3);
    assert!(first == second, "two renders differ");
}
