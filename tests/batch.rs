//! Batches while they go: three clips for real, a kill in the middle, an interrupt, and one pace for all.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use crate::project::{Project, media, probe, seconds};

const CUT: &str = r#"flow: 1
name: cut
inputs: { video: file }
steps:
  clip: { upload: "{{ inputs.video }}" }
  cut: { edit: Keep the first 2 seconds. }
  title: { edit: "Add a title \"Hello\"." }
  final: { export: "{{ inputs.video | stem }}-cut.mp4" }
"#;

/// A project with so many small clips, no two of them alike.
fn project(clips: usize) -> Project {
    let project = Project::new();
    project.write("cut.yaml", CUT);
    for at in 0..clips {
        let name = format!("clips/{}.mp4", char::from(b'a' + u8::try_from(at).unwrap()));
        project.copy(&made()[at], &name);
    }
    project
}

/// The clips, made once.
fn made() -> &'static [PathBuf] {
    static MADE: OnceLock<(tempfile::TempDir, Vec<PathBuf>)> = OnceLock::new();
    let make = || {
        let folder = tempfile::tempdir().unwrap();
        let made = (0..3).map(|at| make(at, &folder.path().join(format!("{at}.mp4")))).collect();
        (folder, made)
    };
    &MADE.get_or_init(make).1
}

fn make(at: usize, path: &Path) -> PathBuf {
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-ss", &format!("0.{at}"), "-t", "3", "-i"])
        .arg(media("broll.mp4"))
        .args(["-vf", "scale=160:90", "-c:v", "libx264", "-preset", "ultrafast"])
        .arg(path)
        .status()
        .unwrap();
    assert!(made.success());
    path.to_owned()
}

fn films(project: &Project) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(project.path()).unwrap().map(|entry| entry.unwrap().path());
    let mut films: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|ending| ending == "mp4"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    films.sort();
    films
}

/// How often prompts were applied in each session, from the store of the backend.
fn applied(project: &Project) -> Vec<usize> {
    let turns = |session: &Value| match &session["turns"] {
        Value::Array(turns) => turns.len(),
        Value::Object(turns) => turns.len(),
        _ => 0,
    };
    let mut all: Vec<usize> = project.sessions().iter().map(turns).filter(|turns| *turns > 0).collect();
    all.sort_unstable();
    all
}

