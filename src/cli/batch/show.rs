//! `flow show BATCH`: what became of each row, also while the batch goes.

use super::super::args::Show;
use super::super::exit::{Ended as Exit, Stop};
use super::super::past::open as open_run;
use super::super::source::Here;
use super::super::{out, reports};
use super::kept::{self, RowEnd, Status, fold, place};
use super::row;
use super::table::{At, Ended};
use super::tell::Spent;
use crate::journal::{Folder, list};
use crate::run::RunState;
use crate::text::Diagnostic;
use crate::text::escape::one_line;
use crate::workflow::{Stored, load};

/// The batch that a word names; none where it names a run, or nothing.
///
/// # Errors
/// Where it begins the id of a batch and that of a run.
pub fn named(here: &Here, word: &str) -> Result<Option<String>, Stop> {
    let begins = |ids: Vec<String>| ids.into_iter().filter(|id| id.starts_with(word)).collect::<Vec<_>>();
    let batches = if word == "last" { Vec::new() } else { begins(list(&place(&here.runs))) };
    match batches.as_slice() {
        [] => Ok(None),
        [one] if one == word || begins(list(&here.runs)).is_empty() => Ok(Some(one.clone())),
        _ => {
            let what = format!("`{word}` begins the ids of more than one batch or run");
            let found = Diagnostic::error("ambiguous_run", None, what);
            Err(Stop::wrong(found.help("give more of the id; `flow runs` lists them")))
        }
    }
}

/// Where a row stands, which its own run's folder tells better than the batch's journal.
enum Seen {
    NotBegun,
    Running(String),
    Ended(RowEnd),
}

impl Seen {
    fn at(&self) -> At<'_> {
        match self {
            Seen::NotBegun => At::NotBegun,
            Seen::Running(run) => At::Running(run),
            Seen::Ended(end) => At::Ended(end),
        }
    }
}

fn seen(here: &Here, run: Option<String>, end: Option<RowEnd>, held: bool) -> Seen {
    let Some(run) = run else { return Seen::NotBegun };
    if let Some(end) = end.as_ref().filter(|end| end.status == Status::Succeeded) {
        return Seen::Ended(end.clone());
    }
    match open_run(here, &run, &Folder::look(here.runs.join(&run))) {
        // Without a first record nothing was sent.
        Err(_) => end.map_or(Seen::NotBegun, Seen::Ended),
        Ok(past) => {
            let state = RunState::fold(&past.plan, &past.events);
            if held && end.is_none() && state.verdict.is_none() {
                return Seen::Running(run);
            }
            let seconds = end.map(|end| end.seconds).or_else(|| took(&state)).unwrap_or(0.0);
            Seen::Ended(RowEnd { seconds, ..row::end(&past.plan, &state, &run) })
        }
    }
}

/// Seconds.
fn took(state: &RunState) -> Option<f64> {
    Some(state.ended?.duration_since(state.started?).as_secs_f64().max(0.0))
}

/// Prints the batch, or writes its page.
///
/// # Errors
/// Where its folder cannot be read, or the page not be written.
pub fn show(here: &Here, id: &str, args: &Show) -> Exit {
    if args.follow || args.raw {
        let flag = if args.raw { "--raw" } else { "--follow" };
        let found = Diagnostic::error("not_for_batches", None, format!("`{id}` is a batch, and {flag} shows a run"));
        return Err(Stop::wrong(found.help(format!("`flow show {id}` lists its runs: name one of them"))));
    }
    let folder = Folder::look(place(&here.runs).join(id));
    let (kept, past) = kept::open(&folder)?;
    let held = folder.is_held();
    let rows: Vec<Seen> =
        fold(&past.events, kept.rows.len()).into_iter().map(|(run, end)| seen(here, run, end, held)).collect();
    let files = Stored { root: kept.root.clone(), texts: kept.texts.iter().cloned().collect() };
    let workflow = load(&kept.workflow, "workflow.yaml", &files, here.max_steps()).workflow;
    let stem = || kept.workflow.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let workflow = workflow.map_or_else(stem, |workflow| workflow.name.clone());
    let spent = Spent::of(&past.events);
    let seconds = match (past.events.first(), past.events.last()) {
        (Some(first), Some(last)) => last.at.duration_since(first.at).as_secs_f64().max(0.0),
        _ => 0.0,
    };
    let ended = Ended {
        id,
        workflow: &workflow,
        backend: &kept.backend,
        rows: kept.rows.iter().zip(&rows).map(|(row, seen)| (row.name.as_str(), seen.at())).collect(),
        halt: None,
        spent: spent.spent,
        available: spent.available,
        seconds,
    };
    if let Some(path) = &args.html {
        let path = if path.is_empty() { format!("{workflow}-batch.html") } else { path.clone() };
        reports::write_rows(&here.cwd, &format!("html={path}"), &ended.report())?;
        out::result(&format!("{path}\n"));
    } else if args.json {
        out::result(&(serde_json::to_string_pretty(&ended.json()).unwrap_or_default() + "\n"));
    } else {
        out::result(&format!("Batch {id} of {} ({})\n\n{}", one_line(&workflow), ended.status(), ended.text()));
    }
    Ok(0)
}
