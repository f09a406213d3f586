//! `kill -9` at random moments of a run with two uploads, six edits, two checks and three exports, then
//! `flow resume`: nothing is lost, and nothing is done twice.
//!
//! `FLOW_KILLS=200` kills that often on each backend; `FLOW_KILL_SEED` chooses other moments.
//! `scripts/kill.sh` does so and prints the table.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use flow::draft::sha256_hex;
use serde_json::Value;

use crate::project::{Project, Told, media};
use crate::simulation::backend::Backend;

const RECIPE: &str = r#"flow: 1
name: kill
inputs: { a: file, b: file }
steps:
  a: { upload: "{{ inputs.a }}" }
  cut: { edit: Keep the first 3 seconds. }
  title: { edit: 'Add a title "One" from 0 to 1 s.' }
  quiet: { edit: Set the volume to 50%. }
  long: { check: state.duration > 1 }
  first: { export: first.mp4 }
  b: { upload: "{{ inputs.b }}", session: other }
  cut_b: { edit: Keep the first 2 seconds., session: other }
  title_b: { edit: 'Add a title "Two" from 0 to 1 s.', session: other }
  fade_b: { edit: Fade out over 1 second., session: other }
  long_b: { check: state.duration > 1, session: other }
  second: { export: second.mp4, session: other }
  third: { export: { to: third.mp4, quality: low }, session: other }
"#;
const FILMS: [&str; 3] = ["first.mp4", "second.mp4", "third.mp4"];
const EDITS: usize = 6;

/// The number that the environment gives.
fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap())
}

/// A share from 0 to 1 that belongs to this kill.
fn share(what: &str, kill: u64) -> f64 {
    let hash = sha256_hex(format!("{} {what} {kill}", number("FLOW_KILL_SEED", 0)).as_bytes());
    f64::from(u32::from_str_radix(&hash[..8], 16).unwrap()) / f64::from(u32::MAX)
}

fn project(clips: &Project) -> Project {
    let project = Project::new();
    project.write("kill.yaml", RECIPE);
    for name in ["a.mp4", "b.mp4"] {
        project.copy(&clips.path().join(name), name);
    }
    project
}

/// Two small clips.
fn clips() -> Project {
    let project = Project::new();
    for (name, from) in [("a.mp4", "0"), ("b.mp4", "0.5")] {
        let made = Command::new("ffmpeg")
            .args(["-v", "error", "-ss", from, "-t", "4", "-i"])
            .arg(media("broll.mp4"))
            .args(["-vf", "scale=160:90", "-c:v", "libx264", "-preset", "ultrafast"])
            .arg(project.path().join(name))
            .status()
            .unwrap();
        assert!(made.success());
    }
    project
}

/// The hashes of what was made.
fn films(project: &Project) -> Vec<Option<String>> {
    FILMS.iter().map(|name| std::fs::read(project.path().join(name)).ok().map(|bytes| sha256_hex(&bytes))).collect()
}

/// What the run did last by its journal: where it was killed, as it seems.
fn last_record(project: &Project) -> String {
    let Ok(runs) = std::fs::read_dir(project.path().join(".flow/runs")) else { return "before it began".into() };
    let journals = runs.flatten().filter_map(|run| std::fs::read_to_string(run.path().join("journal.jsonl")).ok());
    let text: String = journals.collect();
    let Some(Ok(last)) = text.lines().last().map(serde_json::from_str::<Value>) else {
        return "before it began".into();
    };
    let inner = ["effect", "known"].iter().find_map(|key| match &last[key] {
        Value::Object(fields) => fields.keys().next().cloned(),
        Value::String(word) => Some(word.clone()),
        _ => None,
    });
    let event = last["event"].as_str().unwrap_or("before it began").to_owned();
    inner.map_or(event.clone(), |inner| format!("{event}: {inner}")).replace('_', " ")
}

/// What the run remembers and what the backend does, for whoever has to find out why.
fn journals(project: &Project) -> String {
    let runs = std::fs::read_dir(project.path().join(".flow/runs")).unwrap().flatten();
    let texts = runs.filter_map(|run| std::fs::read_to_string(run.path().join("journal.jsonl")).ok());
    let sessions: Vec<String> = project.sessions().iter().map(|session| session["turns"].to_string()).collect();
    format!("{}\n{}", texts.collect::<Vec<_>>().join("\n"), sessions.join("\n"))
}

