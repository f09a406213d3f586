//! What a render really holds: frames, lengths, and the same bytes each time.

use serde_json::json;

use super::client::{Client, measured, run};

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
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_timeline_gives_the_same_bytes() {
    let mut files = vec![];
    for _ in 0..2 {
        let folder = tempfile::tempdir().unwrap();
        let client = Client::on(folder.path()).await;
        let session = client.session(&["broll.mp4"]).await;
        client.edit(&session, "keep 1 s to 3 s, add title \"Twice\"").await;
        let file = folder.path().join("out.mp4");
        client.render(&session, json!({"format": "mp4"}), &file).await;
        files.push(std::fs::read(&file).unwrap());
    }
    assert!(files[0] == files[1], "two renders differ");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_keeps_picture_and_sound_in_step() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    for (index, prompt) in [
        "speed up 3 s to 5 s by 2x, mute 1 s to 2 s",
        "join all clips, crossfade between clips",
        "make it vertical, add music.mp3 at 35%, logo top right, add captions, fade in and out",
        "insert talk.mov at 2 s for 1 s, freeze at 1 s for 1 s",
        "slow motion, normalize, remove background noise",
        "reverse",
        "30 fps, 720p, b-roll talk.mov at 1 s for 2 s",
        "black and white, vintage, zoom in 20%, rotate 90",
        "change the frame rate to 24 fps",
        "keep the first 3 s, add calm background music",
    ]
    .into_iter()
    .enumerate()
    {
        let mut session = client.session(&["broll.mp4", "talk.mov", "talk.srt", "music.mp3", "logo.png"]).await;
        if prompt.contains("captions") {
            session = client.session(&["talk.mov", "talk.srt", "music.mp3", "logo.png"]).await;
            client.edit(&session, "keep the first 6 seconds").await;
        }
        let said = client.edit(&session, prompt).await;
        assert_eq!(said.error, None, "{prompt}");
        let draft = client.draft(&session).await;
        let fps = draft["m"]["fps"].as_f64().unwrap();
        let seconds = draft["d"].as_f64().unwrap() / 1000.0;
        let file = folder.path().join(format!("{index}.mp4"));
        client.render(&session, json!({"format": "mp4", "quality": "low"}), &file).await;
        let (frames, picture, sound) = measured(&file);
        assert_eq!(frames, (seconds * fps).round() as u64, "{prompt}");
        assert!((picture - sound).abs() < 0.04, "{prompt}: {picture} {sound}");
        if let Ok(keep) = std::env::var("KEEP_RENDERS") {
            std::fs::copy(&file, format!("{keep}/{index}.mp4")).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn photos_alone_become_a_slideshow_with_music() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let photos: Vec<_> = ["navy", "olive", "maroon"]
        .iter()
        .map(|color| {
            let file = folder.path().join(format!("{color}.jpg"));
            let picture = format!("color={color}:s=640x480");
            run("ffmpeg", &["-v", "error", "-f", "lavfi", "-i", &picture, "-frames:v", "1", file.to_str().unwrap()]);
            file
        })
        .collect();
    let session = client.open().await;
    client.upload(&session, &photos).await;
    let said = client.edit(&session, "turn my photos into a slideshow, 2 s each, add calm background music").await;
    assert_eq!(said.error, None);
    let file = folder.path().join("out.mp4");
    client.render(&session, json!({"format": "mp4", "resolution": "360p", "quality": "low"}), &file).await;
    let (frames, picture, sound) = measured(&file);
    assert_eq!(frames, 180);
    assert!((picture - sound).abs() < 0.04, "{picture} {sound}");
    let state = client.state(&session).await;
    assert_eq!(state["state"]["generated_media"][0]["filename"], "calm.wav");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_format_can_be_made() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(&["broll.mp4"]).await;
    client.edit(&session, "keep the first 1.5 s").await;
    for format in ["mov", "mkv", "webm", "avi", "gif", "webp", "jpg", "png", "mp3", "wav", "m4a", "aac"] {
        let file = folder.path().join(format!("out.{format}"));
        let output = json!({"format": format, "quality": "low", "resolution": "240p"});
        client.render(&session, output, &file).await;
        assert!(file.metadata().unwrap().len() > 200, "{format}");
    }
    let (status, answer) = client.submit(&session, "render_odd", json!({"format": "exe"})).await;
    assert_eq!(status, 400, "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_render_outlives_the_process_that_began_it() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(&["talk.mov"]).await;
    let (status, answer) = client.submit(&session, "render_a", json!({})).await;
    assert_eq!((status, &answer["data"]["status"]), (200, &json!("pending")));
    assert_eq!(client.submit(&session, "render_a", json!({})).await.0, 409);
    client.server.stop().await;
    let client = Client::on(folder.path()).await;
    let done = client.finished("render_a").await;
    assert_eq!(done["status"], "completed", "{done}");
    let answer =
        client.signed(client.http.get(client.url("/api/render/proxy/render_a/download"))).send().await.unwrap();
    assert_eq!(&answer.bytes().await.unwrap()[4..8], b"ftyp");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_render_ends_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(&["talk.mov"]).await;
    client.submit(&session, "render_b", json!({"format": "webm"})).await;
    let (status, _) = client.post("/api/render/proxy/lambda/render_b/cancel", json!({})).await;
    assert_eq!(status, 200);
    assert_eq!(client.finished("render_b").await["status"], "cancelled");
    assert_eq!(std::fs::read_dir(folder.path().join("results")).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_names_media_of_its_session_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(&["broll.mp4"]).await;
    for src in ["/etc/passwd", "../talk.mov", "https://example.org/a.mp4", "talk.mov"] {
        let mut draft = client.draft(&session).await;
        draft["t"][0]["sg"][0]["m"]["src"] = json!(src);
        let body = json!({"id": format!("r{src}"), "sessionId": session, "draft": draft, "output": {}});
        let (status, answer) = client.post("/api/render/proxy/lambda", body).await;
        assert_eq!((status, &answer["success"]), (400, &json!(false)), "{answer}");
    }
}
