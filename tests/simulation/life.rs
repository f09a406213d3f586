//! One life of the process: from the journal's bytes to a verdict, or to a sudden end.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use flow::backend::client::{Attribution, Client, Config, Credential, Timing};
use flow::draft::Drafts;
use flow::exec::{self, Clock, Engine, Seen, take_up};
use flow::journal::{Folder, Journal, read};
use flow::outcome::Outcome;
use flow::plan::Plan;
use flow::run::{Event, EventKind, Limits, NodeState, RunState, Settings, Signal, Time, from};
use flow::step::{Claims, World};
use futures_util::FutureExt;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::backend::Backend;

/// How a life is cut off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fall {
    Never,
    /// At the record of this number, of which so many bytes in a hundred are on disk.
    Record(u64, u64),
    /// While the backend works on the request of this number in this life.
    Request(u64),
}

/// What a person does in one life, and wants of it.
#[derive(Debug, Clone, Default)]
pub struct Mind {
    /// Edits that are sent again.
    pub resend: Vec<usize>,
    /// Edits that are taken as done.
    pub accept: Vec<usize>,
    /// The step that is done again, with what follows it.
    pub from: Option<usize>,
    /// Seconds after the life began, and what is pressed then.
    pub signals: Vec<(u64, Signal)>,
    pub budget: Option<f64>,
    /// Whether the account is read before anything else, as it is where edits cost something.
    pub reads_credits: bool,
    /// Seconds by which the wall clock is wrong.
    pub skew: i64,
}

/// How a life ended.
pub enum End {
    Verdict(Box<RunState>),
    Fell,
    /// The command told why it cannot go on, and nothing is as it was not before.
    Refused,
}

/// A run, over all its lives.
pub struct Run<'b> {
    pub plan: Arc<Plan>,
    pub root: PathBuf,
    pub folder: PathBuf,
    pub out: PathBuf,
    pub backend: &'b Arc<Backend>,
    pub jobs: usize,
    pub began: Instant,
    pub lives: u64,
}