fn begin(project: &Project, more: &[&str]) -> Child {
    let mut command = project.command(&[&["batch", "cut.yaml", "--input", "clips/*.mp4"], more].concat());
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Lines of the batch's journal, and of its runs' journals.
fn lines(project: &Project) -> (usize, usize) {
    let count = |folder: &Path| {
        let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
        let journals = entries.flatten().map(|entry| entry.path().join("journal.jsonl"));
        let lines = |path| std::fs::read(path).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count();
        journals.map(lines).sum()
    };
    let runs = project.path().join(".flow/runs");
    (count(&runs.join("batches")), count(&runs))
}

fn kill_when(mut batch: Child, condition: impl Fn() -> bool) {
    while batch.try_wait().unwrap().is_none() && !condition() {
        std::thread::yield_now();
    }
    let _ = batch.kill();
    batch.wait().unwrap();
}

#[test]
fn each_clip_becomes_a_film_and_a_run_of_its_own() {
    let project = project(3);
    let told = project.flow(&["batch", "cut.yaml", "--input", "clips/*.mp4", "--jobs", "2", "--json"]).well();
    let value: Value = serde_json::from_str(&told.stdout).unwrap();
    let schema = jsonschema::validator_for(&flow::workflow::schema("batch").unwrap()).unwrap();
    assert!(schema.is_valid(&value), "{value:#}");
    assert_eq!(value["counts"]["succeeded"], 3, "{value:#}");
    for name in ["a-cut.mp4", "b-cut.mp4", "c-cut.mp4"] {
        assert!((seconds(&probe(&project.path().join(name))["video"]) - 2.0).abs() < 0.05, "{name}");
    }
    let runs = project.flow(&["runs", "--json"]).well();
    let runs: Value = serde_json::from_str(&runs.stdout).unwrap();
    assert_eq!((runs["runs"].as_array().unwrap().len(), runs["batches"][0]["succeeded"].as_u64()), (3, Some(3)));
    assert!(project.flow(&["show", "last"]).well().stdout.contains("asked: Keep the first 2 seconds."));
    assert_eq!(applied(&project), [2, 2, 2]);
}

#[test]
fn a_batch_killed_at_any_moment_sends_no_prompt_twice() {
    let undisturbed = project(3);
    undisturbed.flow(&["batch", "cut.yaml", "--input", "clips", "-q"]).well();
    let expected = films(&undisturbed);
    assert_eq!(expected.len(), 3);
    let (batch, runs) = lines(&undisturbed);
    let moments: Vec<(usize, usize)> = (1..=batch).map(|line| (line, usize::MAX)).collect();
    let inside = (1..runs).step_by(9).map(|line| (usize::MAX, line));
    for (at, within) in moments.into_iter().chain(inside) {
        let project = project(3);
        kill_when(begin(&project, &["--jobs", "2"]), || {
            let (batch, runs) = lines(&project);
            batch >= at || runs >= within
        });
        let told = project.flow(&["batch", "--resume", "last", "-q"]);
        // A batch that was killed before its first record has nothing to resume, and sent nothing.
        if told.code == 2 && lines(&project).0 < 2 {
            assert!(applied(&project).is_empty());
            continue;
        }
        assert_eq!(told.code, 0, "killed at {at}, {within}: {}", told.transcript());
        assert!(films(&project) == expected, "killed at {at}, {within}: other films came out");
        assert_eq!(applied(&project), [2, 2, 2], "killed at {at}, {within}: each prompt is applied once");
    }
}

#[test]
fn an_interrupted_batch_says_how_to_go_on_and_does() {
    let project = project(3);
    let mut command = project.command(&["batch", "cut.yaml", "--input", "clips", "--jobs", "1"]);
    command.args(["--config", "local.edit_delay=400ms"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let batch = command.spawn().unwrap();
    while lines(&project).1 < 8 {
        std::thread::yield_now();
    }
    let id = batch.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let told = project.told(batch.wait_with_output().unwrap());
    assert_eq!(told.code, 130, "{}", told.transcript());
    assert!(told.stderr.contains("1  clips/a.mp4  interrupted") && told.stderr.contains("3  clips/c.mp4  not begun"));
    assert!(told.stderr.contains("go on with: flow batch --resume [run]"), "{}", told.transcript());
    project.flow(&["batch", "--resume", "last", "-q"]).well();
    assert_eq!((films(&project).len(), applied(&project)), (3, vec![2, 2, 2]));
}

#[test]
fn footage_that_changed_before_its_row_began_fails_that_row_alone() {
    let project = project(2);
    kill_when(begin(&project, &["--jobs", "1"]), || lines(&project).1 > 3);
    std::fs::copy(project.path().join("clips/a.mp4"), project.path().join("clips/b.mp4")).unwrap();
    let told = project.flow(&["batch", "--resume", "last", "--jobs", "1"]);
    assert_eq!(told.code, 1, "{}", told.transcript());
    assert!(told.stderr.contains("clips/b.mp4` has changed since the batch began [file_changed]"), "{}", told.stderr);
    assert!(told.stderr.contains("1  clips/a.mp4  done  a-cut.mp4"), "{}", told.stderr);
}

/// What `--json-events` writes, line by line.
fn events(told: &crate::project::Told) -> Vec<Value> {
    let lines: Vec<Value> = told.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().all(|line| line["format_version"] == 1), "{}", told.stdout);
    lines
}

/// The lines of one row, by their event; those of its run are numbered without a gap from `first` on.
fn of_row(lines: &[Value], row: u64, first: u64) -> Vec<&str> {
    let own: Vec<&Value> = lines.iter().filter(|line| line["row"] == row).collect();
    let numbers: Vec<u64> = own.iter().filter_map(|line| line["seq"].as_u64()).collect();
    assert_eq!(numbers, (first..first + numbers.len() as u64).collect::<Vec<_>>(), "row {row}");
    own.iter().map(|line| line["event"].as_str().unwrap()).collect()
}

#[test]
fn another_program_follows_each_row_by_its_number_to_the_end_of_the_batch() {
    let project = project(2);
    let title = "inputs: { video: file, title: string }";
    let sure = "  sure: { check: [inputs.title != \"none\", state.duration > 1] }\n";
    project.write("cut.yaml", &(CUT.replace("inputs: { video: file }", title) + sure));
    project.write("rows.csv", "video,title\nclips/a.mp4,Hello\nclips/b.mp4,none\n");
    let told = project.flow(&["batch", "cut.yaml", "--rows", "rows.csv", "--json-events"]);
    assert_eq!(told.code, 3, "{}", told.stderr);
    assert!(!told.stderr.contains("Connecting") && told.stderr.contains("[check_failed]"), "{}", told.stderr);
    let lines = events(&told);
    for (row, status) in [(1, "succeeded"), (2, "failed")] {
        let own = of_row(&lines, row, 1);
        let (begun, ended) = (["row_started", "attempt_started"], ["run_finished", "row_ended"]);
        assert!(own.starts_with(&begun) && own.ends_with(&ended), "{own:?}");
        assert_eq!(own.iter().filter(|event| **event == "attempt_finished").count(), 5, "{own:?}");
        let end = lines.iter().find(|line| line["event"] == "row_ended" && line["row"] == row).unwrap();
        assert_eq!(end["end"]["status"], status, "{end}");
    }
    let last = lines.last().unwrap();
    assert_eq!((&last["event"], &last["exit_code"]), (&"batch_finished".into(), &3.into()));
    let (_, alone): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line["row"].is_u64());
    assert_eq!(alone, [last], "every other line belongs to a row");

    let again = project.flow(&["batch", "--resume", "last", "--failed", "--json-events"]);
    let lines = events(&again);
    assert_eq!((again.code, of_row(&lines, 1, 1)), (3, vec![]), "what is done is not told again");
    assert!(of_row(&lines, 2, lines[1]["seq"].as_u64().unwrap()).ends_with(&["run_finished", "row_ended"]));
}

#[test]
fn another_program_reads_why_a_batch_did_not_begin() {
    let project = project(1);
    let told = project.flow(&["batch", "cut.yaml", "--rows", "none.csv", "--json-events"]);
    let lines = events(&told);
    assert_eq!((told.code, &lines[0]["diagnostics"][0]["code"]), (2, &"unreadable_file".into()));
    let away = ["batch", "cut.yaml", "--input", "clips", "--json-events", "--backend", "http://127.0.0.1:9"];
    let told = project.flow(&away);
    assert_eq!((told.code, &events(&told)[0]["error"]["code"]), (5, &"unreachable".into()));
}
