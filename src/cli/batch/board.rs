//! A batch as it happens: on a terminal the rows that run and how many are left, in a pipe one line for
//! each row that ends.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use super::super::out;
use super::super::progress::public;
use super::kept::{RowEnd, Status};
use super::table;
use crate::exec::Seen;
use crate::outcome::Notice;
use crate::plan::Plan;
use crate::report::people;
use crate::run::{EventKind, Live, RunState};
use crate::text::escape::{one_line, shortened};

/// More rows than this are not drawn at once: they would push each other off the screen.
const DRAWN: usize = 12;

/// Who watches a batch. All rows tell it how far they are.
pub struct Board(Mutex<Inner>);

struct Inner {
    how: How,
    total: usize,
    done: usize,
    failed: usize,
    running: usize,
    spent: f64,
}

enum How {
    Quiet,
    Plain,
    /// Another program.
    Events,
    Fancy {
        bars: MultiProgress,
        head: ProgressBar,
        rows: BTreeMap<usize, ProgressBar>,
    },
}

impl Board {
    pub fn new(quiet: bool, events: bool, total: usize) -> Board {
        let how = match quiet {
            _ if events => How::Events,
            true => How::Quiet,
            false if out::terminal() => {
                let bars = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10));
                let head = bars.add(bar("{bar:24} {pos}/{len}  {wide_msg}  {elapsed:>4}", total));
                How::Fancy { bars, head, rows: BTreeMap::new() }
            }
            false => How::Plain,
        };
        Board(Mutex::new(Inner { how, total, done: 0, failed: 0, running: 0, spent: 0.0 }))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A line of its own, above whatever moves.
    pub fn say(&self, text: &str) {
        self.inner().say(text);
    }

    /// Rows that an earlier life of the batch ended.
    pub fn had(&self, status: Status) {
        let mut inner = self.inner();
        inner.count(status);
        inner.draw();
    }

    pub fn began(&self, row: usize, name: &str, run: &str) {
        let mut inner = self.inner();
        inner.running += 1;
        inner.tell(row, json!({ "event": "row_started", "name": name, "run_id": run }));
        if let How::Fancy { bars, rows, .. } = &mut inner.how
            && rows.len() < DRAWN
        {
            let bar = bars.add(bar("  {spinner} {prefix}  {wide_msg}  {elapsed:>4}", 0));
            bar.set_prefix(shortened(&one_line(name), 40));
            bar.enable_steady_tick(Duration::from_millis(100));
            rows.insert(row, bar);
        }
        inner.draw();
    }

    /// What the running steps of a row do.
    pub fn watch(&self, row: usize, plan: &Plan, _state: &RunState, live: &Live, seen: &Seen<'_>) {
        let inner = self.inner();
        if let (How::Events, Seen::Event(event)) = (&inner.how, seen) {
            return inner.tell(row, public(plan, event));
        }
        let How::Fancy { rows, .. } = &inner.how else { return };
        let Some(bar) = rows.get(&row) else { return };
        let label = |node: usize| one_line(plan.nodes[node].label());
        match seen {
            Seen::Event(event) => {
                if let EventKind::AttemptStarted { node, .. } = event.kind {
                    let own = &plan.nodes[node];
                    let shown = one_line(own.shown.as_deref().unwrap_or(""));
                    bar.set_message(format!("{}  {shown}", label(node)));
                }
            }
            Seen::Notice(node, Notice::Percent(_) | Notice::Doing(_)) => {
                let Some(doing) = live.0.get(node) else { return };
                let percent = doing.percent.map(|percent| format!(" {percent:.0}%")).unwrap_or_default();
                bar.set_message(format!("{}  {}{percent}", label(*node), one_line(&doing.what)));
            }
            _ => {}
        }
    }

    pub fn ended(&self, row: usize, name: &str, end: &RowEnd, spent: f64) {
        let mut inner = self.inner();
        inner.running = inner.running.saturating_sub(1);
        inner.count(end.status);
        inner.spent = spent;
        inner.tell(row, json!({ "event": "row_ended", "name": name, "end": end }));
        let ended = inner.done + inner.failed;
        let line = format!("[{ended}/{}] {}  {}", inner.total, one_line(name), table::told(end));
        if let How::Fancy { bars, rows, .. } = &mut inner.how
            && let Some(bar) = rows.remove(&row)
        {
            bar.finish_and_clear();
            bars.remove(&bar);
        }
        // On a terminal a thousand lines of what went well would hide the one that did not.
        if end.status != Status::Succeeded || matches!(inner.how, How::Plain) {
            inner.say(&line);
        }
        inner.draw();
    }

    /// Takes away what moves.
    pub fn end(&self) {
        if let How::Fancy { bars, head, rows } = &self.inner().how {
            rows.values().for_each(ProgressBar::finish_and_clear);
            head.finish_and_clear();
            let _ = bars.clear();
        }
    }
}

impl Inner {
    fn count(&mut self, status: Status) {
        match status {
            Status::Succeeded => self.done += 1,
            Status::Failed => self.failed += 1,
            Status::Interrupted => {}
        }
    }

    /// An event of a row, for another program.
    fn tell(&self, row: usize, event: Value) {
        let (How::Events, Value::Object(mut fields)) = (&self.how, event) else { return };
        fields.insert("format_version".into(), 1.into());
        fields.insert("row".into(), (row + 1).into());
        out::result(&format!("{}\n", Value::Object(fields)));
    }

    fn say(&self, text: &str) {
        match &self.how {
            How::Quiet | How::Events => {}
            How::Plain => out::say(&format!("{text}\n")),
            How::Fancy { bars, .. } => {
                let width = out::width().saturating_sub(1).max(20);
                for line in text.lines() {
                    let _ = bars.println(shortened(line, width));
                }
            }
        }
    }

    fn draw(&self) {
        let How::Fancy { head, rows, .. } = &self.how else { return };
        let ended = self.done + self.failed;
        head.set_position(ended as u64);
        let mut text = format!("{} done, {} failed, {} running", self.done, self.failed, self.running);
        if self.running > rows.len() {
            text += &format!(" ({} shown)", rows.len());
        }
        text += &format!(", {} left", self.total.saturating_sub(ended + self.running));
        if self.spent > 0.0 {
            text += &format!(", {} credits", people::credits(self.spent));
        }
        head.set_message(text);
    }
}

fn bar(template: &str, length: usize) -> ProgressBar {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner());
    ProgressBar::new(length as u64).with_style(style)
}
