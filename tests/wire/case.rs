//! Reads a case, runs it, and compares.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flow::backend::client::{
    Attribution, CallError, Client, Config, Credential, Exchange, Output, Recorder, State, Timing,
};
use flow::draft::Draft;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::Instant;
use uuid::Uuid;

use super::embedded::{self, Embedded};
use super::server::{Log, Request, Scripted, Shared, serve};

/// The token of cases whose user set one; no case may show it.
const SET_TOKEN: &str = "nmv_usr_set-by-the-user";

pub type Calls = Vec<BTreeMap<String, Value>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What the case promises, as a sentence.
    #[serde(rename = "promise")]
    _promise: String,
    /// The rows of the service's description that it shows.
    #[serde(rename = "covers", default)]
    _covers: Vec<String>,
    /// Where the case asks for no fault: what the embedded backend makes of the same calls.
    embedded: Option<Embedded>,
    /// `set` (the default) or `anonymous`.
    #[serde(default)]
    credential: String,
    /// Files in the case's folder before the calls.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// The API's origin, where it is not the scripted server's.
    origin: Option<String>,
    /// Seconds, by the name of the time.
    #[serde(default)]
    timing: BTreeMap<String, f64>,
    #[serde(default)]
    server: Vec<Scripted>,
    calls: Calls,
    /// One result for each call: what it must hold at least.
    expect: Vec<Value>,
    /// Virtual seconds that all calls took together, to the tenth.
    waited: Option<f64>,
    /// Every request, in order: the line alone, or with headers and a body.
    requests: Vec<Value>,
    /// The names of the files in the folder after the calls.
    folder: Option<Vec<String>>,
    /// Words that some recorded exchange must hold.
    #[serde(default)]
    recorded: Vec<String>,
}

#[derive(Default)]
struct Seen(Mutex<Vec<String>>);

impl Recorder for Seen {
    fn exchange(&self, exchange: &Exchange) {
        self.0.lock().unwrap().push(serde_json::to_string(exchange).unwrap());
    }

    fn waiting(&self, why: &flow::outcome::Failure, wait: Duration) {
        self.0.lock().unwrap().push(format!("waits {} s: {}", wait.as_secs_f64(), why.code));
    }
}

/// What is wrong with the case; nothing where all is as it says.
pub fn run(text: &str) -> Vec<String> {
    let case: Case = match serde_yaml::from_str(text) {
        Ok(case) => case,
        Err(error) => return vec![format!("cannot be read: {error}")],
    };
    runtime().block_on(check(case))
}

/// The same against the embedded backend; none where the case is not for it.
pub fn run_embedded(text: &str) -> Option<Vec<String>> {
    let case: Case = serde_yaml::from_str(text).ok()?;
    Some(embedded::run(case.embedded.as_ref()?, &case.files, &case.calls, &case.expect))
}

/// A runtime whose clock leaps to the next timer when nobody has anything to do.
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap()
}

/// What a client with a token that the user set is made from.
pub fn plain(origin: String) -> Config {
    let attribution = Attribution { source: "flow".into(), version: "0.1.0".into(), platform: "tests".into() };
    Config {
        origin,
        web: "https://web.example/".into(),
        credential: Credential::Fixed(SET_TOKEN.into()),
        attribution,
        timing: Timing::cloud(),
        recorder: None,
        replay: None,
        links: true,
    }
}

/// A client with a token that the user set.
pub fn against(origin: String) -> Client {
    Client::new(plain(origin))
}

