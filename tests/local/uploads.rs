//! Media on their way in and out.

use serde_json::json;

use super::client::{Client, media};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn footage_begins_the_timeline_and_the_rest_is_material() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(&["logo.png", "talk.mov", "broll.mp4", "music.mp3", "talk.srt"]).await;
    let state = client.state(&session).await;
    let infos = state["state"]["video_infos"].as_array().unwrap();
    let kinds: Vec<&str> = infos.iter().map(|info| info["file_type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["image", "video", "video", "audio", "text"]);
    assert_eq!(infos[1]["fps"], 30.0);
    assert_eq!((&infos[1]["width"], &infos[1]["height"]), (&json!(1280), &json!(720)));
    let draft = &state["state"]["draft"];
    assert_eq!(draft["t"].as_array().unwrap().len(), 1);
    assert_eq!(draft["t"][0]["sg"], json!([{"d": 27167, "m": {"src": "talk.mov", "in": 0, "title": "talk"}}]));
    assert_eq!(draft["d"], 27167);
    assert_eq!(state["state"]["canvas_config"]["ratio"], "16:9");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_used_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.open().await;
    for (name, content) in [
        ("notes.mov", "this is a text and no film"),
        ("empty.mp4", ""),
        ("list.mov", "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n/etc/hostname\n#EXT-X-ENDLIST\n"),
        ("join.mp4", "ffconcat version 1.0\nfile 'x.mp4'\n"),
        ("page.html", "<html></html>"),
        ("broken.srt", "no cue at all"),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, content).unwrap();
        let (status, answer) = client.upload(&session, &[file]).await;
        assert_eq!((status, &answer["code"]), (400, &json!(4001)), "{name}: {answer}");
        assert!(answer["message"].as_str().unwrap().contains(name), "{answer}");
    }
    assert_eq!(client.state(&session).await["state"]["video_infos"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_is_sent_again_is_there_once_and_another_file_gets_another_name() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(&["broll.mp4"]).await;
    client.upload(&session, &[media("broll.mp4")]).await;
    assert_eq!(client.state(&session).await["state"]["video_infos"].as_array().unwrap().len(), 1);
    let other = folder.path().join("broll.mp4");
    std::fs::copy(media("talk.mov"), &other).unwrap();
    let (_, answer) = client.upload(&session, &[other]).await;
    assert_eq!(answer["data"]["files"][0]["filename"], "broll-2.mp4");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_come_back_whole_and_in_parts() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(&["logo.png"]).await;
    let state = client.state(&session).await;
    let url = client.url(state["state"]["video_infos"][0]["cdn_url"].as_str().unwrap());
    let wanted = std::fs::read(media("logo.png")).unwrap();
    let whole = client.http.get(&url).send().await.unwrap();
    let etag = whole.headers()["etag"].clone();
    assert_eq!(whole.content_length(), Some(wanted.len() as u64));
    assert_eq!(whole.bytes().await.unwrap(), wanted);
    let part = client.http.get(&url).header("Range", "bytes=100-199").header("If-Range", &etag).send().await.unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(part.headers()["content-range"].to_str().unwrap(), format!("bytes 100-199/{}", wanted.len()));
    assert_eq!(part.bytes().await.unwrap(), wanted[100..200]);
    let other = client.http.get(&url).header("Range", "bytes=1-2").header("If-Range", "\"x\"").send().await.unwrap();
    assert_eq!(other.status(), 200);
    let (_, answer) = client
        .post(
            &format!("/api/upload-video/nemo_agent/me/{session}"),
            json!({"urls": ["https://example.org/a.mp4"], "source_type": "url"}),
        )
        .await;
    assert_eq!(answer["code"], 4001);
}
