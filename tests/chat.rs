//! Conversations as people have them: the lines that are piped in, all that is said, and the recipe
//! that is left. A case is a file under `tests/cases/chat`.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Child, Command, Stdio};

use serde::Deserialize;

use crate::project::{Project, Told, media};
use crate::survive::{applied, kill_when, small};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// Names in the project, and the sample that each is a copy of.
    #[serde(default)]
    media: BTreeMap<String, String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    run: Vec<Run>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    /// A command line.
    flow: String,
    /// What is piped in.
    #[serde(default)]
    lines: Vec<String>,
    /// A file to show afterwards.
    show: Option<String>,
}

/// Starts the program with these lines on its standard input.
fn piped(mut command: Command, lines: &str) -> Child {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    child
}

fn told(project: &Project, command: Command, lines: &str) -> Told {
    project.told(piped(command, lines).wait_with_output().unwrap())
}

/// A conversation of these lines.
fn chat(project: &Project, args: &[&str], lines: &[&str]) -> Told {
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    told(project, project.command(args), &lines)
}

#[test]
fn every_conversation_says_just_this() {
    insta::glob!("cases/chat/*.yaml", |path| {
        let case: Case = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let project = Project::new();
        case.files.iter().for_each(|(name, text)| project.write(name, text));
        case.media.iter().for_each(|(name, sample)| project.copy(&media(sample), name));
        let mut transcript = String::new();
        for run in &case.run {
            let words: Vec<&str> = run.flow.split(' ').collect();
            let mut command = project.command(&words);
            command.envs(&case.env);
            let here = project.path().canonicalize().unwrap();
            let lines: String =
                run.lines.iter().map(|line| format!("{line}\n").replace("[dir]", &here.to_string_lossy())).collect();
            transcript += &format!("$ flow {}\n{}\n", run.flow, told(&project, command, &lines).transcript());
            if let Some(name) = &run.show {
                let text =
                    std::fs::read_to_string(project.path().join(name)).unwrap_or_else(|error| format!("{error}\n"));
                transcript += &format!("--- {name}\n{text}\n");
            }
        }
        assert!(!transcript.contains('\u{1b}'), "a pipe gets no escape codes");
        insta::assert_snapshot!(transcript);
    });
}

/// The ids of all runs, oldest first.
fn runs(project: &Project) -> Vec<String> {
    let told = project.flow(&["runs", "--json"]).well();
    // Ids are taken out of what is told, so the folder is asked for them.
    assert!(told.stdout.contains("format_version"));
    let entries = std::fs::read_dir(project.path().join(".flow/runs")).unwrap();
    let mut ids: Vec<String> = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    ids.retain(|id| !id.starts_with('.'));
    ids.sort();
    ids
}

#[test]
fn the_recipe_of_a_conversation_makes_the_same_film() {
    let project = Project::new();
    project.copy(&media("talk.mov"), "talk.mov");
    project.copy(&media("talk.srt"), "talk.srt");
    let lines = [
        "trim silences, add captions, and export a clean final cut",
        "automate a 2-minute interview recording into a 1080p MP4",
        "edit my raw video footage",
        "export 1080p MP4",
        "trim the pauses, add captions, and",
    ];
    let said = chat(&project, &["chat", "talk.mov", "--yes", "--record", "said.yaml"], &lines).well();
    let files = ["talk-final.mp4", "talk-final-2.mp4", "talk-final-3.mp4", "talk-final-4.mp4"];
    for file in files {
        assert!(said.stdout.contains(&format!("{file} ([size], 20.7s)")), "{}", said.transcript());
    }
    let film = crate::project::probe(&project.path().join("talk-final-2.mp4"));
    assert_eq!(film["video"]["height"], 1080);
    let checked = project.flow(&["check", "said.yaml"]).well();
    assert_eq!(checked.stderr, "1 recipe checked: no mistakes\n");
    project.flow(&["run", "said.yaml", "--input", "talk.mov", "--out", "again"]).well();
    let ids = runs(&project);
    assert_eq!(ids.len(), 2, "a conversation is one run, however many turns it has");
    let same = project.flow(&["diff", &ids[0], &ids[1]]).well();
    assert!(same.stdout.lines().all(|line| line.ends_with("only in [id]")), "{}", same.stdout);
    for file in files {
        let bytes = |name: &str| std::fs::read(project.path().join(name)).unwrap();
        assert!(bytes(file) == bytes(&format!("again/{file}")), "{file} is another film");
    }
}

