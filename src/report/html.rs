//! The report of a run as one self-contained page: no script, nothing from elsewhere, and no foreign
//! text that could run as markup.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Component, Path};

use super::summary::{self, Timelines};
use super::{json, people};
use crate::draft::{Millis, Timeline, Track, TrackKind, summary_line};
use crate::plan::Plan;
use crate::run::{RunState, Verdict};
use crate::text::escape::visible;

/// The timelines before and after each upload and edit, by node.
pub type Changes = BTreeMap<usize, (Timeline, Timeline)>;

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1c2330; --soft: #5b6472; --line: #d9dde4; --card: #fff; --page: #f4f5f7;
  --good: #16794a; --bad: #b3261e; --wait: #8a6100; --video: #3b6fd4; --audio: #16794a; --text: #8b3fc0; --other: #7a828e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaee; --soft: #a2a9b5; --line: #353b46; --card: #1c2027;
  --page: #12151a; --good: #5bd69b; --bad: #ff8a80; --wait: #f0c04c; --video: #7aa5ff; --audio: #5bd69b; --text: #cf9bff; --other: #a2a9b5; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 60rem; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 0; }
p { margin: .25rem 0; } .soft { color: var(--soft); } .good { color: var(--good); } .bad { color: var(--bad); } .wait { color: var(--wait); }
article, .card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin: .75rem 0; }
blockquote { margin: .5rem 0; padding-left: .75rem; border-left: 3px solid var(--line); overflow-wrap: anywhere; }
svg { width: 100%; height: auto; display: block; margin: .5rem 0; } svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
video, audio, img { max-width: 100%; border-radius: .25rem; margin: .5rem 0; display: block; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
details summary { cursor: pointer; } a { color: var(--video); }
";

/// The page. `base` is the folder that it will lie in: outputs below it are linked and played.
pub fn render(
    plan: &Plan,
    state: &RunState,
    run: &str,
    timelines: &Timelines,
    changes: &Changes,
    base: &Path,
) -> String {
    let mut page = open(&format!("{} – {}", plan.workflow, word(state)));
    head(&mut page, plan, state, run, timelines);
    failures(&mut page, plan, state);
    outputs(&mut page, plan, state, base);
    page += "<section aria-labelledby=\"times\"><h2 id=\"times\">When each step ran</h2>";
    page += &gantt(plan, state);
    page += "</section>\n";
    page += "<section aria-labelledby=\"steps\"><h2 id=\"steps\">Step by step</h2>\n";
    for node in 0..plan.nodes.len() {
        step(&mut page, plan, state, node, changes);
    }
    page += "</section>\n";
    close(page)
}

/// How every page begins.
pub(super) fn open(title: &str) -> String {
    let mut page = String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file: data:; media-src 'self' file:\">\n";
    page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    let _ = write!(page, "<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n", text(title));
    page
}

/// How every page ends.
pub(super) fn close(page: String) -> String {
    page + "</main>\n</body>\n</html>\n"
}

/// Foreign text as text: markup, quotes and control characters have no effect.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            c => out.push(c),
        }
    }
    out
}

fn word(state: &RunState) -> &'static str {
    match state.verdict {
        Some(Verdict::Succeeded) => "succeeded",
        Some(Verdict::Failed) => "failed",
        Some(Verdict::Interrupted) | None => "interrupted",
    }
}

pub(super) fn class(word: &str) -> &'static str {
    match word {
        "succeeded" => "good",
        "failed" => "bad",
        _ => "wait",
    }
}

fn head(page: &mut String, plan: &Plan, state: &RunState, run: &str, timelines: &Timelines) {
    let word = word(state);
    let _ = write!(
        page,
        "<header>\n<h1>{} <span class=\"{}\">{word}</span></h1>\n<dl>\n",
        text(&plan.workflow),
        class(word)
    );
    let mut row = |name: &str, value: &str| {
        let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", text(value));
    };
    row("Run", run);
    if let (Some(from), Some(to)) = (state.started, state.ended) {
        row("Began", &from.strftime("%Y-%m-%d %H:%M:%S UTC").to_string());
        row("Took", &people::time(to.duration_since(from).as_secs_f64().max(0.0)));
    }
    if let Some(settings) = &state.settings {
        row("Backend", &settings.backend);
    }
    if state.spent > 0.0 {
        row("Credits", &people::credits(state.spent));
    }
    for (session, timeline) in timelines.iter().filter(|(_, timeline)| timeline.exportable()) {
        row(if timelines.len() > 1 { session } else { "Result" }, &summary_line(timeline));
    }
    *page += "</dl>\n</header>\n";
}

