//! The only outgoing HTTP: one method for each thing that the editing service does.
//!
//! Requests go out through `wire`; answers are read by `backend::api` and, for an edit's stream, by
//! `listener`; `failure` gives refusals and broken connections their words; `retry` says what is sent
//! again. Nothing here knows steps.

mod address;
mod boxes;
mod buffers;
mod calls;
mod download;
mod failure;
mod fetch;
mod listener;
mod model;
mod network;
mod part;
mod prompt;
mod record;
mod render;
mod replay;
mod reply;
mod retry;
mod state;
mod token;
mod upload;
mod wire;

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::Url;
use secrecy::SecretString;

use crate::outcome::{Code, Failure};
pub use calls::{Credits, SessionId};
pub use download::Downloaded;
pub use failure::{failure_of, register_link};
pub use fetch::{Fetch, Fetched};
pub use model::{MODELS, MODELS_FROM, Model};
pub use record::{Answered, Exchange, MASKED, Recorder};
pub use render::Render;
pub use replay::{Bad, Header, Replay};
pub use reply::{Reply, StreamError};
pub use state::State;

pub use super::account::{Account, Credential};
pub use super::api::Output;

/// What a client is made from.
#[derive(Clone)]
pub struct Config {
    /// The origin of the API, such as `https://mega-api-prod.nemovideo.ai`.
    pub origin: String,
    /// The origin of the web editor, for links.
    pub web: String,
    pub credential: Credential,
    pub attribution: Attribution,
    pub timing: Timing,
    pub recorder: Option<Arc<dyn Recorder>>,
    /// Answers in the place of the network.
    pub replay: Option<Arc<Replay>>,
    /// Whether texts may hold links that carry an id (they should not where logs are public).
    pub links: bool,
}

/// The three attribution headers, which go out with every request: without them the service
/// refuses a later export.
#[derive(Debug, Clone)]
pub struct Attribution {
    pub source: String,
    pub version: String,
    pub platform: String,
}

impl Attribution {
    /// The service's rule for the platform: the variable `SKILL_SOURCE`, else what the path of the
    /// program tells, else `unknown`.
    pub fn new(source: &str, version: &str, skill_source: Option<&str>, program: Option<&Path>) -> Attribution {
        let path = program.map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
        let platform = match skill_source.map(str::trim).filter(|chosen| !chosen.is_empty()) {
            Some(chosen) => chosen,
            None if path.contains("/.clawhub/") => "clawhub",
            None if path.contains("/.cursor/skills/") => "cursor",
            None => "unknown",
        };
        Attribution { source: source.to_owned(), version: version.to_owned(), platform: platform.to_owned() }
    }
}

/// Every wait and limit of the client, and of the steps that use it.
#[derive(Debug, Clone)]
pub struct Timing {
    /// Between two polls of a render.
    pub render_poll: Duration,
    /// Before the one repeat after a rate limit.
    pub retry_wait: Duration,
    /// Before the first look at the state after a broken edit; each later wait is twice as long.
    pub recovery_wait: Duration,
    /// Between two looks that must agree before a generated timeline counts as settled; zero
    /// means that the backend needs no settling.
    pub settle: Duration,
    /// How long an edit may bring nothing but heartbeats.
    pub idle_timeout: Duration,
    /// How long one edit may take.
    pub edit_timeout: Duration,
    /// How long a render may take before the run goes on without it.
    pub render_timeout: Duration,
    pub connect_timeout: Duration,
    /// How long a transfer may stand still, and a plain answer may be waited for.
    pub stall: Duration,
}

impl Timing {
    /// The times of the cloud service's documents.
    pub fn cloud() -> Timing {
        Timing {
            render_poll: Duration::from_secs(30),
            retry_wait: Duration::from_secs(30),
            recovery_wait: Duration::from_secs(30),
            settle: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(600),
            edit_timeout: Duration::from_secs(900),
            render_timeout: Duration::from_secs(1800),
            connect_timeout: Duration::from_secs(20),
            stall: Duration::from_secs(60),
        }
    }

    /// The times of the embedded backend: it answers at once and applies nothing by itself.
    pub fn local() -> Timing {
        Timing {
            render_poll: Duration::from_millis(200),
            retry_wait: Duration::from_millis(200),
            recovery_wait: Duration::from_millis(200),
            settle: Duration::ZERO,
            ..Timing::cloud()
        }
    }

    /// The waits before each look at the state after a broken edit: 30 s, then 60 s four times on
    /// the cloud.
    pub fn recovery(&self) -> impl Iterator<Item = Duration> + use<> {
        let first = self.recovery_wait;
        std::iter::once(first).chain(std::iter::repeat_n(first * 2, 4))
    }
}

