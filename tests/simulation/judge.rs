//! What must hold whatever happened, judged by the backend's ledger.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use flow::effect::{Effect, Known};
use flow::outcome::{Code, Outcome};
use flow::plan::Plan;
use flow::run::{Event, EventKind, NodeState, RunState};
use serde_json::Value;

use super::ledger::Ledger;
use super::recipe::prompt;

/// Where a run came to.
#[derive(Debug, PartialEq)]
pub struct Final {
    /// By step, how it ended and what it gave.
    pub nodes: BTreeMap<String, (String, Value)>,
    pub files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Final {
    pub fn of(plan: &Plan, state: &RunState, out: &std::path::Path) -> Final {
        let node = |(node, state): (usize, &NodeState)| {
            let told = match state {
                NodeState::Ended(Outcome::Succeeded(outputs)) => {
                    let mut values = outputs.values.clone();
                    // A reply that was lost on the way is no part of the film.
                    values.remove("reply");
                    values.remove("summary");
                    let all = serde_json::json!([values, outputs.snapshot, outputs.artifacts, outputs.taken]);
                    ("succeeded".to_owned(), all)
                }
                NodeState::Ended(Outcome::Failed(failure)) => (format!("failed {}", failure.code), Value::Null),
                NodeState::Ended(Outcome::Skipped) | NodeState::Skipped => ("skipped".to_owned(), Value::Null),
                NodeState::NotRun { .. } => ("not run".to_owned(), Value::Null),
                other => (format!("{other:?}"), Value::Null),
            };
            (plan.nodes[node].id.clone(), told)
        };
        let nodes = state.nodes.iter().enumerate().map(node).collect();
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(out).into_iter().flatten().flatten() {
            files.insert(entry.file_name().into(), std::fs::read(entry.path()).unwrap());
        }
        Final { nodes, files }
    }

    /// What is otherwise there.
    pub fn differs(&self, other: &Final) -> Vec<String> {
        let mut out = Vec::new();
        for (id, told) in self.nodes.iter().filter(|(id, told)| other.nodes.get(*id) != Some(told)) {
            out.push(format!("{id}: {} {}\n  not: {:?}", told.0, told.1, other.nodes.get(id)));
        }
        let names: BTreeSet<_> = self.files.keys().chain(other.files.keys()).collect();
        let unlike = names.into_iter().filter(|name| self.files.get(*name) != other.files.get(*name));
        out.extend(unlike.map(|name| format!("the file {}", name.display())));
        out
    }
}

/// Steps that something in their way keeps from running, as far as the recipe alone tells.
pub fn doomed(plan: &Plan) -> BTreeSet<usize> {
    let mut out = BTreeSet::new();
    for (node, own) in plan.nodes.iter().enumerate() {
        let fails = |need: usize| {
            let other = &plan.nodes[need];
            let hopeless = other.shown.as_deref().is_some_and(|shown| shown.contains("< 0"));
            let warned = other.on_failure == flow::workflow::OnFailure::Warn;
            // Whether a case is taken, the recipe alone does not tell.
            (hopeless && !warned && other.inside.is_none()) || out.contains(&need)
        };
        if plan.waits(node).into_iter().any(fails) || own.inside.is_some_and(|(branch, _)| out.contains(&branch)) {
            out.insert(node);
        }
    }
    out
}

/// What holds at every moment, also between two lives.
pub fn always(plan: &Plan, ledger: &Ledger, events: &[Event]) {
    let (doomed, again) = (doomed(plan), again(plan, events));
    for session in &ledger.sessions {
        let twice =
            session.edits.iter().find(|(one, _)| session.edits.iter().filter(|(two, _)| one == two).count() > 1);
        assert!(twice.is_none(), "a session was told twice: {:?} {}", session.edits, lines(events));
    }
    for (node, own) in plan.nodes.iter().enumerate().filter(|(_, own)| own.body.kind() == "edit") {
        let times = ledger.times(&prompt(&own.id));
        let allowed = 1 + again[node];
        assert!(
            times <= allowed,
            "the prompt of {} was applied {times} times: {:?} {events:#?}",
            own.id,
            ledger.applied
        );
        assert!(times == 0 || !doomed.contains(&node), "{} was done after something that it needs failed", own.id);
    }
    order(plan, ledger);
    renders(plan, ledger, events);
    for (seq, event) in events.iter().enumerate() {
        assert_eq!(event.seq, seq as u64, "the journal has no gaps");
    }
    let twice = RunState::fold(plan, events);
    assert_eq!(twice, RunState::fold(plan, events), "the fold is a function");
}

/// How often a person had each step done again that had been done, or was.
fn again(plan: &Plan, events: &[Event]) -> Vec<usize> {
    let mut counts = vec![0; plan.nodes.len()];
    let mut state = RunState::new(plan);
    for event in events {
        if let EventKind::RunResumed { redo, anew, .. } = &event.kind {
            let begun = |node: &usize| anew.contains(&plan.nodes[*node].session) || state.outputs(*node).is_some();
            let nodes: BTreeSet<usize> = redo.iter().copied().filter(begun).collect();
            nodes.into_iter().for_each(|node| counts[node] += 1);
        }
        state.apply(plan, event);
    }
    counts
}

/// Prompts of one session were applied in the plan's order.
fn order(plan: &Plan, ledger: &Ledger) {
    let place = |prompt_: &String| plan.nodes.iter().position(|own| prompt(&own.id) == *prompt_);
    for session in &ledger.sessions {
        let places: Vec<_> = session.edits.iter().filter_map(|(prompt, _)| place(prompt)).collect();
        assert!(places.is_sorted(), "the edits of a session were applied in another order: {places:?}");
    }
}

/// Of each export at most one render is under way or done, apart from those that failed or that the
/// backend denied to know.
fn renders(plan: &Plan, ledger: &Ledger, events: &[Event]) {
    let mut by_node: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    let mut given_up = BTreeSet::new();
    let mut last: BTreeMap<usize, &str> = BTreeMap::new();
    for event in events {
        match &event.kind {
            EventKind::EffectAnnounced { node, effect: Effect::Render { id, .. }, .. } => {
                by_node.entry(*node).or_default().push(id);
                last.insert(*node, id);
            }
            EventKind::EffectKnown { node, known: Known::RenderGone, .. } => {
                given_up.extend(last.get(node).copied());
            }
            _ => {}
        }
    }
    let announced: BTreeSet<&str> = by_node.values().flatten().copied().collect();
    for render in &ledger.renders {
        assert!(announced.contains(render.id.as_str()), "a render was submitted that nobody announced");
    }
    let again = again(plan, events);
    for (node, ids) in by_node {
        let alive =
            |id: &&&str| ledger.renders.iter().any(|render| render.id == **id && !render.fails && !render.cancelled);
        let alive: Vec<_> = ids.iter().filter(alive).collect();
        let allowed = 1 + again[node];
        assert!(alive.len() <= allowed, "{} has {} renders under way or done", plan.nodes[node].id, alive.len());
        let lost = alive.iter().find(|id| given_up.contains(**id));
        assert!(lost.is_none(), "{} gave up a render that goes on", plan.nodes[node].id);
    }
}

/// What holds at the end of a run that was resumed until nothing more could be done.
pub fn at_the_end(plan: &Plan, ledger: &Ledger, lists: bool, state: &RunState, doubted: &BTreeSet<usize>) {
    assert!(ledger.running.is_empty(), "the backend still works");
    for (node, own) in plan.nodes.iter().enumerate() {
        match state.outcome(node) {
            Some(Outcome::Succeeded(_)) if own.body.kind() == "edit" => {
                let session = &state.sessions[&own.session].id;
                assert!(ledger.holds(session, &prompt(&own.id)), "{} says that it was applied", own.id);
            }
            Some(Outcome::Failed(failure)) if failure.code == Code::EditUnconfirmed => {
                assert!(!lists, "{} is in doubt, although the backend lists what it applied", own.id);
                let explained = ledger.disturbed.contains(&prompt(&own.id)) || doubted.contains(&node);
                assert!(explained, "{} is in doubt for no reason", own.id);
            }
            _ => {}
        }
    }
}

/// Every render that the backend made was fetched, or failed; or a person had its step done again when it
/// had ended.
pub fn no_orphan(plan: &Plan, ledger: &Ledger, events: &[Event]) {
    let again = again(plan, events);
    let mut last: BTreeMap<usize, &str> = BTreeMap::new();
    let mut ended = BTreeSet::new();
    for event in events {
        match &event.kind {
            EventKind::EffectAnnounced { node, effect: Effect::Render { id, .. }, .. } => drop(last.insert(*node, id)),
            EventKind::EffectKnown { node, known: Known::Rendered { .. }, .. } if again[*node] > 0 => {
                ended.extend(last.get(node).copied());
            }
            _ => {}
        }
    }
    for render in &ledger.renders {
        let settled = render.fetched || render.fails || render.cancelled || ended.contains(render.id.as_str());
        assert!(settled, "the render {} is an orphan: {}", render.id, lines(about_renders(events)));
    }
}

/// Edits that were announced and whose end is not on record.
pub fn in_doubt(plan: &Plan, state: &RunState) -> BTreeSet<usize> {
    let open = |node: &usize| match &state.nodes[*node] {
        NodeState::Running(attempt) | NodeState::Waiting { again: Some(attempt), .. } => {
            attempt.effects.iter().any(|(effect, known)| matches!(effect, Effect::Prompt { .. }) && known.is_none())
        }
        _ => false,
    };
    (0..plan.nodes.len()).filter(open).collect()
}

fn about_renders(events: &[Event]) -> Vec<&Event> {
    let about = |kind: &EventKind| match kind {
        EventKind::EffectAnnounced { effect, .. } => matches!(effect, Effect::Render { .. }),
        EventKind::EffectKnown { known, .. } => matches!(known, Known::Rendered { .. } | Known::RenderGone),
        EventKind::AttemptFinished { outcome, .. } => matches!(outcome, Outcome::Failed(_)),
        other => matches!(other, EventKind::RunResumed { .. }),
    };
    events.iter().filter(|event| about(&event.kind)).collect()
}

/// The records, a line each.
pub fn lines<'e>(events: impl IntoIterator<Item = &'e Event>) -> String {
    let line = |event: &Event| -> String {
        let mut value = serde_json::to_value(event).unwrap();
        for long in ["seq", "settings", "outcome"] {
            let short = value[long]["limits"]["budget"].clone();
            let word = value[long].as_object().and_then(|map| map.keys().next().cloned());
            if let Some(field) = value.get_mut(long) {
                *field = if long == "outcome" && word.is_some() { word.into() } else { short };
            }
        }
        value.to_string().chars().take(260).collect()
    };
    events.into_iter().map(|event| format!("\n{}", line(event))).collect()
}

/// The step, by the number in its id, whose one attempt took longest.
pub fn longest(plan: &Plan, records: &[Event]) -> usize {
    let mut began = BTreeMap::new();
    let mut took = Vec::new();
    for event in records {
        match &event.kind {
            EventKind::AttemptStarted { node, .. } => drop(began.insert(*node, event.at)),
            EventKind::AttemptFinished { node, .. } => took.push((event.at.duration_since(began[node]), *node)),
            _ => {}
        }
    }
    let (_, node) = took.into_iter().max().expect("steps ran");
    plan.nodes[node].id[1..].parse().expect("the ids are s0, s1 and so on")
}
