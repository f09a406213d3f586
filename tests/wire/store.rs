//! What the client keeps on disk about an anonymous account, and what several processes make of it.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex};

use flow::backend::account::client_id;
use flow::backend::client::{Attribution, Client, Config, Credential};
use tokio::net::TcpListener;

use super::case::{plain, runtime};
use super::server::{Log, Scripted, Shared, serve};

fn anonymous(origin: &str, folder: &Path, client_id: &str) -> Client {
    let credential = Credential::Anonymous { client_id: client_id.into(), store: Some(folder.join("config")) };
    Client::new(Config { credential, ..plain(origin.to_owned()) })
}

async fn server(script: &[&str]) -> (String, Shared) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let answer = |json: &&str| Scripted { json: serde_json::from_str(json).ok(), ..Scripted::default() };
    let log = Arc::new(Mutex::new(Log { requests: Vec::new(), script: script.iter().map(answer).collect() }));
    serve(listener, "", log.clone());
    (origin, log)
}

fn tokens(log: &Shared) -> Vec<String> {
    let log = log.lock().unwrap();
    log.requests.iter().map(|request| request.header("authorization").unwrap_or("asked").to_owned()).collect()
}

#[test]
fn many_clients_ask_for_one_token_and_keep_it_to_themselves() {
    let folder = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let (origin, log) = server(&[r#"{"code":0,"data":{"token":"nmv_usr_one","user_id":"anon_1"}}"#]).await;
        let clients: Vec<Client> = (0..8).map(|_| anonymous(&origin, folder.path(), "c")).collect();
        let accounts =
            futures_util::future::join_all(clients.iter().chain(&clients).map(|client| client.account())).await;
        assert!(accounts.iter().all(|account| account == &accounts[0]));
        assert_eq!(tokens(&log), ["asked"]);
    });
    let kept: Vec<_> = std::fs::read_dir(folder.path().join("config")).unwrap().map(|entry| entry.unwrap()).collect();
    let json = kept.iter().find(|entry| entry.path().extension().is_some_and(|kind| kind == "json")).unwrap();
    assert_eq!(json.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(kept.len(), 2, "the token and its lock: {kept:?}");
}

#[test]
fn a_token_serves_its_own_origin_and_client_id_alone() {
    let folder = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let (one, _) = server(&[r#"{"token":"nmv_usr_one"}"#, r#"{"token":"nmv_usr_two"}"#]).await;
        let (other, log) = server(&[r#"{"token":"nmv_usr_three"}"#]).await;
        let first = anonymous(&one, folder.path(), "c").account().await.unwrap();
        let second = anonymous(&one, folder.path(), "d").account().await.unwrap();
        let third = anonymous(&other, folder.path(), "c").account().await.unwrap();
        assert_ne!(first.fingerprint, second.fingerprint);
        assert_ne!(first.fingerprint, third.fingerprint);
        assert_eq!(tokens(&log), ["asked"]);
    });
}

#[test]
fn a_token_that_another_process_renewed_is_used_and_the_account_stays_the_same() {
    let folder = tempfile::tempdir().unwrap();
    runtime().block_on(async {
        let (origin, log) = server(&[
            r#"{"token":"nmv_usr_one"}"#,
            r#"{"code":1001,"message":"expired"}"#,
            r#"{"token":"nmv_usr_two"}"#,
            r#"{"code":0,"data":{"available":1}}"#,
            r#"{"code":1001,"message":"expired"}"#,
            r#"{"code":0,"data":{"available":1}}"#,
        ])
        .await;
        let (one, two) = (anonymous(&origin, folder.path(), "c"), anonymous(&origin, folder.path(), "c"));
        let before = one.account().await.unwrap();
        two.account().await.unwrap();
        one.credits().await.unwrap();
        two.credits().await.unwrap();
        assert_eq!(one.account().await.unwrap(), before);
        let (old, new) = ("Bearer nmv_usr_one", "Bearer nmv_usr_two");
        assert_eq!(tokens(&log), ["asked", old, "asked", new, old, new]);
    });
}

#[test]
fn a_damaged_or_unwritable_store_only_costs_a_question() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config"), "a file where a folder should be").unwrap();
    runtime().block_on(async {
        let (origin, log) = server(&[r#"{"token":"nmv_usr_one"}"#]).await;
        anonymous(&origin, folder.path(), "c").account().await.unwrap();
        assert_eq!(tokens(&log), ["asked"]);
    });
}

// Covers: env-client-id.
#[test]
fn a_client_id_is_made_once_and_the_users_choice_wins() {
    let folder = tempfile::tempdir().unwrap();
    let made = client_id(None, &folder.path().join("config")).unwrap();
    assert_eq!(client_id(Some("  "), &folder.path().join("config")).unwrap(), made);
    assert_eq!(client_id(Some("mine"), &folder.path().join("config")).unwrap(), "mine");
    assert!(made.len() <= 64);
}

// Covers: env-platform, header-attribution.
#[test]
fn the_platform_is_where_the_program_lies_unless_someone_says_otherwise() {
    let platform =
        |chosen: Option<&str>, path: &str| Attribution::new("flow", "1", chosen, Some(Path::new(path))).platform;
    assert_eq!(platform(Some("ci"), "/home/a/.clawhub/flow"), "ci");
    assert_eq!(platform(None, "/home/a/.clawhub/flow"), "clawhub");
    assert_eq!(platform(Some(" "), "/home/a/.cursor/skills/flow/flow"), "cursor");
    assert_eq!(platform(None, "/usr/bin/flow"), "unknown");
}
