//! Which backend a run goes to: the embedded one is started here, and met by its URL like any
//! other.

use std::path::PathBuf;
use std::sync::Arc;

use secrecy::SecretString;

use super::exit::Stop;
use super::source::Here;
use crate::backend::account::client_id;
use crate::backend::client::{Attribution, Client, Config, Credential, Recorder, Replay, Timing};
use crate::backend::local::{self, Server, Speech};
use crate::exec::replayed;
use crate::outcome::{Code, Failure};
use crate::text::Diagnostic;
use crate::workflow::BackendKind;

/// Where a run goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    Local,
    Cloud,
    Url(String),
}

const CLOUD: &str = "https://mega-api-prod.nemovideo.ai";
const WEB: &str = "https://nemovideo.com";

impl Choice {
    /// The choice by flag, variable or the user's own file; local where nothing is said.
    pub fn of(here: &Here) -> Result<Choice, Stop> {
        Choice::named(here.settings.text("backend").unwrap_or("local"))
    }

    /// The choice by its word.
    pub fn named(word: &str) -> Result<Choice, Stop> {
        match word {
            "local" => Ok(Choice::Local),
            "cloud" => Ok(Choice::Cloud),
            url if url.starts_with("http://") || url.starts_with("https://") => {
                Ok(Choice::Url(url.trim_end_matches('/').to_owned()))
            }
            other => {
                let found = Diagnostic::error("unknown_backend", None, format!("there is no backend `{other}`"));
                Err(Stop::wrong(found.help("it is local, cloud, or a URL such as http://127.0.0.1:8080")))
            }
        }
    }

    /// The word that plans and summaries show.
    pub fn word(&self) -> &str {
        match self {
            Choice::Local => "local",
            Choice::Cloud => "cloud",
            Choice::Url(url) => url,
        }
    }

    /// Whether a run's word for its backend means the embedded one, be it a server of its own.
    pub fn word_is_local(word: &str) -> bool {
        word == "local" || loopback(word)
    }

    /// Whether edits cost something there. A budget counts for nothing where they do not.
    pub fn costs(&self, here: &Here) -> bool {
        !self.is_local() || here.settings.count("local.credits").is_some()
    }

    pub fn is_local(&self) -> bool {
        *self == Choice::Local
    }

    /// Refuses a recipe that needs the other backend.
    pub fn suits(&self, needs: Option<BackendKind>) -> Result<(), Stop> {
        let (needs, flag) = match (needs, self) {
            (Some(BackendKind::Local), Choice::Cloud) => ("embedded backend", "local"),
            (Some(BackendKind::Cloud), Choice::Local) => ("cloud", "cloud"),
            _ => return Ok(()),
        };
        let found = Diagnostic::error("other_backend", None, format!("the recipe needs the {needs}"));
        Err(Stop::wrong(found.help(format!("run it with --backend {flag}"))))
    }
}

/// A backend that can be spoken to.
pub struct Backend {
    pub client: Client,
    server: Option<Server>,
}

impl Backend {
    /// Starts the embedded backend where it is chosen, and makes the client.
    pub async fn start(
        here: &Here,
        choice: &Choice,
        jobs: usize,
        recorder: Option<Arc<dyn Recorder>>,
    ) -> Result<Backend, Stop> {
        let (origin, credential, server) = match choice {
            Choice::Local => {
                let server = local::start(local_config(here, here.hidden().join("backend"), jobs)?).await?;
                let credential = Credential::Anonymous { client_id: server.client_id.clone(), store: None };
                (server.origin.clone(), credential, Some(server))
            }
            Choice::Cloud => {
                let origin = std::env::var("NEMO_API_URL").ok().filter(|url| !url.is_empty());
                (origin.unwrap_or_else(|| CLOUD.to_owned()), credential(here)?, None)
            }
            Choice::Url(url) => (url.clone(), credential(here)?, None),
        };
        let skill = std::env::var("SKILL_SOURCE").ok();
        let program = std::env::current_exe().ok();
        let source = here.settings.text("attribution.source").unwrap_or("flow");
        let config = Config {
            origin,
            web: web(),
            credential,
            attribution: Attribution::new(source, env!("CARGO_PKG_VERSION"), skill.as_deref(), program.as_deref()),
            timing: timing(here, choice),
            recorder,
            replay: None,
            links: !super::guard::hold_back_links(here.allow.claim_link),
        };
        Ok(Backend { client: Client::new(config), server })
    }

