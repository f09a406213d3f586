//! One step on the page: what was asked, what the editor did, and what became of the timeline.

use std::fmt::Write as _;

use super::words::{prose, text};
use super::{class, json};
use crate::plan::Plan;
use crate::report::people;
use crate::run::RunState;

/// `drawn` is the timeline before and after, as markup; where `folded`, it is opened by a click.
pub fn card(page: &mut String, plan: &Plan, state: &RunState, node: usize, drawn: Option<String>, folded: bool) {
    let own = &plan.nodes[node];
    let status = json::status(&state.nodes[node]);
    let outputs = state.outputs(node);
    let failure = state.failure(node);
    let kind = own.body.kind();
    // What neither changed anything nor failed takes a line and no more.
    let slim = failure.is_none() && !(outputs.is_some() && matches!(kind, "upload" | "edit" | "export"));
    let mark = match status {
        "succeeded" => "✓",
        "failed" => "✕",
        _ => "–",
    };
    let took = match state.times[node] {
        (Some(from), Some(to)) if !slim => people::time(to.duration_since(from).as_secs_f64().max(0.0)),
        _ => String::new(),
    };
    let tries = match state.attempts[node] {
        more @ 2.. => format!("{more} attempts, "),
        _ => String::new(),
    };
    let session = match plan.sessions.len() {
        0 | 1 => String::new(),
        _ => format!(" in {}", text(&own.session)),
    };
    let _ = write!(
        page,
        "<li><article class=\"card{}\" id=\"step-{node}\"><div class=\"top\"><span class=\"mark {}\" aria-hidden=\"true\">{mark}</span><h3>{}</h3> <span class=\"kind\">{kind}{session}</span> <span class=\"{}\">{}</span>",
        if slim { " slim" } else { "" },
        if mark == "–" { "soft" } else { class(status) },
        text(own.label()),
        match status {
            "succeeded" => "vh",
            "skipped" | "not_run" => "soft",
            other => class(other),
        },
        status.replace('_', " "),
    );
    let summary = outputs.map(|outputs| text(&outputs.summary)).unwrap_or_default();
    if slim {
        let asked = own.shown.as_deref().filter(|_| kind != "branch").unwrap_or_default();
        let said = if summary.is_empty() { text(asked) } else { format!("{} <b>{summary}</b>", text(asked)) };
        let _ = write!(page, "<p class=\"soft\">{said}</p>");
    }
    let _ = writeln!(page, "<span class=\"num\">{tries}{took}</span></div>");
    let asked = own.shown.as_deref().filter(|shown| !slim && kind == "edit" && !shown.is_empty());
    if let Some(asked) = asked {
        let _ = writeln!(page, "<blockquote><span class=\"vh\">Asked: </span>{}</blockquote>", text(asked));
    }
    if let Some(outputs) = outputs.filter(|_| !slim) {
        let changes = outputs.values.get("changes").and_then(|changes| changes.as_array());
        let changes: Vec<&str> = changes.into_iter().flatten().filter_map(|change| change.as_str()).collect();
        if changes.is_empty() {
            let _ = writeln!(page, "<p>{summary}</p>");
        } else {
            *page += "<ul class=\"chips\">";
            for change in changes {
                let _ = write!(page, "<li>{}</li>", text(change));
            }
            *page += "</ul>\n";
        }
        let reply = outputs.values.get("reply").and_then(|reply| reply.as_str()).filter(|reply| !reply.is_empty());
        if let Some(reply) = reply {
            let _ = writeln!(page, "<details><summary>What the editor said</summary><p>{}</p></details>", text(reply));
        }
    }
    for warning in outputs.map(|outputs| outputs.warnings.as_slice()).unwrap_or_default() {
        let _ = writeln!(page, "<p class=\"wait\">{}</p>", prose(&warning.message));
    }
    if let Some(failure) = failure {
        let _ = writeln!(page, "<p class=\"bad\">{} ({})</p>", prose(&failure.message), failure.code);
        if let Some(fix) = &failure.fix {
            let _ = writeln!(page, "<p><b>What to do:</b> {}</p>", prose(fix));
        }
    }
    if let Some(drawn) = drawn {
        match folded {
            true => *page += &format!("<details><summary>The timeline before and after</summary>{drawn}</details>"),
            false => *page += &drawn,
        }
    }
    *page += "</article></li>\n";
}
