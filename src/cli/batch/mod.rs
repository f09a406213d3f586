//! `flow batch`: one run for each file or row, one account, one budget, one end.

mod board;
mod go;
mod kept;
mod prune;
mod row;
mod rows;
mod show;
mod survey;
mod table;
mod tell;

use std::sync::Arc;

use uuid::Uuid;

pub use kept::{Listed, listed};
pub use prune::prune;
pub use show::{named, show};

use super::args::{Batch, Single};
use super::backend::{Choice, jobs};
use super::exit::{Ended, Form, Stop, print};
use super::past::{open, secrets};
use super::run::{kept as unkept, out_dir};
use super::source::{Here, read};
use super::{guard, out, reports};
use crate::backend::local;
use crate::journal::Folder;
use crate::report::people;
use crate::run::{RunState, Verdict};
use crate::text::Diagnostic;
use crate::workflow::{Loaded, Stored, load};
use go::{Going, Open, Todo};
use kept::{Kept, Kind, RowEnd, Status, fold};
use survey::survey;

pub fn batch(args: &Batch, color: bool) -> Ended {
    let flags = vec![
        ("backend", args.source.backend.clone()),
        ("jobs", args.jobs.map(|jobs| jobs.to_string())),
        ("out", args.out.as_ref().map(|out| out.display().to_string())),
    ];
    let here = Arc::new(Here::new(&args.common, flags)?.allowing(&args.allow));
    single(&args.single)?;
    reports::check(&args.report)?;
    let choice = Choice::of(&here)?;
    if choice.is_local() {
        local::find_ffmpeg()?;
    }
    guard::ci(&here, &choice)?;
    let going = match &args.resume {
        Some(word) => again(args, here, choice, word)?,
        None => match fresh(args, here, choice, color)? {
            Some(going) => going,
            None => return Ok(0),
        },
    };
    if !going.todo.iter().any(Todo::is_open) {
        let Going { folder, id, workflow, choice, kept, todo, past, args, .. } = &going;
        out::say("there is nothing to go on with\n");
        let (place, now) = ((folder, &**id, &*workflow.name, choice.word()), std::time::Instant::now());
        return tell::tell(place, &kept.rows, todo, None, &tell::Spent::of(past), now, (&going.here, args));
    }
    let runtime = super::runtime()?;
    runtime.block_on(going.go())
}

/// Refuses what only a single run can be asked for, and says what to do instead.
fn single(args: &Single) -> Result<(), Stop> {
    let asked = [
        (
            args.locked || args.lock.is_some(),
            "--locked",
            "a lock pins what the edits gave to one footage; run each with its own: flow run captions.yaml --input \
             clips/a.mov --locked --lock a.lock.json",
        ),
        (args.record.is_some(), "--record", "each row's run keeps its conversation: flow show RUN --raw"),
        (
            args.replay.is_some(),
            "--replay",
            "replay a row's run: flow run captions.yaml --input clips/a.mov --replay RUN",
        ),
        (
            args.continues.is_some(),
            "--continue",
            "go on from a row's run: flow run captions.yaml --input clips/a.mov --continue RUN",
        ),
        (args.plan.is_some(), "--plan", "`flow batch captions.yaml --input clips --dry-run` looks at every row"),
        (args.until.is_some(), "--until", "try the recipe with one clip first: flow run captions.yaml --until STEP"),
    ];
    match asked.into_iter().find(|(asked, ..)| *asked) {
        None => Ok(()),
        Some((_, flag, help)) => {
            let found = Diagnostic::error("not_for_batches", None, format!("a batch takes no {flag}"));
            Err(Stop::wrong(found.help(help)))
        }
    }
}

/// Looks at every row before anything is sent, and makes the batch's folder. None where that was all
/// that was asked for.
fn fresh(args: &Batch, here: Arc<Here>, choice: Choice, color: bool) -> Result<Option<Going>, Stop> {
    if args.failed {
        let found = Diagnostic::error("bad_rows", None, "a batch that begins has no failed rows");
        return Err(Stop::wrong(found.help("name the batch: flow batch --resume last --failed")));
    }
    let Some(file) = &args.source.file else {
        let found = Diagnostic::error("no_recipe", None, "no recipe is named");
        return Err(Stop::wrong(found.help("for example flow batch captions.yaml --input 'clips/*.mov'")));
    };
    let (Loaded { sources, workflow, mut diagnostics, texts }, root) = read(&here, file);
    let Some(workflow) = workflow else { return Err(Stop::Wrong(diagnostics, Box::new(sources))) };
    choice.suits(workflow.backend)?;
    let (mut rows, given) = rows::rows(&here, args, &workflow)?;
    let out = out_dir(&here);
    let places = super::preflight::Places {
        out: &out,
        overwrite: args.overwrite,
        written: &here.runs.join(".written"),
        local: choice.is_local(),
        fetch: guard::fetch(&here, &choice),
    };
    let seen = survey(&here, (&workflow, &sources), &root, &given, &mut rows, &places)?;
    if !choice.is_local() {
        diagnostics.extend(crate::workflow::cloud_doubts(&workflow));
    }
    if !diagnostics.is_empty() && !args.quiet {
        print(&diagnostics, &sources, Form::Text { color });
    }
    if args.dry_run {
        for (row, outputs) in rows.iter().zip(&seen.outputs) {
            let outputs: Vec<String> = outputs.iter().map(|path| shown(&here, path)).collect();
            out::result(&format!("{}  {}\n", crate::text::escape::one_line(&row.name), outputs.join(", ")));
        }
        return Ok(None);
    }
    if !choice.is_local() {
        guard::confirm(seen.estimates.iter().sum(), args.yes || args.quiet || args.json)?;
    }
    let secret = |name: &String| workflow.inputs.iter().any(|input| input.secret && input.name == *name);
    let (secrets, given) = given.into_iter().partition(|(name, _)| secret(name));
    let kept = Kept {
        format_version: 1,
        workflow: texts.first().map(|(path, _)| path.clone()).unwrap_or_default(),
        root,
        texts,
        base: here.cwd.clone(),
        backend: choice.word().to_owned(),
        out,
        overwrite: args.overwrite,
        keep_going: args.keep_going,
        budget: args.budget,
        max_failures: args.max_failures,
        given,
        rows,
    };
    let id = Uuid::now_v7().to_string();
    let place = kept::place(&here.runs);
    let made = super::begin::hide(&here).and_then(|()| Folder::create(&place, &id)).and_then(|folder| {
        folder.put("batch.json", &serde_json::to_vec(&kept)?)?;
        Ok(folder)
    });
    let folder = made.map_err(|error| unkept(&place, &error))?;
    let todo = seen.estimates.iter().map(|estimate| Todo::Anew(*estimate)).collect();
    let (past, jobs) = (Vec::new(), jobs(&here, &choice));
    let going =
        Going { here, choice, workflow, kept, folder, id, todo, past, length: 0, secrets, jobs, args: args.into() };
    Ok(Some(going))
}