async fn check(case: Case) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let (own, other) =
        (TcpListener::bind("127.0.0.1:0").await.unwrap(), TcpListener::bind("127.0.0.1:0").await.unwrap());
    let port = |listener: &TcpListener| listener.local_addr().unwrap().port();
    let places = [
        ("{origin}", format!("http://127.0.0.1:{}", port(&own))),
        ("{secure}", format!("https://127.0.0.1:{}", port(&own))),
        ("{other}", format!("http://127.0.0.1:{}", port(&other))),
        ("{closed}", "http://127.0.0.1:1".to_owned()),
    ];
    let fill = |text: &str| places.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
    let often = |scripted: &Scripted| std::iter::repeat_n(filled(scripted, &fill), scripted.times.max(1));
    let script = case.server.iter().flat_map(often).collect();
    let log: Shared = Arc::new(Mutex::new(Log { requests: Vec::new(), script }));
    serve(own, "", log.clone());
    serve(other, "other:", log.clone());
    for (name, content) in &case.files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    let seen = Arc::new(Seen::default());
    let origin = fill(case.origin.as_deref().unwrap_or("{origin}/"));
    let client = Client::new(config(&case, origin, folder.path(), seen.clone()));
    let start = Instant::now();
    let mut wrong = Vec::new();
    let mut results = Vec::new();
    for call in &case.calls {
        let call: BTreeMap<String, Value> = serde_json::from_str(&fill(&serde_json::to_string(call).unwrap())).unwrap();
        let (name, arguments) = call.iter().next().unwrap();
        results.push(perform(&client, name, arguments, folder.path()).await);
    }
    let waited = start.elapsed().as_secs_f64();

    if results.len() != case.expect.len() {
        wrong.push(format!("{} results, {} expected", results.len(), case.expect.len()));
    }
    for (result, expected) in results.iter().zip(&case.expect) {
        let expected: Value = serde_json::from_str(&fill(&expected.to_string())).unwrap();
        differences("result", result, &expected, &mut wrong);
    }
    if let Some(expected) = case.waited.filter(|expected| (expected - waited).abs() > 0.1) {
        wrong.push(format!("waited {waited} s instead of {expected} s"));
    }
    let log = log.lock().unwrap();
    let lines: Vec<&str> = log.requests.iter().map(|request| request.line.as_str()).collect();
    let expected: Vec<&str> = case.requests.iter().map(line).collect();
    if lines != expected {
        wrong.push(format!("requests {lines:#?} instead of {expected:#?}"));
    } else {
        for (request, expected) in log.requests.iter().zip(&case.requests) {
            compare(request, expected, &fill, &mut wrong);
        }
    }
    if !log.script.is_empty() {
        wrong.push(format!("{} scripted answers were not asked for", log.script.len()));
    }
    rules(&log.requests, &mut wrong);
    let recorded = seen.0.lock().unwrap().join("\n");
    for word in case.recorded.iter().filter(|word| !recorded.contains(word.as_str())) {
        wrong.push(format!("no exchange holds `{word}`: {recorded}"));
    }
    for (what, text) in [("a record", recorded), ("a result", Value::from(results).to_string())] {
        for secret in ["nmv_usr_", "clm_"].iter().filter(|secret| what == "a record" || **secret == "nmv_usr_") {
            if text.contains(secret) {
                wrong.push(format!("{what} holds a token: {text}"));
            }
        }
    }
    if let Some(expected) = &case.folder {
        let mut names: Vec<String> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "config")
            .collect();
        names.sort();
        if names != *expected {
            wrong.push(format!("the folder holds {names:?} instead of {expected:?}"));
        }
    }
    wrong
}

fn filled(scripted: &Scripted, fill: &dyn Fn(&str) -> String) -> Scripted {
    let mut scripted = scripted.clone();
    for text in [&mut scripted.body, &mut scripted.sse, &mut scripted.raw].into_iter().flatten() {
        *text = fill(text);
    }
    scripted.headers.values_mut().for_each(|value| *value = fill(value));
    scripted.json = scripted.json.map(|json| serde_json::from_str(&fill(&json.to_string())).unwrap());
    scripted
}

