//! `flow resume`: the same fold over the same records, and on from there.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::args::{Resume, Running};
use super::exit::{Ended, Stop};
use super::guard::confirm;
use super::past::{Past, chosen, open_to_go_on, secrets, unchanged, which};
use super::progress::Drawer;
use super::run::{Start, kept, out_dir};
use super::source::Here;
use super::{lock, out};
use crate::backend::local;
use crate::exec::{self, ByHand};
use crate::journal::Folder;
use crate::outcome::{Code, Failure, Outcome};
use crate::plan::Plan;
use crate::run::{Event, EventKind, RunState, Time, Verdict, from, writes};
use crate::text::Diagnostic;

pub fn resume(args: &Resume, _color: bool) -> Ended {
    let flags = vec![
        ("backend", args.backend.clone()),
        ("jobs", args.running.jobs.map(|jobs| jobs.to_string())),
        ("out", args.out.as_ref().map(|out| out.display().to_string())),
    ];
    let here = Arc::new(Here::new(&args.common, flags)?.allowing(&args.running.allow));
    let id = which(&here, &args.run)?;
    let path = here.runs.join(&id);
    let Some(folder) = Folder::take(path.clone()).map_err(|error| kept(&path, &error))? else {
        let found = Diagnostic::error("run_is_held", None, format!("the run {id} is held by another process"));
        return Err(Stop::wrong(
            found.help("wait until it ends, or stop that process; `flow show last --follow` shows how far it is"),
        ));
    };
    let past = open_to_go_on(&here, &id, &folder, &secrets(&args.input))?;
    let choice = chosen(&here, &past)?;
    if choice.is_local() {
        local::find_ffmpeg()?;
    }
    unchanged(&past.inputs)?;
    let state = RunState::fold(&past.plan, &past.events);
    if state.verdict == Some(Verdict::Succeeded) && args.from.is_none() {
        out::say("the run had ended well; there is nothing to go on with\n");
        return Ok(0);
    }
    let mut settings = past.settings.clone();
    settings.limits.budget = args.budget.or(settings.limits.budget).filter(|_| choice.costs(&here));
    if args.out.is_some() {
        settings.out = out_dir(&here);
    }
    let failed: Vec<usize> = state.failures().collect();
    let (redone, anew) = match &args.from {
        Some(step) => from(&past.plan, find(&past.plan, step)?),
        None => (BTreeSet::new(), Vec::new()),
    };
    let resend = if args.resend { failed.clone() } else { Vec::new() };
    let accept =
        args.accept.iter().map(|word| accepted(&here, &past.plan, &state, word)).collect::<Result<Vec<_>, _>>()?;
    let locked = lock::again(&here, &folder, &past, args.media.as_deref())?;
    if !choice.is_local() && locked.is_none() && !redone.is_empty() {
        let cost = redone.iter().map(|node| past.plan.nodes[*node].estimate).sum();
        confirm(cost, args.yes || args.running.quiet || args.running.json)?;
    }
    let again = Again { redone, failed, resend, anew, accept };
    let drawer = Drawer::choose(args.running.quiet, args.running.json_events, args.running.verbose);
    let Past { plan, root, inputs, events, length, .. } = past;
    let start = Start { locked, ..Start::new(here, choice, plan, root, inputs, settings) };
    let runtime = super::runtime()?;
    runtime.block_on(go_on(start, folder, &id, (events, length), again, drawer, &args.running))
}

/// What the person wants otherwise than it was.
struct Again {
    /// Steps that are done afresh.
    redone: BTreeSet<usize>,
    failed: Vec<usize>,
    resend: Vec<usize>,
    anew: Vec<String>,
    /// Steps that are taken as done, and for an export its file.
    accept: Vec<(usize, Option<PathBuf>)>,
}

fn find(plan: &Plan, step: &str) -> Result<usize, Stop> {
    plan.find(step).ok_or_else(|| {
        let near = crate::text::nearest(step, plan.nodes.iter().map(|node| node.id.as_str()));
        let found = Diagnostic::error("unknown_step", None, format!("the run has no step `{step}`"));
        Stop::wrong(found.maybe_help(near.map(|near| format!("did you mean `{near}`?"))))
    })
}

/// A step that failed or is in doubt, and that the person vouches for.
fn accepted(here: &Here, plan: &Plan, state: &RunState, word: &str) -> Result<(usize, Option<PathBuf>), Stop> {
    let (step, path) = word.split_once('=').map_or((word, None), |(step, path)| (step, Some(here.cwd.join(path))));
    let node = find(plan, step)?;
    let wrong = |what: String, help: &str| Stop::wrong(Diagnostic::error("cannot_accept", None, what).help(help));
    if state.outputs(node).is_some() {
        return Err(wrong(
            format!("`{step}` has succeeded already"),
            "only a failed or doubtful step is taken as done",
        ));
    }
    match (plan.nodes[node].body.kind(), &path) {
        ("export", None) => {
            Err(wrong(format!("`{step}` is an export"), "name the file that was made by hand: --accept STEP=PATH"))
        }
        ("export", Some(path)) if !path.is_file() => {
            Err(wrong(format!("there is no file {}", path.display()), "name the file that was made by hand"))
        }
        _ => Ok((node, path)),
    }
}

async fn go_on(
    start: Start,
    folder: Folder,
    id: &str,
    (events, length): (Vec<Event>, u64),
    again: Again,
    drawer: Drawer,
    running: &Running,
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
    let state = RunState::fold(&start.plan, &events);
    let Again { redone, failed, resend, anew, accept } = again;
    exec::give_up(&backend.client, &state, &redone).await.map_err(|error| error.failure)?;
    let redo: Vec<usize> = redone.into_iter().chain(failed).collect();
    let by: Vec<usize> = accept.iter().map(|(node, _)| *node).collect();
    let resumed = EventKind::RunResumed { redo, resend, accept: by, anew, settings: Some(start.settings.clone()) };
    let mut records = vec![resumed];
    for (node, path) in accept {
        let made = exec::by_hand(&backend.client, &*folder, (&start.plan, &state), node, path.as_deref());
        let outputs = match made.await {
            Ok(outputs) => outputs,
            Err(ByHand::Unreadable(error)) => return Err(kept(path.as_deref().unwrap_or(folder.path()), &error)),
            Err(ByHand::Unknown(failure)) => return Err(failure.into()),
        };
        let attempt = state.attempts[node].max(1);
        records.push(EventKind::AttemptFinished { node, attempt, outcome: Outcome::Succeeded(outputs) });
    }
    let credits = start.credits(&backend.client, &drawer).await;
    let records = records.into_iter().chain(credits);
    let (journal, state) =
        exec::take_up(&start.plan, &folder.journal(), (&events, length), records, Time::now()).map_err(broken)?;
    for (node, path) in writes(&events).filter(|(node, _)| state.outputs(*node).is_some()) {
        let _ = start.claims.take(path, &start.plan.nodes[node].id);
    }
    start.go(folder, id, journal, state, backend, drawer, running).await
}
