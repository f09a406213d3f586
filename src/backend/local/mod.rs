//! The backend embedded in `flow`: a server on loopback that keeps sessions on disk, edits timelines
//! from words by a fixed grammar, and renders with ffmpeg.
//!
//! It is met only through its HTTP API, like the cloud's. Down the house: `routes` answers, `turn`
//! leads a prompt through `words` and `op` to a new timeline in `model`, `renders` runs what `render`
//! writes down for `ffmpeg`, and `store` is all that outlives the process.

mod answer;
mod captions;
mod effects;
mod facts;
mod ffmpeg;
mod files;
mod guard;
pub mod look;
mod model;
mod music;
mod op;
mod probe;
mod render;
mod renders;
mod routes;
mod silence;
mod speech;
mod store;
mod turn;
mod upload;
mod words;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use ffmpeg::{FfmpegVersion, check_ffmpeg, find_ffmpeg, holds_captions};
pub use op::{Phrase, vocabulary};

use crate::outcome::{Code, Failure};

/// How the server is started.
#[derive(Debug, Clone)]
pub struct Config {
    /// Made if it is missing.
    pub store: PathBuf,
    pub listen: SocketAddr,
    /// The share of edits, from 0 to 1, that are answered without a word.
    pub silent: f64,
    /// Added to each edit.
    pub edit_delay: Duration,
    /// Unlimited where it is `None`.
    pub credits: Option<u64>,
    pub speech: Speech,
    /// Renders at the same time.
    pub jobs: usize,
}

/// What turns speech into words, where the person has set something up.
#[derive(Debug, Clone, Default)]
pub struct Speech {
    /// A program and its arguments. It gets the path of a WAV file as the last one, and prints SRT or
    /// whisper.cpp's JSON.
    pub command: Option<Vec<String>>,
    /// A model for `whisper-cli`.
    pub model: Option<PathBuf>,
    /// `pocketsphinx`, where the person chose it.
    pub engine: Option<String>,
}

impl Config {
    pub fn new(store: impl Into<PathBuf>) -> Config {
        Config {
            store: store.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            silent: 0.0,
            edit_delay: Duration::ZERO,
            credits: None,
            speech: Speech::default(),
            jobs: 1,
        }
    }
}

/// A server that runs.
#[derive(Debug)]
pub struct Server {
    /// Such as `http://127.0.0.1:40123`.
    pub origin: String,
    /// The one client id that gets a token: this process's secret.
    pub client_id: String,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

/// Starts the server.
///
/// # Errors
/// Where ffmpeg is missing, the store cannot be used, or the port is taken.
pub async fn start(config: Config) -> Result<Server, Failure> {
    find_ffmpeg()?;
    let store = store::Store::open(&config.store).map_err(|error| {
        Failure::new(
            Code::OutputUnwritable,
            format!("the embedded editor's store `{}` cannot be used: {error}", config.store.display()),
        )
    })?;
    let busy = |error: std::io::Error| {
        Failure::new(Code::Unreachable, format!("the embedded editor cannot listen on {}: {error}", config.listen))
    };
    let listener = tokio::net::TcpListener::bind(config.listen).await.map_err(busy)?;
    let address = listener.local_addr().map_err(busy)?;
    let client_id = uuid::Uuid::new_v4().to_string();
    let stop = CancellationToken::new();
    let app = routes::App::new(config, store, address, client_id.clone(), stop.clone());
    // The first render will want to know, and there is time before it.
    let early = std::sync::Arc::clone(&app);
    tokio::spawn(async move { early.version().await.is_ok() });
    let router = routes::router(app);
    let done = stop.clone();
    let task = tokio::spawn(async move {
        let served = axum::serve(listener, router).with_graceful_shutdown(done.clone().cancelled_owned());
        // A client that keeps its connection open must not keep the process.
        tokio::select! {
            _ = served => {}
            () = async { done.cancelled().await; tokio::time::sleep(Duration::from_secs(2)).await } => {}
        }
    });
    Ok(Server { origin: format!("http://{address}"), client_id, stop, task })
}

impl Server {
    /// Ends the server and the renders that it runs; a later one on the same store takes them up again.
    pub async fn stop(self) {
        self.stop.cancel();
        let _ = self.task.await;
    }
}
