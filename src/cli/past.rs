//! A run that lies on disk: which one a word names, and what its folder tells of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::backend::Choice;
use super::exit::Stop;
use super::source::{Here, Inputs, plan};
use super::tapes::REPLAY;
use crate::journal::{Folder, list, read};
use crate::plan::{Plan, recorded};
use crate::run::{Event, EventKind, Settings as RunSettings};
use crate::text::Diagnostic;
use crate::workflow::{Given, Stored, fill, load};

/// Bytes of one of a run's files beside its journal.
const LIMIT: u64 = 256 << 20;

/// What a run's folder tells of it.
pub struct Past {
    pub id: String,
    pub plan: Arc<Plan>,
    /// Why the plan is only the one on record, where this version does not make it of the recipe.
    pub otherwise: Option<String>,
    pub root: PathBuf,
    /// The workflow's files, its own first.
    pub texts: Vec<(PathBuf, Arc<String>)>,
    pub inputs: Inputs,
    pub settings: RunSettings,
    pub events: Vec<Event>,
    /// Bytes of the journal that are whole.
    pub length: u64,
}

#[derive(Deserialize)]
struct Kept {
    root: PathBuf,
    workflow: PathBuf,
    texts: Vec<(PathBuf, Arc<String>)>,
}

/// The run that the word names: an id, the beginning of one, or `last`.
pub fn which(here: &Here, word: &str) -> Result<String, Stop> {
    let all = list(&here.runs);
    let found: Vec<&String> = match word {
        "last" => all.last().into_iter().collect(),
        _ => all.iter().filter(|id| id.starts_with(word)).collect(),
    };
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] if list(&here.runs.join("batches")).iter().any(|id| id.starts_with(word)) => {
            let found = Diagnostic::error("unknown_run", None, format!("`{word}` is a batch, and this takes a run"));
            Err(Stop::wrong(
                found.help("`flow show` lists the runs of a batch, and `flow batch --resume` goes on with it"),
            ))
        }
        [] if all.is_empty() => {
            let found =
                Diagnostic::error("unknown_run", None, format!("there are no runs yet in {}", here.runs.display()));
            Err(Stop::wrong(
                found.help("begin with `flow run captions.yaml --input talk.mov`; --runs-dir names another place"),
            ))
        }
        [] => {
            let found =
                Diagnostic::error("unknown_run", None, format!("there is no run `{word}` in {}", here.runs.display()));
            Err(Stop::wrong(found.help("`flow runs` lists them; --runs-dir names another place")))
        }
        many => {
            let found =
                Diagnostic::error("ambiguous_run", None, format!("`{word}` begins the ids of {} runs", many.len()));
            Err(Stop::wrong(found.help("give more of the id; `flow runs` lists them")))
        }
    }
}

/// The secret inputs, which are asked for again.
pub fn secrets(words: &[String]) -> Vec<(String, serde_json::Value)> {
    let pairs = words.iter().filter_map(|word| word.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), serde_json::Value::String(value.to_owned()))).collect()
}

/// Reads a run's folder for showing what it did: its records, and the plan that they are about. Where
/// this version plans the recipe otherwise, the plan is the one on record.
pub fn open(here: &Here, id: &str, folder: &Folder) -> Result<Past, Stop> {
    read_with(here, id, folder, &[], false)
}

/// Reads a run's folder for going on with it, with inputs that the run did not keep.
///
/// # Errors
/// Beside damage, where an input is missing, and where this version plans the recipe otherwise.
pub fn open_to_go_on(
    here: &Here,
    id: &str,
    folder: &Folder,
    extra: &[(String, serde_json::Value)],
) -> Result<Past, Stop> {
    read_with(here, id, folder, extra, true)?.sure()
}

impl Past {
    /// The run where its plan is this version's own, which more than showing it needs.
    pub fn sure(self) -> Result<Past, Stop> {
        let Some(why) = self.otherwise else { return Ok(self) };
        let help = format!(
            "`flow show {id}` tells what it did; to keep its edits, go on in a new run: flow run RECIPE --continue {id}",
            id = self.id
        );
        Err(Stop::wrong(Diagnostic::error("other_plan", None, why).help(help)))
    }
}

fn damaged(what: String) -> Stop {
    Stop::wrong(
        Diagnostic::error("damaged_run", None, what).help("this run cannot be gone on with; start the recipe anew"),
    )
}

