//! A batch as it happens: on a terminal the rows that run and how many are left, in a pipe one line for
//! each row that ends.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use super::super::out;
use super::super::progress::{further, public};
use super::super::screen::Screen;
use super::kept::{RowEnd, Status};
use super::table;
use crate::exec::Seen;
use crate::plan::Plan;
use crate::report::board::{Row, Unit};
use crate::run::{EventKind, Live, RunState};
use crate::text::escape::one_line;

/// Who watches a batch. All rows tell it how far they are.
pub struct Board(Mutex<Inner>);

struct Inner {
    how: How,
    total: usize,
    done: usize,
    failed: usize,
}

enum How {
    Quiet,
    Plain,
    /// Another program.
    Events,
    Fancy(Screen),
}

impl Board {
    pub fn new(quiet: bool, events: bool, name: &str, total: usize) -> Board {
        let how = match quiet {
            _ if events => How::Events,
            true => How::Quiet,
            false if out::terminal() => {
                let screen = Screen::new();
                screen.change(|board, now| {
                    (board.name, board.unit, board.began) = (name.to_owned(), Unit::Rows, now);
                    board.total = total;
                });
                How::Fancy(screen)
            }
            false => How::Plain,
        };
        Board(Mutex::new(Inner { how, total, done: 0, failed: 0 }))
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
        self.inner().count(status);
    }

    pub fn began(&self, row: usize, name: &str, run: &str) {
        let inner = self.inner();
        inner.tell(row, json!({ "event": "row_started", "name": name, "run_id": run }));
        if let How::Fancy(screen) = &inner.how {
            screen.change(|board, now| {
                board.rows.insert(row, Row { label: name.to_owned(), since: now, ..Row::default() });
            });
        }
    }

    /// What the running steps of a row do.
    pub fn watch(&self, row: usize, plan: &Plan, _state: &RunState, live: &Live, seen: &Seen<'_>) {
        let inner = self.inner();
        if let (How::Events, Seen::Event(event)) = (&inner.how, seen) {
            return inner.tell(row, public(plan, event));
        }
        let How::Fancy(screen) = &inner.how else { return };
        screen.change(|board, now| {
            let Some(row) = board.rows.get_mut(&row) else { return };
            match seen {
                Seen::Event(event) => {
                    if let EventKind::AttemptStarted { node, .. } = event.kind {
                        let own = &plan.nodes[node];
                        row.what = format!("{}: {}", own.label(), own.shown.as_deref().unwrap_or(""));
                        (row.bytes, row.percent) = (None, None);
                    }
                }
                Seen::Notice(node, notice) => {
                    let before = row.what.clone();
                    further(row, now, live, *node, notice);
                    if row.what != before {
                        row.what = format!("{}: {}", plan.nodes[*node].label(), row.what);
                    }
                }
                Seen::Still(..) => {}
            }
        });
    }

    pub fn ended(&self, row: usize, name: &str, end: &RowEnd, spent: f64) {
        let mut inner = self.inner();
        inner.count(end.status);
        inner.tell(row, json!({ "event": "row_ended", "name": name, "end": end }));
        let ended = inner.done + inner.failed;
        let line = format!("[{ended}/{}] {}  {}", inner.total, one_line(name), table::told(end));
        if let How::Fancy(screen) = &inner.how {
            screen.change(|board, _| {
                board.spent = spent;
                board.rows.remove(&row);
            });
        }
        // On a terminal a thousand lines of what went well would hide the one that did not.
        if end.status != Status::Succeeded || matches!(inner.how, How::Plain) {
            inner.say(&line);
        }
    }

    /// Takes away what moves.
    pub fn end(&self) {
        if let How::Fancy(screen) = &mut self.inner().how {
            screen.end();
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
        if let How::Fancy(screen) = &self.how {
            screen.change(|board, _| (board.ended, board.failed) = (self.done + self.failed, self.failed));
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
            How::Fancy(screen) => screen.say(text),
        }
    }
}
