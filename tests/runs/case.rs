//! Reads a case, runs its recipe against the service with its faults, and compares everything that a
//! person or the service could see.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use flow::backend::client::{Client, Config, Credential, Exchange, Recorder, Timing};
use flow::draft::{Drafts, Reading};
use flow::exec::{Clock, Engine, Seen, take_up};
use flow::journal::{Answers, Folder, Journal};
use flow::lock::{Locked, read};
use flow::outcome::Outcome;
use flow::plan::Plan;
use flow::report::{line, people, summary};
use flow::run::{EventKind, Limits, RunState, Settings, Time};
use flow::step::{Claims, World};
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::fake::{Fault, Ledger, serve};
use crate::planned::planned;
use crate::wire::case::{plain, runtime};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What the case promises, as a sentence.
    #[serde(rename = "promise")]
    _promise: String,
    /// The rows of the service's description that it shows.
    #[serde(rename = "covers", default)]
    _covers: Vec<String>,
    recipe: String,
    /// Files beside the recipe.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// `set` (the default) or `anonymous`.
    #[serde(default)]
    credential: String,
    /// The service lists the attempts that it applied.
    #[serde(default)]
    lists: bool,
    /// The lock that the run goes by; media that came from no input lie in `media/`.
    lock: Option<String>,
    #[serde(default)]
    faults: Vec<Fault>,
    expect: Expect,
    /// The short names of all requests; `state ×3` stands for three in a row.
    requests: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    exit: u8,
    /// By step: `succeeded`, or the word of its failure.
    steps: BTreeMap<String, String>,
    /// The prompts that arrived, in order.
    #[serde(default)]
    arrived: Vec<String>,
    /// How many of them were carried out.
    applied: usize,
    /// What is put on record, as `step effect` and `step known`.
    events: Option<Vec<String>>,
    /// What people are told, among other things.
    #[serde(default)]
    said: Vec<String>,
    #[serde(default)]
    unsaid: Vec<String>,
    /// By edit: what a template reads as its reply.
    #[serde(default)]
    replies: BTreeMap<String, String>,
    /// By exported file: words that it holds.
    #[serde(default)]
    exports: BTreeMap<String, Vec<String>>,
    /// Virtual seconds that the run took, to the tenth.
    waited: Option<f64>,
}

struct Tape(Answers);

impl Recorder for Tape {
    fn exchange(&self, exchange: &Exchange) {
        self.0.add(exchange);
    }
}

/// What is wrong with the case; nothing where all is as it says.
pub fn run(text: &str) -> Vec<String> {
    match serde_yaml::from_str(text) {
        Ok(case) => runtime().block_on(check(case)),
        Err(error) => vec![format!("cannot be read: {error}")],
    }
}

