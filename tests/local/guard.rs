//! Who is served, and what is answered to everybody else.

use serde_json::{Value, json};
use uuid::Uuid;

use super::client::Client;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_get_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let ask = |id: &str| client.http.post(client.url("/api/auth/anonymous-token")).header("X-Client-Id", id).send();
    assert_eq!(ask("somebody").await.unwrap().status(), 403);
    let credits = client.url("/api/credits/balance/simple");
    let answer = client.http.get(&credits).bearer_auth("nmv_usr_wrong").send().await.unwrap();
    assert_eq!(answer.status(), 401);
    assert_eq!(answer.json::<Value>().await.unwrap()["code"], 1001);
    let answer = client.signed(client.http.get(&credits)).header("Host", "evil.example").send().await.unwrap();
    assert_eq!(answer.status(), 403);
    let answer =
        client.signed(client.http.get(&credits)).header("Origin", "https://evil.example").send().await.unwrap();
    assert_eq!(answer.status(), 403);
    assert_eq!(
        client.http.get(client.url("/media/00000000000000000000000000000000")).send().await.unwrap().status(),
        404
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_account_outlives_the_process_and_the_token_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(&["talk.mov"]).await;
    let (user, token) = (client.state(&session).await["user_id"].clone(), client.token.clone());
    assert!(user.as_str().unwrap().starts_with("anon_"));
    client.server.stop().await;
    let client = Client::on(folder.path()).await;
    assert_eq!(client.state(&session).await["user_id"], user);
    let answer = client.http.get(client.url("/api/credits/balance/simple")).bearer_auth(token).send().await.unwrap();
    assert_eq!(answer.status(), 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_attribution_an_export_is_blocked() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(&["talk.mov"]).await;
    client.http.get(client.url("/api/credits/balance/simple")).bearer_auth(&client.token).send().await.unwrap();
    let (status, answer) = client.submit(&session, "render_1", json!({})).await;
    assert_eq!(status, 402, "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_there_is_said_in_the_services_own_codes() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let answer = client.get("/api/state/nemo_agent/me/5529798706024415232/latest").await;
    assert_eq!(answer["code"], 1002);
    let answer = client.prompt("..%2fstore", "cut", Uuid::new_v4()).send().await.unwrap();
    assert_eq!(answer.json::<Value>().await.unwrap()["code"], 1002);
    assert_eq!(client.get("/api/render/proxy/lambda/none").await["success"], false);
    let garbage = client.signed(client.http.post(client.url("/run_sse"))).body("{nonsense").send().await.unwrap();
    assert_eq!(garbage.status(), 422);
    assert_eq!(garbage.json::<Value>().await.unwrap()["code"], 422);
    let (status, _) = client.post("/api/auth/claim-token", json!({})).await;
    assert_eq!(status, 403);
}
