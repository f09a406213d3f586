//! A run or a batch as a person at a terminal watches it: what runs now, in lines that fit the window, whatever
//! its size and however many steps there are.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::report::people;
use crate::text::escape::{columns, fitted, one_line};

/// What is to be seen. Moments are seconds of one clock, which the caller reads.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Board {
    pub name: String,
    pub unit: Unit,
    /// Steps in all, those that have ended in any way, and those of them that failed.
    pub total: usize,
    pub ended: usize,
    pub failed: usize,
    pub spent: f64,
    pub began: f64,
    pub stopping: bool,
    /// Whether the plan has more than one session, so that rows stand below their session's name.
    pub grouped: bool,
    /// What runs now, by node.
    pub rows: BTreeMap<usize, Row>,
}

/// What is counted: the steps of a run, or the rows of a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    #[default]
    Steps,
    Rows,
}

/// A step that runs.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Row {
    pub session: String,
    pub label: String,
    /// What it does now.
    pub what: String,
    pub since: f64,
    /// Bytes that went over, out of how many, and when the first of them went.
    pub bytes: Option<(u64, Option<u64>, f64)>,
    pub percent: Option<f64>,
}

const SPIN: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
/// Cells of a render's bar.
const BAR: usize = 10;

/// The lines, none of them wider than the window, and fewer than it is high.
pub fn lines(board: &Board, now: f64, (width, height): (usize, usize)) -> Vec<String> {
    if board.total == 0 {
        return Vec::new();
    }
    // The last column stays free: some terminals begin a new line as soon as it is written.
    let width = width.saturating_sub(1).max(10);
    let room = height.saturating_sub(2).max(1);
    let spin = SPIN[(now * 10.0) as usize % SPIN.len()];
    let mut out = vec![head(board, now, spin, width)];
    let groups = board.rows.values().map(|row| &row.session).collect::<std::collections::BTreeSet<_>>().len();
    let grouped = board.grouped && 1 + board.rows.len() + groups <= room;
    let names = board.rows.values().map(|row| columns(&row.label)).max().unwrap_or(0).min(width / 3).min(24);
    let mut rows: Vec<&Row> = board.rows.values().collect();
    if grouped {
        rows.sort_by(|a, b| a.session.cmp(&b.session));
    }
    let shown = if 1 + rows.len() > room { room.saturating_sub(2) } else { rows.len() };
    let mut session = None;
    for row in rows.iter().take(shown) {
        if grouped && session != Some(&row.session) {
            session = Some(&row.session);
            out.push(fitted(&format!("  {}", one_line(&row.session)), width));
        }
        out.push(line(row, now, names, if grouped { 4 } else { 2 }, width));
    }
    if shown < rows.len() && room > 1 {
        out.push(fitted(&format!("  … and {} more at work", rows.len() - shown), width));
    }
    out
}

/// The first of the wordings that fits beside the time, which stands at the right edge.
fn edged(wordings: &[String], time: &str, width: usize) -> String {
    let room = width.saturating_sub(columns(time) + 2);
    let text = wordings.iter().find(|text| columns(text) <= room).or(wordings.last()).map_or("", |text| text);
    let text = fitted(text, room);
    format!("{text}{}{time}", " ".repeat(width.saturating_sub(columns(&text) + columns(time))))
}

fn head(board: &Board, now: f64, spin: &str, width: usize) -> String {
    let name = one_line(&board.name);
    let doing = if board.stopping { "stopping: ".to_owned() } else { String::new() };
    let failed = if board.failed > 0 { format!(", {} failed", board.failed) } else { String::new() };
    let spent =
        if board.spent > 0.0 { format!(", {} credits so far", people::credits(board.spent)) } else { String::new() };
    let (ended, total, at_work) = (board.ended, board.total, board.rows.len());
    let unit = match board.unit {
        Unit::Steps => "steps",
        Unit::Rows => "rows",
    };
    let wordings = [
        format!("{spin} {doing}{name}  {ended} of {total} {unit} done{failed}, {at_work} at work{spent}"),
        format!("{spin} {doing}{name}  {ended} of {total} done{failed}{spent}"),
        format!("{spin} {doing}{ended} of {total}{failed}{spent}"),
        format!("{spin} {doing}{ended} of {total}{failed}"),
    ];
    edged(&wordings, &people::time((now - board.began).max(0.0).floor()), width)
}

fn line(row: &Row, now: f64, names: usize, indent: usize, width: usize) -> String {
    let label = fitted(&one_line(&row.label), names);
    let label = format!("{}{label}{}", " ".repeat(indent), " ".repeat(names - columns(&label)));
    let what = one_line(&row.what);
    let time = people::time((now - row.since).max(0.0).floor());
    let room = width.saturating_sub(columns(&time) + 2);
    let left = room.saturating_sub(columns(&label) + 2);
    // The figures come first, since they change; what the step does takes the rest.
    let figures = figures(row, now);
    let least = columns(&what).min(12);
    let of = |text: &&String| columns(text) + 2 + least <= left;
    let text = match figures.iter().find(of).or(figures.last()) {
        None => fitted(&what, left),
        Some(text) if columns(text) + 6 > left => fitted(text, left),
        Some(text) => format!("{}  {text}", fitted(&what, left - columns(text) - 2)),
    };
    edged(&[format!("{label}  {text}")], &time, width)
}

/// How far the step is, from the fullest wording to the shortest.
fn figures(row: &Row, now: f64) -> Vec<String> {
    if let Some(percent) = row.percent {
        let share = (percent / 100.0).clamp(0.0, 1.0);
        let full = (share * BAR as f64).round() as usize;
        let bar = format!("{}{}", "█".repeat(full), "░".repeat(BAR - full));
        return vec![format!("{bar} {percent:.0}%"), format!("{percent:.0}%")];
    }
    let Some((done, total, first)) = row.bytes else { return Vec::new() };
    let passed = now - first;
    // The first second says nothing of the speed.
    let speed = if passed >= 1.0 && done > 0 { Some(done as f64 / passed) } else { None };
    let fast = speed.map(|speed| format!(", {}/s", people::size(speed as u64))).unwrap_or_default();
    let Some(total) = total.filter(|total| *total > 0) else {
        return vec![format!("{}{fast}", people::size(done)), people::size(done)];
    };
    let percent = format!("{:.0}%", done as f64 / total as f64 * 100.0);
    let rest = speed.map(|speed| (total.saturating_sub(done) as f64 / speed).ceil());
    let rest = rest.filter(|_| done < total).map(|rest| format!(", {} left", people::time(rest))).unwrap_or_default();
    vec![
        format!("{} of {}{fast}{rest}", people::size(done), people::size(total)),
        format!("{percent}{fast}{rest}"),
        format!("{percent}{rest}"),
        percent,
    ]
}