fn config(case: &Case, origin: String, folder: &Path, seen: Arc<Seen>) -> Config {
    let credential = match case.credential.as_str() {
        "anonymous" => Credential::Anonymous { client_id: "client-1".into(), store: Some(folder.join("config")) },
        "memory" => Credential::Anonymous { client_id: "client-1".into(), store: None },
        _ => Credential::Fixed(SET_TOKEN.into()),
    };
    let mut timing = Timing::cloud();
    for (name, seconds) in &case.timing {
        let time = match name.as_str() {
            "idle_timeout" => &mut timing.idle_timeout,
            "edit_timeout" => &mut timing.edit_timeout,
            "stall" => &mut timing.stall,
            _ => panic!("no time is called {name}"),
        };
        *time = Duration::from_secs_f64(*seconds);
    }
    Config { credential, timing, recorder: Some(seen), ..plain(origin) }
}

pub async fn perform(client: &Client, name: &str, arguments: &Value, folder: &Path) -> Value {
    let text = |key: &str| arguments[key].as_str().unwrap_or("s1").to_owned();
    match name {
        "account" => match client.account().await {
            Ok(account) => json!({ "id": account.id, "anonymous": account.anonymous }),
            Err(failure) => told(Err::<Value, _>(CallError { failure, reach: flow::backend::client::Reach::Unknown })),
        },
        "open_session" => told(client.open_session(&text("language"), &text("task")).await),
        "upload" => {
            let progress = Mutex::new(Vec::new());
            let note = |at: u64, of: u64| progress.lock().unwrap().push((at, of));
            let file = folder.join(text("file"));
            let result =
                client.upload(&text("session"), &file, arguments["name"].as_str().unwrap_or("talk.mp4"), &note).await;
            let progress = progress.into_inner().unwrap();
            assert!(progress.is_sorted(), "progress goes back: {progress:?}");
            told(result)
        }
        "upload_urls" => {
            let urls: Vec<String> = serde_json::from_value(arguments["urls"].clone()).unwrap();
            told(client.upload_urls(&text("session"), &urls).await)
        }
        "prompt" => {
            let aloud = Mutex::new(String::new());
            let said = |piece: &str| aloud.lock().unwrap().push_str(piece);
            let result = client.prompt(&text("session"), &text("text"), Uuid::from_u128(7), &said).await;
            let mut result = told(result);
            result["said"] = aloud.into_inner().unwrap().into();
            result
        }
        "state" => told(client.state(&text("session")).await.map(|state| state_value(&state))),
        "credits" => told(client.credits().await),
        "submit" => {
            let draft = match arguments["draft"].as_str() {
                // The one that the session holds now.
                Some("{state}") => client.state(&text("session")).await.unwrap().draft.unwrap(),
                _ => Draft::parse(text("draft")).unwrap(),
            };
            let given = &arguments["output"];
            let word = |key: &str| given[key].as_str().map(str::to_owned);
            let output = Output {
                format: word("format"),
                quality: word("quality"),
                resolution: word("resolution"),
                fps: given["fps"].as_f64().and_then(Output::fps),
            };
            told(client.submit_render(&text("session"), &text("id"), &draft, &output).await)
        }
        "poll" => told(client.poll_render(&text("id")).await),
        "cancel" => told(client.cancel_render(&text("id")).await.map(|()| "cancelled")),
        "download" => {
            let to = folder.join(text("to"));
            let format = arguments["format"].as_str().unwrap_or("mp4");
            let result = client.download(&text("render"), arguments["url"].as_str(), &to, format, &|_, _| {}).await;
            told(result.map(|file| {
                let content = std::fs::read(&to).unwrap();
                assert_eq!(flow::draft::sha256_hex(&content), file.sha256);
                json!({ "bytes": file.bytes, "content": String::from_utf8_lossy(&content) })
            }))
        }
        "claim" => told(client.claim_link(&text("task"), &text("session")).await),
        _ => panic!("no call is named {name}"),
    }
}