fn failures(page: &mut String, plan: &Plan, state: &RunState) {
    for (node, failure) in summary::failures(plan, state) {
        let _ = write!(
            page,
            "<section class=\"card\" role=\"alert\"><h2 class=\"bad\">{} failed</h2>\n<p>{} <span class=\"soft\">({})</span></p>\n",
            text(plan.nodes[node].label()),
            text(&failure.message),
            failure.code
        );
        if let Some(fix) = &failure.fix {
            let _ = writeln!(page, "<p>{}</p>", text(fix));
        }
        *page += "</section>\n";
    }
}

fn outputs(page: &mut String, plan: &Plan, state: &RunState, base: &Path) {
    let made: Vec<_> = summary::artifacts(plan, state).collect();
    if made.is_empty() {
        return;
    }
    *page += "<section aria-labelledby=\"outputs\"><h2 id=\"outputs\">Outputs</h2>\n";
    for (_, artifact) in made {
        let path = artifact.path.display().to_string();
        let length = artifact.seconds.map(|seconds| format!(", {}", people::time(seconds))).unwrap_or_default();
        let _ = writeln!(
            page,
            "<div class=\"card\"><h3>{}</h3><p class=\"soft\">{}{length}</p>",
            text(&path),
            people::size(artifact.bytes)
        );
        play(page, &artifact.path, base);
        *page += "</div>\n";
    }
    *page += "</section>\n";
}

/// An output that can be played or seen on the page.
pub(super) fn play(page: &mut String, path: &Path, base: &Path) {
    let link = link(path, base);
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let shown = path.display().to_string();
    let label = text(&format!("Play {shown}"));
    let _ = match ending.as_str() {
        "mp3" | "wav" | "m4a" | "aac" => {
            writeln!(page, "<audio controls preload=\"metadata\" src=\"{link}\" aria-label=\"{label}\"></audio>")
        }
        "gif" | "webp" | "jpg" | "png" => writeln!(page, "<img src=\"{link}\" alt=\"{}\">", text(&shown)),
        _ => writeln!(page, "<video controls preload=\"metadata\" src=\"{link}\" aria-label=\"{label}\"></video>"),
    };
}

/// A relative address of an output, seen from the page's folder.
fn link(path: &Path, base: &Path) -> String {
    // Where both are seen from one folder, an output outside the page's own is reached by way of it.
    let apart = path.is_absolute() || base.is_absolute() || base.components().any(|part| part == Component::ParentDir);
    let ups = if apart { 0 } else { base.components().count() };
    let shown = path
        .strip_prefix(base)
        .map_or_else(|_| "../".repeat(ups) + &path.to_string_lossy(), |below| below.to_string_lossy().into_owned());
    let mut out = String::new();
    for byte in shown.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    // A name with a colon in its first part would be taken for a scheme.
    if out.starts_with('/') { out } else { format!("./{out}") }
}

fn gantt(plan: &Plan, state: &RunState) -> String {
    let (Some(start), Some(end)) = (state.started, state.ended) else { return String::new() };
    let whole = end.duration_since(start).as_secs_f64().max(0.001);
    let ran: Vec<usize> = (0..plan.nodes.len()).filter(|node| state.times[*node].0.is_some()).collect();
    let height = ran.len() * 22 + 8;
    let mut out = format!("<svg viewBox=\"0 0 800 {height}\" role=\"img\" aria-label=\"The steps over time\">");
    for (row, node) in ran.iter().enumerate() {
        let (from, to) = state.times[*node];
        let from = from.map_or(0.0, |from| from.duration_since(start).as_secs_f64().max(0.0));
        let to = to.map_or(whole, |to| to.duration_since(start).as_secs_f64().max(from));
        let (x, width) = (200.0 + from / whole * 590.0, ((to - from) / whole * 590.0).max(2.0));
        let y = row * 22 + 4;
        let colour = class(json::status(&state.nodes[*node]));
        let _ = write!(
            out,
            "<text x=\"0\" y=\"{}\">{}</text><rect x=\"{x:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"16\" rx=\"3\" fill=\"var(--{colour})\"><title>{}</title></rect>",
            y + 12,
            text(&crate::text::escape::shortened(plan.nodes[*node].label(), 26)),
            people::time(to - from)
        );
    }
    out + "</svg>"
}

