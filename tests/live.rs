//! Runs while they go: what a terminal shows, sessions side by side, a backend at a URL, interrupts.
//!
//! Each `tests/cases/live/*.yaml` is a moment of a run and the sizes of some windows; the lines that each
//! of them shows lie beside it.

use std::io::{BufRead, BufReader, Lines, Read};
use std::process::{Child, ChildStdout, Stdio};

use flow::report::board::{Board, lines};
use flow::text::escape::columns;
use serde_json::Value;

use crate::project::{Project, media, workflow};
use crate::survive::applied;

const TWO: &str = r#"flow: 1
name: two
inputs: { video: file }
steps:
  one: { upload: "{{ inputs.video }}", session: one }
  two: { upload: "{{ inputs.video }}", session: two }
  cut_one: { edit: Keep the first 2 seconds., session: one }
  cut_two: { edit: Keep the first 3 seconds., session: two }
"#;

#[derive(serde::Deserialize)]
struct Moment {
    now: f64,
    sizes: Vec<(usize, usize)>,
    /// How often its one row is there.
    #[serde(default)]
    times: usize,
    board: Board,
}

#[test]
fn a_terminal_shows_what_the_cases_say_and_no_line_is_wider_than_it() {
    insta::with_settings!({ snapshot_path => "cases/live", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::glob!("cases/live/*.yaml", |path| {
            let mut moment: Moment = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
            for more in 1..moment.times {
                let row = moment.board.rows[&0].clone();
                moment.board.rows.insert(more, row);
            }
            let mut out = String::new();
            for (width, height) in moment.sizes {
                let lines = lines(&moment.board, moment.now, (width, height));
                assert!(lines.len() < height.max(2), "{} lines in a window of {height}", lines.len());
                out += &format!("{width}x{height}\n");
                for line in lines {
                    assert!(columns(&line) < width.max(11), "wider than {width}: {line}");
                    assert!(!line.chars().any(char::is_control), "{line:?}");
                    out += &format!("|{line}|\n");
                }
            }
            insta::assert_snapshot!("live", out);
        });
    });
}

/// What stands on a terminal in the end, by all that was written to it; and the widest line that moved.
fn replayed(written: &str) -> (Vec<String>, usize) {
    let (mut screen, mut row, mut moves, mut widest) = (vec![String::new()], 0, false, 0);
    let mut rest = written;
    while let Some(first) = rest.chars().next() {
        if let Some(code) = rest.strip_prefix("\x1b[") {
            let end = code.find(|c: char| c.is_ascii_alphabetic()).unwrap();
            match &code[..=end] {
                "?7l" => moves = true,
                "?7h" => moves = false,
                "J" => {
                    screen.truncate(row);
                    screen.push(String::new());
                }
                up => row -= up.strip_suffix('A').unwrap().parse::<usize>().unwrap(),
            }
            rest = &code[end + 1..];
            continue;
        }
        match first {
            '\r' => {}
            '\n' => {
                widest = if moves { widest.max(columns(&screen[row])) } else { widest };
                row += 1;
                screen.resize(screen.len().max(row + 1), String::new());
            }
            c => screen[row].push(c),
        }
        rest = &rest[first.len_utf8()..];
    }
    (screen, widest)
}

/// A real terminal, where `script` can make one.
#[test]
fn a_terminal_is_left_with_nothing_but_what_stays() {
    let version = std::process::Command::new("script").arg("--version").output();
    if !version.is_ok_and(|told| String::from_utf8_lossy(&told.stdout).contains("util-linux")) {
        return;
    }
    let project = Project::new();
    project.copy(&media("broll.mp4"), "broll.mp4");
    project.write("two.yaml", TWO);
    let flow = project.command(&[
        "run",
        "two.yaml",
        "--input",
        "broll.mp4",
        "--config",
        "local.edit_delay=400ms",
        "--jobs",
        "2",
    ]);
    let words = std::iter::once(flow.get_program()).chain(flow.get_args()).map(|word| word.to_str().unwrap());
    let line = format!("stty cols 40 rows 12; exec '{}'", words.collect::<Vec<_>>().join("' '"));
    let mut script = std::process::Command::new("script");
    script.args(["-qefc", &line, "typescript"]).current_dir(project.path()).stdin(Stdio::null());
    script.env_clear().envs(flow.get_envs().filter_map(|(name, value)| Some((name, value?))));
    assert!(script.output().unwrap().status.success());
    let written = std::fs::read_to_string(project.path().join("typescript")).unwrap();
    let body = written.split_once('\n').unwrap().1.rsplit_once("\nScript done").unwrap().0;
    assert!(body.contains("A\x1b[J") && body.contains("2 at work"), "two sessions moved: {written:?}");
    let (screen, widest) = replayed(body);
    assert!(widest < 40, "{widest} columns");
    assert!(!screen.iter().any(|line| line.contains("at work")), "{screen:#?}");
    assert!(screen.iter().any(|line| line.starts_with("done: 4 steps")), "{screen:#?}");
}

/// The end of a process that a test started, whatever becomes of the test.
struct Ended(Child);

