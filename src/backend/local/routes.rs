//! The endpoints, and what they share.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::HeaderMap;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::sync::{OnceCell, Semaphore};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::answer::{self, Payload, Refusal};
use super::ffmpeg::{FfmpegVersion, check_ffmpeg};
use super::renders::Live;
use super::store::{Medium, Session, Store};
use super::turn::Turns;
use super::{Config, files, guard, renders, turn, upload};

/// What an edit in a session costs once, after the service's own figures.
pub const EDIT_COST: u64 = 50;

pub struct App {
    pub config: Config,
    pub store: Store,
    /// Asked for when it is first needed: starting ffmpeg takes a tenth of a second.
    version: OnceCell<FfmpegVersion>,
    /// Whether there is a font for Chinese.
    pub cjk: OnceCell<bool>,
    pub address: SocketAddr,
    client_id: String,
    pub stop: CancellationToken,
    pub tokens: Mutex<HashMap<String, Account>>,
    /// One writer per session; waiting ones are served in order.
    locks: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    pub turns: Turns,
    pub live: Mutex<HashMap<String, Arc<Live>>>,
    pub slots: Arc<Semaphore>,
}

/// What is known of a token.
pub struct Account {
    /// Whether every request so far said which client it is.
    pub attributed: bool,
}

impl App {
    pub fn new(
        config: Config,
        store: Store,
        address: SocketAddr,
        client_id: String,
        stop: CancellationToken,
    ) -> Arc<App> {
        let slots = Arc::new(Semaphore::new(config.jobs.max(1)));
        Arc::new(App {
            config,
            store,
            version: OnceCell::new(),
            cjk: OnceCell::new(),
            address,
            client_id,
            stop,
            tokens: Mutex::default(),
            locks: Mutex::default(),
            turns: Turns::default(),
            live: Mutex::default(),
            slots,
        })
    }

    /// Which ffmpeg this is.
    pub async fn version(&self) -> Result<&FfmpegVersion, String> {
        let ask = || async { tokio::task::spawn_blocking(check_ffmpeg).await };
        let version = self.version.get_or_try_init(|| async {
            ask().await.map_err(|error| error.to_string())?.map_err(|failure| failure.message)
        });
        version.await
    }

    pub fn user_id(&self) -> String {
        format!("anon_{}", self.store.id)
    }

    pub fn lock(&self, session: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        locks.entry(session.to_owned()).or_default().clone()
    }

    /// # Errors
    /// 1002 where there is no such session, and 404 for another user's.
    pub fn session(&self, user: &str, id: &str) -> Result<Session, Refusal> {
        if user != "me" && user != self.user_id() {
            return Err(Refusal::no_session(id));
        }
        self.store.session(id)?.ok_or_else(|| Refusal::no_session(id))
    }

    /// Credits left, where they are counted.
    pub fn credits_left(&self) -> Option<u64> {
        self.config.credits.map(|credits| credits.saturating_sub(self.store.charged()))
    }
}

pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/api/auth/anonymous-token", post(token))
        .route("/api/auth/claim-token", post(claim))
        .route("/api/tasks/{user}/with-session/nemo_agent", post(open))
        .route("/run_sse", post(turn::run))
        .route("/api/upload-video/nemo_agent/{user}/{session}", post(upload::upload).layer(DefaultBodyLimit::disable()))
        .route("/api/credits/balance/simple", get(credits))
        .route("/api/state/nemo_agent/{user}/{session}/latest", get(state))
        .route("/api/render/proxy/lambda", post(renders::submit).layer(DefaultBodyLimit::max(64 << 20)))
        .route("/api/render/proxy/lambda/{id}", get(renders::poll))
        .route("/api/render/proxy/lambda/{id}/cancel", post(renders::cancel))
        .route("/api/render/proxy/{id}/download", get(renders::download))
        .route("/media/{link}", get(files::media))
        .route("/media/{link}/{name}", get(files::named))
        .fallback(|| async { Refusal::code(404, 404, "there is no such endpoint") })
        .layer(from_fn_with_state(app.clone(), guard::guard))
        .with_state(app)
}