/// A call that did not give what it was made for.
#[derive(Debug, Clone, PartialEq)]
pub struct CallError {
    pub failure: Failure,
    pub reach: Reach,
}

/// How far a request that failed may have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It surely did not reach the server: name lookup, connect or TLS failed.
    Never,
    /// The server said no in so many words.
    Refused,
    /// It may have arrived, and may have been carried out.
    Unknown,
}

/// The client of one backend. Clones share the token and the connections' settings.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    config: Config,
    mask: Arc<record::Mask>,
    /// None where the origin is no address.
    wire: Option<wire::Wire>,
    standing: Arc<Standing>,
}

/// How the account stands, which clients that share it know together.
#[derive(Default)]
struct Standing {
    held: tokio::sync::Mutex<token::Held>,
    balance: calls::Balance,
    user: Mutex<Option<String>>,
    pace: retry::Pace,
}

impl Client {
    /// Makes no connection and asks for no token; that waits for the first call.
    pub fn new(mut config: Config) -> Client {
        for address in [&mut config.origin, &mut config.web] {
            address.truncate(address.trim_end_matches('/').len());
        }
        let mask = Arc::new(record::Mask::default());
        match &config.credential {
            Credential::Fixed(token) => mask.hide(token),
            // Without a store the id is the process's own secret; with one it is only an id.
            Credential::Anonymous { client_id, store: None } => mask.hide(&client_id.clone().into()),
            Credential::Anonymous { .. } => {}
        }
        let wire = Url::parse(&config.origin)
            .ok()
            .filter(|origin| matches!(origin.scheme(), "http" | "https") && origin.has_host())
            .map(|origin| {
                let recorder = config.recorder.clone();
                let replay = config.replay.clone();
                wire::Wire::new(origin, &config.attribution, config.timing.clone(), recorder, mask.clone(), replay)
            });
        Client(Arc::new(Inner { config, mask, wire, standing: Arc::default() }))
    }

    /// The same account, token and pace, with another record of what is said.
    pub fn recorded(&self, recorder: Arc<dyn Recorder>) -> Client {
        let Inner { config, mask, wire, standing } = &*self.0;
        let wire = wire.as_ref().map(|wire| wire.recorded(Arc::clone(&recorder)));
        let config = Config { recorder: Some(recorder), ..config.clone() };
        Client(Arc::new(Inner { config, mask: Arc::clone(mask), wire, standing: Arc::clone(standing) }))
    }

    /// The waits and limits that the client was made with.
    pub fn timing(&self) -> &Timing {
        &self.0.config.timing
    }

    /// The origin of the API.
    pub fn origin(&self) -> &str {
        &self.0.config.origin
    }

    /// The account that the token belongs to; gets the token if there is none.
    ///
    /// # Errors
    /// Where no token can be had.
    pub async fn account(&self) -> Result<Account, Failure> {
        self.account_call().await.map_err(|error| error.failure)
    }

    /// Whether a recording answers: files that are fetched are told of, and not written.
    pub fn replays(&self) -> bool {
        self.0.config.replay.is_some()
    }

    /// Masks `secret` in every exchange and error from now on, as it is, and as it looks in an
    /// address and in JSON.
    pub fn hide(&self, secret: &SecretString) {
        self.0.mask.hide(secret);
    }

    /// The text without the secrets that are hidden, for what is kept or shown.
    pub fn without_secrets(&self, text: &str) -> String {
        self.0.mask.text(text)
    }

    fn wire(&self) -> Result<&wire::Wire, CallError> {
        let wrong = |what: &str, fix: &str| {
            let message = format!("`{}` {what}", self.0.config.origin);
            CallError { failure: Failure::new(Code::Unreachable, message).fix(fix), reach: Reach::Never }
        };
        let wire =
            self.0.wire.as_ref().ok_or_else(|| wrong("is no address of a backend", "write it as `https://host`"))?;
        if !wire.is_private() {
            let fix = "write it with `https://`; plain `http://` is only for a backend on this machine";
            return Err(wrong("is not encrypted: everyone on the way could read the token", fix));
        }
        Ok(wire)
    }

    fn standing(&self) -> failure::Standing {
        let anonymous = matches!(self.0.config.credential, Credential::Anonymous { .. });
        let register = self
            .user()
            .filter(|_| anonymous && self.0.config.links)
            .map(|user| failure::register_link(&self.0.config.web, &user));
        failure::Standing { anonymous, register }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({})", self.0.config.origin)
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.failure.message)
    }
}
