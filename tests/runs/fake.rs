//! A small editing service with a ledger: it does what a good one does, except where a case says
//! otherwise. It lives in the test's own runtime, so that a paused clock leaps only while nobody has
//! anything to do.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::wire::server::{Request, Scripted, read, write};

pub const SESSION: &str = "5529798706024415232";
/// What every file that the service gives begins with, so that it passes for a video.
const VIDEO: &str = "\0\0\0\u{18}ftypisom";

/// Something that goes another way than it should.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fault {
    /// The short name of the request that it meets, such as `edit` or `poll`.
    pub at: String,
    /// What goes over the wire instead of the good answer.
    pub answer: Option<Scripted>,
    /// Whether the work is done all the same.
    pub done: bool,
    /// Seconds after which the editor puts something more on the timeline by itself.
    pub after: f64,
    /// What that is.
    pub adds: Option<String>,
    /// The program is killed while it waits for the answer, and the run is resumed.
    pub kills: bool,
    /// A file beside the recipe that is written to meanwhile.
    pub rewrites: Option<std::path::PathBuf>,
    /// How many requests it meets, if more than one.
    pub times: usize,
    /// How many requests of the name pass before.
    pub skip: usize,
}

/// What the service knows and saw.
#[derive(Default)]
pub struct Ledger {
    /// Every request by its short name, in order.
    pub requests: Vec<String>,
    /// Every prompt that was carried out, with the id of its attempt.
    pub applied: Vec<(String, String)>,
    /// Every prompt that arrived.
    pub arrived: Vec<String>,
    pub faults: VecDeque<Fault>,
    /// Whether it lists the attempts that it applied.
    pub lists: bool,
    pub credits: Option<(f64, f64)>,
    pub media: Vec<Value>,
    pub tracks: Vec<Value>,
    pub later: Vec<(Option<Instant>, Value)>,
    /// The render's id as the client chose it, and the draft as it came.
    pub renders: Vec<(String, String)>,
    pub tokens: usize,
    /// The credentials and the addresses that came.
    pub secrets: String,
    /// Every effect that was on record so far, as JSON.
    pub announced: String,
    /// Requests that came before their announcement was on record.
    pub unannounced: Vec<String>,
    /// Hears that the program is to be killed.
    pub killed: Arc<Notify>,
}

pub type Shared = Arc<Mutex<Ledger>>;

/// Serves until the runtime ends.
pub fn serve(listener: TcpListener, ledger: Shared) {
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(answer(stream, ledger.clone()));
        }
    });
}

async fn answer(mut stream: TcpStream, ledger: Shared) {
    let Some(request) = read(&mut stream, "", true).await else { return };
    let scripted = {
        let mut ledger = ledger.lock().unwrap();
        let name = ledger.name(&request);
        ledger.requests.push(name.clone());
        ledger.expects_announced(&name, &request);
        let bearer = request.header("authorization").unwrap_or_default();
        ledger.secrets += &format!("{bearer}\n{}\n", json_of(&request)["urls"]);
        ledger.respond(&name, &request)
    };
    if scripted.close {
        return;
    }
    if scripted.deaf {
        tokio::time::sleep(Duration::from_secs(1_000_000)).await;
    }
    // The client may be gone by now, which is its right.
    let _ = write(&mut stream, &scripted).await;
}

impl Ledger {
    /// The request in a word, with renders by the order in which their ids came.
    fn name(&mut self, request: &Request) -> String {
        let (method, path) = request.line.split_once(' ').unwrap();
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match (method, parts.as_slice()) {
            ("POST", ["api", "auth", "anonymous-token"]) => "token".into(),
            ("POST", ["api", "auth", "claim-token"]) => "claim".into(),
            ("POST", ["api", "tasks", "me", "with-session", "nemo_agent"]) => "open".into(),
            ("POST", ["api", "upload-video", "nemo_agent", "me", SESSION]) => "upload".into(),
            ("POST", ["run_sse"]) => "edit".into(),
            ("GET", ["api", "credits", "balance", "simple"]) => "credits".into(),
            ("GET", ["api", "state", "nemo_agent", "me", SESSION, "latest"]) => "state".into(),
            ("POST", ["api", "render", "proxy", "lambda"]) => {
                let id = json_of(request)["id"].as_str().unwrap_or_default().to_owned();
                format!("render {}", self.number(&id))
            }
            ("GET", ["api", "render", "proxy", "lambda", id]) => format!("poll {}", self.number(id)),
            ("POST", ["api", "render", "proxy", "lambda", id, "cancel"]) => format!("cancel {}", self.number(id)),
            ("GET", ["api", "render", "proxy", id, "download"]) => format!("download {}", self.number(id)),
            ("GET", ["file", id]) => format!("file {}", self.number(id)),
            _ => request.line.clone(),
        }
    }

    /// Whatever changes something stands on record before it is asked for, under the very id that comes.
    fn expects_announced(&mut self, name: &str, request: &Request) {
        let mark = match name.split(' ').next().unwrap_or_default() {
            "open" => "open_session".into(),
            "upload" => r#"{"upload":"#.into(),
            "edit" => request.header("x-flow-attempt").unwrap_or("no attempt").to_owned(),
            "render" => json_of(request)["id"].as_str().unwrap_or("no id").to_owned(),
            "file" | "download" => r#"{"write":"#.into(),
            _ => return,
        };
        if !self.announced.contains(&mark) {
            self.unannounced.push(name.to_owned());
        }
    }

    fn number(&mut self, id: &str) -> usize {
        match self.renders.iter().position(|(known, _)| known == id) {
            Some(at) => at + 1,
            None => {
                self.renders.push((id.to_owned(), String::new()));
                self.renders.len()
            }
        }
    }

