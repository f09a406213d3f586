//! What an earlier run did to its timelines, as the beginning of a new run that asks for the same: its
//! effects are taken over as those of attempts that were cut off, so that each step finds them done,
//! sends nothing, and looks anew at what it expects.

use std::collections::BTreeMap;

use super::event::{Event, EventKind};
use super::state::RunState;
use crate::draft::Snapshot;
use crate::effect::{Effect, Known};
use crate::outcome::{Code, Outcome};
use crate::plan::{Node, Plan};
use crate::workflow::reads;

/// The earlier run.
pub struct Earlier<'e> {
    pub plan: &'e Plan,
    pub state: &'e RunState,
    pub events: &'e [Event],
}

/// What is taken over.
#[derive(Debug)]
pub struct Carried {
    /// The records that the new run begins with.
    pub records: Vec<EventKind>,
    pub stands: Vec<Stand>,
    /// The steps of the new plan, in its order.
    pub nodes: Vec<usize>,
}

/// Where the earlier run left a session.
#[derive(Debug)]
pub struct Stand {
    pub session: String,
    pub id: String,
    pub snapshot: Snapshot,
}

/// What is known to have been done, by node.
type Done = BTreeMap<usize, Vec<(Effect, Known)>>;

/// Takes over what `earlier` did. `footage` gives the hex SHA-256 of each file that an upload of the
/// new plan would send, in any order; None where its files cannot be told before the run.
///
/// # Errors
/// The first step, and why it is not as it was, as a sentence.
pub fn carry(
    earlier: &Earlier<'_>,
    plan: &Plan,
    footage: &dyn Fn(usize) -> Option<Vec<String>>,
) -> Result<Carried, String> {
    let done = done(earlier);
    let mut nodes: Vec<(usize, Vec<(Effect, Known)>)> = Vec::new();
    let mut stands = Vec::new();
    for (session, old) in &earlier.plan.changes {
        unsettled(earlier, old)?;
        let Some(last) = old.iter().rposition(|node| changed(&done, *node)) else { continue };
        let new = plan.changes.get(session).map_or(&[][..], Vec::as_slice);
        if earlier.plan.sessions.get(session) != plan.sessions.get(session) {
            return Err(format!("the settings of the session `{session}` are not what they were"));
        }
        let mut opened = opening(earlier, session);
        let mut snapshot = None;
        for (at, was) in old[..=last].iter().enumerate() {
            let own = &earlier.plan.nodes[*was];
            let Some(now) = new.get(at) else {
                return Err(format!("`{}` was done, and the recipe has no such step any more", own.label()));
            };
            let effects = done.get(was).cloned().unwrap_or_default();
            let files = Some(*now).filter(|_| own.body.kind() == "upload" && changed(&done, *was)).and_then(footage);
            // The same footage may lie elsewhere and be called by another name.
            same(earlier.plan, *was, plan, *now, files.is_some())?;
            files.map_or(Ok(()), |files| same_files(own, &effects, files))?;
            snapshot = effects.iter().rev().find_map(|(_, known)| known.snapshot()).cloned().or(snapshot);
            if !changed(&done, *was) && earlier.state.failure(*was).is_some() {
                let label = own.label();
                return Err(format!("`{label}` failed, and what came after it was done: it has no place any more"));
            }
            if changed(&done, *was) {
                nodes.push((*now, opened.take().into_iter().chain(effects).collect()));
            }
        }
        let id = earlier.state.sessions.get(session).map(|open| open.id.clone());
        if let (Some(id), Some(snapshot)) = (id, snapshot) {
            stands.push(Stand { session: session.clone(), id, snapshot });
        }
    }
    if nodes.is_empty() {
        return Err("it changed no timeline, so there is nothing to go on with".into());
    }
    nodes.sort_by_key(|(node, _)| *node);
    let mut records = Vec::new();
    for (node, effects) in &nodes {
        let (node, attempt) = (*node, 1);
        records.push(EventKind::AttemptStarted { node, attempt });
        for (effect, known) in effects {
            records.push(EventKind::EffectAnnounced { node, attempt, effect: effect.clone() });
            records.push(EventKind::EffectKnown { node, attempt, known: known.clone() });
        }
    }
    Ok(Carried { records, stands, nodes: nodes.into_iter().map(|(node, _)| node).collect() })
}

