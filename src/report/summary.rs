//! The end of a run in words, and its exit code.

use indexmap::IndexMap;

use crate::draft::{Timeline, summary_line};
use crate::outcome::{Artifact, Code, Failure};
use crate::plan::Plan;
use crate::report::people;
use crate::run::{RunState, Signal, Verdict};
use crate::text::escape::one_line;
use crate::workflow::OnFailure;

/// How the run ended, in a word.
pub fn word(state: &RunState) -> &'static str {
    match state.verdict {
        Some(Verdict::Succeeded) => "succeeded",
        Some(Verdict::Failed) => "failed",
        Some(Verdict::Interrupted) => "interrupted",
        None => "unfinished",
    }
}

/// The exit code of the run. Where several apply: an interrupt, then the account, then the
/// backend, then a failed step, then a check.
pub fn exit_code(plan: &Plan, state: &RunState) -> u8 {
    if state.verdict == Some(Verdict::Interrupted) {
        return if state.interrupted == Some(Signal::Terminate) { 143 } else { 130 };
    }
    let codes: Vec<u8> = failures(plan, state).map(|(_, failure)| failure.code.exit()).collect();
    [4, 5, 1, 3].into_iter().find(|code| codes.contains(code)).unwrap_or(0)
}

/// The failures that the run failed by, in plan order.
pub fn failures<'s>(plan: &'s Plan, state: &'s RunState) -> impl Iterator<Item = (usize, &'s Failure)> {
    (0..plan.nodes.len())
        .filter(|node| hard(plan, *node))
        .filter_map(|node| state.failure(node).map(|failure| (node, failure)))
}

fn hard(plan: &Plan, node: usize) -> bool {
    plan.nodes[node].on_failure == OnFailure::Fail && plan.nodes[node].shelter.is_none()
}

/// Every artifact, in plan order, with the step that made it.
pub fn artifacts<'s>(plan: &'s Plan, state: &'s RunState) -> impl Iterator<Item = (usize, &'s Artifact)> {
    (0..plan.nodes.len())
        .filter_map(|node| state.outputs(node).map(|outputs| (node, outputs)))
        .flat_map(|(node, outputs)| outputs.artifacts.iter().map(move |artifact| (node, artifact)))
}

/// What the run left on each timeline, by session, in the order of the plan. The timelines are read by
/// the caller.
pub type Timelines = IndexMap<String, Timeline>;

/// So many timelines are told at the end of a run; the others are a command away.
pub const FEW: usize = 10;

/// What people are told of a run that edited, and exports nothing: where the film is that they look for.
pub fn unexported(plan: &Plan, state: &RunState) -> String {
    let any = |kind: &str| plan.nodes.iter().any(|node| node.body.kind() == kind);
    if state.verdict != Some(Verdict::Succeeded) || any("export") || !any("edit") {
        return String::new();
    }
    "no file was made, since no step exports one: add `final: { export: film.mp4 }`, and run with --continue last\n"
        .into()
}

/// What people read at the end, with `most` timelines.
pub fn text(plan: &Plan, state: &RunState, timelines: &Timelines, most: usize, resume: &str) -> String {
    let mut out = String::new();
    let left: Vec<_> = timelines.iter().filter(|(_, timeline)| timeline.exportable()).collect();
    // One line that says that there is one more would take the place of that one.
    let most = if left.len() == most.saturating_add(1) { left.len() } else { most };
    for (session, timeline) in left.iter().take(most) {
        let which = if timelines.len() > 1 { format!("{}: ", one_line(session)) } else { String::new() };
        out += &format!("{which}{}\n", one_line(&summary_line(timeline)));
    }
    if let Some(more) = left.len().checked_sub(most).filter(|more| *more > 0) {
        let run = resume.strip_prefix("flow resume ").unwrap_or("last");
        out += &format!("and {}: flow show {run}\n", people::count(more, "more timeline"));
    }
    for (_, artifact) in artifacts(plan, state) {
        let length = artifact.seconds.map(|seconds| format!(", {}", people::time(seconds))).unwrap_or_default();
        let path = one_line(&artifact.path.display().to_string());
        out += &format!("{path} ({}{length})\n", people::size(artifact.bytes));
    }
    if state.spent > 0.0 {
        let left = state.available.map(|left| format!("; {} left", people::credits(left))).unwrap_or_default();
        out += &format!("{} credits spent{left}\n", people::credits(state.spent));
    }
    for node in 0..plan.nodes.len() {
        if let Some(failure) = state.failure(node).filter(|_| !hard(plan, node)) {
            out += &format!(
                "warning: {} failed ({}): {}\n",
                one_line(plan.nodes[node].label()),
                failure.code,
                one_line(&failure.message)
            );
        }
    }
    out + &verdict(plan, state, resume)
}

/// The last line, which can be read alone.
fn verdict(plan: &Plan, state: &RunState, resume: &str) -> String {
    let took = match (state.started, state.ended) {
        (Some(from), Some(to)) => format!(" in {}", people::time(to.duration_since(from).as_secs_f64().max(0.0))),
        _ => String::new(),
    };
    match state.verdict {
        Some(Verdict::Succeeded) => {
            let ran = (0..plan.nodes.len()).filter(|node| state.outputs(*node).is_some()).count();
            format!("done: {}{took}\n", people::count(ran, "step"))
        }
        Some(Verdict::Interrupted) => format!("interrupted; go on with: {resume}\n"),
        _ => {
            let mut out = String::new();
            for (node, failure) in failures(plan, state) {
                let label = one_line(plan.nodes[node].label());
                out += &format!("failed: {label} ({}: {})\n", failure.code, one_line(&failure.message));
                if let Some(fix) = &failure.fix {
                    out += &format!("  help: {}\n", crate::text::escape::visible(fix).replace('\n', "\n        "));
                }
            }
            let any = |wanted: fn(Code) -> bool| failures(plan, state).any(|(_, failure)| wanted(failure.code));
            if any(|code| !matches!(code, Code::CheckFailed | Code::ExpectFailed | Code::UnsupportedInstruction)) {
                out += &format!("go on with: {resume}\n");
            } else if any(|code| code == Code::UnsupportedInstruction)
                && let Some(id) = resume.strip_prefix("flow resume ")
            {
                // The run keeps the words that it began with, so resuming it would send them again.
                out += &format!("change what the step asks, and run the recipe with --continue {id}\n");
            }
            out
        }
    }
}