/// What came of the kills, by what the run did last.
#[derive(Default)]
struct Row {
    runs: usize,
    kills: usize,
    /// Runs that were killed before there was anything to resume.
    unborn: usize,
    well: usize,
    unconfirmed: usize,
}

#[derive(Default)]
struct Table(BTreeMap<String, Row>);

impl Table {
    fn print(&self, title: &str) {
        eprintln!("\n{title}");
        let line = |name: &str, cells: [&dyn std::fmt::Display; 5]| {
            let cells: String = cells.iter().map(|cell| format!(" {cell:>11}")).collect();
            eprintln!("{name:<32}{cells}");
        };
        line("killed after", [&"runs", &"kills", &"equal end", &"unconfirmed", &"not begun"]);
        let mut sum = Row::default();
        for (name, row) in &self.0 {
            line(name, [&row.runs, &row.kills, &row.well, &row.unconfirmed, &row.unborn]);
            sum.runs += row.runs;
            sum.kills += row.kills;
            sum.well += row.well;
            sum.unconfirmed += row.unconfirmed;
            sum.unborn += row.unborn;
        }
        line("all", [&sum.runs, &sum.kills, &sum.well, &sum.unconfirmed, &sum.unborn]);
    }
}

/// Starts the command and kills it after so long; false where it had ended by itself.
fn killed(mut command: Command, after: Duration) -> bool {
    let mut process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let until = Instant::now() + after;
    while Instant::now() < until {
        if process.try_wait().unwrap().is_some() {
            return false;
        }
        // The moment of the kill is all that counts here, and another moment does as well.
        std::thread::yield_now();
    }
    let _ = process.kill();
    process.wait().unwrap();
    true
}

/// One run that is killed, some of them in their second life too, and then resumed to its end.
fn disturbed(project: &Project, more: &[&str], kill: u64, whole: Duration) -> (usize, String, Told) {
    let run = [&["run", "kill.yaml", "--input", "a=a.mp4", "--input", "b=b.mp4"], more].concat();
    let mut kills = usize::from(killed(project.command(&run), whole.mul_f64(share("first", kill))));
    let at = if kills > 0 { last_record(project) } else { "nothing: it had ended".to_owned() };
    let resume = [&["resume", "last"], more].concat();
    // One in three is killed in its second life too.
    if kill.is_multiple_of(3) {
        kills += usize::from(killed(project.command(&resume), whole.mul_f64(share("second", kill) * 0.8)));
    }
    (kills, at, project.flow(&resume))
}

/// Whether nothing was there to resume; then nothing may have been sent.
fn unborn(told: &Told) -> bool {
    told.code == 2 && (told.stderr.contains("unknown_run") || told.stderr.contains("damaged_run"))
}

#[test]
fn a_run_on_the_embedded_backend_survives_any_kill_whole() {
    let clips = clips();
    let undisturbed = project(&clips);
    let begin = Instant::now();
    undisturbed.flow(&["run", "kill.yaml", "--input", "a=a.mp4", "--input", "b=b.mp4"]).well();
    let (whole, expected) = (begin.elapsed(), films(&undisturbed));
    assert!(expected.iter().all(Option::is_some));
    let mut table = Table::default();
    for kill in 0..number("FLOW_KILLS", 4) {
        let project = project(&clips);
        let (kills, at, told) = disturbed(&project, &[], kill, whole);
        let turns = |session: &Value| match &session["turns"] {
            Value::Array(turns) => turns.iter().map(Value::to_string).collect::<Vec<_>>(),
            Value::Object(turns) => turns.values().map(Value::to_string).collect(),
            _ => Vec::new(),
        };
        let applied: usize = project.sessions().iter().map(|session| turns(session).len()).sum();
        let row = table.0.entry(at.clone()).or_default();
        row.runs += 1;
        row.kills += kills;
        if unborn(&told) {
            assert_eq!(applied, 0, "kill {kill} after {at}");
            row.unborn += 1;
            continue;
        }
        assert_eq!(told.code, 0, "kill {kill} after {at}: {}", told.transcript());
        let whole = || format!("{}\n{}", told.transcript(), journals(&project));
        assert_eq!(applied, EDITS, "kill {kill} after {at}: each prompt is applied once\n{}", whole());
        assert!(films(&project) == expected, "kill {kill} after {at}: other films came out");
        row.well += 1;
    }
    table.print("embedded backend: every prompt once, equal films, none lost");
}