fn shown(here: &Here, path: &std::path::Path) -> String {
    crate::text::escape::one_line(&path.strip_prefix(&here.cwd).unwrap_or(path).display().to_string())
}

/// Takes a batch up: what its runs' own folders tell stands above what its journal tells.
fn again(args: &Batch, here: Arc<Here>, choice: Choice, word: &str) -> Result<Going, Stop> {
    let id = kept::which(&here.runs, word)?;
    let path = kept::place(&here.runs).join(&id);
    let Some(folder) = Folder::take(path.clone()).map_err(|error| unkept(&path, &error))? else {
        let found = Diagnostic::error("run_is_held", None, format!("the batch {id} is held by another process"));
        return Err(Stop::wrong(found.help("wait until it ends, or stop that process")));
    };
    let (mut kept, past) = kept::open(&folder)?;
    if kept.backend != choice.word() {
        let message = format!("the batch belongs to the backend {}", kept.backend);
        let found = Diagnostic::error("other_backend", None, message);
        return Err(Stop::wrong(found.help(format!("name it: --backend {}", kept.backend))));
    }
    let files = Stored { root: kept.root.clone(), texts: kept.texts.iter().cloned().collect() };
    let Loaded { workflow, diagnostics, sources, .. } = load(&kept.workflow, "workflow.yaml", &files, here.max_steps());
    let Some(workflow) = workflow else { return Err(Stop::Wrong(diagnostics, Box::new(sources))) };
    for event in &past.events {
        if let Kind::BatchResumed { budget, max_failures } = &event.kind {
            (kept.budget, kept.max_failures) = (*budget, *max_failures);
        }
    }
    kept.budget = args.budget.or(kept.budget);
    kept.max_failures = args.max_failures.or(kept.max_failures);
    let known = fold(&past.events, kept.rows.len());
    let todo: Vec<Todo> = known.into_iter().map(|(run, end)| todo(&here, run, end, args.failed)).collect();
    let again = todo.iter().filter(|todo| todo.is_open()).count();
    if again > 0 && !args.quiet {
        out::say(&format!("Going on with {again} of {}\n", people::count(kept.rows.len(), "row")));
    }
    let jobs = jobs(&here, &choice);
    let (secrets, events, length) = (secrets(&args.source.input), past.events, past.length);
    Ok(Going { here, choice, workflow, kept, folder, id, todo, past: events, length, secrets, jobs, args: args.into() })
}

/// What is left to do for one row of a batch that is taken up.
fn todo(here: &Here, run: Option<String>, end: Option<RowEnd>, failed: bool) -> Todo {
    if let Some(end) = end.as_ref().filter(|end| end.status == Status::Succeeded) {
        return Todo::Ended(end.clone());
    }
    // Its folder may tell of more than the batch saw: it was cut off, or went on by itself.
    let Some(run) = run else { return if failed { Todo::Left } else { Todo::Anew(f64::MAX) } };
    let folder = Folder::look(here.runs.join(&run));
    let Ok(past) = open(here, &run, &folder) else {
        // Without a first record nothing was sent.
        return match (failed, end) {
            (true, Some(_)) | (false, None) => Todo::Anew(f64::MAX),
            (_, Some(end)) => Todo::Ended(end),
            (true, None) => Todo::Left,
        };
    };
    let state = RunState::fold(&past.plan, &past.events);
    let open = past.plan.nodes.iter().enumerate().filter(|(node, _)| state.outputs(*node).is_none());
    let estimate: f64 = open.map(|(_, own)| own.estimate).sum();
    let told = row::end(&past.plan, &state, &run);
    let told = RowEnd { seconds: end.as_ref().map_or(0.0, |end| end.seconds), ..told };
    match (state.verdict, failed) {
        (Some(Verdict::Succeeded), _) | (Some(Verdict::Failed), false) => Todo::Ended(told),
        (Some(Verdict::Failed), true) | (_, false) => Todo::Again(Open { run, estimate, outputs: told.outputs }),
        (_, true) => Todo::Left,
    }
}

/// What of the command line matters while the batch goes.
pub struct Wants {
    json: bool,
    events: bool,
    quiet: bool,
    reports: Vec<String>,
}

impl From<&Batch> for Wants {
    fn from(args: &Batch) -> Wants {
        Wants { json: args.json, events: args.json_events, quiet: args.quiet, reports: args.report.clone() }
    }
}
