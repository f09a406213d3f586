//! A real process that is told to stop, stopped, or not listened to; and what `flow resume` makes of it.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::project::{Project, media};
use crate::survive::applied;

const RECIPE: &str = r#"flow: 1
name: two
inputs: { video: file }
steps:
  talk: { upload: "{{ inputs.video }}" }
  cut: { edit: Keep the first 2 seconds. }
  title: { edit: 'Add a title "Hello".' }
  final: { export: final.wav }
"#;
const RUN: [&str; 6] = ["run", "two.yaml", "--input", "broll.mp4", "--config", "local.edit_delay=600ms"];

fn project() -> Project {
    let project = Project::new();
    project.copy(&media("broll.mp4"), "broll.mp4");
    project.write("two.yaml", RECIPE);
    project
}

/// The journal of the only run.
fn journal(project: &Project) -> String {
    let runs = std::fs::read_dir(project.path().join(".flow/runs")).into_iter().flatten().flatten();
    let journals = runs.map(|run| run.path().join("journal.jsonl")).filter(|path: &PathBuf| path.exists());
    journals.filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}

/// A process that is gone when a test fails.
struct Run(Child);

impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Run {
    fn begin(mut command: Command) -> Run {
        Run(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    /// Waits until the journal is as the caller wants it.
    fn until(&mut self, project: &Project, holds: impl Fn(&str) -> bool) {
        while !holds(&journal(project)) {
            assert!(self.0.try_wait().unwrap().is_none(), "it ended before: {}", journal(project));
            std::thread::yield_now();
        }
    }

    fn signal(&self, name: &str) {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &id]).status().unwrap().success());
    }

    fn code(&mut self) -> Option<i32> {
        self.0.wait().unwrap().code()
    }
}

/// The run behind other words, which become it.
fn behind(project: &Project, words: &[&str], args: &[&str]) -> Command {
    let flow = project.command(args);
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).arg(flow.get_program()).args(flow.get_args());
    command
        .current_dir(project.path())
        .env_clear()
        .envs(flow.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}

/// The run, which minds signals, though the tests may have been started to ignore them: by `nohup`, or by a
/// shell in the background.
fn minding(project: &Project, args: &[&str]) -> Command {
    match cfg!(target_os = "linux") {
        true => behind(project, &["env", "--default-signal=HUP,INT"], args),
        false => project.command(args),
    }
}

fn edits(journal: &str) -> bool {
    journal.contains("\"prompt\"")
}

fn goes_on(project: &Project, what: &str) {
    project.flow(&["resume", "last", "-q"]).well();
    assert_eq!(applied(project), [2], "{what}: each prompt was applied once");
    assert!(project.path().join("final.wav").exists(), "{what}");
}

#[test]
fn each_way_of_telling_it_to_stop_ends_it_in_order_and_it_goes_on_later() {
    for (signals, code, waits) in [
        (&["INT"][..], 130, true),
        (&["INT", "INT"], 130, false),
        (&["TERM"], 143, true),
        (&["TERM", "INT"], 143, false),
        (&["HUP"], 143, true),
    ] {
        let project = project();
        let mut run = Run::begin(minding(&project, &RUN));
        run.until(&project, edits);
        for (count, signal) in signals.iter().enumerate() {
            run.signal(signal);
            // Two that come at once are one to the system.
            run.until(&project, |journal| count > 0 || journal.contains("interrupt_asked"));
        }
        assert_eq!(run.code(), Some(code), "{signals:?}");
        let journal = journal(&project);
        assert!(journal.contains(r#""verdict":"interrupted""#), "{signals:?}: {journal}");
        assert_eq!(journal.contains(r#""edited""#), waits, "{signals:?}: an edit is waited for the first time alone");
        goes_on(&project, &format!("{signals:?}"));
    }
}

#[test]
fn a_terminal_that_is_closed_ends_it_in_order() {
    let project = project();
    let mut run = Run::begin(minding(&project, &RUN));
    run.until(&project, edits);
    drop((run.0.stdout.take(), run.0.stderr.take()));
    run.signal("HUP");
    assert_eq!(run.code(), Some(143));
    assert!(journal(&project).contains(r#""verdict":"interrupted""#));
    goes_on(&project, "closed");
}

#[test]
#[cfg(target_os = "linux")]
fn what_was_started_to_outlive_its_terminal_does() {
    let project = project();
    let mut run = Run::begin(behind(&project, &["sh", "-c", "trap '' HUP; exec \"$@\"", "sh"], &RUN));
    run.until(&project, edits);
    run.signal("HUP");
    assert_eq!((run.code(), applied(&project)), (Some(0), vec![2]));
}

#[test]
fn a_process_that_slept_for_a_while_goes_on() {
    let project = project();
    let mut run = Run::begin(project.command(&RUN));
    run.until(&project, edits);
    run.signal("STOP");
    let state = || {
        let id = run.0.id().to_string();
        String::from_utf8(Command::new("ps").args(["-o", "state=", "-p", &id]).output().unwrap().stdout).unwrap()
    };
    while !state().trim().starts_with('T') {
        std::thread::yield_now();
    }
    run.signal("CONT");
    assert_eq!((run.code(), applied(&project)), (Some(0), vec![2]));
}

/// A pipe takes some 64 kB, and then whoever writes waits.
#[test]
fn a_reader_that_does_not_read_keeps_nobody_from_stopping_it() {
    let project = project();
    let checks: String =
        (0..700).map(|at| format!("  c{at}: {{ check: state.duration > 0, needs: [talk] }}\n")).collect();
    let edit = "  cut: { edit: Keep the first 2 seconds. }\n  final: { export: final.wav }\n";
    project.write("two.yaml", &format!("{}{checks}{edit}", RECIPE.split("  cut:").next().unwrap()));
    let mut run = Run::begin(minding(&project, &[&RUN[..], &["--json-events"]].concat()));
    run.until(&project, |journal| journal.len() > 40 << 10);
    run.signal("INT");
    run.signal("TERM");
    run.signal("INT");
    assert!(matches!(run.code(), Some(130 | 143)), "{}", journal(&project).len());
    project.flow(&["resume", "last", "-q"]).well();
    assert_eq!(applied(&project), [1]);
}

/// A replay has one thread for all it does, and its clock leaps.
#[test]
fn a_reader_that_does_not_read_keeps_nobody_from_stopping_a_replay() {
    let project = project();
    let vars = format!("vars: {{ words: '{}' }}\n", "Hello ".repeat(8_000));
    let edit = "  title: { edit: 'Add a title \"{{ vars.words }}{{ vars.words }}{{ vars.words }}\".' }\n";
    let (head, steps) = RECIPE.split("  cut:").next().unwrap().split_once("steps:").unwrap();
    project.write("two.yaml", &format!("{head}{vars}steps:{steps}{edit}"));
    // The editor refuses so long a prompt; what counts is the line that tells of it.
    assert_eq!(project.flow(&[&RUN[..], &["-q", "--record", "tape.jsonl"]].concat()).code, 1);
    std::fs::remove_dir_all(project.path().join(".flow/runs")).unwrap();
    let mut run = Run::begin(minding(&project, &[&RUN[..4], &["--replay", "tape.jsonl", "--json-events"]].concat()));
    // That one line is longer than a pipe is deep, and it is written before anything else is heard.
    run.until(&project, edits);
    run.signal("INT");
    run.signal("TERM");
    run.signal("INT");
    assert!(matches!(run.code(), Some(130 | 143)));
    assert!(!journal(&project).contains("interrupt_asked"), "it had not stopped at the full pipe");
}
