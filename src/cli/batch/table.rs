//! The end of a batch: a table for people, one document for programs, and the exit code.

use serde_json::{Value, json};

use super::kept::{RowEnd, Status};
use crate::report::people;
use crate::report::rows::{Failed, Row, Rows};
use crate::run::Signal;
use crate::text::escape::{one_line, shortened};

/// A table of more rows than this leaves out those that went well.
const LISTED: usize = 40;

/// Why rows were left that had not begun.
#[derive(Debug, Clone, PartialEq)]
pub enum Halt {
    Interrupted(Signal),
    /// So many rows had failed.
    Failures(usize),
    /// What was spent, what the next row may cost, and the budget.
    Budget(f64, f64, f64),
    /// This row's failure would be that of all others: the account, or the backend itself.
    Account(usize, String, u8),
    /// The batch's own journal could not be written.
    Broken(String),
}

/// Where a row stands.
#[derive(Debug, Clone, Copy)]
pub enum At<'e> {
    NotBegun,
    /// By its run.
    Running(&'e str),
    Ended(&'e RowEnd),
}

impl<'e> At<'e> {
    fn end(self) -> Option<&'e RowEnd> {
        match self {
            At::Ended(end) => Some(end),
            At::NotBegun | At::Running(_) => None,
        }
    }
}

/// A batch that has ended, or as far as it has come.
pub struct Ended<'e> {
    pub id: &'e str,
    pub workflow: &'e str,
    pub backend: &'e str,
    /// Each row by its name.
    pub rows: Vec<(&'e str, At<'e>)>,
    pub halt: Option<Halt>,
    pub spent: f64,
    pub available: Option<f64>,
    pub seconds: f64,
}

/// How a row ended, in one line.
pub fn told(end: &RowEnd) -> String {
    let took = people::time(end.seconds);
    let made: Vec<String> = end.outputs.iter().map(|path| one_line(&path.display().to_string())).collect();
    match (end.status, &end.error) {
        (Status::Succeeded, _) if made.is_empty() => format!("done ({took})"),
        (Status::Succeeded, _) => format!("done  {} ({took})", made.join(", ")),
        (Status::Interrupted, _) => format!("interrupted ({took})"),
        (Status::Failed, None) => format!("failed ({took})"),
        (Status::Failed, Some(error)) => {
            let step = error.step.as_ref().map(|step| format!("{}: ", one_line(step))).unwrap_or_default();
            format!("failed  {step}{} [{}] ({took})", one_line(&error.message), error.code)
        }
    }
}

