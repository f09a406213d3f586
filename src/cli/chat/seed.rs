//! What a turn begins with: how the steps of the turns before it ended, and the sessions that they
//! left, as records of its own journal.

use std::collections::{BTreeMap, BTreeSet};

use crate::effect::{Effect, Known};
use crate::outcome::{Code, Outcome};
use crate::plan::Plan;
use crate::run::{Event, EventKind, NodeState, RunState, Time};

/// The records that stand for the steps of `old` which went well and which `new` has too.
pub fn seeds(old: &Plan, events: &[Event], new: &Plan) -> Vec<(Time, EventKind)> {
    let state = RunState::fold(old, events);
    let kept: BTreeMap<usize, usize> = (0..old.nodes.len())
        .filter(|node| state.outputs(*node).is_some())
        .filter_map(|node| Some((node, new.find(&old.nodes[node].id)?)))
        .collect();
    let mut out = Vec::new();
    let mut open: BTreeSet<&str> = BTreeSet::new();
    for (node, to) in &kept {
        let (Some(outcome), (Some(from), Some(until))) = (state.outcome(*node), state.times[*node]) else { continue };
        let (to, attempt) = (*to, 1);
        out.push((from, EventKind::AttemptStarted { node: to, attempt }));
        for event in events {
            // The attempts of a step that was cut off are one attempt here, with all its effects.
            let kind = match &event.kind {
                EventKind::EffectAnnounced { node: other, effect, .. } if other == node => {
                    EventKind::EffectAnnounced { node: to, attempt, effect: effect.clone() }
                }
                EventKind::EffectKnown { node: other, known, .. } if other == node => {
                    if matches!(known, Known::SessionOpened { .. }) {
                        open.insert(&old.nodes[*node].session);
                    }
                    EventKind::EffectKnown { node: to, attempt, known: known.clone() }
                }
                _ => continue,
            };
            out.push((event.at.clamp(from, until), kind));
        }
        out.push((until, EventKind::AttemptFinished { node: to, attempt, outcome: outcome.clone() }));
    }
    // A session that was opened by a step which failed is gone on with all the same.
    for (session, ids) in state.sessions.iter().filter(|(session, _)| !open.contains(session.as_str())) {
        let first = new.nodes.iter().position(|node| node.session == *session);
        if let (Some(node), Some(at)) = (first, state.started) {
            let known = Known::SessionOpened { id: ids.id.clone(), task: ids.task.clone() };
            out.push((at, EventKind::EffectKnown { node, attempt: 1, known }));
        }
    }
    // The plan has its own order, and a journal's times do not go back.
    out.sort_by_key(|(at, _)| *at);
    let spent = events.iter().filter(|event| matches!(event.kind, EventKind::CreditsRead { .. }));
    out.extend(spent.map(|event| (event.at, event.kind.clone())));
    out
}

/// What a turn left whose end is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loose {
    /// A prompt or a file that may have arrived: the timeline is not known until that is.
    Change,
    /// A render at the backend, or a file that is not whole.
    Export,
    /// An edit that flow looked for in vain; the person decides.
    Doubt,
}

/// What is open among the steps of a run, the gravest first.
pub fn loose(state: &RunState) -> Option<Loose> {
    let of = |node: &NodeState| match node {
        NodeState::Waiting { again: Some(attempt), .. } | NodeState::Running(attempt) => {
            let open = attempt.effects.iter().filter(|(_, known)| known.is_none()).map(|(effect, _)| effect);
            open.filter_map(|effect| match effect {
                Effect::Prompt { .. } | Effect::Upload { .. } => Some(Loose::Change),
                Effect::Render { .. } | Effect::Write { .. } => Some(Loose::Export),
                _ => None,
            })
            .min_by_key(|loose| *loose as u8)
        }
        NodeState::Ended(Outcome::Failed(failure)) => match failure.code {
            Code::EditUnconfirmed => Some(Loose::Doubt),
            Code::RenderTimeout => Some(Loose::Export),
            _ => None,
        },
        _ => None,
    };
    state.nodes.iter().filter_map(of).min_by_key(|loose| *loose as u8)
}
