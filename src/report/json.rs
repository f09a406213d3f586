//! The summary of a run as one JSON document.

use serde_json::{Value, json};

use super::summary::{Timelines, artifacts, exit_code};
use crate::draft::summary_line;
use crate::outcome::Outcome;
use crate::plan::Plan;
use crate::run::{NodeState, RunState, Verdict};
use crate::text::escape::one_line;

/// What `flow run --json` prints. `results` are the workflow's outputs, which the caller evaluates.
pub fn render(plan: &Plan, state: &RunState, run: &str, timelines: &Timelines, results: &Value) -> Value {
    let status = match state.verdict {
        Some(Verdict::Succeeded) => "succeeded",
        Some(Verdict::Interrupted) | None => "interrupted",
        Some(Verdict::Failed) => "failed",
    };
    let lines: serde_json::Map<String, Value> =
        timelines.iter().map(|(session, timeline)| (session.clone(), json!(summary_line(timeline)))).collect();
    let main = timelines.get("main").or_else(|| timelines.values().next());
    let outputs: Vec<Value> = artifacts(plan, state)
        .map(|(node, artifact)| {
            json!({
                "step": plan.nodes[node].id,
                "path": artifact.path,
                "bytes": artifact.bytes,
                "sha256": artifact.sha256,
                "seconds": artifact.seconds,
            })
        })
        .collect();
    let mut value = json!({
        "format_version": 1,
        "run_id": run,
        "workflow": plan.workflow,
        "status": status,
        "exit_code": exit_code(plan, state),
        "backend": state.settings.as_ref().map(|settings| settings.backend.as_str()),
        "steps": (0..plan.nodes.len()).map(|node| step(plan, state, node)).collect::<Vec<_>>(),
        "timeline": main.map(summary_line),
        "timelines": lines,
        "credits": { "spent": number(state.spent), "available": state.available.map(number) },
        "outputs": outputs,
        "results": results,
        "warnings": warnings(plan, state),
    });
    if let Some(earlier) = state.settings.as_ref().and_then(|settings| settings.continues.as_deref()) {
        value["continued_from"] = json!(earlier);
    }
    value
}

/// Whole numbers without a decimal point.
fn number(value: f64) -> Value {
    if value.fract() == 0.0 { json!(value as i64) } else { json!(value) }
}

fn step(plan: &Plan, state: &RunState, node: usize) -> Value {
    let own = &plan.nodes[node];
    let (from, to) = state.times[node];
    let seconds = match (from, to) {
        (Some(from), Some(to)) => Some((to.duration_since(from).as_secs_f64().max(0.0) * 1000.0).round() / 1000.0),
        _ => None,
    };
    let failure = state.failure(node);
    let mut value = json!({
        "id": own.id,
        "kind": own.body.kind(),
        "status": status(&state.nodes[node]),
        "started_at": from.map(|from| from.to_string()),
        "seconds": seconds,
        "attempts": state.attempts[node],
        "summary": state.outputs(node).map(|outputs| one_line(&outputs.summary)),
        "error": failure.map(|failure| json!({
            "code": failure.code.word(),
            "message": failure.message,
            "fix": failure.fix,
            "backend_code": failure.backend_code,
        })),
    });
    if own.body.kind() == "branch" {
        value["taken"] = json!(state.outputs(node).and_then(|outputs| outputs.taken));
    }
    value
}

/// The word for where a node stands.
pub fn status(state: &NodeState) -> &'static str {
    match state {
        NodeState::Ended(Outcome::Succeeded(_)) => "succeeded",
        NodeState::Ended(Outcome::Failed(_)) => "failed",
        NodeState::Ended(Outcome::Skipped) | NodeState::Skipped => "skipped",
        NodeState::Ended(Outcome::Cancelled) | NodeState::Running(_) | NodeState::Waiting { again: Some(_), .. } => {
            "cancelled"
        }
        NodeState::NotRun { .. } | NodeState::Waiting { .. } => "not_run",
    }
}

fn warnings(plan: &Plan, state: &RunState) -> Vec<Value> {
    let of_node = |node: usize| {
        let outputs = state.outputs(node);
        let id = &plan.nodes[node].id;
        outputs
            .into_iter()
            .flat_map(|outputs| &outputs.warnings)
            .map(move |warning| json!({ "code": warning.code, "message": warning.message, "step": id }))
    };
    (0..plan.nodes.len()).flat_map(of_node).collect()
}
