//! `flow plan`: what a recipe would do, as text, for programs, as a picture, and against another
//! revision.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::args::{Plan, PlanFormat};
use super::backend::Choice;
use super::exit::{Ended, Form, Stop, print};
use super::source::{Here, find, plan as planned, prepare};
use super::{out, saved};
use crate::plan::{costs, diff, dot, mermaid, svg};
use crate::text::Diagnostic;
use crate::workflow::{Files, Given, fill, load};

pub fn plan(args: &Plan, color: bool) -> Ended {
    let here = Here::new(&args.common, vec![("backend", args.source.backend.clone())])?;
    let choice = Choice::of(&here)?;
    let prepared = prepare(&here, &args.source, args.out.is_some())?;
    print(&prepared.warnings, &prepared.sources, Form::Text { color });
    let value = || crate::plan::json(&prepared.plan, choice.word());
    if let Some(revision) = &args.diff {
        let value = value();
        return against(&here, args, &value, revision);
    }
    if let Some(path) = &args.out {
        saved::save(&here, &prepared, &choice, path)?;
        out::say(&format!("saved; run exactly this with: flow run --plan {}\n", path.display()));
        return Ok(0);
    }
    match args.format {
        PlanFormat::Text => {
            let mut text = crate::plan::text(&prepared.plan, out::width());
            if !choice.is_local() {
                text += &format!("It may cost {}.\n", costs(&prepared.plan));
            }
            out::result(&text);
        }
        PlanFormat::Json => out::result(&pretty(&value())),
        PlanFormat::Mermaid => out::result(&mermaid(&prepared.plan)),
        PlanFormat::Dot => out::result(&dot(&prepared.plan)),
        PlanFormat::Svg => out::result(&svg(&prepared.plan)),
    }
    // The process ends here, and the system takes back the memory of a long plan sooner than its parts
    // can be given up one by one.
    std::mem::forget(prepared);
    Ok(0)
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// What the working copy changes in the plan of another revision.
fn against(here: &Here, args: &Plan, new: &Value, revision: &str) -> Ended {
    let named = args.source.file.clone().unwrap_or_default();
    let path = find(here, &named);
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let files = Revision { top: top(&folder)?, revision: revision.to_owned() };
    let name = named.display().to_string();
    let path = path.canonicalize().unwrap_or(path);
    let loaded = load(&path, &name, &files, here.max_steps());
    let Some(workflow) = loaded.workflow else {
        let missing = loaded.diagnostics.iter().all(|found| found.code == "unreadable_file");
        if !missing {
            return Err(Stop::Wrong(loaded.diagnostics, Box::new(loaded.sources)));
        }
        // A recipe that the revision did not have: everything is new.
        return told(args, &json!({ "steps": [] }), new);
    };
    let old = fill(&workflow, &Given::default(), &|_| None, false)
        .and_then(|values| planned(&workflow, &values, here.max_steps()))
        .map_err(|found| Stop::Wrong(found, Box::new(loaded.sources)))?;
    told(args, &crate::plan::json(&old, new["backend"].as_str().unwrap_or("local")), new)
}

fn told(args: &Plan, old: &Value, new: &Value) -> Ended {
    let (words, value) = diff(old, new);
    match args.format {
        PlanFormat::Json => out::result(&pretty(&value)),
        _ if words.is_empty() => out::result("the plan is the same\n"),
        _ => out::result(&format!("{}\n", words.trim_end())),
    }
    Ok(0)
}

/// Files as a revision of the git repository holds them.
struct Revision {
    top: PathBuf,
    revision: String,
}

impl Files for Revision {
    fn read(&self, path: &Path, limit: usize) -> Result<String, (String, Option<String>)> {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let inside = path.strip_prefix(&self.top).map_err(|_| ("it lies outside the repository".to_owned(), None))?;
        let object = format!("{}:{}", self.revision, inside.display());
        let (well, bytes, said) = git(&self.top, &["cat-file", "blob", "--end-of-options", &object]);
        if !well {
            return Err((format!("git does not have it at {}: {said}", self.revision), None));
        }
        if bytes.len() > limit {
            return Err((format!("it has {} bytes, and {limit} are allowed", bytes.len()), None));
        }
        String::from_utf8(bytes).map_err(|_| ("it is not UTF-8 text".to_owned(), None))
    }

    fn root(&self) -> &Path {
        &self.top
    }
}

fn top(folder: &Path) -> Result<PathBuf, Stop> {
    let (well, bytes, said) = git(folder, &["rev-parse", "--show-toplevel"]);
    if well {
        let top = PathBuf::from(String::from_utf8_lossy(&bytes).trim_end());
        return Ok(top.canonicalize().unwrap_or(top));
    }
    let found = Diagnostic::error("no_git", None, format!("the plan of another revision needs git: {said}"));
    Err(Stop::wrong(found.help("run it inside a git repository, with git installed")))
}

/// Plumbing alone, with neither hooks, monitors, filters nor a pager.
fn git(folder: &Path, args: &[&str]) -> (bool, Vec<u8>, String) {
    let safe = ["--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];
    let ran = Command::new("git").args(safe).args(args).current_dir(folder).stdin(Stdio::null()).output();
    match ran {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or_default().to_owned();
            (output.status.success(), output.stdout, said)
        }
        Err(error) => (false, Vec::new(), error.to_string()),
    }
}
