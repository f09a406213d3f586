//! `flow resume`: the same fold over the same records, and on from there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use super::args::Resume;
use super::backend::Choice;
use super::exit::{Ended, Stop};
use super::out;
use super::progress::Drawer;
use super::run::{Start, kept, out_dir};
use super::source::{Here, Inputs, plan};
use crate::backend::local;
use crate::journal::{Folder, Journal, list, read};
use crate::outcome::{Code, Failure};
use crate::plan::Plan;
use crate::run::{Event, EventKind, RunState, Settings as RunSettings, Time, Verdict};
use crate::text::Diagnostic;
use crate::workflow::{Given, Stored, fill, load};

/// What a run's folder tells of it.
pub struct Past {
    pub id: String,
    pub plan: Arc<Plan>,
    pub root: PathBuf,
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
    texts: Vec<(PathBuf, String)>,
}

pub fn resume(args: &Resume, _color: bool) -> Ended {
    let flags = vec![
        ("backend", args.backend.clone()),
        ("jobs", args.running.jobs.map(|jobs| jobs.to_string())),
        ("out", args.out.as_ref().map(|out| out.display().to_string())),
    ];
    let here = Here::new(&args.common, flags)?;
    let id = which(&here, &args.run)?;
    let path = here.runs.join(&id);
    let Some(folder) = Folder::take(path.clone()).map_err(|error| kept(&path, &error))? else {
        let found = Diagnostic::error("run_is_held", None, format!("the run {id} is held by another process"));
        return Err(Stop::wrong(found.help("wait until it ends, or stop that process; `flow show last` follows it")));
    };
    let past = open(&here, &id, &folder)?;
    let choice = chosen(&here, &past)?;
    if choice.is_local() {
        local::find_ffmpeg()?;
    }
    unchanged(&past.inputs)?;
    let state = RunState::fold(&past.plan, &past.events);
    if state.verdict == Some(Verdict::Succeeded) {
        out::say("the run had ended well; there is nothing to go on with\n");
        return Ok(0);
    }
    let mut settings = past.settings.clone();
    settings.limits.budget = args.budget.or(settings.limits.budget);
    if args.out.is_some() {
        settings.out = out_dir(&here);
    }
    let redo: Vec<usize> = (0..past.plan.nodes.len()).filter(|node| state.failure(*node).is_some()).collect();
    let resend = if args.resend { redo.clone() } else { Vec::new() };
    let drawer = Drawer::choose(args.running.quiet, args.running.json_events);
    let Past { plan, root, inputs, events, length, .. } = past;
    let start = Start { here: &here, choice: &choice, plan, root, inputs, settings };
    let runtime = super::runtime()?;
    runtime.block_on(again(start, folder, &id, (events, length), (redo, resend), drawer, args.running.json))
}

async fn again(
    start: Start<'_>,
    folder: Folder,
    id: &str,
    (events, length): (Vec<Event>, u64),
    (redo, resend): (Vec<usize>, Vec<usize>),
    drawer: Drawer,
    json: bool,
) -> Ended {
    let folder = Arc::new(folder);
    let backend = start.backend(&folder, &drawer).await?;
    let account = backend.client.account().await?;
    if start.settings.account.is_some() && account.id != start.settings.account {
        let message = "the run was made with another account, which this one cannot see".to_owned();
        return Err(Failure::new(Code::TokenRefused, message)
            .fix("use the token or the client id of that account")
            .into());
    }
    drawer.say("Ready!");
    let broken = |error: std::io::Error| kept(folder.path(), &error);
    let mut journal = Journal::reopen(&folder.journal(), length, events.len() as u64).map_err(broken)?;
    let mut state = RunState::fold(&start.plan, &events);
    let resumed = EventKind::RunResumed { redo, resend, accept: Vec::new(), settings: start.settings.clone() };
    let credits = start.credits(&backend.client, &drawer).await;
    for event in journal.append(std::iter::once(resumed).chain(credits), Time::now()).map_err(broken)? {
        state.apply(&start.plan, &event);
    }
    start.go(folder, id, journal, state, backend, drawer, json).await
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

/// Reads a run's folder: its records, and the plan that they are about.
pub fn open(here: &Here, id: &str, folder: &Folder) -> Result<Past, Stop> {
    let damaged = |what: String| {
        Stop::wrong(
            Diagnostic::error("damaged_run", None, what).help("this run cannot be gone on with; start the recipe anew"),
        )
    };
    let journal = read(&folder.journal()).map_err(|damage| damaged(damage.to_string()))?;
    let Some(Event { kind: EventKind::RunStarted { plan: hash, settings, flow, .. }, .. }) = journal.events.first()
    else {
        return Err(damaged("the run was stopped before it began".into()));
    };
    let text = |name: &str| {
        std::fs::read(folder.path().join(name)).map_err(|error| damaged(format!("`{name}` cannot be read: {error}")))
    };
    let stored: Kept =
        serde_json::from_slice(&text("files.json")?).map_err(|error| damaged(format!("files.json: {error}")))?;
    let inputs: Inputs =
        serde_json::from_slice(&text("inputs.json")?).map_err(|error| damaged(format!("inputs.json: {error}")))?;
    let files = Stored { root: stored.root.clone(), texts: stored.texts.into_iter().collect::<BTreeMap<_, _>>() };
    let loaded = load(&stored.workflow, "workflow.yaml", &files, here.max_steps());
    let Some(workflow) = loaded.workflow else {
        return Err(Stop::Wrong(loaded.diagnostics, Box::new(loaded.sources)));
    };
    let named = inputs.values.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let given = Given { named, bare: Vec::new() };
    let planned =
        fill(&workflow, &given, &|_| None, true).and_then(|values| plan(&workflow, &values, here.max_steps()));
    let planned = planned.map_err(|found| Stop::Wrong(found, Box::new(loaded.sources)))?;
    if planned.hash != *hash {
        let what = format!(
            "this flow ({}) plans the run's workflow in another way than the flow that began it ({flow})",
            env!("CARGO_PKG_VERSION")
        );
        return Err(damaged(what));
    }
    let mut settings = settings.clone();
    for event in &journal.events {
        if let EventKind::RunResumed { settings: newer, .. } = &event.kind {
            settings = newer.clone();
        }
    }
    let (events, length) = (journal.events, journal.length);
    Ok(Past { id: id.to_owned(), plan: Arc::new(planned), root: stored.root, inputs, settings, events, length })
}

/// The run's own backend, which must be the one that the person would get.
pub fn chosen(here: &Here, past: &Past) -> Result<Choice, Stop> {
    let choice = Choice::of(here)?;
    if choice.word() == past.settings.backend {
        return Ok(choice);
    }
    let found =
        Diagnostic::error("other_backend", None, format!("the run belongs to the backend {}", past.settings.backend));
    Err(Stop::wrong(found.help(format!("name it: flow resume {} --backend {}", past.id, past.settings.backend))))
}

/// A run goes on with the footage that it began with.
fn unchanged(inputs: &Inputs) -> Result<(), Stop> {
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
