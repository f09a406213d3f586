//! The account and the sessions behind runs: `flow login`, `credits`, `state`, `open`, `cancel`.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::args::{Account, Login, OfRun};
use super::backend::{Backend, Choice, web};
use super::exit::{Ended, Stop};
use super::guard::hold_back_links;
use super::out;
use super::past::{Past, chosen, open as past_of, which};
use super::source::Here;
use crate::backend::client::{Client, Credits, register_link};
use crate::draft::Reading;
use crate::journal::Folder;
use crate::outcome::Failure;
use crate::plan::Plan;
use crate::report::{people, summary};
use crate::run::RunState;
use crate::text::escape::one_line;

/// Starts the backend, does the work, and stops it.
fn with<T>(here: &Here, choice: &Choice, work: impl AsyncFnOnce(&Backend) -> Result<T, Stop>) -> Result<T, Stop> {
    let runtime = super::runtime()?;
    runtime.block_on(async {
        let backend = Backend::start(here, choice, 1, None).await?;
        let done = work(&backend).await;
        backend.stop().await;
        done
    })
}

fn called(error: crate::backend::client::CallError) -> Stop {
    Stop::Failed(error.failure)
}

pub fn credits(args: &Account) -> Ended {
    let here = Here::new(&args.common, vec![("backend", args.backend.clone())])?;
    let choice = Choice::of(&here)?;
    if !args.json {
        out::result(&credits_line(&here, &choice)?);
        return Ok(0);
    }
    let held = match choice.costs(&here) {
        true => with(&here, &choice, async |backend| backend.client.credits().await.map_err(called))?,
        false => Credits::default(),
    };
    let value = json!({ "format_version": 1, "available": held.available, "frozen": held.frozen, "total": held.total });
    out::result(&format!("{value}\n"));
    Ok(0)
}

/// What the account holds, in words.
pub fn credits_line(here: &Here, choice: &Choice) -> Result<String, Stop> {
    if !choice.costs(here) {
        return Ok("the embedded backend costs nothing\n".to_owned());
    }
    let held = with(here, choice, async |backend| backend.client.credits().await.map_err(called))?;
    let shown = |value: Option<f64>| value.map_or_else(|| "unknown".to_owned(), people::credits);
    Ok(format!(
        "{} available, {} held for work in progress, {} in all\n",
        shown(held.available),
        shown(held.frozen),
        shown(held.total)
    ))
}

pub fn login(args: &Login) -> Ended {
    let own = &args.account;
    let here = Here::new(&own.common, vec![("backend", own.backend.clone())])?;
    let choice = Choice::of(&here)?;
    if choice.is_local() {
        out::result("the embedded backend needs no account; `flow login --backend cloud` sets up the cloud's\n");
        return Ok(0);
    }
    let account = with(&here, &choice, async |backend| Ok(backend.client.account().await?))?;
    // Whoever knows the id of an anonymous account can make the link, so it is shown where that is.
    let hidden = account.anonymous && hold_back_links(args.claim_link);
    let id = account.id.as_deref().filter(|_| !hidden);
    let link = id.filter(|_| account.anonymous).map(|user| register_link(&web(), user));
    if own.json {
        let value = json!({ "format_version": 1, "account": id, "anonymous": account.anonymous, "fingerprint": account.fingerprint, "claim_link": link });
        out::result(&format!("{value}\n"));
        return Ok(0);
    }
    let shown = match id {
        _ if hidden => "whose id is not shown in CI".into(),
        Some(id) => one_line(id),
        None => "not told by the backend".into(),
    };
    if !account.anonymous {
        out::result(&format!("your own token (NEMO_TOKEN), account {shown}\n"));
        return Ok(0);
    }
    out::result(&format!("an anonymous account, {shown}: 100 free credits, for seven days\n"));
    if let Some(link) = link {
        out::say(&format!(
            "make it yours, with its projects and its history, by registering at: {}\n",
            one_line(&link)
        ));
        out::say("keep that link to yourself: whoever has it may take the account\n");
    } else if hidden {
        out::say("--claim-link shows the link that makes it yours, where the log is private\n");
    }
    out::say("a token of your own (Settings → API Tokens) is taken from NEMO_TOKEN\n");
    Ok(0)
}

