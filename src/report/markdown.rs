//! A run for the summary page of a CI job, in the Markdown that GitHub and GitLab draw.

use std::fmt::Write as _;

use super::rows::Rows;
use super::summary::{self, Timelines};
use super::{json, people};
use crate::draft::summary_line;
use crate::plan::Plan;
use crate::run::{RunState, Verdict};
use crate::text::escape::{one_line, shortened};

/// Rows of the table: such pages hold a megabyte.
const MOST: usize = 300;

pub fn render(plan: &Plan, state: &RunState, timelines: &Timelines) -> String {
    let word = match state.verdict {
        Some(Verdict::Succeeded) => "succeeded",
        Some(Verdict::Failed) => "failed",
        Some(Verdict::Interrupted) | None => "interrupted",
    };
    let mut out = format!("### {} {word}\n\n", text(&plan.workflow));
    for (node, failure) in summary::failures(plan, state) {
        let label = text(plan.nodes[node].label());
        let _ = write!(out, "❌ **{label}** failed ({}): {}\n\n", failure.code, text(&failure.message));
        if let Some(fix) = &failure.fix {
            let _ = write!(out, "What to do: {}\n\n", text(fix));
        }
    }
    out += "| | step | asked | came of it | took |\n|---|---|---|---|---:|\n";
    for node in 0..plan.nodes.len().min(MOST) {
        out += &row(plan, state, node);
    }
    if plan.nodes.len() > MOST {
        let _ = write!(out, "\nand {} more\n", people::count(plan.nodes.len() - MOST, "step"));
    }
    out.push('\n');
    for (session, timeline) in timelines.iter().filter(|(_, timeline)| timeline.exportable()) {
        let which = if timelines.len() > 1 { format!("{}: ", text(session)) } else { String::new() };
        let _ = write!(out, "{which}{}\n\n", text(&summary_line(timeline)));
    }
    for (_, artifact) in summary::artifacts(plan, state) {
        let length = artifact.seconds.map(|seconds| format!(", {}", people::time(seconds))).unwrap_or_default();
        let path = text(&artifact.path.display().to_string());
        let _ = writeln!(out, "- {path} ({}{length})", people::size(artifact.bytes));
    }
    if state.spent > 0.0 {
        let _ = write!(out, "\n{} credits spent\n", people::credits(state.spent));
    }
    out
}

fn row(plan: &Plan, state: &RunState, node: usize) -> String {
    let own = &plan.nodes[node];
    let status = json::status(&state.nodes[node]);
    let mark = mark(status);
    let came = match (state.outputs(node), state.failure(node)) {
        (_, Some(failure)) => failure.message.clone(),
        (Some(outputs), None) => outputs.summary.clone(),
        (None, None) => status.replace('_', " "),
    };
    let took = match state.times[node] {
        (Some(from), Some(to)) => people::time(to.duration_since(from).as_secs_f64().max(0.0)),
        _ => String::new(),
    };
    let cell = |words: &str| text(&shortened(&one_line(words), 300));
    let asked = own.shown.as_deref().unwrap_or_default();
    format!("| {mark} | {} | {} | {} | {took} |\n", cell(own.label()), cell(asked), cell(&came))
}

/// A batch, a line for each row.
pub fn rows(batch: &Rows<'_>) -> String {
    let mut out = format!(
        "### {} {}\n\n| | row | came of it | took |\n|---|---|---|---:|\n",
        text(batch.workflow),
        text(batch.status)
    );
    for row in batch.rows.iter().take(MOST) {
        let mark = mark(row.status);
        let made = || row.outputs.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
        let came = row.failure.as_ref().map_or_else(made, |failed| failed.message.to_owned());
        let cell = |words: &str| text(&shortened(&one_line(words), 300));
        let _ = writeln!(out, "| {mark} | {} | {} | {} |", cell(row.name), cell(&came), people::time(row.seconds));
    }
    if batch.rows.len() > MOST {
        let _ = write!(out, "\nand {} more\n", people::count(batch.rows.len() - MOST, "row"));
    }
    if batch.credits > 0.0 {
        let _ = write!(out, "\n{} credits spent\n", people::credits(batch.credits));
    }
    out
}

fn mark(status: &str) -> &'static str {
    match status {
        "succeeded" => "✅",
        "failed" => "❌",
        _ => "➖",
    }
}

/// Everything that Markdown, HTML, mentions or links could be made of, as a character's number.
fn text(foreign: &str) -> String {
    let mut out = String::new();
    for c in one_line(foreign).chars() {
        if c.is_alphanumeric() || !c.is_ascii() || matches!(c, ' ' | ',' | '%') {
            out.push(c);
        } else {
            let _ = write!(out, "&#{};", u32::from(c));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn foreign_text_is_no_markup_on_a_page_of_markdown() {
        let all: String = (' '..='~').collect();
        let safe = text(&format!("{all}\n::error::x www.x.y @all"));
        assert!(safe.split("&#").skip(1).all(|part| part.split_once(';').unwrap().0.parse::<u32>().is_ok()));
        let left: String = safe.chars().filter(|c| !c.is_alphanumeric()).collect();
        assert!(left.chars().all(|c| " ,%&#;".contains(c)), "{left}");
    }
}
