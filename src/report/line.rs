//! One plain line for an event: what people see in a pipe and in a log.

use crate::effect::Effect;
use crate::outcome::Outcome;
use crate::plan::Plan;
use crate::report::people;
use crate::run::{Event, EventKind, NodeState, RunState};
use crate::text::escape::{one_line, shortened};

/// The event as one line; none for what only the journal needs. The state is the one after it.
pub fn line(plan: &Plan, state: &RunState, event: &Event) -> Option<String> {
    let label = |node: usize| one_line(plan.nodes[node].label());
    match &event.kind {
        // A condition is asked first, and what it holds back is not told of as if it had begun.
        EventKind::AttemptStarted { node, attempt } if plan.nodes[*node].when.is_none() => {
            begun(plan, state, *node, *attempt)
        }
        EventKind::EffectAnnounced { node, attempt, effect: Effect::Upload { .. } | Effect::Prompt { .. } }
            if plan.nodes[*node].when.is_some() =>
        {
            begun(plan, state, *node, *attempt)
        }
        EventKind::EffectAnnounced { node, effect: Effect::Render { .. }, .. } => {
            Some(format!("{}  rendering", label(*node)))
        }
        EventKind::AttemptFinished { node, outcome, .. } => Some(finished(plan, state, *node, outcome)),
        EventKind::Skipped { node } => Some(format!("{}  skipped (its case was not taken)", label(*node))),
        EventKind::NotRun { node, because: Some(because) } => {
            Some(format!("{}  not run, since {} failed", label(*node), label(*because)))
        }
        EventKind::InterruptAsked { .. } => {
            let edits = state.nodes.iter().filter(|node| matches!(node, NodeState::Running(_))).count();
            let what = if edits == 0 {
                "stopping"
            } else {
                "stopping; waiting for the edits that are under way (press again to stop now)"
            };
            Some(what.to_owned())
        }
        _ => None,
    }
}

/// What a node sets out to do, where it takes a while.
fn begun(plan: &Plan, state: &RunState, node: usize, attempt: u32) -> Option<String> {
    let own = &plan.nodes[node];
    let what = match own.body.kind() {
        "upload" => "uploading",
        "edit" if state.settings.as_ref().is_some_and(|settings| settings.locked.is_some()) => "from the lock",
        "edit" => "editing",
        "export" => "exporting",
        // A check or a decision takes no time; its end says all.
        _ => return None,
    };
    let again = if attempt > 1 { format!(" (attempt {attempt})") } else { String::new() };
    let shown = own.shown.as_deref().map(|text| format!(": {}", shortened(&one_line(text), 100))).unwrap_or_default();
    Some(format!("{}  {what}{again}{shown}", one_line(own.label())))
}

/// How a node ended, in one line.
pub fn finished(plan: &Plan, state: &RunState, node: usize, outcome: &Outcome) -> String {
    let own = &plan.nodes[node];
    let label = one_line(own.label());
    let took = match state.times[node] {
        (Some(from), Some(to)) if matches!(own.body.kind(), "upload" | "edit" | "export") => {
            format!(" ({})", people::time(to.duration_since(from).as_secs_f64().max(0.0)))
        }
        _ => String::new(),
    };
    match outcome {
        Outcome::Succeeded(outputs) => {
            let mut text = format!("{label}  {}{took}", one_line(&outputs.summary));
            for warning in &outputs.warnings {
                text += &format!("\n{label}  warning: {}", one_line(&warning.message));
            }
            text
        }
        Outcome::Failed(failure) => {
            let again = match &state.nodes[node] {
                NodeState::Waiting { due: Some(_), .. } => "; it will be tried again",
                _ => "",
            };
            format!("{label}  failed ({}): {}{again}{took}", failure.code, one_line(&failure.message))
        }
        Outcome::Skipped => format!("{label}  skipped (its `when` does not hold)"),
        Outcome::Cancelled => format!("{label}  stopped"),
    }
}