/// How long a run that delivered waits for a link.
const OFFER: Duration = Duration::from_secs(5);

/// A run, its state, and the backend that it belongs to.
fn of_run(args: &OfRun) -> Result<(Here, Choice, Past, RunState), Stop> {
    let here = Here::new(&args.common, vec![("backend", args.backend.clone())])?;
    let id = which(&here, &args.run)?;
    let folder = Folder::look(here.runs.join(&id));
    let past = past_of(&here, &id, &folder)?;
    let choice = chosen(&here, &past)?;
    let state = RunState::fold(&past.plan, &past.events);
    Ok((here, choice, past, state))
}

/// What the run's sessions hold now.
pub fn readings(here: &Here, choice: &Choice, state: &RunState) -> Result<Vec<(String, Reading)>, Stop> {
    with(here, choice, async |backend| {
        let mut rows = Vec::new();
        for (name, session) in &state.sessions {
            let now = backend.client.state(&session.id).await.map_err(called)?;
            let snapshot = now.snapshot();
            rows.push((name.clone(), Reading::new(snapshot, now.draft)));
        }
        Ok(rows)
    })
}

pub fn state(args: &OfRun) -> Ended {
    let (here, choice, _, state) = of_run(args)?;
    let read = readings(&here, &choice, &state)?;
    if args.json {
        let sessions: serde_json::Map<String, Value> = read
            .iter()
            .map(|(name, reading)| (name.clone(), json!({ "timeline": reading.line(), "state": reading.value(false) })))
            .collect();
        out::result(&format!("{}\n", json!({ "format_version": 1, "sessions": sessions })));
        return Ok(0);
    }
    for (name, reading) in &read {
        let which = if read.len() > 1 { format!("{}: ", one_line(name)) } else { String::new() };
        out::result(&format!("{which}{}\n", one_line(&reading.line())));
    }
    if read.is_empty() {
        out::say("the run has opened no session\n");
    }
    Ok(0)
}

pub fn open(args: &OfRun) -> Ended {
    if hold_back_links(args.claim_link) {
        let failure = Failure::new(crate::outcome::Code::Forbidden, "in CI no link is shown that carries rights");
        return Err(failure.fix("add --claim-link where the log is private").into());
    }
    let (here, choice, _, state) = of_run(args)?;
    if choice.is_local() {
        let failure = Failure::new(crate::outcome::Code::Forbidden, "the embedded editor has no web page to open");
        return Err(failure.fix("`flow show last --html report.html` writes a page about the run").into());
    }
    let links = with(&here, &choice, async |backend| {
        let mut links = Vec::new();
        for session in state.sessions.values() {
            links.push(backend.client.claim_link(&session.task, &session.id).await.map_err(called)?);
        }
        Ok(links)
    })?;
    for link in links {
        out::result(&format!("{}\n", one_line(&link)));
    }
    Ok(0)
}

/// The projects of what was delivered, in the web editor. A link that cannot be had is left out: the
/// files are there.
pub async fn delivered(client: &Client, plan: &Plan, state: &RunState) -> Vec<String> {
    let sessions: BTreeSet<&str> =
        summary::artifacts(plan, state).map(|(node, _)| plan.nodes[node].session.as_str()).collect();
    let mut links = Vec::new();
    for session in sessions.into_iter().filter_map(|name| state.sessions.get(name)) {
        match tokio::time::timeout(OFFER, client.claim_link(&session.task, &session.id)).await {
            Ok(Ok(link)) => links.push(format!("in the web editor: {}", one_line(&link))),
            _ => break,
        }
    }
    links
}

pub fn cancel(args: &OfRun) -> Ended {
    let (here, choice, past, state) = of_run(args)?;
    let renders: Vec<&str> = state.renders().map(|(_, id)| id).collect();
    if renders.is_empty() {
        out::say(&format!("the run {} left no render at the backend\n", past.id));
        return Ok(0);
    }
    with(&here, &choice, async |backend| {
        for id in &renders {
            backend.client.cancel_render(id).await.map_err(called)?;
            out::result(&format!("cancelled {id}\n"));
        }
        Ok(())
    })?;
    Ok(0)
}
