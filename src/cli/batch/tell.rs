//! What a batch tells when it has ended, and what the account tells that it spent.

use std::time::Instant;

use serde_json::json;

use super::super::exit::Ended as Exit;
use super::super::source::Here;
use super::super::{out, reports};
use super::Wants;
use super::go::Todo;
use super::kept::Kind;
use super::rows::Row;
use super::table::{At, Ended, Halt};
use crate::journal::Folder;
use crate::run::Event;

/// What the account spent, by its total, which goes down.
#[derive(Default)]
pub struct Spent {
    pub total: Option<f64>,
    pub available: Option<f64>,
    pub spent: f64,
}

impl Spent {
    /// What the records of a batch tell.
    pub fn of(events: &[Event<Kind>]) -> Spent {
        let mut spent = Spent::default();
        for event in events {
            if let Kind::CreditsRead { available, total } = &event.kind {
                spent.read(*available, *total);
            }
        }
        spent
    }

    pub fn read(&mut self, available: Option<f64>, total: Option<f64>) {
        if let (Some(before), Some(now)) = (self.total, total) {
            self.spent += (before - now).max(0.0);
        }
        self.total = total.or(self.total);
        self.available = available;
    }
}

/// Prints and keeps the summary, and gives the exit code.
pub fn tell(
    (folder, id, workflow, backend): (&Folder, &str, &str, &str),
    rows: &[Row],
    todo: &[Todo],
    halt: Option<Halt>,
    spent: &Spent,
    since: Instant,
    (here, args): (&Here, &Wants),
) -> Exit {
    let ends = || todo.iter().map(Todo::end);
    let rows =
        rows.iter().zip(ends()).map(|(row, end)| (row.name.as_str(), end.map_or(At::NotBegun, At::Ended))).collect();
    let seconds = since.elapsed().as_secs_f64();
    let ended = Ended { id, workflow, backend, rows, halt, spent: spent.spent, available: spent.available, seconds };
    let pretty = serde_json::to_string_pretty(&ended.json()).unwrap_or_default() + "\n";
    // The journal holds all of it, so a summary that cannot be kept is no failure of the batch.
    let _ = folder.put("summary.json", pretty.as_bytes());
    if args.json {
        out::result(&pretty);
    }
    if args.quiet && !args.json {
        let made = ends().flatten().flat_map(|end| &end.outputs);
        made.for_each(|path| out::result(&format!("{}\n", path.display())));
    }
    if args.events {
        let told = ended.json();
        let last = json!({
            "format_version": 1, "event": "batch_finished", "batch_id": id, "status": told["status"],
            "exit_code": told["exit_code"], "counts": told["counts"], "credits": told["credits"],
        });
        out::result(&format!("{last}\n"));
    }
    if !(args.quiet || args.events) || ended.exit_code() != 0 {
        out::say(&ended.text());
    }
    for report in &args.reports {
        reports::write_rows(&here.cwd, report, &ended.report())?;
    }
    Ok(ended.exit_code())
}
