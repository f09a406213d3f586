//! What a render really holds: frames, lengths, and the same bytes each time.

use serde_json::json;

use super::client::{Client, measured};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pauses_go_captions_come_and_every_frame_is_accounted_for() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(&["talk.mov", "talk.srt"]).await;
    let said = client.edit(&session, "trim silences, add captions, and export a clean final cut").await;
    assert_eq!(said.error, None, "{said:?}");
    let draft = client.draft(&session).await;
    let seconds = draft["d"].as_u64().unwrap() as f64 / 1000.0;
    assert!((18.0..21.5).contains(&seconds), "{draft}");
    let file = folder.path().join("out.mp4");
    client.render(&session, json!({"format": "mp4", "quality": "medium"}), &file).await;
    let (frames, picture, sound) = measured(&file);
    assert_eq!(frames, (seconds * 30.0).round() as u64);
    assert!((picture - seconds).abs() < 0.034 && (picture - sound).abs() < 0.04, "{picture} {sound}");
    if let Ok(keep) = std::env::var("KEEP_RENDERS") {
        std::fs::copy(&file, format!("{keep}/out.mp4")).unwrap();
        println!("{}\n{draft}", said.text);
    }
}
