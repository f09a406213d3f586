//! What to do next: a pure function of the plan, the state and the time.

use std::collections::{BTreeMap, BTreeSet};

use super::event::{EventKind, Time, Verdict};
use super::state::{NodeState, RunState};
use crate::outcome::{Code, Failure, Outcome};
use crate::plan::Plan;

/// Something to be recorded and then done.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    Start {
        node: usize,
        attempt: u32,
    },
    /// It may not start: the budget does not allow it.
    Refuse {
        node: usize,
        attempt: u32,
        failure: Failure,
    },
    Skip {
        node: usize,
    },
    NotRun {
        node: usize,
        because: Option<usize>,
    },
    Finish {
        verdict: Verdict,
    },
}

impl Action {
    /// The record that announces it.
    pub fn record(&self) -> EventKind {
        match self.clone() {
            Action::Start { node, attempt } => EventKind::AttemptStarted { node, attempt },
            Action::Refuse { node, attempt, failure } => {
                EventKind::AttemptFinished { node, attempt, outcome: Outcome::Failed(failure) }
            }
            Action::Skip { node } => EventKind::Skipped { node },
            Action::NotRun { node, because } => EventKind::NotRun { node, because },
            Action::Finish { verdict } => EventKind::RunFinished { verdict },
        }
    }
}

/// What this call decides, laid over the state that it was given.
#[derive(Default)]
struct Overlay {
    /// Nodes that this call ends; true where what needs them may not run.
    ended: BTreeMap<usize, bool>,
    met: BTreeMap<usize, usize>,
    ready: BTreeSet<usize>,
    busy: usize,
    started: usize,
    waits: usize,
    estimate: f64,
}

impl Overlay {
    fn end(&mut self, plan: &Plan, state: &RunState, node: usize, stops: bool) {
        self.ended.insert(node, stops);
        for dependent in plan.waiting.on(node) {
            let met = self.met.entry(*dependent).or_default();
            *met += 1;
            if *met == state.unmet(*dependent) {
                self.ready.insert(*dependent);
            }
        }
    }
}

/// The actions that may be taken now, in plan order. Folded into the state, a second call at the
/// same moment gives none.
pub fn next(plan: &Plan, state: &RunState, now: Time) -> Vec<Action> {
    let mut actions = Vec::new();
    let Some(settings) = state.settings.as_ref().filter(|_| state.verdict.is_none()) else { return actions };
    let limits = &settings.limits;
    let mut over = Overlay { busy: state.busy, ..Overlay::default() };
    if state.interrupted.is_none() {
        let mut after = None;
        while over.busy < limits.jobs.max(1) {
            let from = after.map_or(0, |node: usize| node + 1);
            let given = state.ready.range(from..).next();
            let fresh = over.ready.range(from..).next();
            let Some(node) = given.into_iter().chain(fresh).min().copied() else { break };
            after = Some(node);
            decide(plan, state, node, now, &mut over, &mut actions);
        }
    }
    let idle = state.running == 0 && over.started == 0;
    let all = state.left == over.ended.len();
    if idle && state.interrupted.is_some() && !all {
        actions.push(Action::Finish { verdict: Verdict::Interrupted });
    } else if idle && over.waits == 0 && all {
        let refused = actions.iter().any(|action| matches!(action, Action::Refuse { .. }));
        let failed = refused || !state.failed.is_empty();
        actions.push(Action::Finish { verdict: if failed { Verdict::Failed } else { Verdict::Succeeded } });
    }
    actions
}

fn decide(plan: &Plan, state: &RunState, node: usize, now: Time, over: &mut Overlay, actions: &mut Vec<Action>) {
    let own = &plan.nodes[node];
    let limits = &state.settings.as_ref().expect("the caller looked").limits;
    let NodeState::Waiting { due, .. } = &state.nodes[node] else { return };
    if limits.only.as_ref().is_some_and(|only| !only.contains(&node)) {
        actions.push(Action::NotRun { node, because: None });
        over.end(plan, state, node, true);
        return;
    }
    let stops = |need: usize| over.ended.get(&need) == Some(&true);
    let stopped = state.stopped_by(plan, node, &stops);
    // What stands behind a step that failed waits for the steps of a case, so that these pass the
    // failure on even where their case was not taken.
    if let (None, Some((branch, case))) = (stopped, own.inside) {
        let taken = state.outputs(branch).map(|outputs| outputs.taken);
        let skipped = matches!(state.nodes[branch], NodeState::Skipped)
            || matches!(state.outcome(branch), Some(Outcome::Skipped))
            || over.ended.get(&branch) == Some(&false);
        if skipped || taken.is_some_and(|taken| taken != Some(case)) {
            actions.push(Action::Skip { node });
            over.end(plan, state, node, false);
            return;
        }
    }
    let because = stopped.or_else(|| halted(plan, state, node));
    if let Some(because) = because {
        actions.push(Action::NotRun { node, because: Some(because) });
        over.end(plan, state, node, true);
        return;
    }
    // A decision that failed, and was only warned of, took no case.
    if own.inside.is_some_and(|(branch, _)| state.outputs(branch).is_none()) {
        actions.push(Action::Skip { node });
        over.end(plan, state, node, false);
        return;
    }
    if due.is_some_and(|due| due > now) {
        over.waits += 1;
        return;
    }
    let attempt = state.attempts[node] + 1;
    let price = state.price(plan, node);
    let pays = own.body.kind() == "edit" && !state.is_paid(node);
    let estimate = if pays { price } else { 0.0 };
    // An edit that may cost nothing is none to begin either, where more than the budget is spent.
    if let Some(budget) = limits.budget.filter(|_| pays)
        && state.spent + state.committed + over.estimate + estimate > budget
    {
        let message = format!(
            "the edit may cost {} credits, and {} of the budget of {budget} are spent or taken",
            price,
            state.spent + state.committed
        );
        let failure =
            Failure::new(Code::BudgetExceeded, message).fix("raise the budget with --budget, then resume the run");
        actions.push(Action::Refuse { node, attempt, failure });
        over.end(plan, state, node, true);
        return;
    }
    actions.push(Action::Start { node, attempt });
    over.busy += 1;
    over.started += 1;
    over.estimate += estimate;
}

/// A failure elsewhere that keeps this node from starting: later changes of the failed session stop,
/// and other sessions too unless the run keeps going. What looks at an earlier snapshot goes on.
fn halted(plan: &Plan, state: &RunState, node: usize) -> Option<usize> {
    let own = &plan.nodes[node];
    let limits = &state.settings.as_ref()?.limits;
    if let Some(failed) = state.failed.get(&own.session) {
        return (own.body.changes() && node > *failed).then_some(*failed);
    }
    let elsewhere = state.failed.values().min().copied();
    elsewhere.filter(|_| !limits.keep_going)
}

/// The next moment at which something that waits only for the clock may start.
pub fn wake(plan: &Plan, state: &RunState, now: Time) -> Option<Time> {
    debug_assert_eq!(plan.nodes.len(), state.nodes.len());
    if state.interrupted.is_some() {
        return None;
    }
    let dues = state.delayed.iter().filter_map(|node| match &state.nodes[*node] {
        NodeState::Waiting { due, .. } => *due,
        _ => None,
    });
    dues.filter(|due| *due > now).min()
}