impl Run<'_> {
    fn now(&self, skew: i64) -> Time {
        let start: Time = "2026-01-01T00:00:00Z".parse().unwrap();
        start + self.began.elapsed() + jiff::SignedDuration::from_secs(skew)
    }

    pub fn journal(&self) -> PathBuf {
        self.folder.join("journal.jsonl")
    }

    /// The records that are on disk.
    pub fn records(&self) -> Vec<Event> {
        if !self.journal().exists() {
            return Vec::new();
        }
        read(&self.journal()).map(|read| read.events).unwrap_or_else(|damage| panic!("{damage}"))
    }

    /// Lives once, and falls where it is told to.
    pub async fn live(&mut self, fall: Fall, mind: Mind) -> End {
        self.lives += 1;
        // What an earlier life put on record, and acted upon, is not lost by a later kill.
        let fall = match fall {
            Fall::Record(number, share) => Fall::Record(number.max(self.records().len() as u64), share),
            other => other,
        };
        let (origin, serving) = self.backend.serve().await;
        if let Fall::Request(number) = fall {
            self.backend.fall_after(Some(number));
        }
        let ended = tokio::select! {
            biased;
            () = self.backend.fell.notified() => End::Fell,
            ended = self.process(origin, fall, mind) => ended,
            () = tokio::time::sleep(Duration::from_secs(1_000_000)) => panic!("the run does not end"),
        };
        serving.abort();
        self.backend.fall_after(None);
        // Two requests at once may have told it twice.
        let _ = self.backend.fell.notified().now_or_never();
        // What the process held in memory is gone when its tasks have been dropped.
        tokio::time::sleep(Duration::from_millis(50)).await;
        if let (End::Fell, Fall::Record(number, share)) = (&ended, fall) {
            tear(&self.journal(), number, share);
        }
        ended
    }

    async fn process(&self, origin: String, fall: Fall, mind: Mind) -> End {
        let plan = &self.plan;
        let now = || self.now(mind.skew);
        let client = Client::new(Config {
            origin,
            web: "http://127.0.0.1:1".into(),
            credential: Credential::Anonymous { client_id: "simulated".into(), store: None },
            attribution: Attribution { source: "flow".into(), version: "0".into(), platform: "tests".into() },
            timing: if self.backend.lists { Timing::local() } else { Timing::cloud() },
            recorder: None,
            replay: None,
            links: false,
        });
        let limits = Limits {
            jobs: self.jobs,
            keep_going: true,
            budget: mind.budget,
            free_renders: !self.backend.lists,
            only: None,
        };
        let settings = Settings {
            backend: "simulated".into(),
            account: None,
            workflow: plan.workflow.clone(),
            out: self.out.clone(),
            overwrite: false,
            limits,
            locked: None,
            continues: None,
        };
        let (folder, journal, state) = if self.records().is_empty() {
            // Killed before its first record a run has sent nothing, and is begun anew.
            let _ = std::fs::remove_dir_all(&self.folder);
            let name = self.folder.file_name().unwrap().to_string_lossy();
            let folder = Folder::create(self.folder.parent().unwrap(), &name).unwrap();
            let mut journal = Journal::create(&folder.journal()).unwrap();
            let kind = EventKind::RunStarted { run: uuid::Uuid::nil(), flow: "0".into(), plan: plan.hash(), settings };
            let mut state = RunState::new(plan);
            let credits = if mind.reads_credits { credits(&client).await } else { None };
            let records = std::iter::once(kind).chain(credits);
            journal.append(records, now()).unwrap().iter().for_each(|event| state.apply(plan, event));
            (folder, journal, state)
        } else {
            let folder = Folder::take(self.folder.clone()).unwrap().expect("nobody holds the run");
            let kept = read(&folder.journal()).unwrap();
            let before = RunState::fold(plan, &kept.events);
            let (again, anew) = mind.from.map(|step| from(plan, step)).unwrap_or_default();
            // As above: where it is not taken, the command ends.
            if exec::give_up(&client, &before, &again).await.is_err() {
                return End::Refused;
            }
            let redo = again.into_iter().chain(before.failures()).collect();
            let (resend, accept) = (mind.resend.clone(), mind.accept.clone());
            let mut records = vec![EventKind::RunResumed { redo, resend, accept, anew, settings: Some(settings) }];
            for node in mind.accept {
                let made = exec::by_hand(&client, &folder, (plan, &before), node, None).await;
                // Where the backend does not tell the timeline, the command ends, and nothing has begun.
                let Ok(outputs) = made else { return End::Refused };
                let attempt = before.attempts[node].max(1);
                records.push(EventKind::AttemptFinished { node, attempt, outcome: Outcome::Succeeded(outputs) });
            }
            if mind.reads_credits {
                records.extend(credits(&client).await);
            }
            let past = (kept.events.as_slice(), kept.length);
            let (journal, state) = take_up(plan, &folder.journal(), past, records, now()).unwrap();
            (folder, journal, state)
        };
        let folder = Arc::new(folder);
        let (notices, noticed) = mpsc::unbounded_channel();
        let world = World {
            client,
            drafts: Arc::clone(&folder) as Arc<dyn Drafts>,
            local: self.backend.lists,
            fetch: None,
            costs: !self.backend.lists,
            root: self.root.clone(),
            out: self.out.clone(),
            shown_from: self.root.clone(),
            overwrite: false,
            claims: Claims::default(),
            written: self.root.join(".written"),
            files: BTreeMap::new(),
            uploaded: std::sync::Mutex::default(),
            notices: Arc::new(move |node, notice| drop(notices.send((node, notice)))),
            turns: None,
            locked: None,
        };
        let (pressed, signals) = mpsc::unbounded_channel();
        let pressing = tokio::spawn(async move {
            let begin = Instant::now();
            for (seconds, signal) in mind.signals {
                tokio::time::sleep_until(begin + Duration::from_secs(seconds)).await;
                let _ = pressed.send(signal);
            }
            std::future::pending::<()>().await
        });
        let engine = Engine {
            plan: Arc::clone(plan),
            state,
            journal,
            world: Arc::new(world),
            notices: noticed,
            signals,
            clock: Clock::starting_at(now()),
        };
        let mut watch = |_: &Plan, state: &RunState, _: &flow::run::Live, seen: Seen<'_>| {
            let Seen::Event(event) = seen else { return };
            for (node, state) in state.nodes.iter().enumerate() {
                assert!(
                    !matches!(state, NodeState::Waiting { due: Some(due), .. } if *due < event.at - Duration::from_secs(3600)),
                    "{} was due an hour ago",
                    self.plan.nodes[node].id
                );
            }
            if let Fall::Record(number, _) = fall
                && event.seq >= number
            {
                // Nothing follows from a record before the loop goes on, so this is a kill between
                // the two.
                std::panic::resume_unwind(Box::new(Fallen));
            }
        };
        let ended = AssertUnwindSafe(exec::run(engine, &mut watch)).catch_unwind().await;
        pressing.abort();
        match ended {
            Ok(state) => End::Verdict(Box::new(state.unwrap())),
            Err(why) if why.is::<Fallen>() => End::Fell,
            Err(why) => std::panic::resume_unwind(why),
        }
    }
}

struct Fallen;

async fn credits(client: &Client) -> Option<EventKind> {
    let credits = client.credits().await.ok()?;
    Some(EventKind::CreditsRead { available: credits.available, total: credits.total })
}

/// Leaves the records before `number` on disk, and that share of its own bytes.
fn tear(journal: &Path, number: u64, share: u64) {
    let bytes = std::fs::read(journal).unwrap();
    let mut ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    // The first line is the version.
    let Some(from) = ends.nth(number as usize) else { return };
    let Some(to) = ends.next() else { return };
    let length = from as u64 + (to - from) as u64 * share / 100;
    OpenOptions::new().write(true).open(journal).unwrap().set_len(length).unwrap();
}
