//! A saved plan: what was planned, from what, so that exactly this is run later or the first thing
//! that differs is named.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::args::Source;
use super::backend::Choice;
use super::exit::Stop;
use super::source::{Here, Inputs, Prepared, prepare};
use crate::draft::sha256_hex;
use crate::plan::{PlanHash, diff};
use crate::text::Diagnostic;

/// The file, which may come from a stranger: nothing in it is followed outside the project.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    format_version: u32,
    flow: String,
    /// Relative to the project's root.
    workflow: PathBuf,
    workflow_sha256: String,
    inputs: BTreeMap<String, Value>,
    /// Hex of the SHA-256 of each file that was given.
    files: BTreeMap<String, String>,
    hash: PlanHash,
    plan: Value,
}

fn wrong(code: &'static str, message: String, help: &str) -> Stop {
    Stop::wrong(Diagnostic::error(code, None, message).help(help))
}

pub fn save(here: &Here, prepared: &Prepared, choice: &Choice, path: &Path) -> Result<(), Stop> {
    let mut inputs: Inputs = prepared.inputs.clone();
    inputs.hash()?;
    let workflow = prepared.texts.first().map(|(path, _)| path.clone()).unwrap_or_default();
    let real = workflow.canonicalize().unwrap_or(workflow);
    let Ok(inside) = real.strip_prefix(&here.root) else {
        let help = "run it inside the project, so that the plan can name the recipe by its place there";
        return Err(wrong("path_outside", "the recipe lies outside the project".into(), help));
    };
    let saved = Saved {
        format_version: 1,
        flow: env!("CARGO_PKG_VERSION").to_owned(),
        workflow: inside.to_owned(),
        workflow_sha256: texts(prepared),
        inputs: inputs.values,
        files: inputs.hashes,
        hash: prepared.plan.hash(),
        plan: crate::plan::json(&prepared.plan, choice.word()),
    };
    let text = serde_json::to_string_pretty(&saved).unwrap_or_default() + "\n";
    let path = here.cwd.join(path);
    crate::journal::durable(&path, text.as_bytes())
        .map_err(|error| Stop::Broken(anyhow::anyhow!("{} cannot be written: {error}", path.display())))
}

/// The hash of every file that the workflow is made of.
fn texts(prepared: &Prepared) -> String {
    let all: String = prepared.texts.iter().map(|(_, text)| sha256_hex(text.as_bytes())).collect();
    sha256_hex(all.as_bytes())
}

/// Plans anew what a saved plan was made from, and refuses where anything differs.
pub fn take(here: &Here, path: &Path, source: &Source) -> Result<Prepared, Stop> {
    let shown = path.display();
    let unreadable = |what: String| {
        wrong("bad_plan", format!("`{shown}` is no saved plan: {what}"), "`flow plan FILE --out PLAN` saves one")
    };
    let bytes = std::fs::metadata(here.cwd.join(path)).map(|found| found.len()).unwrap_or(0);
    if bytes > 64 << 20 {
        return Err(unreadable(format!("it has {bytes} bytes")));
    }
    let text = std::fs::read(here.cwd.join(path)).map_err(|error| unreadable(error.to_string()))?;
    let saved: Saved = serde_json::from_slice(&text).map_err(|error| unreadable(error.to_string()))?;
    if saved.format_version != 1 {
        return Err(unreadable("a newer flow wrote it".into()));
    }
    if saved.workflow.components().any(|part| !matches!(part, Component::Normal(_))) {
        return Err(unreadable("its recipe leads out of the project".into()));
    }
    // What the person gives now stands before what the plan says, so that a file can lie elsewhere.
    let mut input: Vec<String> = source.input.clone();
    let named = |name: &String| source.input.iter().any(|word| word.starts_with(&format!("{name}=")));
    for (name, value) in saved.inputs.iter().filter(|(name, _)| !named(name)) {
        let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        for value in values {
            let plain = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            if saved.files.contains_key(&plain) && leaves(here, &plain) {
                let help = format!("give it again: --input {name}=PATH");
                return Err(wrong(
                    "path_outside",
                    format!("the plan's file `{plain}` lies outside the project"),
                    &help,
                ));
            }
            input.push(format!("{name}={plain}"));
        }
    }
    let again = Source {
        file: Some(here.root.join(&saved.workflow)),
        input,
        inputs: source.inputs.clone(),
        backend: source.backend.clone(),
    };
    let mut prepared = prepare(here, &again, true)?;
    let differs = |what: &str| {
        wrong(
            "plan_differs",
            format!("the saved plan no longer holds: {what}"),
            "look at the change, then save the plan anew",
        )
    };
    if prepared.plan.hash() != saved.hash || texts(&prepared) != saved.workflow_sha256 {
        let new = crate::plan::json(&prepared.plan, saved.plan["backend"].as_str().unwrap_or("local"));
        let (words, _) = diff(&saved.plan, &new);
        let first = words.lines().next().unwrap_or("the recipe's text has changed, or another flow made it");
        return Err(differs(first.trim()));
    }
    prepared.inputs.hash()?;
    for (named, hash) in &saved.files {
        if prepared.inputs.hashes.get(named).is_some_and(|now| now != hash) {
            return Err(differs(&format!("the file `{named}` has changed")));
        }
    }
    Ok(prepared)
}

fn leaves(here: &Here, named: &str) -> bool {
    let path = here.cwd.join(named);
    let real = path.canonicalize().unwrap_or(path);
    !real.starts_with(here.root.canonicalize().unwrap_or_else(|_| here.root.clone()))
}
