//! A backend that keeps its own ledger, and that is in trouble as often as the seed says.
//!
//! Two kinds: one lists the attempts that it applied and applies an id once, as the embedded one
//! does; the other does neither, as the cloud.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use flow::draft::sha256_hex;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::http::{self, Request};
use super::ledger::{Ledger, Render, Session};
use super::luck::Luck;

pub struct Backend {
    pub lists: bool,
    seed: u64,
    /// How long a second is: real processes have no clock that leaps.
    second: Duration,
    /// Of a hundred requests, how many are disturbed.
    trouble: AtomicU64,
    ledger: Mutex<Ledger>,
    /// The process falls when this request has come; told before or after what it does.
    falls_at: AtomicU64,
    pub fell: Notify,
}

/// What is done to one request.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    None,
    /// The connection ends before anything was done.
    CutBefore,
    /// It was done, and the answer is lost.
    CutAfter,
    RefusedFor(u16),
    /// It was done, and a proxy says that it failed.
    BrokenAfter,
    Late(u64),
    RateLimited,
}

enum Answer {
    Json(u16, Value),
    File(Vec<u8>, String),
}

impl Backend {
    pub fn new(seed: u64, lists: bool, trouble: u64) -> Arc<Backend> {
        Backend::paced(seed, lists, trouble, Duration::from_secs(1))
    }

