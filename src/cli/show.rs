//! `flow runs` and `flow show`: what was done.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::args::{Diff, Runs, RunsDo, Show};
use super::exit::Ended;
use super::follow::follow;
use super::past::{open, which};
use super::reports::timelines;
use super::source::Here;
use super::{batch, out, reports};
use crate::journal::{Folder, list};
use crate::report::summary::{FEW, Timelines};
use crate::report::{json as summary_json, line, summary};
use crate::run::{NodeState, RunState};
use crate::text::escape::{one_line, visible};

pub fn runs(args: &Runs) -> Ended {
    let here = Here::new(&args.common, Vec::new())?;
    if let Some(RunsDo::Prune { keep }) = args.what {
        return batch::prune(&here, keep);
    }
    let mut rows = Vec::new();
    let batches = batch::listed(&here.runs);
    let of = |id: &String| batches.iter().find(|batch| batch.runs.contains(id)).map(|batch| &batch.id);
    for id in list(&here.runs).into_iter().rev() {
        // The rows of a batch are told in one line, and only programs get them all.
        let batch = of(&id);
        if batch.is_some() && !args.json {
            continue;
        }
        let folder = Folder::look(here.runs.join(&id));
        let row = match open(&here, &id, &folder) {
            Err(_) => {
                json!({ "run_id": id, "workflow": null, "status": "unreadable", "started_at": null, "batch": batch })
            }
            Ok(past) => {
                let state = RunState::fold(&past.plan, &past.events);
                json!({ "run_id": id, "workflow": past.plan.workflow, "status": standing(&state, &folder), "started_at": state.started.map(|at| at.to_string()), "batch": batch })
            }
        };
        rows.push(row);
    }
    if args.json {
        let batches: Vec<_> = batches.iter().rev().map(told).collect();
        out::result(&format!("{}\n", json!({ "format_version": 1, "runs": rows, "batches": batches })));
        return Ok(0);
    }
    for batch in &batches {
        let mut row = told(batch);
        row["run_id"] = json!(batch.id);
        row["workflow"] = json!(format!(
            "batch of {}: {} done, {} failed of {}",
            batch.workflow.as_deref().unwrap_or("-"),
            batch.done,
            batch.failed,
            crate::report::people::count(batch.rows, "row")
        ));
        rows.push(row);
    }
    // Ids sort by time.
    rows.sort_by(|a, b| b["run_id"].as_str().cmp(&a["run_id"].as_str()));
    if rows.is_empty() {
        out::say("there are no runs here yet; begin with `flow run captions.yaml --input talk.mov`\n");
    }
    for row in &rows {
        let text = |key: &str| one_line(row[key].as_str().unwrap_or("-"));
        out::result(&format!(
            "{}  {:<11}  {:<20}  {}\n",
            text("run_id"),
            text("status"),
            text("started_at").chars().take(19).collect::<String>(),
            text("workflow")
        ));
    }
    Ok(0)
}

/// A batch, for programs.
fn told(batch: &batch::Listed) -> serde_json::Value {
    let status = match batch {
        _ if batch.workflow.is_none() => "unreadable",
        _ if batch.held => "running",
        _ if batch.done == batch.rows => "succeeded",
        _ if batch.done + batch.failed == batch.rows => "failed",
        _ => "unfinished",
    };
    json!({
        "batch_id": batch.id, "workflow": batch.workflow, "status": status,
        "started_at": batch.started.map(|at| at.to_string()),
        "rows": batch.rows, "succeeded": batch.done, "failed": batch.failed,
    })
}

