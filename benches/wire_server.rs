//! A service for `scripts/bench-wire.sh` that costs as little as it can: an edit takes a tenth of a
//! second, everything else no time, and files come from memory and go nowhere.
//!
//! It says its port on a line, and ends with its standard input. `/seen` tells how many requests came,
//! and how many were under way at once, since it was last asked.

// A bench that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::HashMap;
use std::convert::Infallible;
use std::io::Read;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::Response;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

const EDIT: Duration = Duration::from_millis(100);
const BLOCK: usize = 1 << 20;

struct Service {
    /// The file that every download gives: a beginning that passes for a video, and blocks of noise.
    blocks: Vec<Bytes>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    /// How often each session was changed.
    sessions: HashMap<String, usize>,
    requests: usize,
    now: usize,
    most: usize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let Some(bytes) = std::env::args().nth(1).and_then(|bytes| bytes.parse().ok()) else {
        println!("usage: wire-server BYTES");
        return;
    };
    let service = Arc::new(Service { blocks: film(bytes), seen: Mutex::default() });
    let app = Router::new().fallback(answer).with_state(service);
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(4096).unwrap();
    println!("{}", listener.local_addr().unwrap().port());
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    axum::serve(listener, app).await.unwrap();
}

fn film(bytes: usize) -> Vec<Bytes> {
    let mut noise = 0x9e37_79b9_7f4a_7c15_u64;
    let mut block: Vec<u8> = Vec::with_capacity(BLOCK);
    while block.len() < BLOCK {
        noise ^= noise << 13;
        noise ^= noise >> 7;
        noise ^= noise << 17;
        block.extend_from_slice(&noise.to_le_bytes());
    }
    let block = Bytes::from(block);
    let head = Bytes::from_static(b"\0\0\0\x18ftypisom");
    let mut blocks = vec![head.slice(..head.len().min(bytes))];
    let mut left = bytes.saturating_sub(head.len());
    while left > 0 {
        blocks.push(block.slice(..left.min(BLOCK)));
        left -= left.min(BLOCK);
    }
    blocks
}

async fn answer(State(service): State<Arc<Service>>, request: Request) -> Response {
    {
        let mut seen = service.seen.lock().unwrap();
        seen.requests += 1;
        seen.now += 1;
        seen.most = seen.most.max(seen.now);
    }
    let answer = work(&service, request).await;
    service.seen.lock().unwrap().now -= 1;
    answer
}

async fn work(service: &Service, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if path.starts_with("/file/") {
        let length: usize = service.blocks.iter().map(Bytes::len).sum();
        let body = Body::from_stream(stream::iter(service.blocks.clone().into_iter().map(Ok::<_, Infallible>)));
        return reply("video/mp4").header(CONTENT_LENGTH, length).body(body).unwrap();
    }
    let is_form = request.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    let mut body = Vec::new();
    let mut pieces = request.into_body().into_data_stream();
    while let Some(piece) = pieces.next().await {
        if let Some(piece) = piece.ok().filter(|_| !is_form) {
            body.extend_from_slice(&piece);
        }
    }
    if path == "/run_sse" {
        tokio::time::sleep(EDIT).await;
        let message: Value = serde_json::from_slice(&body).unwrap();
        let session = message["session_id"].as_str().unwrap_or_default().to_owned();
        *service.seen.lock().unwrap().sessions.entry(session).or_default() += 1;
        let said = "data: {\"type\":\"text\",\"content\":\"Done.\"}\n\n";
        return reply("text/event-stream").body(said.into()).unwrap();
    }
    let mut seen = service.seen.lock().unwrap();
    reply("application/json").body(data(&mut seen, &path).to_string().into()).unwrap()
}

fn reply(kind: &str) -> axum::http::response::Builder {
    Response::builder().header(CONTENT_TYPE, kind).header(CONNECTION, "close")
}

fn data(seen: &mut Seen, path: &str) -> Value {
    let file = json!({ "filename": "film.mp4", "cdn_url": "/file/x" });
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match parts[..] {
        ["seen"] => json!([std::mem::take(&mut seen.requests) - 1, std::mem::take(&mut seen.most)]),
        ["api", "tasks", ..] => {
            let session = seen.sessions.len().to_string();
            seen.sessions.insert(session.clone(), 0);
            json!({ "code": 0, "data": { "session_id": session, "task_id": "t" } })
        }
        ["api", "state", _, _, session, _] => {
            let changes = seen.sessions.get(session).copied().unwrap_or_default();
            let track = json!({ "tt": 7, "sg": [{ "d": 1000, "m": { "text": "x" } }] });
            let state = json!({ "draft": { "t": vec![track; changes + 1] }, "video_infos": vec![file; changes] });
            json!({ "code": 0, "data": { "state": state } })
        }
        ["api", "upload-video", _, _, session] => {
            *seen.sessions.entry(session.to_owned()).or_default() += 1;
            json!({ "code": 0, "data": { "files": [file], "session_state_applied": true } })
        }
        ["api", "credits", ..] => json!({ "code": 0, "data": { "available": 1, "frozen": 0, "total": 1 } }),
        _ => json!({ "success": true, "data": { "status": "completed", "outputUrl": "/file/x" } }),
    }
}
