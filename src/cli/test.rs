//! `flow test`: the recipes' own tests, `captions.test.yaml` beside `captions.yaml`. Neither ffmpeg
//! nor a network is needed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::args::Test;
use super::backend::{Choice, timing};
use super::exit::{Ended, Stop};
use super::out;
use super::reports::timelines;
use super::source::{Here, files, plan};
use super::tapes;
use crate::exec::replayed::{Footage, replay};
use crate::exec::scripted::{Answer, Played, play};
use crate::plan::Plan;
use crate::report::{json as summary_json, people, summary};
use crate::text::{Diagnostic, Source, Sources, nearest, yaml};
use crate::workflow::{Disk, Given, Loaded, Workflow, fill, load, project_root};

/// One file of tests.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tests {
    workflow: PathBuf,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// Files need not exist.
    #[serde(default)]
    inputs: BTreeMap<String, Value>,
    #[serde(default)]
    answers: BTreeMap<String, Answer>,
    /// A recording that answers instead; then the files have to be there.
    replay: Option<String>,
    #[serde(default)]
    expect: Expect,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    exit_code: Option<u8>,
    #[serde(default)]
    status: BTreeMap<String, String>,
    /// The case that each branch takes; null for none.
    #[serde(default)]
    taken: BTreeMap<String, Option<usize>>,
    #[serde(default)]
    results: BTreeMap<String, Value>,
}

/// How one case went.
struct Verdict {
    file: String,
    name: String,
    wrong: Vec<String>,
}

pub fn test(args: &Test) -> Ended {
    let here = Here::new(&args.common, Vec::new())?;
    let mut files = Vec::new();
    let named =
        if args.paths.is_empty() { vec![here.root.join("workflows"), here.cwd.clone()] } else { args.paths.clone() };
    for path in named {
        find(&here.cwd.join(path), &mut files);
    }
    files.sort();
    files.dedup();
    if files.is_empty() {
        let found = Diagnostic::error("no_tests", None, "there is no test of a recipe here");
        return Err(Stop::wrong(found.help("write captions.test.yaml beside captions.yaml")));
    }
    let runtime = super::runtime()?;
    let mut verdicts = Vec::new();
    for file in &files {
        verdicts.extend(runtime.block_on(one(&here, file, args.update))?);
    }
    for verdict in &verdicts {
        let mark = if verdict.wrong.is_empty() { "ok    " } else { "FAILED" };
        out::say(&format!("{mark} {}: {}\n", verdict.file, verdict.name));
        for wrong in &verdict.wrong {
            out::say(&format!("       {}\n", wrong.replace('\n', "\n       ")));
        }
    }
    let failed = verdicts.iter().filter(|verdict| !verdict.wrong.is_empty()).count();
    if let Some(report) = &args.report {
        let Some(path) = report.strip_prefix("junit=") else {
            let found = Diagnostic::error("unknown_report", None, format!("there is no report `{report}`"));
            return Err(Stop::wrong(found.help("write --report junit=PATH")));
        };
        std::fs::write(here.cwd.join(path), junit(&verdicts))
            .map_err(|error| anyhow::anyhow!("{path} cannot be written: {error}"))?;
    }
    if args.json {
        let rows: Vec<Value> = verdicts
            .iter()
            .map(|v| json!({ "file": v.file, "name": v.name, "passed": v.wrong.is_empty(), "failures": v.wrong }))
            .collect();
        out::result(&format!("{}\n", json!({ "format_version": 1, "cases": rows })));
    }
    out::say(&format!("{} of recipes: {failed} failed\n", people::count(verdicts.len(), "test")));
    Ok(u8::from(failed > 0))
}

fn find(path: &Path, out: &mut Vec<PathBuf>) {
    let is_test = |path: &Path| {
        path.file_name().is_some_and(|name| {
            let name = name.to_string_lossy();
            name.ends_with(".test.yaml") || name.ends_with(".test.yml")
        })
    };
    if path.is_file() {
        // A recipe stands for the tests beside it.
        let beside = if is_test(path) { path.to_owned() } else { path.with_extension("test.yaml") };
        out.push(beside);
        return;
    }
    let Ok(entries) = std::fs::read_dir(path) else { return };
    out.extend(entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file() && is_test(path)));
}

