//! What a resumption does to the state: attempts that were cut off wait again, with their effects.

use std::collections::BTreeSet;

use super::state::{NodeState, RunState};
use crate::effect::Effect;
use crate::outcome::Outcome;
use crate::plan::Plan;
use crate::workflow::OnFailure;

/// The step and everything that follows it, and the sessions that this begins anew: a change cannot be
/// taken back, so that everything in its session is done again.
pub fn from(plan: &Plan, step: usize) -> (BTreeSet<usize>, Vec<String>) {
    let mut open = vec![step];
    let mut redo = BTreeSet::new();
    let mut anew: BTreeSet<&str> = BTreeSet::new();
    while let Some(node) = open.pop() {
        if !redo.insert(node) {
            continue;
        }
        open.extend(plan.waiting.on(node));
        let own = &plan.nodes[node];
        if own.body.changes() && anew.insert(&own.session) {
            open.extend(plan.changes.get(&own.session).into_iter().flatten());
        }
    }
    (redo, anew.into_iter().map(str::to_owned).collect())
}

impl RunState {
    /// The nodes that failed, which resuming the run tries again.
    pub fn failures(&self) -> impl Iterator<Item = usize> {
        (0..self.nodes.len()).filter(|node| self.failure(*node).is_some())
    }

    /// Renders that were submitted, and whose end is not known, with the node of each.
    pub fn renders(&self) -> impl Iterator<Item = (usize, &str)> {
        let attempt = |node: usize| match &self.nodes[node] {
            NodeState::Running(attempt) | NodeState::Waiting { again: Some(attempt), .. } => Some(attempt),
            _ => self.last.get(&node),
        };
        let attempts = (0..self.nodes.len()).filter_map(move |node| Some((node, attempt(node)?)));
        attempts.flat_map(|(node, attempt)| {
            attempt.effects.iter().filter_map(move |(effect, known)| match (effect, known) {
                (Effect::Render { id, .. }, None) => Some((node, id.as_str())),
                _ => None,
            })
        })
    }

    pub(super) fn resumed(&mut self, plan: &Plan, redo: &[usize], resend: &[usize], anew: &[String]) {
        self.interrupted = None;
        self.verdict = None;
        self.ended = None;
        for node in 0..plan.nodes.len() {
            let state = std::mem::replace(&mut self.nodes[node], NodeState::Skipped);
            self.nodes[node] = match state {
                _ if redo.contains(&node) && anew.contains(&plan.nodes[node].session) => {
                    self.last.remove(&node);
                    NodeState::Waiting { due: None, again: None }
                }
                NodeState::Running(attempt) => NodeState::Waiting { due: None, again: Some(attempt) },
                NodeState::Ended(Outcome::Cancelled) | NodeState::NotRun { .. } => {
                    NodeState::Waiting { due: None, again: self.last.remove(&node) }
                }
                NodeState::Waiting { again, .. } => NodeState::Waiting { due: None, again },
                NodeState::Ended(Outcome::Failed(_)) if redo.contains(&node) => {
                    NodeState::Waiting { due: None, again: self.last.remove(&node) }
                }
                _ if redo.contains(&node) => NodeState::Waiting { due: None, again: None },
                other => other,
            };
            if resend.contains(&node)
                && let NodeState::Waiting { again: Some(attempt), .. } = &mut self.nodes[node]
            {
                attempt.effects.retain(|(effect, known)| known.is_some() || !matches!(effect, Effect::Prompt { .. }));
            }
        }
        self.sessions.retain(|name, _| !anew.contains(name));
        self.recount(plan);
    }

    /// Counts anew what the counters hold; the fold of one record after another gives the same.
    fn recount(&mut self, plan: &Plan) {
        let waiting = |state: &NodeState| matches!(state, NodeState::Waiting { .. } | NodeState::Running(_));
        self.running = 0;
        self.busy = 0;
        self.committed = 0.0;
        self.left = self.nodes.iter().filter(|state| waiting(state)).count();
        self.ready.clear();
        self.delayed.clear();
        self.failed.clear();
        for node in 0..plan.nodes.len() {
            self.unmet[node] = plan.waits(node).filter(|need| waiting(&self.nodes[*need])).count();
            if self.unmet[node] == 0 && waiting(&self.nodes[node]) {
                self.ready.insert(node);
            }
            let own = &plan.nodes[node];
            if self.failure(node).is_some() && own.on_failure == OnFailure::Fail && own.shelter.is_none() {
                self.failed.entry(own.session.clone()).or_insert(node);
            }
        }
    }
}