fn state_value(state: &State) -> Value {
    json!({
        "draft": state.draft.as_ref().map(|draft| draft.text().to_owned()),
        "unreadable": state.unreadable_draft,
        "media": state.media,
        "generated": state.generated,
        "canvas": state.canvas,
        "applied_attempts": state.applied_attempts,
        "task": state.task,
    })
}

fn told(result: Result<impl serde::Serialize, CallError>) -> Value {
    match result {
        Ok(value) => serde_json::to_value(value).unwrap(),
        Err(CallError { failure, reach }) => json!({
            "error": failure.code.word(),
            "reach": format!("{reach:?}").to_lowercase(),
            "message": failure.message,
            "fix": failure.fix,
            "backend_code": failure.backend_code,
            "retry_after": failure.retry_after.map(|wait| wait.as_secs_f64()),
        }),
    }
}

/// What `expected` says must be so; a text that begins with `~` need only be contained.
pub fn differences(path: &str, actual: &Value, expected: &Value, wrong: &mut Vec<String>) {
    match (actual, expected) {
        (Value::Object(fields), Value::Object(wanted)) => {
            for (key, value) in wanted {
                differences(&format!("{path}.{key}"), fields.get(key).unwrap_or(&Value::Null), value, wrong);
            }
        }
        (Value::Array(items), Value::Array(wanted)) if items.len() == wanted.len() => {
            for (index, (item, value)) in items.iter().zip(wanted).enumerate() {
                differences(&format!("{path}[{index}]"), item, value, wrong);
            }
        }
        (Value::String(text), Value::String(part)) if part.starts_with('~') && text.contains(&part[1..]) => {}
        (Value::Number(one), Value::Number(two)) if one.as_f64() == two.as_f64() => {}
        _ if actual == expected => {}
        _ => wrong.push(format!("{path} is {actual}, not {expected}")),
    }
}

fn line(expected: &Value) -> &str {
    expected.as_str().or_else(|| expected["line"].as_str()).expect("a request has a line")
}

fn compare(request: &Request, expected: &Value, fill: &dyn Fn(&str) -> String, wrong: &mut Vec<String>) {
    let path = &request.line;
    for (name, value) in expected["headers"].as_object().into_iter().flatten() {
        let actual = request.header(name).map(|text| Value::from(text.to_owned())).unwrap_or_default();
        differences(&format!("{path} {name}"), &actual, value, wrong);
    }
    let mut body = String::from_utf8_lossy(&request.body).into_owned();
    if let Some((_, boundary)) = request.header("content-type").and_then(|kind| kind.split_once("boundary=")) {
        body = body.replace(boundary, "BOUNDARY");
    }
    match &expected["body"] {
        Value::String(text) if *text != body => wrong.push(format!("{path} body is {body:?}, not {text:?}")),
        _ => {}
    }
    if let Some(wanted) = expected.get("json") {
        let wanted: Value = serde_json::from_str(&fill(&wanted.to_string())).unwrap();
        match serde_json::from_str::<Value>(&body) {
            Ok(actual) if actual == wanted => {}
            _ => wrong.push(format!("{path} body is {body}, not {wanted}")),
        }
    }
}

/// What holds for every request of every case.
fn rules(requests: &[Request], wrong: &mut Vec<String>) {
    for request in requests.iter().filter(|request| request.line != "(closed)") {
        // A request that came home from elsewhere is as bare as one that is there.
        let away = request.line.contains(" other:") || request.line.ends_with("/back");
        let token = request.line.ends_with("/anonymous-token");
        for (name, there) in [
            ("x-skill-source", !away),
            ("x-skill-version", !away),
            ("x-skill-platform", !away),
            ("authorization", !away && !token),
            ("user-agent", true),
        ] {
            if request.header(name).is_some_and(|value| !value.is_empty()) != there {
                wrong.push(format!("{} {} {name}", request.line, if there { "lacks" } else { "must not carry" }));
            }
        }
        if request.line.contains("nmv_usr_") {
            wrong.push(format!("{} carries the token in its address", request.line));
        }
    }
}
