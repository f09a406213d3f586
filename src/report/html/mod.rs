//! The report of a run as one self-contained page: no script, nothing from elsewhere, and no foreign
//! text that could run as markup.

mod drawing;
mod gantt;
mod media;
mod step;
mod strips;
mod words;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::Digest;

use super::summary::{self, Timelines};
use super::{json, people};
use crate::draft::{Timeline, summary_line};
use crate::plan::Plan;
use crate::run::{RunState, Verdict};
pub(super) use media::player;
pub use media::{Picture, Pictures, Wanted, wanted};
use words::prose;
pub(super) use words::{link, text};

/// The timelines before and after each upload and edit, by node.
pub type Changes = BTreeMap<usize, (Timeline, Timeline)>;

/// What a page is made from, beside the plan and the state.
pub struct Given<'g> {
    pub run: &'g str,
    pub timelines: &'g Timelines,
    pub changes: &'g Changes,
    pub pictures: &'g Pictures,
    /// The folder that the outputs' paths are seen from.
    pub cwd: &'g Path,
    /// The folder that the page will lie in.
    pub base: &'g Path,
}

/// More than these are folded away, since they would push everything else off the page.
const MANY_RESULTS: usize = 4;
const MANY_CHANGES: usize = 40;

const STYLE: &str = include_str!("style.css");

/// The page.
pub fn render(plan: &Plan, state: &RunState, given: &Given<'_>) -> String {
    let mut page = open(&format!("{} – {}", plan.workflow, summary::word(state)));
    head(&mut page, plan, state, given);
    page += "<main id=\"content\">\n";
    failures(&mut page, plan, state, given.run);
    media::sections(&mut page, plan, state, given.pictures, (given.cwd, given.base));
    page += "<section aria-labelledby=\"steps\"><h2 id=\"steps\">Step by step</h2>\n";
    page += drawing::KEY;
    page += "<ol>\n";
    let strips = strips::strips(plan, state, given.changes);
    for node in 0..plan.nodes.len() {
        let change = given.changes.get(&node).map(|(before, after)| {
            let strip = strips.get(&node);
            let gone = strip.map(|strip| strips::drawn("Taken away", "out", &strip.gone, given.pictures));
            let new = strip.map(|strip| strips::drawn("Put in", "in", &strip.new, given.pictures));
            let laid = strip
                .map(|strip| strips::drawn(&format!("As seen in {}", strip.film), "on", &strip.laid, given.pictures));
            let new = new.unwrap_or_default() + &laid.unwrap_or_default();
            drawing::change(before, after, &gone.unwrap_or_default(), &new)
        });
        step::card(&mut page, plan, state, node, change, given.changes.len() > MANY_CHANGES);
    }
    page += "</ol></section>\n";
    gantt::section(&mut page, plan, state);
    close(page, &format!("Run <code>{}</code>", text(given.run)))
}

/// How every page begins.
pub(super) fn open(title: &str) -> String {
    let mut page = String::new();
    // The one style sheet is named by its hash, so that a style that slipped in would not hold either.
    let style = STANDARD.encode(sha2::Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src 'self' file: data:; media-src 'self' file:; base-uri 'none'; form-action 'none'"
    );
    page += "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    let _ = writeln!(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n";
    let _ = write!(page, "<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n", text(title));
    page + "<a class=\"skip\" href=\"#content\">Skip to the content</a>\n"
}

/// How every page ends; `what` it tells of is markup.
pub(super) fn close(mut page: String, what: &str) -> String {
    let _ = write!(
        page,
        "</main>\n<footer><p>{what} by flow {}. This page is one file: it runs no script and loads nothing but the outputs beside it.</p></footer>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION")
    );
    page
}

pub(super) fn class(word: &str) -> &'static str {
    match word {
        "succeeded" => "good",
        "failed" => "bad",
        _ => "wait",
    }
}