/// Plays every case of one file, and holds the plans and summaries against the snapshots beside it.
async fn one(here: &Here, file: &Path, update: bool) -> Result<Vec<Verdict>, Stop> {
    let shown = file.strip_prefix(&here.cwd).unwrap_or(file).display().to_string();
    let mut sources = Sources::default();
    let wrong = |message: String, help: Option<String>| {
        Stop::wrong(Diagnostic::error("bad_test", None, format!("{shown}: {message}")).maybe_help(help))
    };
    let text = std::fs::read_to_string(file).map_err(|error| wrong(format!("it cannot be read: {error}"), None))?;
    let number = sources.add(Source::new(shown.clone(), text));
    let tree = yaml::parse(&sources, number, yaml::Limits::for_steps(here.max_steps()));
    let tree = tree.map_err(|diagnostic| Stop::Wrong(vec![diagnostic], Box::new(sources.clone())))?;
    let tests: Tests = serde_json::from_value(tree.json()).map_err(|error| {
        wrong(
            error.to_string(),
            Some("a test has `workflow` and `cases`; a case has name, inputs, answers and expect".into()),
        )
    })?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let path = folder.join(&tests.workflow);
    let name = tests.workflow.display().to_string();
    let Loaded { sources, workflow, diagnostics, .. } =
        load(&path, &name, &Disk { root: project_root(folder) }, here.max_steps());
    let Some(workflow) = workflow else { return Err(Stop::Wrong(diagnostics, Box::new(sources))) };
    let mut verdicts = Vec::new();
    let mut snapshot = String::new();
    for case in &tests.cases {
        let played = case_of(here, &workflow, case, folder).await.map_err(|unplayed| match unplayed {
            Unplayed::Wrong(found) => Stop::Wrong(found, Box::new(sources.clone())),
            Unplayed::Stop(stop) => stop,
        })?;
        let (plan, played, mut wrong) = played;
        wrong.extend(judge(&plan, &played, &case.expect));
        snapshot += &shot(&case.name, &plan, &played);
        verdicts.push(Verdict { file: shown.clone(), name: case.name.clone(), wrong });
    }
    let beside = path.with_extension("snap");
    match std::fs::read_to_string(&beside) {
        Ok(old) if old == snapshot => {}
        Ok(old) if !update => verdicts.push(Verdict {
            file: shown,
            name: "the plans and summaries are those of the snapshot".into(),
            wrong: vec![difference(&old, &snapshot), "see whether that was meant, then write it with --update".into()],
        }),
        Err(_) if !update => out::say(&format!("note: {} has no snapshot yet; --update writes it\n", shown)),
        _ => std::fs::write(&beside, snapshot)
            .map_err(|error| anyhow::anyhow!("{} cannot be written: {error}", beside.display()))?,
    }
    Ok(verdicts)
}

/// Why a case cannot be played: mistakes in the recipe, or something else.
enum Unplayed {
    Wrong(Vec<Diagnostic>),
    Stop(Stop),
}

impl From<Vec<Diagnostic>> for Unplayed {
    fn from(found: Vec<Diagnostic>) -> Unplayed {
        Unplayed::Wrong(found)
    }
}

impl<E: Into<Stop>> From<E> for Unplayed {
    fn from(stop: E) -> Unplayed {
        Unplayed::Stop(stop.into())
    }
}

async fn case_of(
    here: &Here,
    workflow: &Arc<Workflow>,
    case: &Case,
    folder: &Path,
) -> Result<(Arc<Plan>, Played, Vec<String>), Unplayed> {
    let given = Given {
        named: case.inputs.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        bare: Vec::new(),
    };
    let values = fill(workflow, &given, &|_| None, true)?;
    let plan = Arc::new(plan(workflow, &values, here.max_steps())?);
    let mut wrong = Vec::new();
    let mut answers = case.answers.clone();
    let ids: Vec<&str> = plan.nodes.iter().map(|node| node.id.as_str()).collect();
    let expected = case.expect.status.keys().chain(case.expect.taken.keys());
    for id in answers.keys().chain(expected).filter(|id| !ids.contains(&id.as_str())) {
        let near = nearest(id, ids.iter().copied()).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        wrong.push(format!("there is no step `{id}`{near}"));
    }
    for answer in answers.values_mut() {
        if let Some(file) = &answer.draft_file {
            match std::fs::read_to_string(folder.join(file)) {
                Ok(text) => answer.raw = Some(text),
                Err(error) => wrong.push(format!("`{}` cannot be read: {error}", file.display())),
            }
        }
    }
    let Some(named) = &case.replay else { return Ok((Arc::clone(&plan), play(&plan, &answers).await, wrong)) };
    if !answers.is_empty() {
        wrong.push("a case has `answers` or a `replay`, not both".into());
    }
    let recording = tapes::read(here, folder, named)?;
    let choice = Choice::named(&recording.header.backend)?;
    let footage = Footage { files: files(folder, workflow, &given, &values), root: project_root(folder) };
    let played = replay(&plan, recording, footage, timing(here, &choice))
        .map_err(|error| anyhow::anyhow!("the replay cannot be carried out: {error}"))?;
    Ok((plan, played, wrong))
}

