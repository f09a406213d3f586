//! The state of a run: a fold of its events, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::event::{Event, EventKind, Settings, Signal, Time, Verdict};
use super::retry;
use crate::effect::{Effect, Known};
use crate::outcome::{Failure, Outcome, Outputs};
use crate::plan::Plan;
use crate::workflow::OnFailure;

#[derive(Debug, Clone, PartialEq)]
pub struct RunState {
    pub settings: Option<Settings>,
    pub nodes: Vec<NodeState>,
    /// How many attempts of each node have ended.
    pub attempts: Vec<u32>,
    /// When each node's first attempt began and its last ended.
    pub times: Vec<(Option<Time>, Option<Time>)>,
    pub sessions: BTreeMap<String, Session>,
    pub interrupted: Option<Signal>,
    pub verdict: Option<Verdict>,
    /// Credits, as the account's total went down.
    pub spent: f64,
    pub available: Option<f64>,
    /// What the running edits may cost.
    pub(super) committed: f64,
    total: Option<f64>,
    pub started: Option<Time>,
    pub ended: Option<Time>,
    /// Needs that have not ended, for each node that waits.
    pub(super) unmet: Vec<usize>,
    /// Waiting nodes all of whose needs have ended.
    pub(super) ready: BTreeSet<usize>,
    /// Running attempts that hold a job.
    pub(super) busy: usize,
    pub(super) running: usize,
    /// The nodes that failed for good, outside any shelter, by their session.
    pub(super) failed: BTreeMap<String, usize>,
    /// Waiting nodes that a moment of the clock holds back.
    pub(super) delayed: BTreeSet<usize>,
    /// The last attempt of each node that failed, for a resume that goes on with it.
    pub(super) last: BTreeMap<usize, Attempt>,
    pub(super) left: usize,
}

/// Where a node stands, and what is known of it there.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeState {
    /// Not begun, or between two attempts: not before `due`. `again` is an attempt that was cut
    /// off, whose effects are not forgotten.
    Waiting {
        due: Option<Time>,
        again: Option<Attempt>,
    },
    Running(Attempt),
    Ended(Outcome),
    /// Its case was not taken. A node whose own `when` is false has ended as skipped.
    Skipped,
    /// Something that it needs failed.
    NotRun {
        because: Option<usize>,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    pub number: u32,
    pub since: Time,
    pub effects: Vec<(Effect, Option<Known>)>,
}

/// A timeline at the backend.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    pub id: String,
    pub task: String,
}

/// The bounds of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    pub jobs: usize,
    pub keep_going: bool,
    /// Credits.
    pub budget: Option<f64>,
    /// Waiting for a render holds no job.
    pub free_renders: bool,
    /// Only these nodes run.
    pub only: Option<BTreeSet<usize>>,
}

impl RunState {
    pub fn new(plan: &Plan) -> RunState {
        let count = plan.nodes.len();
        let unmet: Vec<usize> = (0..count).map(|node| plan.waits(node).count()).collect();
        RunState {
            settings: None,
            nodes: vec![NodeState::Waiting { due: None, again: None }; count],
            attempts: vec![0; count],
            times: vec![(None, None); count],
            sessions: BTreeMap::new(),
            interrupted: None,
            verdict: None,
            spent: 0.0,
            available: None,
            committed: 0.0,
            total: None,
            started: None,
            ended: None,
            ready: (0..count).filter(|node| unmet[*node] == 0).collect(),
            unmet,
            busy: 0,
            running: 0,
            failed: BTreeMap::new(),
            delayed: BTreeSet::new(),
            last: BTreeMap::new(),
            left: count,
        }
    }

