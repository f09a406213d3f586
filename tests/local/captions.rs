//! Where the words of captions come from, in the order in which the sources are tried.

use flow::backend::local::{Config, Speech};

use super::client::{Client, media, run};

async fn captions(client: &Client, session: &str, prompt: &str) -> (String, Vec<(String, u64)>) {
    let said = client.edit(session, prompt).await;
    assert_eq!(said.error, None);
    let draft = client.draft(session).await;
    let tracks = draft["t"].as_array().unwrap();
    let texts = tracks.iter().find(|track| track["tt"] == 7).unwrap()["sg"].as_array().unwrap();
    let cue =
        |text: &serde_json::Value| (text["m"]["text"].as_str().unwrap().to_owned(), text["m"]["at"].as_u64().unwrap());
    (said.text, texts.iter().map(cue).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transcript_is_spread_over_the_speech_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(&["talk.mov"]).await;
    let text = folder.path().join("talk.txt");
    std::fs::write(
        &text,
        "Welcome back to the workshop. Today we are going to build a small camera slider from parts you already have.",
    )
    .unwrap();
    client.upload(&session, &[text]).await;
    let (said, cues) = captions(&client, &session, "add captions").await;
    assert!(said.contains("approximate"), "{said}");
    assert_eq!(cues.len(), 2);
    assert!((600..1000).contains(&cues[0].1), "{cues:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn captions_inside_the_footage_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let file = folder.path().join("soft.mp4");
    let (talk, srt) = (media("talk.mov"), media("talk.srt"));
    run(
        "ffmpeg",
        &[
            "-v",
            "error",
            "-i",
            talk.to_str().unwrap(),
            "-i",
            srt.to_str().unwrap(),
            "-map",
            "0",
            "-map",
            "1",
            "-c",
            "copy",
            "-c:s",
            "mov_text",
            file.to_str().unwrap(),
        ],
    );
    assert!(flow::backend::local::holds_captions(&file) && !flow::backend::local::holds_captions(&talk));
    let session = client.open().await;
    client.upload(&session, &[file]).await;
    let (said, cues) = captions(&client, &session, "add captions").await;
    assert!(said.contains("inside `soft.mp4`"), "{said}");
    assert_eq!((cues.len(), cues[0].0.as_str()), (6, "Welcome back to the workshop."));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recogniser_that_was_set_up_is_asked_last() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("test -s \"$0\" && cat '{}'", media("talk.srt").display());
    let command = Some(vec!["sh".into(), "-c".into(), script]);
    let speech = Speech { command, ..Speech::default() };
    let client = Client::with(Config { speech, ..Config::new(folder.path()) }).await;
    let session = client.session(&["talk.mov"]).await;
    let (said, cues) = captions(&client, &session, "keep the first 10 s, add captions in English").await;
    assert!(said.contains("speech.command"), "{said}");
    assert_eq!(cues.len(), 3);
    let said = client.edit(&session, "add captions in Spanish").await;
    assert!(said.error.unwrap().1.contains("does not translate"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sidecar_in_the_wanted_language_goes_first() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(&["talk.mov", "talk.srt"]).await;
    let file = folder.path().join("talk.zh.srt");
    std::fs::write(&file, "1\n00:00:00,800 --> 00:00:02,494\n欢迎回到工作室。\n").unwrap();
    client.upload(&session, &[file]).await;
    let (_, cues) = captions(&client, &session, "添加中文字幕").await;
    assert_eq!(cues, [("欢迎回到工作室。".to_owned(), 800)]);
    let (_, cues) = captions(&client, &session, "add captions").await;
    assert_eq!(cues.len(), 6);
}
