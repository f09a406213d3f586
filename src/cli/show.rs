//! `flow runs` and `flow show`: what was done.

use serde_json::json;

use super::args::{Runs, Show};
use super::exit::Ended;
use super::out;
use super::resume::{open, which};
use super::run::timelines;
use super::source::Here;
use crate::journal::{Folder, list};
use crate::report::{json as summary_json, line, summary};
use crate::run::{NodeState, RunState, Verdict};
use crate::text::escape::{one_line, visible};

pub fn runs(args: &Runs) -> Ended {
    let here = Here::new(&args.common, Vec::new())?;
    let mut rows = Vec::new();
    for id in list(&here.runs).into_iter().rev() {
        let folder = Folder::look(here.runs.join(&id));
        let row = match open(&here, &id, &folder) {
            Err(_) => json!({ "run_id": id, "workflow": null, "status": "unreadable", "started_at": null }),
            Ok(past) => {
                let state = RunState::fold(&past.plan, &past.events);
                json!({ "run_id": id, "workflow": past.plan.workflow, "status": word(&state), "started_at": state.started.map(|at| at.to_string()) })
            }
        };
        rows.push(row);
    }
    if args.json {
        out::result(&format!("{}\n", json!({ "format_version": 1, "runs": rows })));
        return Ok(0);
    }
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

fn word(state: &RunState) -> &'static str {
    match state.verdict {
        Some(Verdict::Succeeded) => "succeeded",
        Some(Verdict::Failed) => "failed",
        Some(Verdict::Interrupted) => "interrupted",
        None => "unfinished",
    }
}

pub fn show(args: &Show) -> Ended {
    let here = Here::new(&args.common, Vec::new())?;
    let id = which(&here, &args.run)?;
    let folder = Folder::look(here.runs.join(&id));
    let past = open(&here, &id, &folder)?;
    if args.raw {
        let text = std::fs::read_to_string(folder.answers()).unwrap_or_default();
        out::result(&visible(&text));
        return Ok(0);
    }
    let state = RunState::fold(&past.plan, &past.events);
    let timelines = timelines(&past.plan, &state, &folder);
    if let Some(path) = &args.html {
        let path = if path.is_empty() { format!("{}.html", past.plan.workflow) } else { path.clone() };
        let made =
            super::reports::Made { plan: &past.plan, state: &state, run: &id, timelines: &timelines, drafts: &folder };
        super::reports::write(&here.cwd, &format!("html={path}"), &made)?;
        out::result(&format!("{path}\n"));
        return Ok(0);
    }
    if args.json {
        let value = summary_json::render(&past.plan, &state, &id, &timelines, &serde_json::Value::Null);
        out::result(&(serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"));
        return Ok(0);
    }
    let mut text = format!("Run {id} of {} ({})\n\n", one_line(&past.plan.workflow), word(&state));
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
    text += &summary::text(&past.plan, &state, &timelines, &format!("flow resume {id}"));
    out::result(&text);
    Ok(0)
}