fn head(page: &mut String, plan: &Plan, state: &RunState, given: &Given<'_>) {
    let word = summary::word(state);
    let name = text(&plan.workflow);
    let _ = write!(
        page,
        "<header>\n<h1>{name} <span class=\"pill {}\">{word}</span></h1>\n<dl class=\"facts\">\n",
        class(word)
    );
    let mut row = |name: &str, value: &str| {
        let _ = writeln!(page, "<div><dt>{name}</dt><dd>{}</dd></div>", text(value));
    };
    if let (Some(from), Some(to)) = (state.started, state.ended) {
        row("Took", &people::time(to.duration_since(from).as_secs_f64().max(0.0)));
    }
    let statuses: Vec<&str> = state.nodes.iter().map(json::status).collect();
    let count = |of: &str| statuses.iter().filter(|status| **status == of).count();
    let others = [("failed", "failed"), ("skipped", "skipped"), ("not_run", "not run"), ("cancelled", "stopped")];
    let others = others.iter().filter(|(status, _)| count(status) > 0);
    let others: String = others.map(|(status, word)| format!(", {} {word}", count(status))).collect();
    row("Steps", &format!("{} done{others}", count("succeeded")));
    if let Some(settings) = &state.settings {
        row("Backend", &settings.backend);
        if settings.backend != "local" || state.spent > 0.0 {
            row("Credits", &people::credits(state.spent));
        }
    }
    if let Some(from) = state.started {
        row("Began", &from.strftime("%Y-%m-%d %H:%M UTC").to_string());
    }
    *page += "</dl>\n";
    results(page, given.timelines);
    *page += "<nav aria-label=\"Sections\"><ul>";
    let made = summary::artifacts(plan, state).next().is_some();
    let sent = media::files(plan, state).iter().any(|one| one.output.is_none());
    let parts =
        [(made, "outputs", "What came out"), (sent, "footage", "What went in"), (true, "steps", "Step by step")];
    for (_, id, name) in parts.into_iter().chain([(true, "times", "When")]).filter(|(there, ..)| *there) {
        let _ = write!(page, "<li><a href=\"#{id}\">{name}</a></li>");
    }
    *page += "</ul></nav>\n</header>\n";
}

/// The timelines that are left, folded where there are many.
fn results(page: &mut String, timelines: &Timelines) {
    let left: Vec<_> = timelines.iter().filter(|(_, timeline)| timeline.exportable()).collect();
    let folded = left.len() > MANY_RESULTS;
    if folded {
        let _ = writeln!(page, "<details><summary>{}</summary>", people::count(left.len(), "timeline"));
    }
    *page += "<dl class=\"facts\">\n";
    for (session, timeline) in left {
        let name = if timelines.len() > 1 { session } else { "Result" };
        let line = text(&summary_line(timeline));
        let _ = writeln!(page, "<div class=\"wide\"><dt>{}</dt><dd>{line}</dd></div>", text(name));
    }
    *page += if folded { "</dl></details>\n" } else { "</dl>\n" };
}

/// What went wrong, and what to do about it.
fn failures(page: &mut String, plan: &Plan, state: &RunState, run: &str) {
    let resume = format!("<p>Go on with <code>flow resume {}</code></p>\n", text(run));
    for (node, failure) in summary::failures(plan, state) {
        let label = text(plan.nodes[node].label());
        let _ = write!(
            page,
            "<section class=\"card fail\"><h2 class=\"bad\">{label} failed</h2>\n<p>{} <span class=\"soft\">({})</span></p>\n",
            prose(&failure.message),
            failure.code
        );
        if let Some(fix) = &failure.fix {
            let _ = writeln!(page, "<p><b>What to do:</b> {}</p>", prose(fix));
        }
        let _ = writeln!(
            page,
            "{resume}<p><a href=\"#step-{node}\">See the step<span class=\"vh\"> {label}</span></a></p></section>"
        );
    }
    if matches!(state.verdict, Some(Verdict::Interrupted) | None) {
        let _ = write!(
            page,
            "<section class=\"card fail\"><h2 class=\"wait\">The run stopped before its end</h2>\n{resume}</section>\n"
        );
    }
}
