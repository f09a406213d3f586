//! What happened, one fact each, in the order of the journal.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::state::Limits;
use crate::effect::{Effect, Known};
use crate::outcome::Outcome;
use crate::plan::PlanHash;

/// A moment of the wall clock, as the journal writes it.
pub type Time = Timestamp;

/// One record of a journal; in a run's own, what happened in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event<K = EventKind> {
    /// Counts from 0 without gaps.
    pub seq: u64,
    pub at: Time,
    #[serde(flatten)]
    pub kind: K,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EventKind {
    RunStarted {
        run: Uuid,
        flow: String,
        plan: PlanHash,
        settings: Settings,
    },
    /// A process takes the run up again. Attempts that ran are waiting again, with their effects.
    RunResumed {
        /// Ended nodes to try afresh.
        redo: Vec<usize>,
        /// Edits in doubt that the person wants sent again.
        resend: Vec<usize>,
        /// Failed or doubtful nodes that the person takes as done.
        accept: Vec<usize>,
        /// Sessions that are begun anew, with all that was done in them.
        #[serde(default)]
        anew: Vec<String>,
        /// The settings from here on; the first journals did not tell them, and they stay as they were.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        settings: Option<Settings>,
    },
    AttemptStarted {
        node: usize,
        attempt: u32,
    },
    EffectAnnounced {
        node: usize,
        attempt: u32,
        effect: Effect,
    },
    EffectKnown {
        node: usize,
        attempt: u32,
        known: Known,
    },
    AttemptFinished {
        node: usize,
        attempt: u32,
        outcome: Outcome,
    },
    Skipped {
        node: usize,
    },
    /// `because` is the node whose failure stopped it; none where the run was to go only so far.
    NotRun {
        node: usize,
        because: Option<usize>,
    },
    CreditsRead {
        available: Option<f64>,
        total: Option<f64>,
    },
    InterruptAsked {
        by: Signal,
    },
    RunFinished {
        verdict: Verdict,
    },
}

impl EventKind {
    /// The steps that it is about, by their place in the plan.
    pub fn steps(&self) -> impl Iterator<Item = usize> {
        let (one, lists): (Option<usize>, [&[usize]; 3]) = match self {
            EventKind::RunResumed { redo, resend, accept, .. } => (None, [redo, resend, accept]),
            EventKind::AttemptStarted { node, .. }
            | EventKind::EffectAnnounced { node, .. }
            | EventKind::EffectKnown { node, .. }
            | EventKind::AttemptFinished { node, .. }
            | EventKind::Skipped { node } => (Some(*node), [&[]; 3]),
            EventKind::NotRun { node, because } => (Some(*because.iter().max().unwrap_or(node).max(node)), [&[]; 3]),
            EventKind::RunStarted { .. }
            | EventKind::CreditsRead { .. }
            | EventKind::InterruptAsked { .. }
            | EventKind::RunFinished { .. } => (None, [&[]; 3]),
        };
        one.into_iter().chain(lists.concat())
    }
}

/// The files that steps began to write, with the step of each.
pub fn writes(events: &[Event]) -> impl Iterator<Item = (usize, &Path)> {
    events.iter().filter_map(|event| match &event.kind {
        EventKind::EffectAnnounced { node, effect: Effect::Write { path }, .. } => Some((*node, path.as_path())),
        _ => None,
    })
}

/// What the run was started with, as far as resuming it needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// `local`, or the backend's origin.
    pub backend: String,
    /// The account at the backend, where it tells one.
    pub account: Option<String>,
    pub workflow: String,
    pub out: PathBuf,
    pub overwrite: bool,
    pub limits: Limits,
    /// Hex of the SHA-256 of the lock that it goes by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked: Option<String>,
    /// The run whose edits stand, where this one goes on from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// Ctrl-C.
    Interrupt,
    /// SIGTERM, or the terminal was closed.
    Terminate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Succeeded,
    Failed,
    Interrupted,
}