/// What a run or a lock left: its name, its timelines, and how the steps ended, where that is known.
struct Left {
    name: String,
    timelines: Timelines,
    steps: Option<Vec<(String, &'static str)>>,
}

/// A run, or a lock where a file is named.
fn left(here: &Here, word: &str) -> Result<Left, super::exit::Stop> {
    let path = here.cwd.join(word);
    if word.ends_with(".json") && path.exists() {
        let lock = super::lock::named(&path, word)?;
        return Ok(Left { name: word.to_owned(), timelines: lock.last(), steps: None });
    }
    let id = which(here, word)?;
    let folder = Folder::look(here.runs.join(&id));
    let past = open(here, &id, &folder)?;
    let state = RunState::fold(&past.plan, &past.events);
    let steps = past.plan.nodes.iter().zip(&state.nodes);
    let steps = steps.map(|(own, state)| (own.id.clone(), summary_json::status(state))).collect();
    Ok(Left { timelines: timelines(&past.plan, &state, &folder), name: id, steps: Some(steps) })
}

/// What two runs, or a run and a lock, left on their timelines, and how the steps of runs ended.
pub fn diff(args: &Diff) -> Ended {
    let here = Here::new(&args.common, Vec::new())?;
    let (old, new) = (left(&here, &args.before)?, left(&here, &args.after)?);
    let mut said = Vec::new();
    let sessions: indexmap::IndexSet<&String> = old.timelines.keys().chain(new.timelines.keys()).collect();
    let empty = crate::draft::Timeline::default();
    for session in sessions {
        let of = |left: &'_ Left| left.timelines.get(session).cloned().unwrap_or_else(|| empty.clone());
        said.extend(
            crate::draft::changes(&of(&old), &of(&new)).into_iter().map(|change| format!("{session}: {change}")),
        );
    }
    if let (Some(were), Some(are)) = (&old.steps, &new.steps) {
        let then: BTreeMap<&String, &str> = were.iter().map(|(id, status)| (id, *status)).collect();
        for (id, now) in are {
            match then.get(id) {
                Some(then) if then == now => {}
                Some(then) => {
                    said.push(format!("{id}: {} instead of {}", now.replace('_', " "), then.replace('_', " ")))
                }
                None => said.push(format!("{id}: only in {}", new.name)),
            }
        }
        let ids: BTreeSet<&String> = are.iter().map(|(id, _)| id).collect();
        let missing = were.iter().filter(|(id, _)| !ids.contains(id));
        said.extend(missing.map(|(id, _)| format!("{id}: only in {}", old.name)));
    }
    if args.json {
        out::result(&format!(
            "{}\n",
            json!({ "format_version": 1, "before": old.name, "after": new.name, "changes": said })
        ));
    } else if said.is_empty() {
        out::result("the timelines are the same\n");
    } else {
        said.iter().for_each(|line| out::result(&format!("{}\n", one_line(line))));
    }
    Ok(0)
}

/// As [`word`], and whether a process works on it now.
fn standing(state: &RunState, folder: &Folder) -> &'static str {
    if state.verdict.is_none() && folder.is_held() { "running" } else { summary::word(state) }
}

pub fn show(args: &Show) -> Ended {
    let here = Here::new(&args.common, Vec::new())?;
    if let Some(batch) = batch::named(&here, &args.run)? {
        return batch::show(&here, &batch, args);
    }
    let id = which(&here, &args.run)?;
    let folder = Folder::look(here.runs.join(&id));
    if args.follow {
        let (past, state) = follow(&here, &id, &folder, args.json)?;
        let timelines = timelines(&past.plan, &state, &folder);
        if args.json {
            let value = summary_json::render(&past.plan, &state, &id, &timelines, &serde_json::Value::Null);
            out::result(&format!("{}\n", json!({ "format_version": 1, "summary": value })));
        } else {
            let again = format!("flow resume {id}");
            out::result(&summary::text(&past.plan, &state, &timelines, FEW, &again));
            if state.verdict.is_none() {
                out::result(&format!("the run stopped before its end; `{again}` goes on with it\n"));
            }
        }
        return Ok(0);
    }
    let past = open(&here, &id, &folder)?;
    if let Some(why) = &past.otherwise {
        out::say(&format!("{}\nwhat follows is told by its journal and the plan on record\n", one_line(why)));
    }
    if args.raw {
        let text = std::fs::read_to_string(folder.answers()).unwrap_or_default();
        out::result(&visible(&text));
        return Ok(0);
    }
    let state = RunState::fold(&past.plan, &past.events);
    let timelines = timelines(&past.plan, &state, &folder);
    if let Some(path) = &args.html {
        let path = if path.is_empty() { format!("{}.html", past.plan.workflow) } else { path.clone() };
        let made = reports::Made {
            plan: &past.plan,
            state: &state,
            run: &id,
            timelines: &timelines,
            drafts: &folder,
            inputs: &past.inputs,
        };
        super::runtime()?.block_on(reports::write(&here, &format!("html={path}"), None, &made))?;
        out::result(&format!("{path}\n"));
        return Ok(0);
    }
    if args.json {
        let value = summary_json::render(&past.plan, &state, &id, &timelines, &serde_json::Value::Null);
        out::result(&(serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"));
        return Ok(0);
    }
    let mut text = format!("Run {id} of {} ({})\n\n", one_line(&past.plan.workflow), summary::word(&state));
    for (node, own) in past.plan.nodes.iter().enumerate() {
        match &state.nodes[node] {
            NodeState::Ended(outcome) => text += &line::finished(&past.plan, &state, node, outcome),
            other => text += &format!("{}  {}", one_line(own.label()), summary_json::status(other).replace('_', " ")),
        }
        text.push('\n');
        if let ("edit", Some(prompt)) = (own.body.kind(), &own.shown) {
            text += &format!("    asked: {}\n", one_line(prompt));
        }
        let reply =
            state.outputs(node).and_then(|outputs| outputs.values.get("reply")).and_then(|reply| reply.as_str());
        if let Some(reply) = reply.filter(|reply| !reply.is_empty()) {
            text += &format!("    reply: {}\n", one_line(reply));
        }
    }
    text.push('\n');
    text += &summary::text(&past.plan, &state, &timelines, usize::MAX, &format!("flow resume {id}"));
    out::result(&text);
    Ok(0)
}
