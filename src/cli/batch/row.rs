//! One row of a batch as an ordinary run: begun anew, or taken up again.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use serde_json::Value as Json;
use tokio::sync::{Semaphore, mpsc};

use super::super::backend::Choice;
use super::super::begin::begin;
use super::super::exit::Stop;
use super::super::guard::least;
use super::super::past::{open_to_go_on, unchanged};
use super::super::run::{Start, kept, summarize};
use super::super::source::{Here, bind};
use super::board::Board;
use super::kept::{RowEnd, RowError, Status};
use super::rows::{Row, Stamp};
use crate::backend::client::{Client, Recorder};
use crate::exec;
use crate::journal::Folder;
use crate::plan::Plan;
use crate::report::summary;
use crate::run::{EventKind, Limits, RunState, Settings, Signal, Time, Verdict};
use crate::step::Claims;
use crate::text::Diagnostic;
use crate::text::escape::one_line;
use crate::workflow::{Given, Workflow};

/// What all rows of a batch have in common.
pub struct Shared {
    pub here: Arc<Here>,
    pub choice: Choice,
    pub workflow: Arc<Workflow>,
    pub texts: Vec<(PathBuf, Arc<String>)>,
    pub root: PathBuf,
    /// The folder that the rows' paths are relative to.
    pub base: PathBuf,
    pub given: Vec<(String, Json)>,
    /// The secret inputs, which no folder keeps.
    pub secrets: Vec<(String, Json)>,
    pub client: Client,
    pub turns: Arc<Semaphore>,
    pub jobs: usize,
    pub account: Option<String>,
    pub out: PathBuf,
    pub overwrite: bool,
    pub keep_going: bool,
    pub claims: Claims,
    pub board: Board,
}

/// How a row is begun.
#[derive(Debug, Clone, PartialEq)]
pub enum Begin {
    Anew,
    /// The run is taken up; where it failed, what failed is tried again.
    Again,
}

/// What a row is carried out with.
pub struct Job {
    pub number: usize,
    pub row: Row,
    pub run: String,
    pub begin: Begin,
    /// What the batch may still spend.
    pub left: Option<f64>,
    pub signals: mpsc::UnboundedReceiver<Signal>,
}

/// A run that is ready to go.
struct Ready {
    start: Start,
    folder: Folder,
    /// Its records, how long they are, and the steps to try again, where it began earlier.
    past: Option<(Vec<crate::run::Event>, u64, Vec<usize>)>,
}

/// Carries a row out to its end. Whatever goes wrong is the row's end.
pub async fn carry(shared: Arc<Shared>, job: Job) -> RowEnd {
    let since = Instant::now();
    let run = job.run.clone();
    let mut end = match attempt(&shared, job).await {
        Ok(end) => end,
        Err(stop) => stopped(run, &stop),
    };
    end.seconds = (since.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    end
}

async fn attempt(shared: &Arc<Shared>, job: Job) -> Result<RowEnd, Stop> {
    let Job { number, row, run, begin, left, signals } = job;
    // Planning and hashing take the processor and the disk, which other rows' streams must not wait for.
    let (all, id) = (Arc::clone(shared), run.clone());
    let claims = shared.claims.of(called(number, &row.name));
    let ready = tokio::task::spawn_blocking(move || match begin {
        Begin::Anew => anew(&all, &row, &id, left),
        Begin::Again => again(&all, &id),
    });
    let Ready { mut start, folder, past } = ready.await.map_err(|error| anyhow::anyhow!("the row fell: {error}"))??;
    start.claims = claims;
    let folder = Arc::new(folder);
    let tape = start.tapes.tape(&folder.answers());
    let client = shared.client.recorded(Arc::clone(&tape) as Arc<dyn Recorder>);
    tape.begin(start.choice.word(), client.origin(), start.costs());
    let credits = if start.costs() { client.credits().await.ok() } else { None };
    let credits = credits.map(|held| EventKind::CreditsRead { available: held.available, total: held.total });
    let broken = |error: std::io::Error| kept(folder.path(), &error);
    let (journal, state) = match past {
        None => start.record(&folder, &run, credits).map_err(broken)?,
        Some((events, length, redo)) => {
            // The run's own count goes on, so the budget is what it had spent and what is left for all.
            let spent = {
                let records =
                    credits.iter().map(|kind| crate::run::Event { seq: 0, at: Time::now(), kind: kind.clone() });
                RunState::fold(&start.plan, &events.iter().cloned().chain(records).collect::<Vec<_>>()).spent
            };
            start.settings.limits.budget =
                least(start.plan.budget, left.map(|left| spent + left)).filter(|_| start.costs());
            let settings = start.settings.clone();
            let (resend, accept, anew) = (Vec::new(), Vec::new(), Vec::new());
            let records =
                std::iter::once(EventKind::RunResumed { redo, resend, accept, anew, settings: Some(settings) })
                    .chain(credits);
            exec::take_up(&start.plan, &folder.journal(), (&events, length), records, Time::now()).map_err(broken)?
        }
    };
    let turns = Some(Arc::clone(&shared.turns));
    let engine = start.engine(Arc::clone(&folder), journal, state, client, turns, signals);
    let world = Arc::clone(&engine.world);
    let watched = Arc::clone(shared);
    let watch = &mut |plan: &Plan, state: &RunState, live: &crate::run::Live, seen: exec::Seen<'_>| {
        watched.board.watch(number, plan, state, live, &seen);
    };
    let state = exec::run(engine, watch).await.map_err(broken)?;
    summarize(&start.plan, &state, &world, &folder, &run);
    Ok(end(&start.plan, &state, &run))
}

