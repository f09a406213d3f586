//! `flow check`: diagnostics only. It touches neither the network nor any program.

use std::path::{Path, PathBuf};

use super::args::{Check, CheckFormat};
use super::exit::{Ended, Form, Stop, print};
use super::out;
use super::source::{Here, find, plan, read};
use crate::text::{Diagnostic, Sources, to_json};
use crate::workflow::{Given, fill};

pub fn check(args: &Check, color: bool) -> Ended {
    let here = Here::new(&args.common, Vec::new())?;
    let form = match (args.json, args.format) {
        (true, _) | (_, CheckFormat::Json) => Form::Json,
        (_, CheckFormat::Github) => Form::Github,
        _ => Form::Text { color },
    };
    let mut files = Vec::new();
    for named in &args.files {
        let path = if named == Path::new("-") { named.clone() } else { find(&here, named) };
        if path.is_dir() {
            recipes(&path, &mut files);
        } else {
            files.push(named.clone());
        }
    }
    if files.is_empty() {
        let found = Diagnostic::error("no_recipes", None, "there is no recipe in that folder");
        return Err(Stop::wrong(found.help("recipes end in .yaml; `flow check captions.yaml` checks one file")));
    }
    let (mut errors, mut warnings, mut all) = (0, 0, Vec::new());
    for file in &files {
        let (diagnostics, sources) = one(&here, file);
        errors += diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
        warnings += diagnostics.iter().filter(|diagnostic| !diagnostic.is_error()).count();
        match form {
            Form::Json => all.extend(diagnostics.iter().map(|diagnostic| to_json(diagnostic, &sources))),
            _ => print(&diagnostics, &sources, form),
        }
    }
    match form {
        Form::Json => out::result(&format!("{}\n", serde_json::json!({ "format_version": 1, "diagnostics": all }))),
        Form::Text { .. } => {
            use crate::report::people::count;
            let what = match (errors, warnings) {
                (0, 0) => "no mistakes".to_owned(),
                (0, warnings) => count(warnings, "warning"),
                (errors, 0) => count(errors, "error"),
                (errors, warnings) => format!("{} and {}", count(errors, "error"), count(warnings, "warning")),
            };
            out::say(&format!("{} checked: {what}\n", count(files.len(), "recipe")));
        }
        Form::Github => {}
    }
    Ok(if errors > 0 { 2 } else { 0 })
}

/// Every diagnostic of one recipe, those of its plan included.
fn one(here: &Here, file: &Path) -> (Vec<Diagnostic>, Sources) {
    let (loaded, _) = read(here, file);
    let mut diagnostics = loaded.diagnostics;
    if let Some(workflow) = loaded.workflow {
        let planned = fill(&workflow, &Given::default(), &|_| None, false)
            .and_then(|values| plan(&workflow, &values, here.max_steps()));
        diagnostics.extend(planned.err().into_iter().flatten());
    }
    (diagnostics, loaded.sources)
}

/// The recipes of a folder and of those below it, but for hidden ones and tests of recipes.
fn recipes(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with('.') || name == "flow.config.yaml" {
            continue;
        }
        if path.is_dir() && !path.is_symlink() {
            recipes(&path, out);
        } else if (name.ends_with(".yaml") || name.ends_with(".yml")) && !name.contains(".test.") {
            out.push(path);
        }
    }
}