#[test]
fn a_run_on_a_backend_without_attempts_sends_nothing_twice_and_explains_what_it_cannot_know() {
    let clips = clips();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let serve = || {
        let backend = Backend::paced(7, false, 0, Duration::from_millis(6));
        let (origin, _) = runtime.block_on(backend.serve());
        (backend, origin)
    };
    let flags = |origin: &str| {
        let config = ["render_poll=10ms", "retry_wait=10ms", "recovery_wait=200ms", "settle=1ms"];
        let config = config.iter().flat_map(|set| ["--config".to_owned(), format!("backend.{set}")]);
        ["--backend".to_owned(), origin.to_owned()].into_iter().chain(config).collect::<Vec<_>>()
    };
    let (_, origin) = serve();
    let undisturbed = project(&clips);
    let all = flags(&origin);
    let more: Vec<&str> = all.iter().map(String::as_str).collect();
    let run = ["run", "kill.yaml", "--input", "a=a.mp4", "--input", "b=b.mp4"];
    let begin = Instant::now();
    undisturbed.flow(&[&run[..], &more].concat()).well();
    let (whole, expected) = (begin.elapsed(), films(&undisturbed));
    let mut table = Table::default();
    for kill in 0..number("FLOW_KILLS", 4) {
        let (backend, origin) = serve();
        let project = project(&clips);
        let all = flags(&origin);
        let more: Vec<&str> = all.iter().map(String::as_str).collect();
        let (kills, at, mut told) = disturbed(&project, &more, kill, whole);
        let row = table.0.entry(at.clone()).or_default();
        row.runs += 1;
        row.kills += kills;
        once(&backend, kill, &at);
        if unborn(&told) {
            assert!(backend.ledger().applied.is_empty(), "kill {kill} after {at}");
            row.unborn += 1;
            continue;
        }
        let mut doubts = 0;
        while told.code != 0 {
            doubts += 1;
            let step = explained(&told, kill, &at);
            assert!(doubts <= EDITS, "kill {kill} after {at}: {}", told.transcript());
            // A person looks at the timeline, and says which it was.
            settled(&backend);
            let prompt = prompt_of(&step);
            let sent = backend.ledger().times(&prompt) > 0;
            let answer = if sent { vec!["--accept", &step] } else { vec!["--resend"] };
            told = project.flow(&[&["resume", "last"], &more[..], &answer].concat());
            once(&backend, kill, &at);
        }
        row.unconfirmed += doubts;
        assert_eq!(backend.ledger().applied.len(), EDITS, "kill {kill} after {at}: no prompt is lost");
        assert!(films(&project) == expected, "kill {kill} after {at}: other films came out\n{}", told.transcript());
        row.well += 1;
    }
    table.print("backend without attempts: no prompt twice, each doubt explained and settled by a person");
}

/// The prompt of a step.
fn prompt_of(step: &str) -> String {
    let recipe: Value = serde_yaml::from_str(RECIPE).unwrap();
    recipe["steps"][step]["edit"].as_str().unwrap_or_else(|| panic!("{step} is no edit")).to_owned()
}

/// Waits until the backend has come to an end with what it was told.
fn settled(backend: &Arc<Backend>) {
    while !backend.ledger().running.is_empty() {
        std::thread::yield_now();
    }
}

fn once(backend: &Arc<Backend>, kill: u64, at: &str) {
    let ledger = backend.ledger();
    for (prompt, _) in &ledger.applied {
        assert_eq!(ledger.times(prompt), 1, "kill {kill} after {at}: `{prompt}` was applied twice");
    }
}

/// The step that is in doubt, where the run says so, why, and what to do.
fn explained(told: &Told, kill: u64, at: &str) -> String {
    let line = told.stderr.lines().find(|line| line.starts_with("failed: ") && line.contains("edit_unconfirmed"));
    let Some(line) = line else { panic!("kill {kill} after {at}: {}", told.transcript()) };
    assert!(told.stderr.contains("--resend") && told.stderr.contains("--accept"), "{}", told.transcript());
    line.trim_start_matches("failed: ").split(' ').next().unwrap().to_owned()
}