    fn respond(&mut self, name: &str, request: &Request) -> Scripted {
        let meets = |fault: &Fault| name.split(' ').next() == Some(fault.at.as_str());
        let Some(at) = self.faults.iter().position(meets) else { return self.work(name, request) };
        let fault = &mut self.faults[at];
        if fault.skip > 0 {
            fault.skip -= 1;
            return self.work(name, request);
        }
        fault.times = fault.times.saturating_sub(1);
        let fault = fault.clone();
        if fault.times == 0 {
            self.faults.remove(at);
        }
        if let Some(file) = &fault.rewrites {
            std::fs::write(file, "something else").unwrap();
        }
        if fault.kills {
            if fault.done {
                self.work(name, request);
            }
            self.killed.notify_one();
            return Scripted { deaf: true, ..Scripted::default() };
        }
        let good = if fault.done || fault.answer.is_none() { Some(self.work(name, request)) } else { None };
        if name == "edit" && good.is_none() {
            self.arrived.push(prompt_of(request));
        }
        if let Some(title) = fault.adds {
            let since = Instant::now() + Duration::from_secs_f64(fault.after);
            self.later.push((Some(since), segment(1, 4000, &title)));
        }
        fault.answer.or(good).unwrap()
    }

    /// What a good service does with the request.
    fn work(&mut self, name: &str, request: &Request) -> Scripted {
        let ok = |data: Value| body(json!({ "code": 0, "message": "success", "data": data }));
        let mut words = name.split(' ');
        let (verb, number) = (words.next().unwrap_or_default(), words.next().and_then(|word| word.parse().ok()));
        let render: usize = number.unwrap_or(1) - 1;
        match verb {
            "claim" => ok(json!({ "claim_token": "clm_of+one", "expires_in": 604800 })),
            "token" => {
                self.tokens += 1;
                let token = format!("nmv_usr_anonymous-{}", self.tokens);
                ok(json!({ "token": token, "credits": 100, "user_id": "anon_77" }))
            }
            "open" => ok(json!({ "task_id": "task_1", "session_id": SESSION })),
            "credits" => {
                let (available, frozen) = self.credits.unwrap_or((1000.0, 0.0));
                ok(json!({ "available": available, "frozen": frozen, "total": available + frozen }))
            }
            "upload" => self.upload(request),
            "state" => self.state(),
            "edit" => {
                let prompt = prompt_of(request);
                self.arrived.push(prompt.clone());
                let attempt = request.header("x-flow-attempt").unwrap_or_default().to_owned();
                self.tracks.push(segment(7, 3000, &prompt));
                self.applied.push((prompt, attempt));
                Scripted {
                    sse: Some("data: {\"type\":\"text\",\"content\":\"Done.\"}\n\n".into()),
                    ..Scripted::default()
                }
            }
            "render" => {
                let text = String::from_utf8_lossy(&request.body).into_owned();
                self.renders[render].1 = text;
                let id = self.renders[render].0.clone();
                body(json!({ "success": true, "data": { "id": id, "status": "pending", "progress": 5 } }))
            }
            "poll" => {
                let id = self.renders[render].0.clone();
                body(
                    json!({ "success": true, "data": { "id": id, "status": "completed", "outputUrl": format!("/file/{id}") } }),
                )
            }
            "file" | "download" => Scripted {
                body: Some(format!("{VIDEO}{}", self.renders[render].1)),
                r#type: Some("video/mp4".into()),
                ..Scripted::default()
            },
            "cancel" => body(json!({ "success": true })),
            _ => Scripted { status: Some(404), json: Some(json!({ "detail": "Not Found" })), ..Scripted::default() },
        }
    }

    fn upload(&mut self, request: &Request) -> Scripted {
        let text = String::from_utf8_lossy(&request.body).into_owned();
        let name = match text.split_once("filename=\"").and_then(|(_, rest)| rest.split_once('"')) {
            Some((name, _)) => name.to_owned(),
            None => json_of(request)["urls"][0].as_str().unwrap_or("a.mp4").rsplit('/').next().unwrap_or("").to_owned(),
        };
        let file = json!({ "filename": name, "file_type": "video", "cdn_url": format!("https://cdn.example/{name}"),
                           "duration": 10.0, "width": 1280, "height": 720, "fps": 30 });
        self.media.push(file.clone());
        self.tracks.push(segment(0, 10_000, &name));
        body(json!({ "code": 0, "data": { "files": [file], "session_state_applied": true } }))
    }

    fn state(&mut self) -> Scripted {
        let now = Instant::now();
        let (due, waiting): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.later).into_iter().partition(|(since, _)| since.is_none_or(|since| since <= now));
        self.later = waiting;
        self.tracks.extend(due.into_iter().map(|(_, track)| track));
        let draft =
            (!self.tracks.is_empty()).then(|| json!({ "t": self.tracks, "d": 10_000, "ver": 9007199254740993_u64 }));
        let mut data = json!({ "session_id": SESSION, "task_id": "task_1",
                               "state": { "draft": draft, "video_infos": self.media } });
        if self.lists {
            data["applied_attempts"] = self.applied.iter().map(|(_, attempt)| attempt.as_str()).collect();
        }
        body(json!({ "code": 0, "data": data }))
    }
}

fn body(json: Value) -> Scripted {
    Scripted { json: Some(json), ..Scripted::default() }
}

fn segment(kind: u8, milliseconds: u64, text: &str) -> Value {
    let meta = if kind == 7 { json!({ "text": text }) } else { json!({ "title": text }) };
    json!({ "tt": kind, "sg": [{ "d": milliseconds, "m": meta }] })
}

fn json_of(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap_or_default()
}

fn prompt_of(request: &Request) -> String {
    json_of(request)["new_message"]["parts"][0]["text"].as_str().unwrap_or_default().to_owned()
}
