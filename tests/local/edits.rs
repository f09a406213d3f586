//! An attempt counts once, whatever becomes of the client, the connection or the process.

use std::time::Duration;

use flow::backend::local::Config;
use serde_json::json;
use uuid::Uuid;

use super::client::Client;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_attempt_is_answered_and_not_applied_again() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(&["talk.mov"]).await;
    let attempt = Uuid::new_v4();
    let first = client.edit_as(&session, "cut the first 5 s", attempt).await;
    let again = client.edit_as(&session, "cut the first 5 s", attempt).await;
    assert_eq!(first.text, again.text);
    assert_eq!(client.draft(&session).await["d"], 22167);
    assert_eq!(client.state(&session).await["applied_attempts"], json!([attempt.to_string()]));
    // The process dies and another one opens the store.
    client.server.stop().await;
    let client = Client::on(folder.path()).await;
    let later = client.edit_as(&session, "cut the first 5 s", attempt).await;
    assert_eq!(first.text, later.text);
    assert_eq!(client.draft(&session).await["d"], 22167);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_attempt_at_once_joins_the_turn_and_others_wait() {
    let folder = tempfile::tempdir().unwrap();
    let slow = Config { edit_delay: Duration::from_millis(300), ..Config::new(folder.path()) };
    let client = Client::with(slow).await;
    let session = client.session(&["talk.mov"]).await;
    let attempt = Uuid::new_v4();
    let (a, b, c) = tokio::join!(
        client.edit_as(&session, "cut the first 5 s", attempt),
        client.edit_as(&session, "cut the first 5 s", attempt),
        client.edit(&session, "cut the last 2 s"),
    );
    assert_eq!(a.text, b.text);
    assert!(c.error.is_none(), "{c:?}");
    assert_eq!(client.draft(&session).await["d"], 20167);
    assert_eq!(client.state(&session).await["applied_attempts"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_goes_on_when_its_client_hangs_up() {
    let folder = tempfile::tempdir().unwrap();
    let slow = Config { edit_delay: Duration::from_millis(300), ..Config::new(folder.path()) };
    let client = Client::with(slow).await;
    let session = client.session(&["talk.mov"]).await;
    let attempt = Uuid::new_v4();
    let mut answer = client.prompt(&session, "cut the first 5 s", attempt).send().await.unwrap();
    assert!(answer.chunk().await.unwrap().is_some());
    drop(answer);
    for _ in 0..200 {
        if client.state(&session).await["applied_attempts"] == json!([attempt.to_string()]) {
            assert_eq!(client.draft(&session).await["d"], 22167);
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the turn did not go on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_says_why_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(&["talk.mov"]).await;
    let before = client.draft(&session).await;
    let said = client.edit(&session, "trim silences and make it pop").await;
    let (code, text) = said.error.unwrap();
    assert_eq!(code, "UNSUPPORTED_INSTRUCTION");
    assert!(text.contains("Understood: trim the silences") && text.contains("\"pop\""), "{text}");
    let said = client.edit(&session, "add captions").await;
    let (code, text) = said.error.unwrap();
    assert_eq!(code, "NO_TRANSCRIPT");
    assert!(text.contains("talk.srt") && text.contains("flow setup speech"), "{text}");
    assert_eq!(client.draft(&session).await, before);
    assert_eq!(client.state(&session).await["applied_attempts"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_edit_is_applied_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::with(Config { silent: 1.0, ..Config::new(folder.path()) }).await;
    let session = client.session(&["talk.mov"]).await;
    let said = client.edit(&session, "cut the first 5 s").await;
    assert_eq!((said.text.as_str(), &said.error), ("", &None));
    assert!(said.raw.contains("edit_multitrack"));
    assert_eq!(client.draft(&session).await["d"], 22167);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credits_run_out_between_sessions_and_unlimited_ones_stand_still() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::with(Config { credits: Some(60), ..Config::new(folder.path()) }).await;
    let session = client.session(&["talk.mov"]).await;
    client.edit(&session, "cut the first 5 s").await;
    client.edit(&session, "cut the last 5 s").await;
    assert_eq!(client.get("/api/credits/balance/simple").await["data"]["total"], 10);
    let other = client.session(&["talk.mov"]).await;
    let answer = client.prompt(&other, "cut the first 5 s", Uuid::new_v4()).send().await.unwrap();
    assert!(answer.text().await.unwrap().contains("2001"));
    client.server.stop().await;
    let client = Client::on(folder.path()).await;
    assert_eq!(client.get("/api/credits/balance/simple").await["data"]["unlimited"], true);
}