/// A run of two sessions whose edits take `delay`, and its events as they come.
fn slow(delay: &str) -> (Project, Ended, Lines<BufReader<ChildStdout>>) {
    let project = Project::new();
    project.copy(&media("broll.mp4"), "broll.mp4");
    project.write("two.yaml", TWO);
    let delay = format!("local.edit_delay={delay}");
    let args = ["run", "two.yaml", "--input", "broll.mp4", "--config", &delay, "--json-events"];
    let mut run = Ended(project.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    let lines = BufReader::new(run.0.stdout.take().unwrap()).lines();
    (project, run, lines)
}

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn events(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let named = lines.filter_map(|value| {
        let event = value["event"].as_str()?.to_owned();
        Some((event, value["node"].as_str().unwrap_or_default().to_owned()))
    });
    named.collect()
}

#[test]
fn sessions_are_edited_side_by_side() {
    let project = Project::new();
    project.copy(&media("broll.mp4"), "broll.mp4");
    project.write("two.yaml", TWO);
    let told = project
        .flow(&[
            "run",
            "two.yaml",
            "--input",
            "broll.mp4",
            "--jobs",
            "2",
            "--config",
            "local.edit_delay=500ms",
            "--json-events",
        ])
        .well();
    let events = events(&told.stdout);
    let at = |event: &str, node: &str| {
        events.iter().position(|(name, of)| name == event && of == node).unwrap_or_else(|| panic!("{event} {node}"))
    };
    // Each edit takes half a second, so one that ran after the other would have begun after its end.
    let begun = at("attempt_started", "cut_one").max(at("attempt_started", "cut_two"));
    let ended = at("attempt_finished", "cut_one").min(at("attempt_finished", "cut_two"));
    assert!(begun < ended, "{events:?}");
}

#[test]
fn the_same_recipe_runs_against_a_server_at_a_url() {
    let project = Project::new();
    project.copy(&media("talk.mov"), "talk.mov");
    project.copy(&media("talk.srt"), "talk.srt");
    project.copy(&workflow("quick-edit.yaml"), "workflows/quick-edit.yaml");
    let mut server = Ended(project.command(&["serve", "--store", "served"]).stdout(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(server.0.stdout.take().unwrap()).lines();
    let url = lines.next().unwrap().unwrap();
    let id = lines.next().unwrap().unwrap();
    let id = id.strip_prefix("NEMO_CLIENT_ID=").unwrap();
    let mut command = project.command(&["run", "quick-edit", "--input", "talk.mov", "--backend", &url, "--json"]);
    let told = project.told(command.env("NEMO_CLIENT_ID", id).output().unwrap()).well();
    let summary: Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!(summary["status"], "succeeded");
    assert!(project.path().join("talk-edited.mp4").is_file());
    // Another client gets no token there.
    let mut stranger =
        project.command(&["run", "quick-edit", "--input", "talk.mov", "--backend", &url, "--out", "other"]);
    let told = project.told(
        stranger
            .env("NEMO_CLIENT_ID", "somebody-else")
            .env("HOME", project.path().join("other-home"))
            .output()
            .unwrap(),
    );
    assert_eq!(told.code, 4, "{}", told.transcript());
}

#[test]
fn an_interrupt_waits_for_the_edit_and_the_run_goes_on_later() {
    let (project, mut run, mut lines) = slow("700ms");
    let prompt = |line: &std::io::Result<String>| line.as_ref().is_ok_and(|line| line.contains("\"prompt\""));
    assert!(lines.any(|line| prompt(&line)), "an edit begins");
    let interrupted = std::process::Command::new("kill").args(["-INT", &run.0.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    lines.for_each(drop);
    let mut said = String::new();
    run.0.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(run.0.wait().unwrap().code(), Some(130), "{said}");
    project.flow(&["resume", "last"]).well();
    let turns: usize = applied(&project).iter().sum();
    assert_eq!(turns, 2, "each prompt was applied once");
}

#[test]
fn a_run_is_held_by_one_process() {
    let (project, mut run, mut lines) = slow("1s");
    assert!(lines.any(|line| line.unwrap().contains("attempt_started")));
    let told = project.flow(&["resume", "last"]);
    assert_eq!(told.code, 2, "{}", told.transcript());
    assert!(told.stderr.contains("held by another process"), "{}", told.stderr);
    lines.for_each(drop);
    assert!(run.0.wait().unwrap().success());
}

#[test]
fn a_recording_needs_neither_ffmpeg_nor_what_the_backend_kept() {
    let project = Project::new();
    project.copy(&media("talk.mov"), "talk.mov");
    project.copy(&media("talk.srt"), "talk.srt");
    project.copy(&workflow("captions.yaml"), "captions.yaml");
    let words = ["run", "captions.yaml", "--input", "talk.mov", "--json"];
    let first = project.flow(&[&words[..], &["--record", "talk.rec.jsonl"]].concat()).well();
    std::fs::remove_dir_all(project.path().join(".flow/backend")).unwrap();
    std::fs::remove_file(project.path().join("talk-captioned.mp4")).unwrap();
    let replay = [&words[..], &["--replay", "talk.rec.jsonl"]].concat();
    let output = project.command(&replay).env("PATH", "/nonexistent").output().unwrap();
    let second = project.told(output).well();
    let essence = |text: &str| {
        let mut summary: Value = serde_json::from_str(text).unwrap();
        summary.as_object_mut().unwrap().remove("run_id");
        for of in ["steps", "outputs"] {
            for row in summary[of].as_array_mut().unwrap() {
                row.as_object_mut().unwrap().retain(|key, _| !["started_at", "seconds"].contains(&key.as_str()));
            }
        }
        summary
    };
    let (mut first, second) = (essence(&first.stdout), essence(&second.stdout));
    first["backend"] = "replay".into();
    assert_eq!(first, second);
    assert!(!project.path().join("talk-captioned.mp4").exists(), "a replay writes no file");
    assert!(!project.path().join(".flow/backend").exists(), "a replay starts no backend");
}

#[test]
fn what_an_earlier_run_did_is_not_asked_for_again() {
    let project = Project::new();
    project.copy(&media("broll.mp4"), "broll.mp4");
    let recipe = |more: &str| {
        format!(
            "flow: 1\nsteps:\n  clip: {{ upload: broll.mp4 }}\n  cut: {{ edit: Keep the first 6 seconds. }}\n{more}"
        )
    };
    let turns = |project: &Project| -> Vec<usize> {
        project.sessions().iter().map(|session| session["turns"].as_array().map_or(0, Vec::len)).collect()
    };
    project.write("cut.yaml", &recipe(""));
    project.flow(&["run", "cut.yaml"]).well();
    assert_eq!(turns(&project), [1]);
    project.write("cut.yaml", &recipe("  grey: { edit: Make it black and white. }\n  out: { export: out.mp4 }\n"));
    let told = project.flow(&["run", "cut.yaml", "--continue", "last", "--json"]).well();
    let summary: Value = serde_json::from_str(&told.stdout).unwrap();
    assert!(summary["continued_from"].is_string());
    assert_eq!(turns(&project), [2], "one session, in which only the new edit was made");
    // Somebody else's edit of the same session is seen before anything is sent.
    project.flow(&["run", "cut.yaml", "--continue", "last"]).well();
    let first = std::fs::read_dir(project.path().join(".flow/runs")).unwrap().flatten();
    let mut runs: Vec<String> = first.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    runs.sort();
    let first = runs.iter().find(|name| !name.starts_with('.')).unwrap();
    let refused = project.flow(&["run", "cut.yaml", "--continue", first]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("was changed since"), "{}", refused.stderr);
    assert_eq!(turns(&project), [2]);
}

#[test]
fn a_run_is_followed_from_another_process_to_its_end() {
    let (project, mut run, mut lines) = slow("1s");
    let begun = |name: &'static str| move |line: std::io::Result<String>| line.unwrap().contains(name);
    assert!(lines.any(begun("attempt_started")));
    let mut follow = Ended(project.command(&["show", "--follow"]).stdout(Stdio::piped()).spawn().unwrap());
    let mut seen = BufReader::new(follow.0.stdout.take().unwrap()).lines();
    assert!(seen.any(begun("uploading")), "what was before is told too");
    assert!(run.0.try_wait().unwrap().is_none(), "it is told while the run goes on");
    let rest: Vec<String> = lines.map(Result::unwrap).collect();
    assert!(run.0.wait().unwrap().success());
    let told: Vec<String> = seen.map(Result::unwrap).collect();
    assert!(follow.0.wait().unwrap().success());
    let told = told.join("\n");
    assert_eq!(told.matches("  editing: ").count(), 2, "{told}");
    // At the end stands what the run itself said there.
    assert!(told.contains("cut_one  ") && told.contains("Timeline"), "{told}");
    let as_lines = project.flow(&["show", "last", "--follow", "--json"]).well().stdout;
    let (summary, early) = (as_lines.lines().last().unwrap(), as_lines.lines().nth(1).unwrap());
    assert_eq!(serde_json::from_str::<Value>(summary).unwrap()["summary"]["status"], "succeeded");
    assert!(serde_json::from_str::<Value>(early).unwrap()["event"].is_string());
    assert_eq!(events(&as_lines).last().unwrap().0, events(&rest.join("\n")).last().unwrap().0);
}

#[test]
fn a_run_whose_process_was_killed_is_followed_no_longer() {
    let (project, mut run, mut lines) = slow("60s");
    assert!(lines.any(|line| line.unwrap().contains("\"prompt\"")), "an edit begins");
    let mut follow = Ended(project.command(&["show", "--follow"]).stdout(Stdio::piped()).spawn().unwrap());
    let mut seen = BufReader::new(follow.0.stdout.take().unwrap()).lines();
    assert!(seen.any(|line| line.unwrap().contains("editing")));
    run.0.kill().unwrap();
    run.0.wait().unwrap();
    let told: Vec<String> = seen.map(Result::unwrap).collect();
    assert!(follow.0.wait().unwrap().success());
    assert!(told.join("\n").contains("flow resume"), "{told:?}");
}