/// The effects on timelines that are known to have happened and still stand.
fn done(earlier: &Earlier<'_>) -> Done {
    let mut done = Done::new();
    let mut open: BTreeMap<usize, Vec<Effect>> = BTreeMap::new();
    for event in earlier.events {
        match &event.kind {
            EventKind::EffectAnnounced { node, effect, .. } => open.entry(*node).or_default().push(effect.clone()),
            EventKind::EffectKnown { node, known, .. } if known.snapshot().is_some() => {
                let fits = |effect: &Effect| match known {
                    Known::Uploaded { .. } => matches!(effect, Effect::Upload { .. }),
                    _ => matches!(effect, Effect::Prompt { .. }),
                };
                let effect = open.get(node).and_then(|open| open.iter().rev().find(|effect| fits(effect)));
                done.entry(*node).or_default().extend(effect.map(|effect| (effect.clone(), known.clone())));
            }
            EventKind::RunResumed { redo, anew, .. } => {
                done.retain(|node, _| !redo.contains(node) && !anew.contains(&earlier.plan.nodes[*node].session))
            }
            _ => {}
        }
    }
    done
}

fn changed(done: &Done, node: usize) -> bool {
    done.get(&node).is_some_and(|effects| !effects.is_empty())
}

/// How the session was opened, which its first step takes over too.
fn opening(earlier: &Earlier<'_>, session: &str) -> Option<(Effect, Known)> {
    let open = earlier.state.sessions.get(session)?;
    Some((Effect::OpenSession, Known::SessionOpened { id: open.id.clone(), task: open.task.clone() }))
}

/// An edit whose fate is unknown, or that a kill cut off, must be settled first.
fn unsettled(earlier: &Earlier<'_>, list: &[usize]) -> Result<(), String> {
    let doubt = |node: &&usize| match &earlier.state.nodes[**node] {
        super::NodeState::Running(_) | super::NodeState::Waiting { again: Some(_), .. } => true,
        super::NodeState::Ended(Outcome::Failed(failure)) => failure.code == Code::EditUnconfirmed,
        _ => false,
    };
    match list.iter().find(doubt) {
        Some(node) => Err(format!(
            "it is not known what became of `{}`; `flow resume` finds out",
            earlier.plan.nodes[*node].label()
        )),
        None => Ok(()),
    }
}

/// Whether a step asks for what one of the earlier plan asked for, under the same conditions.
fn same(old: &Plan, was: usize, new: &Plan, now: usize, renamed: bool) -> Result<(), String> {
    let (one, other) = (&old.nodes[was], &new.nodes[now]);
    let shown = |node: &Node| node.shown.clone().unwrap_or_default();
    if one.body.kind() != other.body.kind() {
        let (was, is) = (one.body.kind(), other.body.kind());
        return Err(format!("where the {was} `{}` was, the recipe has the {is} `{}` now", one.label(), other.label()));
    }
    if !renamed && shown(one) != shown(other) {
        return Err(format!("`{}` was `{}`, and is `{}` now", other.label(), shown(one), shown(other)));
    }
    let conditions = |plan: &Plan, node: usize| -> Vec<(String, Vec<Option<serde_json::Value>>)> {
        let own = &plan.nodes[node];
        let decides = own.body.kind() == "branch";
        let texts = own.body.texts().into_iter().filter(|_| decides).map(|(text, _)| text);
        let scope = &plan.scopes[own.scope];
        let all = own.when.as_deref().into_iter().chain(texts);
        all.map(|text| {
            let values = reads(text).iter().map(|read| scope.value(read)).collect();
            (text.text.trim().to_owned(), values)
        })
        .collect()
    };
    if conditions(old, was) != conditions(new, now) {
        return Err(format!("the condition of `{}` is not what it was", other.label()));
    }
    match (one.inside, other.inside) {
        (None, None) => Ok(()),
        (Some((was, a)), Some((now, b))) if a == b => same(old, was, new, now, false),
        _ => Err(format!("`{}` stands in another case than it did", other.label())),
    }
}

fn same_files(own: &Node, effects: &[(Effect, Known)], mut new: Vec<String>) -> Result<(), String> {
    let sent = effects.iter().filter_map(|(effect, _)| match effect {
        Effect::Upload { sha256, .. } => Some(sha256.clone()),
        _ => None,
    });
    let mut old: Vec<String> = sent.collect();
    old.sort();
    new.sort();
    old.dedup();
    new.dedup();
    if old == new { Ok(()) } else { Err(format!("the footage of `{}` is another than it was", own.label())) }
}