/// What people call a row among the others.
pub fn called(number: usize, name: &str) -> String {
    format!("row {} ({})", number + 1, one_line(name))
}

/// Plans the row, takes its files' hashes, and makes its folder.
fn anew(shared: &Shared, row: &Row, id: &str, left: Option<f64>) -> Result<Ready, Stop> {
    for (path, stamp) in &row.files {
        if Stamp::of(path).as_ref() != Some(stamp) {
            let message = format!("`{}` has changed since the batch began", path.display());
            let help = "put the old file back and resume the batch, or start another batch with what is there now";
            return Err(Stop::wrong(Diagnostic::error("file_changed", None, message).help(help)));
        }
    }
    let named = named(&shared.given, row).into_iter().chain(shared.secrets.iter().cloned()).collect();
    let bound = bind(&shared.here, &shared.base, &shared.workflow, &Given { named, bare: Vec::new() }, true);
    let (plan, mut inputs) = bound.map_err(|found| Stop::Wrong(found, Box::default()))?;
    inputs.hash()?;
    let folder = begin(&shared.here, id, (&shared.root, &shared.texts), &plan, &inputs)
        .map_err(|error| kept(&shared.here.runs, &error))?;
    let limits = Limits {
        jobs: shared.jobs,
        keep_going: shared.keep_going,
        budget: least(plan.budget, left).filter(|_| shared.choice.costs(&shared.here)),
        free_renders: !shared.choice.is_local(),
        only: None,
    };
    let settings = Settings {
        backend: shared.choice.word().to_owned(),
        account: shared.account.clone(),
        workflow: shared.workflow.name.clone(),
        out: shared.out.clone(),
        overwrite: shared.overwrite,
        limits,
        locked: None,
        continues: None,
    };
    let (here, choice) = (Arc::clone(&shared.here), shared.choice.clone());
    let start = Start::new(here, choice, Arc::new(plan), shared.root.clone(), inputs, settings);
    Ok(Ready { start, folder, past: None })
}

/// Takes the row's run up as its folder tells it.
fn again(shared: &Shared, id: &str) -> Result<Ready, Stop> {
    let path = shared.here.runs.join(id);
    let folder = Folder::take(path.clone()).map_err(|error| kept(&path, &error))?;
    let Some(folder) = folder else {
        let found = Diagnostic::error("run_is_held", None, format!("the run {id} is held by another process"));
        return Err(Stop::wrong(found.help("wait until it ends, then resume the batch")));
    };
    let past = open_to_go_on(&shared.here, id, &folder, &shared.secrets)?;
    unchanged(&past.inputs)?;
    let state = RunState::fold(&past.plan, &past.events);
    let redo = state.failures().collect();
    let mut settings = past.settings;
    settings.limits.jobs = shared.jobs;
    let (here, choice) = (Arc::clone(&shared.here), shared.choice.clone());
    let start = Start::new(here, choice, past.plan, past.root, past.inputs, settings);
    Ok(Ready { start, folder, past: Some((past.events, past.length, redo)) })
}

/// The values of a row: its own stand before those of all.
pub fn named(all: &[(String, Json)], row: &Row) -> Vec<(String, Json)> {
    let own = |name: &String| row.values.iter().any(|(other, _)| other == name);
    let shared = all.iter().filter(|(name, _)| !own(name)).cloned();
    shared.chain(row.values.iter().map(|(name, value)| (name.clone(), Json::String(value.clone())))).collect()
}

/// How a run ended, for the batch.
pub fn end(plan: &Plan, state: &RunState, run: &str) -> RowEnd {
    let failed = summary::failures(plan, state).next();
    let error = failed.map(|(node, failure)| RowError {
        step: Some(plan.nodes[node].id.clone()),
        code: failure.code.word().to_owned(),
        message: failure.message.clone(),
        fix: failure.fix.clone(),
    });
    let status = match state.verdict {
        Some(Verdict::Succeeded) => Status::Succeeded,
        Some(Verdict::Failed) => Status::Failed,
        Some(Verdict::Interrupted) | None => Status::Interrupted,
    };
    let outputs = summary::artifacts(plan, state).map(|(_, made)| made.path.clone()).collect();
    let exit = summary::exit_code(plan, state);
    RowEnd { run: run.to_owned(), status, exit, seconds: 0.0, credits: None, outputs, error }
}

/// What a row may cost.
pub fn price(shared: &Shared, row: &Row) -> f64 {
    let named = named(&shared.given, row).into_iter().chain(shared.secrets.iter().cloned()).collect();
    let bound = bind(&shared.here, &shared.base, &shared.workflow, &Given { named, bare: Vec::new() }, true);
    bound.map_or(0.0, |(plan, _)| plan.estimate())
}

/// A row that did not come to be a run.
pub fn stopped(run: String, stop: &Stop) -> RowEnd {
    let (exit, code, message, fix) = match stop {
        Stop::Wrong(found, _) => match found.iter().find(|found| found.is_error()) {
            Some(first) => (1, first.code.to_owned(), first.message.clone(), first.help.clone()),
            None => (1, "stopped".to_owned(), "the row was refused".to_owned(), None),
        },
        Stop::Failed(failure) => {
            (failure.code.exit(), failure.code.word().to_owned(), failure.message.clone(), failure.fix.clone())
        }
        Stop::Broken(error) => (1, "stopped".to_owned(), format!("{error:#}"), None),
    };
    let error = Some(RowError { step: None, code, message, fix });
    RowEnd { run, status: Status::Failed, exit, seconds: 0.0, credits: None, outputs: Vec::new(), error }
}