    /// A recording in the place of a backend.
    pub fn replayed(here: &Here, choice: &Choice, replay: Arc<Replay>, recorder: Option<Arc<dyn Recorder>>) -> Backend {
        Backend { client: replayed::client(replay, timing(here, choice), recorder), server: None }
    }

    pub async fn stop(self) {
        if let Some(server) = self.server {
            server.stop().await;
        }
    }
}

/// The embedded backend's settings.
pub fn local_config(here: &Here, store: PathBuf, jobs: usize) -> Result<local::Config, Stop> {
    let settings = &here.settings;
    let command = settings.text("speech.command").map(|text| text.split_whitespace().map(str::to_owned).collect());
    Ok(local::Config {
        silent: settings.share("local.silent").unwrap_or(0.0),
        edit_delay: settings.duration("local.edit_delay").unwrap_or_default(),
        credits: settings.count("local.credits"),
        speech: Speech {
            command,
            model: settings.text("speech.model").map(PathBuf::from),
            engine: settings.text("speech.engine").map(str::to_owned),
        },
        jobs,
        ..local::Config::new(store)
    })
}

/// The token that the person set, else an anonymous one that is kept for them.
fn credential(here: &Here) -> Result<Credential, Stop> {
    if let Some(token) = std::env::var("NEMO_TOKEN").ok().filter(|token| !token.trim().is_empty()) {
        return Ok(Credential::Fixed(SecretString::from(token.trim().to_owned())));
    }
    let chosen = std::env::var("NEMO_CLIENT_ID").ok();
    let folder = here.user.clone().ok_or_else(|| {
        Failure::new(Code::TokenRefused, "there is no folder for your configuration").fix("set HOME, or NEMO_TOKEN")
    })?;
    // The id lies where the service's own tools look for it; one of flow's own is used on.
    let own = folder.join("client_id").is_file();
    let shared = nemo_folder().filter(|shared| !own || shared.join("client_id").is_file());
    let shared = shared.unwrap_or_else(|| folder.clone());
    let id = client_id(chosen.as_deref(), &shared).map_err(|error| {
        Failure::new(Code::TokenRefused, format!("the client id cannot be kept in {}: {error}", shared.display()))
            .fix("make the folder writable, or set NEMO_CLIENT_ID")
    })?;
    Ok(Credential::Anonymous { client_id: id, store: Some(folder) })
}

/// Where the service's own tools keep the client id.
fn nemo_folder() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    etcetera::choose_base_strategy().ok().map(|base| base.config_dir().join("nemovideo"))
}

/// The web editor's address.
pub fn web() -> String {
    std::env::var("NEMO_WEB_URL").ok().filter(|url| !url.is_empty()).unwrap_or_else(|| WEB.to_owned())
}

pub fn timing(here: &Here, choice: &Choice) -> Timing {
    let mut timing = match choice {
        Choice::Local => Timing::local(),
        Choice::Cloud => Timing::cloud(),
        // A server on this machine answers fast, but may still go on by itself after an edit.
        Choice::Url(url) if loopback(url) => Timing { settle: Timing::cloud().settle, ..Timing::local() },
        Choice::Url(_) => Timing::cloud(),
    };
    let set = |key: &str, value: &mut std::time::Duration| {
        if let Some(duration) = here.settings.duration(key) {
            *value = duration;
        }
    };
    set("backend.render_poll", &mut timing.render_poll);
    set("backend.retry_wait", &mut timing.retry_wait);
    set("backend.recovery_wait", &mut timing.recovery_wait);
    set("backend.settle", &mut timing.settle);
    set("backend.idle_timeout", &mut timing.idle_timeout);
    set("backend.edit_timeout", &mut timing.edit_timeout);
    set("backend.render_timeout", &mut timing.render_timeout);
    timing
}

fn loopback(url: &str) -> bool {
    let host = url.split("://").nth(1).unwrap_or("");
    ["127.", "localhost", "[::1]"].iter().any(|local| host.starts_with(local))
}

/// How many steps run at once.
pub fn jobs(here: &Here, choice: &Choice) -> usize {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let default = if choice.is_local() { cores.max(2) } else { 8 };
    here.settings.count("jobs").map_or(default, |jobs| usize::try_from(jobs).unwrap_or(default))
}