    pub fn paced(seed: u64, lists: bool, trouble: u64, second: Duration) -> Arc<Backend> {
        Arc::new(Backend {
            lists,
            seed,
            second,
            trouble: AtomicU64::new(trouble),
            ledger: Mutex::default(),
            falls_at: AtomicU64::new(u64::MAX),
            fell: Notify::new(),
        })
    }

    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap()
    }

    pub fn calm_down(&self) {
        self.trouble.store(0, Ordering::Relaxed);
    }

    /// The client's process falls after so many more requests.
    pub fn fall_after(&self, requests: Option<u64>) {
        let now = self.ledger().requests;
        self.falls_at.store(requests.map_or(u64::MAX, |more| now + more), Ordering::Relaxed);
    }

    /// Serves one life of the client, at an address of its own, so that nothing of an earlier life
    /// can still arrive. What the backend works on goes on when the life ends.
    pub async fn serve(self: &Arc<Backend>) -> (String, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let own = Arc::clone(self);
        let life = tokio::spawn(async move {
            let mut open = JoinSet::new();
            loop {
                tokio::select! {
                    biased;
                    Some(_) = open.join_next() => {}
                    Ok((stream, _)) = listener.accept() => {
                        open.spawn(Arc::clone(&own).answer(stream));
                    }
                }
            }
        });
        (origin, life)
    }

    async fn answer(self: Arc<Backend>, mut stream: TcpStream) {
        let Some(request) = http::read(&mut stream).await else { return };
        let falls = {
            let mut ledger = self.ledger();
            ledger.requests += 1;
            ledger.requests > self.falls_at.load(Ordering::Relaxed)
        };
        let mut luck = self.luck(&request, "falls");
        if falls && luck.one_in(2) {
            self.fell.notify_one();
            return std::future::pending().await;
        }
        let mut fault = self.fault(&request);
        if falls {
            fault = Fault::None;
        }
        match fault {
            Fault::CutBefore => return,
            Fault::RefusedFor(status) => return http::write(&mut stream, status, &[], b"out of order", None).await,
            Fault::RateLimited => {
                let body = json!({ "code": 429, "message": "slowly" }).to_string();
                return http::write(&mut stream, 429, &[], body.as_bytes(), None).await;
            }
            Fault::Late(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
            _ => {}
        }
        if request.path == "/run_sse" {
            return self.edit(&mut stream, &request, fault, falls).await;
        }
        let late = if self.lists || !request.path.starts_with("/api/upload-video") { 0 } else { self.late(&request) };
        if late > 0 {
            // It has come in full, and is taken in whether or not anybody still listens.
            let (own, came) = (Arc::clone(&self), request.clone());
            let taken = tokio::spawn(async move {
                tokio::time::sleep(own.second * late).await;
                own.act(&came)
            });
            if falls {
                self.fell.notify_one();
                return std::future::pending().await;
            }
            if fault == Fault::CutAfter {
                return;
            }
            let _ = taken.await;
        }
        let answer = if late > 0 { Answer::Json(200, json!({ "code": 0, "data": {} })) } else { self.act(&request) };
        if falls {
            self.fell.notify_one();
            return std::future::pending().await;
        }
        match (fault, answer) {
            (Fault::CutAfter, Answer::File(bytes, tag)) => {
                let half = bytes.len() / 2;
                self.send_file(&mut stream, &request, &bytes, &tag, Some(half)).await;
            }
            (Fault::CutAfter, _) => {}
            (Fault::BrokenAfter, _) => http::write(&mut stream, 502, &[], b"<html>Bad Gateway</html>", None).await,
            (_, Answer::Json(status, body)) => {
                let kind = [("Content-Type", "application/json".to_owned())];
                http::write(&mut stream, status, &kind, body.to_string().as_bytes(), None).await;
            }
            (_, Answer::File(bytes, tag)) => self.send_file(&mut stream, &request, &bytes, &tag, None).await,
        }
    }

    async fn send_file(&self, stream: &mut TcpStream, request: &Request, bytes: &[u8], tag: &str, only: Option<usize>) {
        let from =
            request.header("range").and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
        let mut headers = vec![("ETag", tag.to_owned()), ("Content-Type", "video/mp4".to_owned())];
        match from.filter(|from: &usize| request.header("if-range") == Some(tag) && *from < bytes.len()) {
            Some(from) => {
                headers.push(("Content-Range", format!("bytes {from}-{}/{}", bytes.len() - 1, bytes.len())));
                http::write(stream, 206, &headers, &bytes[from..], only).await;
            }
            None => http::write(stream, 200, &headers, bytes, only).await,
        }
        if only.is_none_or(|only| from.unwrap_or(0) + only >= bytes.len())
            && let Some(render) = self.ledger().render(request.path.split('/').nth(4).unwrap_or_default())
        {
            render.fetched = true;
        }
    }

    /// What a request is about, so that its luck does not depend on the order of others.
    fn luck(&self, request: &Request, what: &str) -> Luck {
        let about = match request.path.as_str() {
            "/run_sse" => request.json()["new_message"]["parts"][0]["text"].to_string(),
            path if path.starts_with("/api/render") => self.made_of(request),
            path if path.starts_with("/api/upload-video") => sha256_hex(&request.file().unwrap_or_default().1),
            _ => String::new(),
        };
        let kind: String = request.path.split('/').take(4).collect::<Vec<_>>().join("/");
        let kind = if kind.contains("render") { "render".to_owned() } else { kind };
        let key = format!("{what} {} {kind} {about}", request.method);
        let mut ledger = self.ledger();
        let count = ledger.counts.entry(key.clone()).or_default();
        *count += 1;
        Luck::of(self.seed, &format!("{key} {count}"))
    }

    /// A render is known by its timeline, since its id is another one each time.
    fn made_of(&self, request: &Request) -> String {
        if request.method == "POST" {
            return request.json()["draft"].to_string();
        }
        let id = request.path.split('/').find(|part| part.starts_with("render_")).unwrap_or_default();
        self.ledger().render(id).map(|render| sha256_hex(&render.bytes)).unwrap_or_default()
    }

    /// Seconds until an upload is taken in.
    fn late(&self, request: &Request) -> u32 {
        let mut luck = self.luck(request, "late");
        if luck.one_in(3) { 1 + luck.below(20) as u32 } else { 0 }
    }

    fn fault(&self, request: &Request) -> Fault {
        let mut luck = self.luck(request, "fault");
        if !luck.percent(self.trouble.load(Ordering::Relaxed)) {
            return Fault::None;
        }
        let fault = match luck.below(7) {
            0 => Fault::CutBefore,
            1 | 2 => Fault::CutAfter,
            3 => Fault::RefusedFor(503),
            4 => Fault::BrokenAfter,
            5 => Fault::Late(1 + luck.below(40)),
            _ => Fault::RateLimited,
        };
        let mut ledger = self.ledger();
        ledger.faults.push(format!("{fault:?} {} {}", request.method, request.path));
        if request.path == "/run_sse" && !matches!(fault, Fault::Late(_)) {
            let prompt = request.json()["new_message"]["parts"][0]["text"].as_str().unwrap_or_default().to_owned();
            ledger.disturbed.insert(prompt);
        }
        fault
    }

    /// One edit. The work is not the connection's: it goes on, or is given up, when that ends.
    async fn edit(self: &Arc<Backend>, stream: &mut TcpStream, request: &Request, fault: Fault, falls: bool) {
        let body = request.json();
        let session = body["session_id"].as_str().unwrap_or_default().to_owned();
        let prompt = body["new_message"]["parts"][0]["text"].as_str().unwrap_or_default().to_owned();
        let attempt = request.header("x-flow-attempt").unwrap_or_default().to_owned();
        let mut luck = self.luck(request, "edit");
        let disturbed = falls || matches!(fault, Fault::CutAfter | Fault::BrokenAfter);
        let takes = match luck.below(6) {
            0 if disturbed => 2500,
            1 if disturbed => 100,
            0 => 100,
            _ => 1 + luck.below(20),
        };
        // Some editors stop when nobody listens any more.
        let given_up = disturbed && luck.one_in(4);
        let silent = luck.one_in(3);
        let known = {
            let ledger = self.ledger();
            let done = ledger.applied.iter().any(|(_, other)| *other == attempt);
            self.lists && (done || ledger.running.contains_key(&attempt))
        };
        // For real processes: an editor that notices by itself when nobody listens any more.
        if self.second < Duration::from_secs(1) && !known && luck.one_in(2) {
            self.ledger().running.insert(attempt.clone(), prompt.clone());
            http::begin_events(stream).await;
            let mut rest = [0];
            tokio::select! {
                () = tokio::time::sleep(self.second * u32::try_from(takes).unwrap()) => {
                    self.ledger().apply(&session, &prompt, &attempt, self.lists);
                }
                _ = stream.read(&mut rest) => drop(self.ledger().running.remove(&attempt)),
            }
            return http::end_events(stream).await;
        }
        if !known && !given_up {
            self.ledger().running.insert(attempt.clone(), prompt.clone());
            let own = Arc::clone(self);
            let (session, prompt, attempt) = (session, prompt.clone(), attempt.clone());
            tokio::spawn(async move {
                tokio::time::sleep(own.second * u32::try_from(takes).unwrap()).await;
                own.ledger().apply(&session, &prompt, &attempt, own.lists);
            });
        }
        if falls {
            if luck.one_in(2) {
                tokio::time::sleep(Duration::from_secs(luck.below(40))).await;
            }
            self.fell.notify_one();
            return std::future::pending().await;
        }
        if fault == Fault::BrokenAfter {
            return http::write(stream, 504, &[], b"<html>Gateway Timeout</html>", None).await;
        }
        http::begin_events(stream).await;
        http::event(stream, &json!({ "type": "heartbeat" })).await;
        if fault == Fault::CutAfter {
            tokio::time::sleep(Duration::from_secs(luck.below(takes.min(30) + 2))).await;
            return;
        }
        while self.ledger().running.contains_key(&attempt) {
            tokio::time::sleep(self.second / 2).await;
        }
        if !silent {
            http::event(stream, &json!({ "type": "text", "content": "Done." })).await;
        }
        http::end_events(stream).await;
    }

    fn act(&self, request: &Request) -> Answer {
        let parts: Vec<&str> = request.path.trim_start_matches('/').split('/').collect();
        let ok = |data: Value| Answer::Json(200, json!({ "code": 0, "data": data }));
        let no = |status: u16, why: &str| Answer::Json(status, json!({ "code": status, "message": why }));
        match (request.method.as_str(), parts.as_slice()) {
            ("POST", ["api", "auth", "anonymous-token"]) => ok(json!({ "token": "nmv_usr_simulated" })),
            ("GET", ["api", "credits", ..]) => {
                let spent = self.ledger().spent;
                ok(json!({ "available": 10_000 - spent, "frozen": 0, "total": 10_000 - spent }))
            }
            ("POST", ["api", "tasks", ..]) => {
                let mut ledger = self.ledger();
                let id = format!("{}", 9_007_199_254_740_993 + ledger.sessions.len());
                ledger.sessions.push(Session { id: id.clone(), media: Vec::new(), edits: Vec::new() });
                ok(json!({ "session_id": id, "task_id": format!("task-{id}") }))
            }
            ("GET", ["api", "state", _, _, id, "latest"]) => match self.ledger().session(id) {
                Some(session) => Answer::Json(200, session.state(self.lists)),
                None => no(404, "session not found"),
            },
            ("POST", ["api", "upload-video", _, _, id]) => {
                let medium = match request.file() {
                    Some((name, bytes)) => {
                        let hash = sha256_hex(&bytes);
                        (name, format!("/media/{hash}"), hash)
                    }
                    None => {
                        let url = request.json()["urls"][0].as_str().unwrap_or_default().to_owned();
                        let hash = url.rsplit('/').next().unwrap_or_default().to_owned();
                        let mut ledger = self.ledger();
                        let held = ledger.sessions.iter_mut().flat_map(|session| &session.media);
                        let name = held.into_iter().find(|(_, _, other)| *other == hash).map(|(name, ..)| name.clone());
                        (name.unwrap_or_else(|| hash.clone()), url, hash)
                    }
                };
                let mut ledger = self.ledger();
                let Some(session) = ledger.session(id) else { return no(404, "session not found") };
                session.media.push(medium);
                ok(json!({}))
            }
            ("POST", ["api", "render", "proxy", "lambda"]) => {
                let mut luck = self.luck(request, "render");
                let trouble = self.trouble.load(Ordering::Relaxed);
                let body = request.json();
                let id = body["id"].as_str().unwrap_or_default().to_owned();
                let mut ledger = self.ledger();
                if ledger.render(&id).is_some() {
                    return no(409, "the id already exists");
                }
                let made = format!("{} {}", body["draft"], body["output"]);
                let bytes = [b"\0\0\0\x18ftypisom".as_slice(), made.repeat(3).as_bytes()].concat();
                let (left, hidden) = (luck.below(4), if luck.percent(trouble) { 1 + luck.below(2) } else { 0 });
                let fails = luck.percent(trouble);
                ledger.renders.push(Render {
                    id: id.clone(),
                    bytes,
                    left,
                    hidden,
                    fails,
                    fetched: false,
                    cancelled: false,
                });
                ok(json!({ "id": id, "status": "pending" }))
            }
            ("GET", ["api", "render", "proxy", "lambda", id]) => {
                let mut ledger = self.ledger();
                let Some(render) = ledger.render(id) else { return no(404, "no such render") };
                if render.hidden > 0 {
                    render.hidden -= 1;
                    return no(404, "no such render");
                }
                let status = match (render.left, render.fails, render.cancelled) {
                    (_, _, true) => "cancelled",
                    (0, true, _) => "failed",
                    (0, ..) => "completed",
                    _ => "processing",
                };
                render.left = render.left.saturating_sub(1);
                ok(json!({ "id": id, "status": status, "progress": 50 }))
            }
            ("POST", ["api", "render", "proxy", "lambda", id, "cancel"]) => {
                if let Some(render) = self.ledger().render(id) {
                    render.cancelled = true;
                }
                ok(json!({}))
            }
            ("GET", ["api", "render", "proxy", id, "download"]) => match self.ledger().render(id) {
                Some(render) if render.left == 0 && !render.fails => {
                    Answer::File(render.bytes.clone(), format!("\"{}\"", sha256_hex(&render.bytes)))
                }
                _ => no(404, "no such file"),
            },
            _ => no(404, "no such place"),
        }
    }
}
