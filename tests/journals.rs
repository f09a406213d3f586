//! Runs that earlier versions left, in every format that a journal ever had: each is gone on with, or
//! read, or refused with a reason.
//!
//! A folder of `tests/journals` is the folder of one run, with `[dir]` where its project lay. The README
//! there says what is new in each.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::project::{Project, media};

fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journals")
}

/// The run's first record.
fn started(folder: &Path) -> Value {
    let text = std::fs::read_to_string(folder.join("journal.jsonl")).unwrap();
    serde_json::from_str(text.lines().nth(1).unwrap()).unwrap()
}

/// A project in which the run lies as if it had been made there.
fn restored(folder: &Path) -> (Project, String) {
    let project = Project::new();
    let here = project.path().display().to_string();
    let first = started(folder);
    let id = first["run"].as_str().unwrap().to_owned();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!(".flow/runs/{id}/{}", path.file_name().unwrap().to_string_lossy());
        match path.is_dir() {
            true => std::fs::read_dir(&path).unwrap().map(|draft| draft.unwrap().path()).for_each(|draft| {
                project.copy(&draft, &format!("{name}/{}", draft.file_name().unwrap().to_string_lossy()));
            }),
            false => project.write(&name, &std::fs::read_to_string(&path).unwrap().replace("[dir]", &here)),
        }
    }
    std::fs::create_dir_all(project.path().join(format!(".flow/runs/{id}/drafts"))).unwrap();
    project.copy(&media("broll.mp4"), "broll.mp4");
    // The embedded backend's account is its store's, which only ever told its own id.
    if let Some(account) = first["settings"]["account"].as_str() {
        let store = serde_json::json!({ "version": 1, "id": account.trim_start_matches("anon_") });
        project.write(".flow/backend/store.json", &store.to_string());
    }
    (project, id)
}

#[test]
fn each_is_gone_on_with_or_refused_with_a_reason() {
    insta::glob!("journals/*/journal.jsonl", |path| {
        let (project, id) = restored(path.parent().unwrap());
        let mut transcript = String::new();
        for command in ["show", "resume"] {
            transcript += &format!("$ flow {command}\n{}\n", project.flow(&[command, &id]).transcript());
        }
        insta::assert_snapshot!(transcript);
    });
}

/// The names of all fields of all records, by the kind of record.
fn shape(journal: &str) -> BTreeSet<String> {
    fn walk(value: &Value, at: &str, out: &mut BTreeSet<String>) {
        out.insert(at.to_owned());
        match value {
            // What steps give, and what a draft holds, is not the journal's.
            Value::Object(_) if at.ends_with(".values") => {}
            Value::Object(fields) => fields.iter().for_each(|(key, value)| walk(value, &format!("{at}.{key}"), out)),
            Value::Array(items) => items.iter().for_each(|item| walk(item, &format!("{at}[]"), out)),
            _ => {}
        }
    }
    let mut out = BTreeSet::new();
    for line in journal.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        walk(&record, record["event"].as_str().unwrap_or("first line"), &mut out);
    }
    out
}

/// A format that changed is a folder more: make a run, and keep it beside the others.
#[test]
fn the_newest_journal_that_is_kept_is_of_the_format_that_is_written() {
    let names = std::fs::read_dir(kept()).unwrap().map(|entry| entry.unwrap().path());
    let newest = names.filter(|path| path.to_string_lossy().ends_with("-finished")).max().unwrap();
    let project = Project::new();
    project.copy(&media("broll.mp4"), "broll.mp4");
    project.write("cut.yaml", &std::fs::read_to_string(newest.join("workflow.yaml")).unwrap());
    project.flow(&["run", "cut.yaml", "--input", "broll.mp4"]).well();
    let runs = std::fs::read_dir(project.path().join(".flow/runs")).unwrap();
    let journal = runs.map(|run| run.unwrap().path().join("journal.jsonl")).find(|path| path.exists()).unwrap();
    let read = |path: PathBuf| std::fs::read_to_string(path).unwrap();
    assert_eq!(shape(&read(newest.join("journal.jsonl"))), shape(&read(journal)), "against {}", newest.display());
}