    /// The state that these events make.
    pub fn fold<'e>(plan: &Plan, events: impl IntoIterator<Item = &'e Event>) -> RunState {
        let mut state = RunState::new(plan);
        events.into_iter().for_each(|event| state.apply(plan, event));
        state
    }

    /// The one place where a run's state changes.
    pub fn apply(&mut self, plan: &Plan, event: &Event) {
        match &event.kind {
            EventKind::RunStarted { settings, .. } => {
                self.settings = Some(settings.clone());
                self.started = Some(event.at);
            }
            EventKind::RunResumed { redo, resend, anew, settings, .. } => {
                self.settings = settings.clone().or(self.settings.take());
                self.resumed(plan, redo, resend, anew);
            }
            EventKind::AttemptStarted { node, attempt } => self.begun(plan, *node, *attempt, event.at),
            EventKind::EffectAnnounced { node, effect, .. } => {
                self.holds(effect, false);
                if let NodeState::Running(attempt) = &mut self.nodes[*node] {
                    // Another session has nothing of what was sent into the one that is gone.
                    if *effect == Effect::OpenSession {
                        attempt.effects.retain(|(effect, _)| !matches!(effect, Effect::Upload { .. }));
                    }
                    attempt.effects.push((effect.clone(), None));
                }
            }
            EventKind::EffectKnown { node, known, .. } => self.known(plan, *node, known),
            EventKind::AttemptFinished { node, attempt, outcome } => {
                self.finished(plan, *node, *attempt, outcome, event.at);
            }
            EventKind::Skipped { node } => self.end(plan, *node, NodeState::Skipped),
            EventKind::NotRun { node, because } => self.end(plan, *node, NodeState::NotRun { because: *because }),
            EventKind::CreditsRead { available, total } => {
                if let (Some(before), Some(now)) = (self.total, total) {
                    self.spent += (before - now).max(0.0);
                }
                self.total = total.or(self.total);
                self.available = *available;
            }
            EventKind::InterruptAsked { by } => self.interrupted = Some(*by),
            EventKind::RunFinished { verdict } => {
                self.verdict = Some(*verdict);
                self.ended = Some(event.at);
            }
        }
    }

    /// The outcome of a node that has ended.
    pub fn outcome(&self, node: usize) -> Option<&Outcome> {
        match &self.nodes[node] {
            NodeState::Ended(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// What a node that succeeded gave.
    pub fn outputs(&self, node: usize) -> Option<&Outputs> {
        match self.outcome(node) {
            Some(Outcome::Succeeded(outputs)) => Some(outputs),
            _ => None,
        }
    }

    pub fn failure(&self, node: usize) -> Option<&Failure> {
        match self.outcome(node) {
            Some(Outcome::Failed(failure)) => Some(failure),
            _ => None,
        }
    }

    /// Whether every node has ended one way or another.
    pub fn is_complete(&self) -> bool {
        self.left == 0
    }

    /// The last change before `node` that really ran: what the node sees of its session.
    pub fn seen(&self, plan: &Plan, node: usize) -> Option<usize> {
        let last = plan.nodes[node].sees?;
        let list = plan.changes.get(&plan.nodes[node].session)?;
        let at = list.iter().position(|change| *change == last)?;
        list[..=at].iter().rev().copied().find(|change| self.outputs(*change).is_some())
    }

    /// Whether a node that failed, or was not run, lets others go on as if it had been skipped, seen
    /// from `from`. A failure is forgiven on the step; what did not run because of another's failure
    /// only outside the group that shelters it.
    fn forgiven(&self, plan: &Plan, node: usize, from: usize) -> bool {
        let (own, from) = (&plan.nodes[node], &plan.nodes[from]);
        let warned = own.on_failure == OnFailure::Warn && self.failure(node).is_some();
        warned || (own.shelter.is_some() && own.shelter != from.shelter)
    }

    /// The need that stops `node`, where one does.
    pub(super) fn stopped_by(&self, plan: &Plan, node: usize, extra: &dyn Fn(usize) -> bool) -> Option<usize> {
        plan.waits(node).find(|need| {
            let bad = match &self.nodes[*need] {
                NodeState::Ended(Outcome::Failed(_) | Outcome::Cancelled) | NodeState::NotRun { .. } => true,
                _ => extra(*need),
            };
            bad && !self.forgiven(plan, *need, node)
        })
    }

    fn begun(&mut self, plan: &Plan, node: usize, number: u32, at: Time) {
        let effects = match std::mem::replace(&mut self.nodes[node], NodeState::Skipped) {
            NodeState::Waiting { again: Some(attempt), .. } => attempt.effects,
            _ => Vec::new(),
        };
        // An attempt that goes on waiting for its render holds no job either.
        let waits = effects.iter().any(|(effect, known)| known.is_none() && matches!(effect, Effect::Render { .. }));
        let free = self.settings.as_ref().is_some_and(|settings| settings.limits.free_renders);
        self.busy += usize::from(!(waits && free));
        self.nodes[node] = NodeState::Running(Attempt { number, since: at, effects });
        self.times[node].0.get_or_insert(at);
        self.ready.remove(&node);
        self.delayed.remove(&node);
        self.running += 1;
        self.committed += self.price(plan, node);
    }

    /// Waiting for a render at the cloud holds no job.
    fn holds(&mut self, effect: &Effect, back: bool) {
        let free = self.settings.as_ref().is_some_and(|settings| settings.limits.free_renders);
        if free && matches!(effect, Effect::Render { .. }) {
            self.busy = if back { self.busy + 1 } else { self.busy.saturating_sub(1) };
        }
    }

    fn known(&mut self, plan: &Plan, node: usize, known: &Known) {
        if let Known::SessionOpened { id, task } = known {
            let session = Session { id: id.clone(), task: task.clone() };
            self.sessions.insert(plan.nodes[node].session.clone(), session);
        }
        let NodeState::Running(attempt) = &mut self.nodes[node] else { return };
        let mut open = attempt.effects.iter_mut().rev().find(|(effect, done)| done.is_none() && answers(effect, known));
        if let Some((Effect::Render { id, .. }, _)) = &mut open
            && let Known::RenderNamed { id: named } = known
        {
            id.clone_from(named);
        } else if let Some((effect, done)) = open {
            *done = Some(known.clone());
            let effect = effect.clone();
            self.holds(&effect, true);
        }
    }

    fn finished(&mut self, plan: &Plan, node: usize, number: u32, outcome: &Outcome, at: Time) {
        self.times[node].1 = Some(at);
        let attempt = match &self.nodes[node] {
            NodeState::Running(attempt) => {
                let attempt = attempt.clone();
                self.running -= 1;
                self.committed -= self.price(plan, node);
                let waits = attempt
                    .effects
                    .iter()
                    .any(|(effect, known)| known.is_none() && matches!(effect, Effect::Render { .. }));
                let free = self.settings.as_ref().is_some_and(|settings| settings.limits.free_renders);
                self.busy = if waits && free { self.busy } else { self.busy.saturating_sub(1) };
                Some(attempt)
            }
            // One that was refused without its turn keeps what it began in an earlier life.
            NodeState::Waiting { again, .. } => again.clone(),
            _ => None,
        };
        match outcome {
            Outcome::Cancelled => {
                self.nodes[node] = NodeState::Waiting { due: None, again: attempt };
                self.ready.insert(node);
            }
            Outcome::Failed(failure) => {
                self.attempts[node] = number;
                match retry::again(&plan.nodes[node], failure, number, at) {
                    Some(due) => {
                        // What is known to have happened is not done a second time.
                        self.nodes[node] = NodeState::Waiting { due: Some(due), again: attempt };
                        self.ready.insert(node);
                        self.delayed.insert(node);
                    }
                    None => {
                        self.last.extend(attempt.map(|attempt| (node, attempt)));
                        self.end(plan, node, NodeState::Ended(outcome.clone()));
                    }
                }
            }
            _ => {
                self.attempts[node] = number;
                self.end(plan, node, NodeState::Ended(outcome.clone()));
            }
        }
    }

    fn end(&mut self, plan: &Plan, node: usize, ended: NodeState) {
        let own = &plan.nodes[node];
        let hard = matches!(ended, NodeState::Ended(Outcome::Failed(_)))
            && own.on_failure == OnFailure::Fail
            && own.shelter.is_none();
        if hard {
            let first = self.failed.entry(own.session.clone()).or_insert(node);
            *first = (*first).min(node);
        }
        self.ready.remove(&node);
        self.delayed.remove(&node);
        // What it began in an earlier life of the run is not forgotten where it ends without its turn.
        if let NodeState::Waiting { again: Some(attempt), .. } = &self.nodes[node] {
            self.last.insert(node, attempt.clone());
        }
        self.nodes[node] = ended;
        self.left -= 1;
        for dependent in plan.waiting.on(node) {
            self.unmet[*dependent] -= 1;
            if self.unmet[*dependent] == 0 && matches!(self.nodes[*dependent], NodeState::Waiting { .. }) {
                self.ready.insert(*dependent);
            }
        }
    }

    /// Credits that a node may cost. A session's first edit costs more, and which one that is the plan
    /// does not know where earlier ones may be skipped or fail.
    pub(super) fn price(&self, plan: &Plan, node: usize) -> f64 {
        let own = &plan.nodes[node];
        let changes = plan.changes.get(&own.session).map_or(&[][..], Vec::as_slice);
        let before = &changes[..changes.partition_point(|change| *change < node)];
        let edited = |change: &usize| plan.nodes[*change].body.kind() == "edit" && self.outputs(*change).is_some();
        let first = !before.iter().rev().any(edited);
        own.body.estimate(first, own.shown.as_deref().unwrap_or_default()).max(own.estimate)
    }

    /// Whether what a waiting node would pay for is known to have been done.
    pub(super) fn is_paid(&self, node: usize) -> bool {
        let NodeState::Waiting { again: Some(attempt), .. } = &self.nodes[node] else { return false };
        attempt.effects.iter().any(|(_, known)| matches!(known, Some(Known::Edited { .. })))
    }

    /// Needs of `node` that have not ended.
    pub(super) fn unmet(&self, node: usize) -> usize {
        self.unmet[node]
    }
}

/// Whether this is the answer to that effect.
fn answers(effect: &Effect, known: &Known) -> bool {
    match known {
        Known::SessionOpened { .. } => matches!(effect, Effect::OpenSession),
        Known::Uploaded { .. } => matches!(effect, Effect::Upload { .. }),
        Known::Edited { .. } | Known::NotApplied => matches!(effect, Effect::Prompt { .. }),
        Known::RenderNamed { .. } => matches!(effect, Effect::Render { .. }),
        Known::Rendered { .. } | Known::RenderGone => {
            matches!(effect, Effect::Render { .. } | Effect::CancelRender { .. })
        }
        Known::Written { .. } => matches!(effect, Effect::Write { .. }),
    }
}
