//! A batch on disk: what it was begun with, and a journal of its rows. What became of a row stands in
//! the row's own run.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::super::exit::Stop;
use super::rows::Row;
use crate::journal::{Folder, list, read};
use crate::run::{Event, Signal, Time};
use crate::text::Diagnostic;

/// What a batch was begun with; `batch.json` in its folder.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    pub format_version: u32,
    /// The root that the recipe's own paths stay under, its own file, and the text of all its files.
    pub root: PathBuf,
    pub workflow: PathBuf,
    pub texts: Vec<(PathBuf, Arc<String>)>,
    /// The folder that the rows' paths are relative to.
    pub base: PathBuf,
    pub backend: String,
    pub out: PathBuf,
    pub overwrite: bool,
    pub keep_going: bool,
    pub budget: Option<f64>,
    pub max_failures: Option<usize>,
    /// What holds for all rows, without secrets.
    pub given: Vec<(String, Json)>,
    pub rows: Vec<Row>,
}

/// A record of the batch's journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Kind {
    BatchStarted {
        flow: String,
        account: Option<String>,
    },
    BatchResumed {
        budget: Option<f64>,
        max_failures: Option<usize>,
    },
    /// The run's folder is made after this, so that no run of a batch is unknown to it.
    RowStarted {
        row: usize,
        run: String,
    },
    RowEnded {
        row: usize,
        end: RowEnd,
    },
    CreditsRead {
        available: Option<f64>,
        total: Option<f64>,
    },
    InterruptAsked {
        by: Signal,
    },
}

/// How a row ended, as far as the batch tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowEnd {
    pub run: String,
    pub status: Status,
    pub exit: u8,
    pub seconds: f64,
    /// Known only where no other row ran meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits: Option<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<PathBuf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<RowError>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Succeeded,
    Failed,
    Interrupted,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowError {
    pub step: Option<String>,
    pub code: String,
    pub message: String,
    pub fix: Option<String>,
}

/// Where batches are kept: below the runs, which are listed without them.
pub fn place(runs: &Path) -> PathBuf {
    runs.join("batches")
}

/// What the journal tells of a batch.
pub struct Past {
    pub events: Vec<Event<Kind>>,
    pub length: u64,
}

/// What became of each row, by the journal alone: the run that it was given last, and its end.
pub fn fold(events: &[Event<Kind>], rows: usize) -> Vec<(Option<String>, Option<RowEnd>)> {
    let mut out = vec![(None, None); rows];
    for event in events {
        match &event.kind {
            Kind::RowStarted { row, run } if *row < rows => out[*row] = (Some(run.clone()), None),
            Kind::RowEnded { row, end } if *row < rows => out[*row].1 = Some(end.clone()),
            _ => {}
        }
    }
    out
}

/// The batch that the word names: an id, the beginning of one, or `last`.
///
/// # Errors
/// Where there is none, or more than one.
pub fn which(runs: &Path, word: &str) -> Result<String, Stop> {
    let place = place(runs);
    let all = list(&place);
    let found: Vec<&String> = match word {
        "last" => all.last().into_iter().collect(),
        _ => all.iter().filter(|id| id.starts_with(word)).collect(),
    };
    let (what, help) = match found.as_slice() {
        [one] => return Ok((*one).clone()),
        [] => (format!("there is no batch `{word}` in {}", place.display()), "`flow runs` lists them"),
        many => (format!("`{word}` begins the ids of {} batches", many.len()), "give more of the id"),
    };
    Err(Stop::wrong(Diagnostic::error("unknown_batch", None, what).help(help)))
}

/// Reads a batch's folder.
///
/// # Errors
/// Where it is damaged.
pub fn open(folder: &Folder) -> Result<(Kept, Past), Stop> {
    let damaged = |what: String| {
        let found = Diagnostic::error("damaged_run", None, what);
        Stop::wrong(found.help("this batch cannot be gone on with; its runs can, one by one: `flow runs`"))
    };
    let journal = read::<Kind>(&folder.journal()).map_err(|damage| damaged(damage.to_string()))?;
    let bytes = std::fs::read(folder.path().join("batch.json"))
        .map_err(|error| damaged(format!("`batch.json` cannot be read: {error}")))?;
    let kept: Kept = serde_json::from_slice(&bytes).map_err(|error| damaged(format!("batch.json: {error}")))?;
    if kept.format_version != 1 {
        return Err(damaged("another version of flow made this batch".into()));
    }
    Ok((kept, Past { events: journal.events, length: journal.length }))
}

/// A batch among the runs that `flow runs` lists.
pub struct Listed {
    pub id: String,
    /// Its recipe; none where the folder cannot be read.
    pub workflow: Option<String>,
    pub started: Option<Time>,
    pub rows: usize,
    pub done: usize,
    pub failed: usize,
    /// Whether a process works on it now.
    pub held: bool,
    /// Every run that belongs to it.
    pub runs: BTreeSet<String>,
}

/// The batches, oldest first.
pub fn listed(runs: &Path) -> Vec<Listed> {
    let place = place(runs);
    let one = |id: String| {
        let Ok((kept, past)) = open(&Folder::look(place.join(&id))) else {
            let (workflow, started, runs) = (None, None, BTreeSet::new());
            return Listed { id, workflow, started, rows: 0, done: 0, failed: 0, held: false, runs };
        };
        let started = |event: &Event<Kind>| match &event.kind {
            Kind::RowStarted { run, .. } => Some(run.clone()),
            _ => None,
        };
        let rows = fold(&past.events, kept.rows.len());
        let count =
            |status| rows.iter().filter(|(_, end)| end.as_ref().is_some_and(|end| end.status == status)).count();
        Listed {
            held: Folder::look(place.join(&id)).is_held(),
            id,
            workflow: kept.workflow.file_stem().map(|stem| stem.to_string_lossy().into_owned()),
            started: past.events.first().map(|event| event.at),
            rows: rows.len(),
            done: count(Status::Succeeded),
            failed: count(Status::Failed),
            runs: past.events.iter().filter_map(started).collect(),
        }
    };
    list(&place).into_iter().map(one).collect()
}