async fn token(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Refusal> {
    let client = headers.get("x-client-id").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if client.is_empty() {
        return Err(Refusal::code(400, 400, "the header X-Client-Id is missing"));
    }
    if client != app.client_id {
        return Err(Refusal::code(403, 403, "this backend serves only the process that started it"));
    }
    let token = format!("nmv_usr_{}", crate::draft::hex(&super::store::random()));
    let mut tokens = app.tokens.lock().unwrap_or_else(PoisonError::into_inner);
    tokens.insert(token.clone(), Account { attributed: true });
    drop(tokens);
    let credits = app.credits_left().unwrap_or(0);
    Ok(answer::ok(json!({"token": token, "credits": credits, "user_id": app.user_id()})))
}

async fn claim() -> Refusal {
    Refusal::code(403, 403, "the embedded editor has no web page to claim a project on")
}

async fn open(
    State(app): State<Arc<App>>,
    Path(user): Path<String>,
    Payload(body): Payload,
) -> Result<Response, Refusal> {
    if user != "me" && user != app.user_id() {
        return Err(Refusal::code(403, 403, "this is another account"));
    }
    let text = |key: &str| body.get(key).and_then(Value::as_str).map(str::to_owned);
    let session = Session::new(text("task_name").unwrap_or_else(|| "project".into()), text("language"));
    app.store.save(&session)?;
    Ok(answer::ok(json!({"task_id": session.task, "session_id": session.id, "user_id": app.user_id()})))
}

async fn credits(State(app): State<Arc<App>>) -> Response {
    // Where nothing is counted the total stands still, so that no run seems to have spent anything.
    match app.credits_left() {
        Some(left) => answer::ok(json!({"available": left, "frozen": 0, "total": left})),
        None => answer::ok(json!({"available": 0, "frozen": 0, "total": 0, "unlimited": true})),
    }
}

async fn state(State(app): State<Arc<App>>, Path((user, id)): Path<(String, String)>) -> Result<Response, Refusal> {
    let session = app.session(&user, &id)?;
    let applied: Vec<Uuid> =
        session.turns.iter().filter(|turn| turn.refused.is_none()).map(|turn| turn.attempt).collect();
    let canvas = session.draft.as_ref().and_then(|draft| {
        let (width, height) = (draft.pointer("/m/width")?.as_u64()?, draft.pointer("/m/height")?.as_u64()?);
        let by = gcd(width, height).max(1);
        Some(json!({"width": width, "height": height, "ratio": format!("{}:{}", width / by, height / by)}))
    });
    Ok(answer::ok(json!({
        "session_id": session.id,
        "task_id": session.task,
        "task_name": session.name,
        "user_id": app.user_id(),
        "applied_attempts": applied,
        "state": {
            "draft": session.draft,
            "video_infos": session.media.iter().map(info).collect::<Vec<_>>(),
            "generated_media": session.media.iter().filter(|medium| medium.made).map(info).collect::<Vec<_>>(),
            "canvas_config": canvas,
            "video_analyses": [],
        },
    })))
}

/// A medium as uploads and the state show it.
pub fn info(medium: &Medium) -> Value {
    let probe = &medium.probe;
    let mut info = json!({
        "filename": medium.name,
        "file_type": medium.file_type(),
        "cdn_url": format!("/media/{}", medium.link),
        "duration": (probe.duration * 1000.0).round() / 1000.0,
        "hash": medium.sha256,
        "size": medium.bytes,
    });
    if probe.width > 0 {
        info["width"] = probe.width.into();
        info["height"] = probe.height.into();
    }
    if probe.fps.0 > 0 {
        info["fps"] = json!((probe.fps() * 1000.0).round() / 1000.0);
    }
    info
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