#[test]
fn a_conversation_killed_at_any_record_of_a_turn_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let footage = folder.path().join("talk.mov");
    small(&footage);
    let line = "trim silences, add captions, and export\n";
    let begin = || {
        let project = Project::new();
        project.copy(&footage, "talk.mov");
        project.copy(&media("talk.srt"), "talk.srt");
        let child = piped(project.command(&["chat", "talk.mov"]), line);
        (project, child)
    };
    // The records of the turn with the edit in it.
    let records = |project: &Project| {
        let runs = project.path().join(".flow/runs");
        let folders = std::fs::read_dir(runs).into_iter().flatten().flatten().map(|entry| entry.path());
        let edits = folders.filter(|path| {
            std::fs::read_to_string(path.join("chat.json")).is_ok_and(|text| text.contains("trim silences"))
        });
        let lines = |path: std::path::PathBuf| {
            std::fs::read(path.join("journal.jsonl"))
                .map_or(0, |text| text.iter().filter(|byte| **byte == b'\n').count())
        };
        edits.map(lines).max().unwrap_or(0)
    };
    let film = |project: &Project| std::fs::read(project.path().join("talk-final.mp4")).ok();
    let (undisturbed, child) = begin();
    assert!(child.wait_with_output().unwrap().status.success());
    let (expected, all) = (film(&undisturbed).unwrap(), records(&undisturbed));
    assert!(all > 8, "{all} records");
    for record in 1..=all {
        let (project, child) = begin();
        kill_when(child, || records(&project) >= record);
        let told = chat(&project, &["chat", "--resume", "last", "--record", "said.yaml"], &[]);
        assert_eq!(told.code, 0, "killed at record {record}: {}", told.transcript());
        assert_eq!(applied(&project), [1], "killed at record {record}: the prompt is applied once");
        assert!(film(&project).as_ref() == Some(&expected), "killed at record {record}: {}", told.transcript());
        assert_eq!(runs(&project).len(), 1, "killed at record {record}");
        project.flow(&["check", "said.yaml"]).well();
    }
}

#[test]
fn an_interrupt_waits_for_the_edit_and_ends_what_was_piped() {
    let project = Project::new();
    project.copy(&media("broll.mp4"), "b.mp4");
    let mut command = project.command(&["chat", "b.mp4"]);
    command.env("FLOW_LOCAL_EDIT_DELAY", "700ms");
    let child = piped(command, "keep the first 3 seconds\nexport never.mp4\n");
    let announced = || {
        let runs = project.path().join(".flow/runs");
        let folders = std::fs::read_dir(runs).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut journals = folders.filter_map(|path| std::fs::read_to_string(path.join("journal.jsonl")).ok());
        journals.any(|text| text.contains("keep the first 3 seconds"))
    };
    while !announced() {
        std::thread::yield_now();
    }
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let told = project.told(child.wait_with_output().unwrap());
    assert_eq!(told.code, 130, "{}", told.transcript());
    assert!(told.stderr.contains("keep_first_3  "), "{}", told.transcript());
    assert!(told.stderr.contains("go on with: flow chat --resume"), "{}", told.transcript());
    assert!(!project.path().join("never.mp4").exists());
    assert_eq!(applied(&project), [1]);
    let state = chat(&project, &["chat", "--resume"], &["/state"]).well();
    assert!(state.stdout.contains("(0-3s)"), "{}", state.transcript());
}
