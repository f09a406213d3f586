//! What a step is given to perform with: the client, the values that it may read, and the way to
//! announce an effect and wait until the announcement is on disk.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use super::{Claims, Text};
use crate::backend::client::{Client, Fetch};
use crate::draft::{Draft, Drafts, Reading, Snapshot};
use crate::effect::{Effect, Known};
use crate::lock::Locked;
use crate::outcome::{Code, Failure, Notice, Outcome};
use crate::template::{self, Context, Syntax};

/// The URL of what was uploaded, once it is there; locked while it is on its way.
pub type Uploaded = Arc<tokio::sync::Mutex<Option<String>>>;

/// What all steps of a run share.
pub struct World {
    pub client: Client,
    pub drafts: Arc<dyn Drafts>,
    /// Whether the backend is the embedded one, which takes subtitle files too.
    pub local: bool,
    /// How footage at an address is got, where the backend does not fetch it itself.
    pub fetch: Option<Fetch>,
    /// Whether edits cost something, so that the account is asked after each.
    pub costs: bool,
    /// The workflow's own folder, and the root that its paths stay under.
    pub root: PathBuf,
    /// Where exports go.
    pub out: PathBuf,
    /// People see paths from here.
    pub shown_from: PathBuf,
    pub overwrite: bool,
    /// Which file belongs to which export.
    pub claims: Claims,
    /// Hashes of the files that flow wrote, which it may replace.
    pub written: PathBuf,
    /// The file inputs as they were given, and where they lie.
    pub files: BTreeMap<String, PathBuf>,
    /// Media by content and name that a session has, so that another session takes it by its URL. The
    /// same content under another name is another file to the editor, who is told of files by name.
    pub uploaded: Mutex<HashMap<(String, String), Uploaded>>,
    pub notices: Arc<dyn Fn(usize, Notice) + Send + Sync>,
    /// How many steps work at once, over all runs that share it.
    pub turns: Option<Arc<Semaphore>>,
    /// What edits give instead of being sent.
    pub locked: Option<Locked>,
}

/// A session's ids at the backend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionIds {
    pub id: String,
    pub task: String,
}

/// One timeline: its settings, and its ids once it is open.
#[derive(Debug)]
pub struct SessionSlot {
    pub name: String,
    pub language: String,
    pub task_name: String,
    pub ids: tokio::sync::Mutex<Option<SessionIds>>,
}

/// What an attempt says to the loop, which acknowledges once it is on disk.
pub struct Said {
    pub node: usize,
    pub attempt: u32,
    pub what: What,
    pub ack: oneshot::Sender<()>,
}

#[derive(Debug)]
pub enum What {
    Announce(Effect),
    Known(Known),
    /// The account's credits, where the backend tells.
    Credits {
        available: Option<f64>,
        total: Option<f64>,
    },
    Finished(Outcome),
}

/// What is known of an effect at the moment that it is announced.
#[derive(Debug, Clone, PartialEq)]
pub enum Past {
    /// It was never begun; it is on record now, and may be done.
    New,
    /// An earlier life of this attempt announced just this, and may have done it.
    InDoubt(Effect),
    /// An earlier life of this attempt learnt how it ended.
    Known(Effect, Known),
}

/// One attempt's surroundings.
pub struct Ctx {
    pub world: Arc<World>,
    pub node: usize,
    /// The step's id in the plan.
    pub id: String,
    pub attempt: u32,
    /// How long the step may take, where the recipe says.
    pub timeout: Option<std::time::Duration>,
    /// The folder of the workflow file that the step stands in.
    pub folder: PathBuf,
    pub session: Arc<SessionSlot>,
    /// `inputs`, `vars`, `steps` and so on.
    pub context: Context,
    /// The timeline as the last change before this step left it.
    pub sees: Reading,
    pub past: Mutex<VecDeque<(Effect, Option<Known>)>>,
    /// Whether this attempt may have built something in the session.
    pub built: AtomicBool,
    /// Its place among the steps that work at once.
    pub turn: Mutex<Option<OwnedSemaphorePermit>>,
    pub said: mpsc::UnboundedSender<Said>,
}

impl Ctx {
    /// Returns once the attempt may work. Its place is free again when it ends, and already while it
    /// only waits for a render of the cloud.
    pub async fn take_turn(&self) {
        if let Some(turns) = &self.world.turns {
            let turn = Arc::clone(turns).acquire_owned().await.ok();
            *self.turn.lock().unwrap_or_else(PoisonError::into_inner) = turn;
        }
    }