fn judge(plan: &Plan, played: &Played, expect: &Expect) -> Vec<String> {
    let mut wrong = Vec::new();
    let code = summary::exit_code(plan, &played.state);
    if expect.exit_code.is_some_and(|expected| expected != code) {
        wrong.push(format!("the exit code is {code}, and {} is expected", expect.exit_code.unwrap_or(0)));
    }
    for (id, expected) in &expect.status {
        let Some(node) = plan.find(id) else { continue };
        let status = summary_json::status(&played.state.nodes[node]);
        if status != expected {
            let why = played.state.failure(node).map(|failure| format!(" ({})", failure.message)).unwrap_or_default();
            wrong.push(format!("`{id}` is {status}{why}, and {expected} is expected"));
        }
    }
    for (id, expected) in &expect.taken {
        let Some(node) = plan.find(id) else { continue };
        let taken = played.state.outputs(node).and_then(|outputs| outputs.taken);
        if taken != *expected {
            wrong.push(format!("the branch `{id}` takes {taken:?}, and {expected:?} is expected"));
        }
    }
    for (name, expected) in &expect.results {
        let result = &played.results[name];
        if result != expected {
            wrong.push(format!("the result `{name}` is {result}, and {expected} is expected"));
        }
    }
    wrong
}

/// The plan and the summary of one case, as the snapshot holds them.
fn shot(name: &str, plan: &Plan, played: &Played) -> String {
    let timelines = timelines(plan, &played.state, &*played.drafts);
    let mut value = summary_json::render(plan, &played.state, "", &timelines, &played.results);
    // What differs from machine to machine or from run to run is no part of a snapshot.
    if let Some(fields) = value.as_object_mut() {
        fields.shift_remove("run_id");
        for step in fields.get_mut("steps").and_then(Value::as_array_mut).into_iter().flatten() {
            step.as_object_mut().into_iter().for_each(|step| {
                step.shift_remove("started_at");
                step.shift_remove("seconds");
            });
        }
    }
    let summary = serde_json::to_string_pretty(&value).unwrap_or_default();
    format!("# {name}\n{}\n{summary}\n\n", crate::plan::text(plan, 160))
}

/// The first line that differs.
fn difference(old: &str, new: &str) -> String {
    let (mut before, mut after) = (old.lines(), new.lines());
    let mut line = 0;
    loop {
        line += 1;
        match (before.next(), after.next()) {
            (Some(a), Some(b)) if a == b => {}
            (a, b) => {
                return format!(
                    "line {line} of the snapshot was\n  {}\nand is\n  {}",
                    a.unwrap_or("(nothing)"),
                    b.unwrap_or("(nothing)")
                );
            }
        }
    }
}

fn junit(verdicts: &[Verdict]) -> String {
    let escape = |text: &str| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        text.chars().filter(|c| !c.is_control() || *c == '\n').collect::<String>()
    };
    let failed = verdicts.iter().filter(|verdict| !verdict.wrong.is_empty()).count();
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"{0}\" failures=\"{failed}\">\n<testsuite name=\"flow test\" tests=\"{0}\" failures=\"{failed}\">\n",
        verdicts.len()
    );
    for verdict in verdicts {
        xml += &format!("<testcase classname=\"{}\" name=\"{}\">", escape(&verdict.file), escape(&verdict.name));
        for wrong in &verdict.wrong {
            xml += &format!("<failure message=\"{}\"/>", escape(wrong));
        }
        xml += "</testcase>\n";
    }
    xml + "</testsuite>\n</testsuites>\n"
}
