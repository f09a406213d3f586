//! The embedded backend under the same cases: what the scripted server is known to answer, it answers
//! too, so that the two cannot drift apart.

use std::collections::BTreeMap;
use std::time::Duration;

use flow::backend::client::{Client, Config, Credential, Timing};
use flow::backend::local;
use serde::Deserialize;
use serde_json::Value;

use super::case::{Calls, differences, perform, plain};

/// What is different there.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Embedded {
    /// The name that the case gives to a session of the server; `none` where there is no session.
    session: Option<String>,
    /// `set` for a token that somebody set.
    credential: String,
    /// The credits that the account has.
    credits: Option<u64>,
    /// The share of edits that are answered without a word.
    silent: f64,
    /// Real media in the place of the case's files.
    media: BTreeMap<String, String>,
    /// Calls before the case's own.
    given: Calls,
    /// Where the case's own calls hold what only a script can know.
    calls: Option<Calls>,
    /// The same of its results.
    expect: Option<Vec<Value>>,
}

/// Runs a case's calls there and says what is wrong.
pub fn run(own: &Embedded, files: &BTreeMap<String, String>, calls: &Calls, expect: &[Value]) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(check(own, files, calls, expect))
}

async fn check(own: &Embedded, files: &BTreeMap<String, String>, calls: &Calls, expect: &[Value]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    for (name, source) in &own.media {
        std::fs::copy(crate::project::media(source), folder.path().join(name)).unwrap();
    }
    let store = folder.path().join("store");
    let server = local::Config { credits: own.credits, silent: own.silent, ..local::Config::new(store) };
    let server = local::start(server).await.unwrap();
    let credential = match own.credential.as_str() {
        "set" => plain(String::new()).credential,
        _ => Credential::Anonymous { client_id: server.client_id.clone(), store: None },
    };
    let config = Config { credential, timing: Timing::local(), ..plain(server.origin.clone()) };
    let client = Client::new(config);
    let named = own.session.as_deref().unwrap_or("s1");
    let real = match (named, own.credential.as_str()) {
        ("none", _) | (_, "set") => "s1".to_owned(),
        _ => client.open_session("en", "project").await.unwrap().id,
    };
    let mut wrong = Vec::new();
    for call in &own.given {
        let (name, arguments) = call.iter().next().unwrap();
        let result = told(&client, &real, name, &renamed(arguments, named, &real), folder.path()).await;
        if result.get("error").is_some_and(|error| !error.is_null()) {
            wrong.push(format!("{name} before the case: {result}"));
        }
    }
    let expect = own.expect.as_deref().unwrap_or(expect);
    let calls = own.calls.as_ref().unwrap_or(calls);
    assert_eq!(calls.len(), expect.len(), "one result for each call");
    for (call, expected) in calls.iter().zip(expect) {
        let (name, arguments) = call.iter().next().unwrap();
        let result = told(&client, &real, name, &renamed(arguments, named, &real), folder.path()).await;
        differences("embedded result", &renamed(&result, &real, named), expected, &mut wrong);
    }
    server.stop().await;
    wrong
}

/// A call, or `ended`: polls until the render has ended.
async fn told(client: &Client, session: &str, name: &str, arguments: &Value, folder: &std::path::Path) -> Value {
    let mut arguments = arguments.clone();
    if let Some(fields) = arguments.as_object_mut() {
        fields.entry("session").or_insert_with(|| session.into());
    }
    if name != "ended" {
        return perform(client, name, &arguments, folder).await;
    }
    loop {
        let result = perform(client, "poll", &arguments, folder).await;
        if result.get("working").is_none() {
            return result;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn renamed(value: &Value, from: &str, to: &str) -> Value {
    match value {
        Value::String(text) if text == from => to.into(),
        Value::Array(items) => items.iter().map(|item| renamed(item, from, to)).collect(),
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), renamed(value, from, to))).collect(),
        other => other.clone(),
    }
}