    /// Says that the effect is about to happen and returns once that is on disk, or tells what an
    /// earlier life of this attempt knew of the same effect. `same` recognises it.
    ///
    /// # Errors
    /// `Cancelled` where the run stops.
    pub async fn announce(&self, effect: Effect, same: impl Fn(&Effect) -> bool) -> Result<Past, Outcome> {
        if matches!(effect, Effect::Render { .. }) && !self.world.local {
            self.turn.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
        if builds(&effect) {
            self.built.store(true, Ordering::Relaxed);
        }
        let earlier = {
            let mut past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
            past.iter().position(|(effect, _)| same(effect)).and_then(|at| past.remove(at))
        };
        match earlier {
            Some((effect, Some(known))) => Ok(Past::Known(effect, known)),
            Some((effect, None)) => Ok(Past::InDoubt(effect)),
            None => {
                self.say(What::Announce(effect))?.await.map_err(|_| Outcome::Cancelled)?;
                Ok(Past::New)
            }
        }
    }

    /// Puts on record how the effect that was announced last ended. Nothing waits for that: the next
    /// effect is announced behind it, and so is the end of the attempt, and both wait for the disk.
    ///
    /// # Errors
    /// `Cancelled` where the run stops.
    pub fn known(&self, known: Known) -> Result<(), Outcome> {
        if known == Known::NotApplied {
            self.built.store(false, Ordering::Relaxed);
        }
        self.say(What::Known(known)).map(drop)
    }

    /// Puts on record what the account holds now. Its failure is no failure of the step.
    pub async fn count_credits(&self) {
        if self.world.costs
            && let Ok(credits) = self.world.client.credits().await
        {
            let _ = self.say(What::Credits { available: credits.available, total: credits.total });
        }
    }

    fn say(&self, what: What) -> Result<oneshot::Receiver<()>, Outcome> {
        let (ack, acknowledged) = oneshot::channel();
        let said = Said { node: self.node, attempt: self.attempt, what, ack };
        self.said.send(said).map_err(|_| Outcome::Cancelled)?;
        Ok(acknowledged)
    }

    pub fn notice(&self, notice: Notice) {
        (self.world.notices)(self.node, notice);
    }

    /// The session's ids; opens it first where no step has yet.
    ///
    /// # Errors
    /// Where the backend gives none.
    pub async fn session(&self) -> Result<SessionIds, Outcome> {
        let mut slot = self.session.ids.lock().await;
        if let Some(ids) = &*slot {
            return Ok(ids.clone());
        }
        let past = self.announce(Effect::OpenSession, |effect| matches!(effect, Effect::OpenSession)).await?;
        // A session whose answer was lost is an orphan that costs nothing, so opening is repeated.
        let ids = match past {
            Past::Known(_, Known::SessionOpened { id, task }) => SessionIds { id, task },
            _ => {
                self.notice(Notice::Doing("opening a session".into()));
                let client = &self.world.client;
                let opened = client
                    .open_session(&self.session.language, &self.session.task_name)
                    .await
                    .map_err(|error| error.failure)?;
                self.known(Known::SessionOpened { id: opened.id.clone(), task: opened.task.clone() })?;
                SessionIds { id: opened.id, task: opened.task }
            }
        };
        *slot = Some(ids.clone());
        Ok(ids)
    }

    /// Forgets a session that is gone, so that the next one who asks opens another. False where
    /// something may have been built in it, which another one would lack. What this attempt uploaded
    /// is no such thing: it is sent again.
    pub async fn leave_session(&self) -> bool {
        let mut slot = self.session.ids.lock().await;
        let mut past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        let open = |(effect, known): &(Effect, Option<Known>)| builds(effect) && *known != Some(Known::NotApplied);
        let built = self.built.load(Ordering::Relaxed) || past.iter().any(open);
        if built || self.sees.snapshot != Snapshot::default() {
            return false;
        }
        past.retain(|(effect, _)| !matches!(effect, Effect::OpenSession | Effect::Upload { .. }));
        *slot = None;
        true
    }

    /// A template's value.
    ///
    /// # Errors
    /// Where it cannot be evaluated.
    pub fn render(&self, text: &Text) -> Result<serde_json::Value, Failure> {
        debug_assert_eq!(text.syntax, Syntax::Template);
        template::render(&text.text, &self.context).map_err(|problem| expression_failed(text, &problem))
    }

    /// A template's value as text.
    ///
    /// # Errors
    /// Where it cannot be evaluated.
    pub fn render_text(&self, text: &Text) -> Result<String, Failure> {
        Ok(match self.render(text)? {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        })
    }

    /// Whether an expression holds, with `state` and, where there is one, `before`.
    ///
    /// # Errors
    /// Where it cannot be evaluated.
    pub fn holds(&self, text: &Text, state: &Reading, before: Option<&Reading>) -> Result<bool, Failure> {
        let mut context = self.context.clone();
        let raw = text.text.contains("draft");
        context.set("state", &state.value(raw));
        if let Some(before) = before {
            context.set("before", &before.value(raw));
        }
        template::holds(&text.text, &context).map_err(|problem| expression_failed(text, &problem))
    }

    /// Keeps a draft on disk and gives the snapshot that names it.
    ///
    /// # Errors
    /// Where the disk does not take it.
    pub fn keep(&self, state: crate::backend::client::State) -> Result<Reading, Failure> {
        if let Some(draft) = &state.draft {
            self.kept(draft)?;
        }
        let snapshot = state.snapshot();
        Ok(Reading::new(snapshot, state.draft))
    }

    /// Keeps a draft on disk.
    ///
    /// # Errors
    /// Where the disk does not take it.
    pub fn kept(&self, draft: &Draft) -> Result<(), Failure> {
        self.world.drafts.keep(draft).map_err(|error| {
            Failure::new(Code::OutputUnwritable, format!("the draft could not be kept: {error}"))
                .fix("make room on the disk, then resume the run")
        })
    }

    /// The reading that a snapshot stands for.
    ///
    /// # Errors
    /// Where its draft is gone or damaged.
    pub fn reading(&self, snapshot: Snapshot) -> Result<Reading, Failure> {
        let draft = snapshot.draft.as_ref().map(|hash| self.world.drafts.load(hash)).transpose();
        draft.map(|draft| Reading::new(snapshot, draft)).map_err(|error| {
            Failure::new(Code::FileUnreadable, format!("a draft of this run cannot be read back: {error}"))
                .fix("the run's folder is damaged; start the recipe anew")
        })
    }
}

/// Whether the effect makes something of its session that another one would lack.
fn builds(effect: &Effect) -> bool {
    matches!(effect, Effect::Prompt { .. })
}

fn expression_failed(text: &Text, problem: &template::Problem) -> Failure {
    let shown = crate::text::escape::shortened(text.text.trim(), 120);
    Failure::new(Code::ExpressionFailed, format!("`{shown}`: {}", problem.message))
        .fix(problem.help.clone().unwrap_or_else(|| "mend the expression in the recipe, then run it again".into()))
}