fn read_with(
    here: &Here,
    id: &str,
    folder: &Folder,
    extra: &[(String, serde_json::Value)],
    complete: bool,
) -> Result<Past, Stop> {
    let journal = read(&folder.journal()).map_err(|damage| damaged(damage.to_string()))?;
    let Some(Event { kind: EventKind::RunStarted { plan: hash, settings, flow, .. }, .. }) = journal.events.first()
    else {
        return Err(damaged("the run was stopped before it began".into()));
    };
    let stored: Kept = kept(folder, "files.json")?;
    let inputs: Inputs = kept(folder, "inputs.json")?;
    let record: serde_json::Value = kept(folder, "plan.json")?;
    let (planned, otherwise) = match planned(here, &stored, &inputs, extra, complete)? {
        Ok(plan) => match plan.is(hash, &record) {
            Ok(()) => (plan, None),
            Err(what) => (on_record(here, &record)?, Some(what)),
        },
        Err(what) => (on_record(here, &record)?, Some(what)),
    };
    let otherwise = otherwise.map(|what| {
        let this = env!("CARGO_PKG_VERSION");
        format!("this flow ({this}) reads the run's recipe otherwise than the flow that began it ({flow}): {what}")
    });
    if let Some(event) = journal.events.iter().find(|event| event.kind.steps().any(|step| step >= planned.nodes.len()))
    {
        return Err(damaged(format!(
            "record {} of the journal is about a step that the plan does not have",
            event.seq
        )));
    }
    let resumed = journal.events.iter().rev().find_map(|event| match &event.kind {
        EventKind::RunResumed { settings, .. } => settings.clone(),
        _ => None,
    });
    let settings = resumed.unwrap_or_else(|| settings.clone());
    let (events, length) = (journal.events, journal.length);
    let (id, plan, root, texts) = (id.to_owned(), Arc::new(planned), stored.root, stored.texts);
    Ok(Past { id, plan, otherwise, root, texts, inputs, settings, events, length })
}

/// One of the run's files, which may come from a stranger.
fn kept<T: DeserializeOwned>(folder: &Folder, name: &str) -> Result<T, Stop> {
    let path = folder.path().join(name);
    let unreadable = |what: String| damaged(format!("`{name}` cannot be read: {what}"));
    let bytes = std::fs::metadata(&path).map_err(|error| unreadable(error.to_string()))?.len();
    if bytes > LIMIT {
        return Err(unreadable(format!("it has {bytes} bytes")));
    }
    let bytes = std::fs::read(&path).map_err(|error| unreadable(error.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|error| unreadable(error.to_string()))
}

/// The plan that this version makes of the run's recipe; in words why it makes none.
fn planned(
    here: &Here,
    stored: &Kept,
    inputs: &Inputs,
    extra: &[(String, serde_json::Value)],
    complete: bool,
) -> Result<Result<Plan, String>, Stop> {
    let texts = stored.texts.iter().cloned().collect::<BTreeMap<_, _>>();
    let files = Stored { root: stored.root.clone(), texts };
    let loaded = load(&stored.workflow, "workflow.yaml", &files, here.max_steps());
    let first = |found: &[Diagnostic]| {
        found.iter().find(|found| found.is_error()).map_or("it has no steps".to_owned(), |first| first.message.clone())
    };
    let Some(workflow) = loaded.workflow else { return Ok(Err(first(&loaded.diagnostics))) };
    let named: Vec<_> =
        inputs.values.iter().map(|(name, value)| (name.clone(), value.clone())).chain(extra.to_vec()).collect();
    let given = Given { named, bare: Vec::new() };
    let values = fill(&workflow, &given, &|name| std::env::var(name).ok().filter(|_| complete), complete);
    match values {
        // What the run did not keep is the person's to give.
        Err(found) if complete => Err(Stop::Wrong(found, Box::new(loaded.sources))),
        values => {
            Ok(values.and_then(|values| plan(&workflow, &values, here.max_steps())).map_err(|found| first(&found)))
        }
    }
}

fn on_record(here: &Here, record: &serde_json::Value) -> Result<Plan, Stop> {
    recorded(record, here.max_steps()).map_err(|what| damaged(format!("`plan.json` holds no plan: {what}")))
}

/// The run's own backend, which must be the one that the person would get.
pub fn chosen(here: &Here, past: &Past) -> Result<Choice, Stop> {
    let choice = Choice::of(here)?;
    if past.settings.backend == REPLAY {
        let found = Diagnostic::error("replayed_run", None, "the run was a replay, and left nothing to go on with");
        return Err(Stop::wrong(found.help("run the recipe again, with or without --replay")));
    }
    if choice.word() == past.settings.backend {
        return Ok(choice);
    }
    let found =
        Diagnostic::error("other_backend", None, format!("the run belongs to the backend {}", past.settings.backend));
    Err(Stop::wrong(found.help(format!("name it: --backend {}", past.settings.backend))))
}

/// A run goes on with the footage that it began with.
pub fn unchanged(inputs: &Inputs) -> Result<(), Stop> {
    let mut seen = BTreeSet::new();
    for (named, hash) in &inputs.hashes {
        let path: &Path = inputs.files.get(named).map_or(Path::new(named), PathBuf::as_path);
        let now = crate::draft::sha256_file(path);
        if seen.insert(path) && now.as_ref().ok() != Some(hash) {
            let what = if now.is_ok() { "has changed" } else { "is gone" };
            let found = Diagnostic::error("file_changed", None, format!("`{named}` {what} since the run began"));
            return Err(Stop::wrong(found.help("put the old file back, or start the recipe anew")));
        }
    }
    Ok(())
}
