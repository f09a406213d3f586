//! When each step ran, as bars over the time of the run.

use std::fmt::Write as _;

use super::words::{axis, percent, text};
use super::{class, json};
use crate::plan::Plan;
use crate::report::people;
use crate::run::RunState;

/// More rows than this are folded away, since they would push everything else off the page.
const OPEN: usize = 40;

pub fn section(page: &mut String, plan: &Plan, state: &RunState) {
    let Some(start) = state.started else { return };
    let ends = state.times.iter().filter_map(|(_, to)| *to).chain(state.ended);
    let Some(end) = ends.max() else { return };
    let seconds = |from: crate::run::Time, to: crate::run::Time| to.duration_since(from).as_secs_f64().max(0.0);
    let whole = seconds(start, end).max(0.001);
    let ran = |node: &usize| state.times[*node].0.is_some() && json::status(&state.nodes[*node]) != "skipped";
    let ran: Vec<usize> = (0..plan.nodes.len()).filter(ran).collect();
    *page += "<section aria-labelledby=\"times\"><h2 id=\"times\">When each step ran</h2>\n<div class=\"card\">";
    let folded = ran.len() > OPEN;
    if folded {
        let _ = write!(page, "<details><summary>{}</summary>", people::count(ran.len(), "step"));
    }
    *page += "<ol class=\"gantt\">\n";
    for node in ran {
        let (from, to) = state.times[node];
        let from = from.map_or(0.0, |from| seconds(start, from));
        let to = to.map_or(whole, |to| seconds(start, to).max(from));
        let status = json::status(&state.nodes[node]);
        // A step that took no time is still to be seen.
        let width = (to - from).max(whole * 0.004);
        let x = from.min(whole - width);
        let _ = writeln!(
            page,
            "<li><span class=\"lab\">{}</span><svg class=\"lane\" role=\"img\" aria-label=\"{}, from {} to {}\"><rect class=\"bar {}\" x=\"{}\" width=\"{}\" height=\"100%\" rx=\"3\"/></svg><span class=\"num\">{}</span></li>",
            text(plan.nodes[node].label()),
            status.replace('_', " "),
            people::time(from),
            people::time(to),
            class(status),
            percent(x, whole),
            percent(width, whole),
            people::time(to - from)
        );
    }
    let _ = write!(page, "<li><span></span>{}<span></span></li></ol>", axis(whole, people::time));
    if folded {
        *page += "</details>";
    }
    *page += "</div></section>\n";
}