impl Ended<'_> {
    /// The exit code of the worst row, or of what stopped the batch.
    pub fn exit_code(&self) -> u8 {
        let mut codes: Vec<u8> = self.rows.iter().filter_map(|(_, at)| Some(at.end()?.exit)).collect();
        codes.extend(match &self.halt {
            Some(Halt::Interrupted(Signal::Terminate)) => Some(143),
            Some(Halt::Interrupted(Signal::Interrupt)) => Some(130),
            Some(Halt::Budget(..)) => Some(4),
            Some(Halt::Account(_, _, exit)) => Some(*exit),
            Some(Halt::Broken(_)) => Some(1),
            Some(Halt::Failures(_)) | None => None,
        });
        let worst = [130, 143, 4, 5, 1, 3].into_iter().find(|code| codes.contains(code));
        worst.unwrap_or(u8::from(self.not_run() > 0))
    }

    fn count(&self, status: Status) -> usize {
        self.rows.iter().filter(|(_, at)| at.end().is_some_and(|end| end.status == status)).count()
    }

    fn not_run(&self) -> usize {
        self.rows.iter().filter(|(_, at)| matches!(at, At::NotBegun)).count()
    }

    fn running(&self) -> usize {
        self.rows.iter().filter(|(_, at)| matches!(at, At::Running(_))).count()
    }

    /// The whole in a word.
    pub fn status(&self) -> &'static str {
        match self.exit_code() {
            _ if self.running() > 0 => "running",
            130 | 143 => "interrupted",
            0 if self.not_run() == 0 => "succeeded",
            _ => "failed",
        }
    }

    /// The table and what follows from it.
    pub fn text(&self) -> String {
        let number = self.rows.len().to_string().len();
        let listed = |at: At<'_>| self.rows.len() <= LISTED || at.end().is_some_and(|end| end.exit != 0);
        let shown: Vec<_> = self.rows.iter().enumerate().filter(|(_, (_, at))| listed(*at)).take(500).collect();
        let name = |name: &str| shortened(&one_line(name), 48);
        let wide = shown.iter().map(|(_, (own, _))| name(own).chars().count()).max().unwrap_or(0);
        let mut out = String::new();
        for (number_of, (own, at)) in &shown {
            let told = match at {
                At::NotBegun => "not begun".to_owned(),
                At::Running(_) => "running".to_owned(),
                At::Ended(end) => told(end),
            };
            let cost = at.end().and_then(|end| end.credits).filter(|cost| *cost > 0.0);
            let cost = cost.map(|cost| format!(", {} credits", people::credits(cost))).unwrap_or_default();
            out += &format!("{:>number$}  {:<wide$}  {told}{cost}\n", number_of + 1, name(own));
        }
        if shown.len() < self.rows.len() {
            out += &format!("{} not listed; --json lists all\n", people::count(self.rows.len() - shown.len(), "row"));
        }
        if self.spent > 0.0 {
            let left = self.available.map(|left| format!("; {} left", people::credits(left))).unwrap_or_default();
            out += &format!("{} credits spent{left}\n", people::credits(self.spent));
        }
        out + &self.verdict()
    }

    /// The last lines, which can be read alone.
    fn verdict(&self) -> String {
        let (done, failed, cut) =
            (self.count(Status::Succeeded), self.count(Status::Failed), self.count(Status::Interrupted));
        let (left, running) = (self.not_run(), self.running());
        let counts =
            [(done, "done"), (failed, "failed"), (cut, "interrupted"), (running, "running"), (left, "not begun")];
        let counts: Vec<String> =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
        let took = people::time(self.seconds);
        let mut out = format!("{}: {} in {took}\n", people::count(self.rows.len(), "row"), counts.join(", "));
        let stopped = match &self.halt {
            _ if left == 0 => None,
            Some(Halt::Failures(most)) => {
                Some(format!("no more rows were begun, since --max-failures {most} was reached"))
            }
            Some(Halt::Budget(spent, next, budget)) => Some(format!(
                "no more rows were begun: {} of the budget of {} credits are spent, and the next row may cost {}",
                people::credits(*spent),
                people::credits(*budget),
                people::credits(*next)
            )),
            Some(Halt::Account(row, code, _)) => {
                Some(format!("no more rows were begun: what row {} met ({code}) would meet them too", row + 1))
            }
            Some(Halt::Broken(error)) => Some(format!("no more rows were begun: {error}")),
            Some(Halt::Interrupted(_)) | None => None,
        };
        out += &stopped.map(|stopped| stopped + "\n").unwrap_or_default();
        let id = self.id.get(..13).unwrap_or(self.id);
        if left + cut > 0 && running == 0 {
            out += &format!("go on with: flow batch --resume {id}\n");
        }
        // A check that did not hold does not hold the next time.
        let again = |error: &super::kept::RowError| !["check_failed", "expect_failed"].contains(&error.code.as_str());
        let mut ends = self.rows.iter().filter_map(|(_, at)| at.end()).filter(|end| end.status == Status::Failed);
        if let Some(first) = ends.clone().next().filter(|end| !end.run.is_empty()) {
            out +=
                &format!("look at what failed, one by one: flow show {}\n", first.run.get(..23).unwrap_or(&first.run));
        }
        if running == 0 && ends.any(|end| end.error.as_ref().is_none_or(again)) {
            out += &format!("only the failed ones again: flow batch --resume {id} --failed\n");
        }
        out
    }

    /// What `flow batch --json` prints.
    pub fn json(&self) -> Value {
        let number = |value: f64| if value.fract() == 0.0 { json!(value as i64) } else { json!(value) };
        let open = |row: usize, name: &str, run: Option<&str>, status: &str| {
            json!({
                "row": row + 1, "name": name, "run_id": run, "status": status, "exit_code": null,
                "seconds": null, "credits": null, "outputs": [], "error": null,
            })
        };
        let row = |(row, (name, at)): (usize, &(&str, At<'_>))| match at {
            At::NotBegun => open(row, name, None, "not_run"),
            At::Running(run) => open(row, name, Some(*run), "running"),
            At::Ended(end) => json!({
                "row": row + 1, "name": name, "run_id": end.run, "status": end.status, "exit_code": end.exit,
                "seconds": end.seconds, "credits": end.credits.map(number), "outputs": end.outputs, "error": end.error,
            }),
        };
        let mut counts = json!({
            "succeeded": self.count(Status::Succeeded), "failed": self.count(Status::Failed),
            "interrupted": self.count(Status::Interrupted), "not_run": self.not_run(),
        });
        if self.running() > 0 {
            counts["running"] = json!(self.running());
        }
        json!({
            "format_version": 1,
            "batch_id": self.id,
            "workflow": self.workflow,
            "status": self.status(),
            "exit_code": self.exit_code(),
            "backend": self.backend,
            "rows": self.rows.iter().enumerate().map(row).collect::<Vec<_>>(),
            "counts": counts,
            "credits": { "spent": number(self.spent), "available": self.available.map(number) },
        })
    }

    /// What reports are made from.
    pub fn report(&self) -> Rows<'_> {
        Rows {
            workflow: self.workflow,
            batch: self.id,
            backend: self.backend,
            status: self.status(),
            credits: self.spent,
            seconds: self.seconds,
            rows: self.rows.iter().map(|(name, at)| reported(name, *at)).collect(),
        }
    }
}

fn reported<'e>(name: &'e str, at: At<'e>) -> Row<'e> {
    let end = at.end();
    let (status, run) = match at {
        At::NotBegun => ("not_run", None),
        At::Running(run) => ("running", Some(run)),
        At::Ended(end) => (word(end.status), Some(end.run.as_str()).filter(|run| !run.is_empty())),
    };
    let failure = end.and_then(|end| end.error.as_ref()).map(|error| Failed {
        step: error.step.as_deref(),
        code: &error.code,
        message: &error.message,
        fix: error.fix.as_deref(),
    });
    let outputs = end.map_or(&[][..], |end| end.outputs.as_slice());
    Row { name, status, run, seconds: end.map_or(0.0, |end| end.seconds), outputs, failure }
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Succeeded => "succeeded",
        Status::Failed => "failed",
        Status::Interrupted => "interrupted",
    }
}