async fn check(case: Case) -> Vec<String> {
    let place = tempfile::tempdir().unwrap();
    for (name, content) in &case.files {
        let path = place.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    let media = place.path().join("media");
    let locked = case.lock.as_ref().map(|text| Locked { lock: read(text.as_bytes()).unwrap(), media });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let mut faults = case.faults.clone();
    faults.iter_mut().filter_map(|fault| fault.rewrites.as_mut()).for_each(|file| *file = place.path().join(&file));
    let ledger = Ledger { faults: faults.into(), lists: case.lists, ..Ledger::default() };
    let killed = ledger.killed.clone();
    let ledger = Arc::new(Mutex::new(ledger));
    serve(listener, ledger.clone());

    let plan = planned(place.path(), &case.recipe).unwrap_or_else(|why| panic!("{why}"));
    let folder = Arc::new(Folder::create(&place.path().join("runs"), "run").unwrap());
    let recorder = Arc::new(Tape(Answers::open(&folder.answers()).unwrap()));
    let client = || {
        let store = Some(place.path().join("config"));
        let credential = match case.credential.as_str() {
            "anonymous" => Credential::Anonymous { client_id: "client-1".into(), store },
            _ => plain(origin.clone()).credential,
        };
        let recorder: Option<Arc<dyn Recorder>> = Some(recorder.clone());
        Client::new(Config { credential, timing: Timing::cloud(), recorder, ..plain(origin.clone()) })
    };
    let start = Instant::now();
    let mut said = String::new();
    let state = loop {
        tokio::select! {
            biased;
            () = killed.notified() => {}
            state = live(&plan, place.path(), &folder, client(), locked.clone(), (start, &ledger), &mut said) => break state,
        }
    };
    let waited = start.elapsed().as_secs_f64();

    let mut wrong = Vec::new();
    let expect = &case.expect;
    let exit = summary::exit_code(&plan, &state);
    if exit != expect.exit {
        wrong.push(format!("exit {exit} instead of {}", expect.exit));
    }
    for (id, expected) in &expect.steps {
        let node = plan.find(id).unwrap_or_else(|| panic!("no step {id}"));
        let actual = match (state.outcome(node), state.failure(node)) {
            (_, Some(failure)) => failure.code.word().to_owned(),
            (Some(Outcome::Succeeded(_)), _) => "succeeded".into(),
            (other, _) => format!("{other:?}"),
        };
        if actual != *expected {
            wrong.push(format!("{id} is {actual} instead of {expected}"));
        }
    }
    for (id, expected) in &expect.replies {
        let outputs = plan.find(id).and_then(|node| state.outputs(node));
        let reply = outputs.map(|outputs| outputs.values["reply"].clone()).unwrap_or_default();
        if reply != **expected {
            wrong.push(format!("{id} replies {reply}"));
        }
    }
    let journal = flow::journal::read(&folder.journal()).unwrap();
    let events: Vec<String> = journal.events.iter().filter_map(|event| told(&plan, &event.kind)).collect();
    if expect.events.as_ref().is_some_and(|expected| *expected != events) {
        wrong.push(format!("events {events:#?}"));
    }
    for part in expect.said.iter().filter(|part| !said.contains(part.as_str())) {
        wrong.push(format!("nobody said `{part}`"));
    }
    for part in expect.unsaid.iter().filter(|part| said.contains(part.as_str())) {
        wrong.push(format!("somebody said `{part}`"));
    }
    for (name, parts) in &expect.exports {
        let content = std::fs::read(place.path().join(name)).unwrap_or_default();
        let content = String::from_utf8_lossy(&content);
        for part in parts.iter().filter(|part| !content.contains(part.as_str())) {
            wrong.push(format!("{name} does not hold `{part}`: {content}"));
        }
    }
    if expect.waited.is_some_and(|expected| (expected - waited).abs() > 0.1) {
        wrong.push(format!("it took {waited:.1} s"));
    }
    compare(&case, &ledger.lock().unwrap(), &mut wrong);
    if !wrong.is_empty() {
        wrong.push(said);
    }
    wrong
}

/// What the service saw.
fn compare(case: &Case, ledger: &Ledger, wrong: &mut Vec<String>) {
    let mut rows: Vec<(String, usize)> = Vec::new();
    for name in &ledger.requests {
        match rows.last_mut() {
            Some((last, times)) if last == name => *times += 1,
            _ => rows.push((name.clone(), 1)),
        }
    }
    let shown = |(name, times)| if times > 1 { format!("{name} ×{times}") } else { name };
    let requests: Vec<String> = rows.into_iter().map(shown).collect();
    if requests != case.requests {
        wrong.push(format!("requests [{}]", requests.join(", ")));
    }
    if !ledger.unannounced.is_empty() {
        wrong.push(format!("asked for before it was on record: {:?}", ledger.unannounced));
    }
    if ledger.arrived != case.expect.arrived {
        wrong.push(format!("the editor heard {:?}", ledger.arrived));
    }
    if ledger.applied.len() != case.expect.applied {
        wrong.push(format!("carried out: {:?}", ledger.applied));
    }
    let mut attempts: Vec<&String> = ledger.applied.iter().map(|(_, attempt)| attempt).collect();
    attempts.sort();
    attempts.dedup();
    if attempts.len() != ledger.applied.len() || attempts.iter().any(|attempt| attempt.is_empty()) {
        wrong.push(format!("an edit was carried out twice: {:?}", ledger.applied));
    }
    if !ledger.faults.is_empty() {
        wrong.push(format!("not met: {:?}", ledger.faults));
    }
}

fn told(plan: &Plan, kind: &EventKind) -> Option<String> {
    let word = |value: serde_json::Result<serde_json::Value>| match value.unwrap() {
        serde_json::Value::String(word) => word,
        serde_json::Value::Object(fields) => fields.keys().next().unwrap().clone(),
        other => other.to_string(),
    };
    let (node, word) = match kind {
        EventKind::EffectAnnounced { node, effect, .. } => (*node, word(serde_json::to_value(effect))),
        EventKind::EffectKnown { node, known, .. } => (*node, word(serde_json::to_value(known))),
        _ => return None,
    };
    Some(format!("{} {word}", plan.nodes[node].id))
}

/// The run as the program does it, or goes on with it, with everything that it tells people.
async fn live(
    plan: &Arc<Plan>,
    root: &Path,
    folder: &Arc<Folder>,
    client: Client,
    locked: Option<Locked>,
    (start, ledger): (Instant, &Mutex<Ledger>),
    said: &mut String,
) -> RunState {
    let limits = Limits { jobs: 8, keep_going: false, budget: None, free_renders: true, only: None };
    let settings = Settings {
        backend: "cloud".into(),
        account: None,
        workflow: "test".into(),
        out: root.to_owned(),
        overwrite: false,
        limits,
        locked: None,
        continues: None,
    };
    let now = Time::UNIX_EPOCH + start.elapsed();
    let path = folder.journal();
    let (journal, state) = if path.exists() {
        let kept = flow::journal::read(&path).unwrap();
        let (redo, resend, accept, anew) = Default::default();
        let resumed = EventKind::RunResumed { redo, resend, accept, anew, settings: Some(settings) };
        take_up(plan, &path, (&kept.events, kept.length), [resumed], now).unwrap()
    } else {
        let mut journal = Journal::create(&path).unwrap();
        let (run, flow) = (uuid::Uuid::nil(), "0".into());
        let started = EventKind::RunStarted { run, flow, plan: plan.hash(), settings };
        let mut state = RunState::new(plan);
        journal.append([started], now).unwrap().iter().for_each(|event| state.apply(plan, event));
        (journal, state)
    };
    let (notices, noticed) = mpsc::unbounded_channel();
    let (signal, signals) = mpsc::unbounded_channel();
    let world = Arc::new(World {
        client,
        drafts: Arc::clone(folder) as Arc<dyn Drafts>,
        local: false,
        fetch: None,
        costs: locked.is_none(),
        root: root.to_owned(),
        out: root.to_owned(),
        shown_from: root.to_owned(),
        overwrite: false,
        claims: Claims::default(),
        written: root.join("written"),
        files: BTreeMap::new(),
        uploaded: Mutex::default(),
        notices: Arc::new(move |node, notice| drop(notices.send((node, notice)))),
        turns: None,
        locked,
    });
    let clock = Clock::starting_at(now);
    let engine = Engine { plan: plan.clone(), state, journal, world, notices: noticed, signals, clock };
    let state = flow::exec::run(engine, &mut |plan, state, _, seen| match seen {
        Seen::Event(event) => {
            if let EventKind::EffectAnnounced { effect, .. } = &event.kind {
                ledger.lock().unwrap().announced += &serde_json::to_string(effect).unwrap();
            }
            said.extend(line::line(plan, state, event).map(|line| format!("{line}\n")));
        }
        Seen::Still(_, time) => said.push_str(&format!("Still working… ({})\n", people::time(time.as_secs_f64()))),
        Seen::Notice(..) => {}
    })
    .await
    .unwrap();
    drop(signal);
    let last = |list: &Vec<usize>| {
        let snapshot = list.iter().rev().find_map(|node| state.outputs(*node)?.snapshot.clone())?;
        let draft = snapshot.draft.as_ref().and_then(|hash| folder.load(hash).ok());
        Some(Reading::new(snapshot, draft).timeline)
    };
    let timelines = plan.changes.iter().filter_map(|(session, list)| Some((session.clone(), last(list)?))).collect();
    said.push_str(&summary::text(plan, &state, &timelines, summary::FEW, "flow resume run"));
    state
}