fn step(page: &mut String, plan: &Plan, state: &RunState, node: usize, changes: &Changes) {
    let own = &plan.nodes[node];
    let status = json::status(&state.nodes[node]);
    let _ = write!(
        page,
        "<article>\n<h3>{} <span class=\"soft\">{}</span> <span class=\"{}\">{}</span></h3>\n",
        text(own.label()),
        own.body.kind(),
        class(status),
        status.replace('_', " ")
    );
    if let Some(shown) = own.shown.as_deref().filter(|shown| !shown.is_empty()) {
        let _ = writeln!(page, "<blockquote>{}</blockquote>", text(shown));
    }
    if let Some(outputs) = state.outputs(node) {
        let _ = writeln!(page, "<p>{}</p>", text(&outputs.summary));
        let reply = outputs.values.get("reply").and_then(|reply| reply.as_str()).filter(|reply| !reply.is_empty());
        if let Some(reply) = reply {
            let _ = writeln!(page, "<details><summary>What the editor said</summary><p>{}</p></details>", text(reply));
        }
        for warning in &outputs.warnings {
            let _ = writeln!(page, "<p class=\"wait\">{}</p>", text(&warning.message));
        }
    }
    if let Some(failure) = state.failure(node) {
        let _ = writeln!(page, "<p class=\"bad\">{}</p>", text(&failure.message));
    }
    if let Some((before, after)) = changes.get(&node) {
        let longest = before.duration.max(after.duration);
        if before.exportable() {
            let _ = writeln!(page, "<p class=\"soft\">before</p>{}", drawing(before, after, longest));
        }
        let _ = writeln!(page, "<p class=\"soft\">after</p>{}", drawing(after, before, longest));
    }
    *page += "</article>\n";
}

/// The timeline as tracks and segments; what the other one lacks has a heavier edge.
fn drawing(timeline: &Timeline, other: &Timeline, longest: Millis) -> String {
    let tracks: Vec<&Track> = timeline.tracks.iter().filter(|track| !track.segments.is_empty()).collect();
    let height = tracks.len() * 26 + 4;
    let whole = longest.seconds().max(0.001);
    let label = text(&summary_line(timeline));
    let mut out = format!("<svg viewBox=\"0 0 800 {height}\" role=\"img\" aria-label=\"{label}\">");
    for (row, track) in tracks.iter().enumerate() {
        let y = row * 26 + 2;
        let (name, colour) = match track.kind {
            TrackKind::Video => ("Video", "video"),
            TrackKind::Audio => ("Sound", "audio"),
            TrackKind::Text => ("Text", "text"),
            TrackKind::Other => ("Other", "other"),
        };
        let _ = write!(out, "<text x=\"0\" y=\"{}\">{name}</text>", y + 15);
        let known = |segment: &crate::draft::Segment| {
            let mut same =
                other.tracks.iter().filter(|other| other.kind == track.kind).flat_map(|other| &other.segments);
            same.any(|other| {
                other.name == segment.name && other.end.0 - other.start.0 == segment.end.0 - segment.start.0
            })
        };
        for segment in track.segments.iter().take(2000) {
            let x = 60.0 + segment.start.seconds() / whole * 735.0;
            let width = ((segment.end.0.saturating_sub(segment.start.0)) as f64 / 1000.0 / whole * 735.0).max(1.5);
            let edge = if known(segment) { "" } else { " stroke=\"var(--ink)\" stroke-width=\"1.5\"" };
            let title = format!("{} ({}–{} s)", segment.name, segment.start.seconds(), segment.end.seconds());
            let _ = write!(
                out,
                "<rect x=\"{x:.1}\" y=\"{y}\" width=\"{:.1}\" height=\"20\" rx=\"2\" fill=\"var(--{colour})\"{edge}><title>{}</title></rect>",
                (width - 1.0).max(1.0),
                text(&title)
            );
        }
    }
    out + "</svg>"
}
