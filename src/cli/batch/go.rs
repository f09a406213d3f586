//! The loop of a batch: it begins rows while it may, and is the only writer of the batch's journal.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use serde_json::Value as Json;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::super::backend::{Backend, Choice};
use super::super::exit::{Ended as Exit, Stop};
use super::super::run::kept as unkept;
use super::super::signal;
use super::super::source::Here;
use super::Wants;
use super::board::Board;
use super::kept::{Kept, Kind, RowEnd, Status};
use super::row::{self, Begin, Job, Shared, carry};
use super::table::Halt;
use super::tell::{Spent, tell};
use crate::backend::client::Client;
use crate::journal::{Folder, Journal};
use crate::outcome::{Code, Failure};
use crate::report::people;
use crate::run::{Event, Signal, Time};
use crate::step::Claims;
use crate::workflow::Workflow;

/// How many rows are under way for each step that may work at once, where renders hold no job.
const AHEAD: usize = 3;

/// What is left to do for a row. The number is what it may cost.
#[derive(Debug, Clone, PartialEq)]
pub enum Todo {
    Anew(f64),
    Again(Open),
    Ended(RowEnd),
    /// It is open, and not asked for this time.
    Left,
}

/// A run of a row that is taken up again.
#[derive(Debug, Clone, PartialEq)]
pub struct Open {
    pub run: String,
    pub estimate: f64,
    /// The files that it has made.
    pub outputs: Vec<PathBuf>,
}

impl Todo {
    pub fn is_open(&self) -> bool {
        matches!(self, Todo::Anew(_) | Todo::Again(..))
    }

    pub fn end(&self) -> Option<&RowEnd> {
        match self {
            Todo::Ended(end) => Some(end),
            _ => None,
        }
    }

    fn estimate(&self) -> f64 {
        match self {
            Todo::Anew(estimate) | Todo::Again(Open { estimate, .. }) => *estimate,
            _ => 0.0,
        }
    }
}

/// A batch that is ready to go.
pub struct Going {
    pub here: Arc<Here>,
    pub choice: Choice,
    pub workflow: Arc<Workflow>,
    pub kept: Kept,
    pub folder: Folder,
    pub id: String,
    pub todo: Vec<Todo>,
    /// The journal's records, and how long they are; none where it is begun now.
    pub past: Vec<Event<Kind>>,
    pub length: u64,
    pub secrets: Vec<(String, Json)>,
    pub jobs: usize,
    pub args: Wants,
}

/// A row under way.
struct Under {
    task: tokio::task::Id,
    signals: mpsc::UnboundedSender<Signal>,
    estimate: f64,
    /// What was spent when it began, as long as it has been alone.
    alone: Option<f64>,
}

struct Loop {
    shared: Arc<Shared>,
    kept: Kept,
    journal: Journal,
    todo: Vec<Todo>,
    tasks: JoinSet<(usize, RowEnd)>,
    under: BTreeMap<usize, Under>,
    spent: Spent,
    costs: bool,
    failures: usize,
    halt: Option<Halt>,
    next: usize,
    at_once: usize,
}

impl Going {
    /// Runs to the end and tells people how it was.
    pub async fn go(self) -> Exit {
        let since = Instant::now();
        let Going { here, choice, workflow, mut kept, folder, id, todo, past, length, secrets, jobs, args } = self;
        let board = Board::new(args.quiet, args.events, &workflow.name, todo.len());
        board.say(&format!("Batch {id} of {}: {}", workflow.name, people::count(todo.len(), "row")));
        board.say("Connecting…");
        let backend = Backend::start(&here, &choice, jobs, None).await?;
        let account = backend.client.account().await?.id;
        let broken = |error: io::Error| unkept(folder.path(), &error);
        // A batch may have been killed before its first record.
        let mut journal = match length {
            0 => Journal::create(&folder.journal()),
            _ => Journal::reopen(&folder.journal(), length, past.len() as u64),
        }
        .map_err(broken)?;
        let spent = Spent::of(&past);
        if let Some(Kind::BatchStarted { account: Some(old), .. }) = past.first().map(|event| &event.kind)
            && Some(old) != account.as_ref()
        {
            return Err(foreign());
        }
        let begun = match past.is_empty() {
            true => Kind::BatchStarted { flow: env!("CARGO_PKG_VERSION").to_owned(), account: account.clone() },
            false => Kind::BatchResumed { budget: kept.budget, max_failures: kept.max_failures },
        };
        journal.append([begun], Time::now()).map_err(broken)?;
        board.say("Ready!");
        let (texts, given) = (std::mem::take(&mut kept.texts), std::mem::take(&mut kept.given));
        let costs = choice.costs(&here);
        kept.budget = kept.budget.filter(|_| costs);
        // The account's total does not tell which of several rows spent something, so that a recipe
        // with a budget of its own is run row by row.
        let at_once = match workflow.budget.is_some() && costs {
            true => 1,
            false if choice.is_local() => jobs,
            false => jobs * AHEAD,
        };
        let shared = Arc::new(Shared {
            here: Arc::clone(&here),
            choice: choice.clone(),
            workflow: Arc::clone(&workflow),
            texts,
            root: kept.root.clone(),
            base: kept.base.clone(),
            given,
            secrets,
            client: backend.client.clone(),
            turns: Arc::new(Semaphore::new(jobs.max(1))),
            jobs,
            account,
            out: kept.out.clone(),
            overwrite: kept.overwrite,
            keep_going: kept.keep_going,
            claims: claims(&kept, &here.cwd, &todo),
            board,
        });
        for todo in &todo {
            if let Todo::Ended(end) = todo {
                shared.board.had(end.status);
            }
        }
        let mut life = Loop {
            shared,
            kept,
            journal,
            todo,
            tasks: JoinSet::new(),
            under: BTreeMap::new(),
            spent,
            costs,
            failures: 0,
            halt: None,
            next: 0,
            at_once: at_once.max(1),
        };
        life.read_credits(&backend.client).await.map_err(broken)?;
        life.run().await;
        life.shared.board.end();
        backend.stop().await;
        let Loop { kept, todo, halt, spent, .. } = life;
        let place = (&folder, &*id, &*workflow.name, choice.word());
        tell(place, &kept.rows, &todo, halt, &spent, since, (&here, &args))
    }
}

/// The files that rows made in an earlier life of the batch.
fn claims(kept: &Kept, cwd: &Path, todo: &[Todo]) -> Claims {
    let claims = Claims::default();
    for (number, (row, todo)) in kept.rows.iter().zip(todo).enumerate() {
        let (Todo::Ended(RowEnd { outputs, .. }) | Todo::Again(Open { outputs, .. })) = todo else { continue };
        let own = claims.of(row::called(number, &row.name));
        // They were shown from the folder in which the batch was begun, or resumed.
        outputs.iter().flat_map(|path| [kept.base.join(path), cwd.join(path)]).for_each(|path| own.had(path));
    }
    claims
}

fn foreign() -> Stop {
    let message = "the batch was begun with another account, which this one cannot see";
    Failure::new(Code::TokenRefused, message).fix("use the token or the client id of that account").into()
}

impl Loop {
    async fn run(&mut self) {
        let mut signals = signal::listen_to_the_end();
        loop {
            if let Err(error) = self.begin() {
                self.halt = Some(Halt::Broken(error.to_string()));
            }
            if self.under.is_empty() {
                return;
            }
            tokio::select! {
                biased;
                Some(by) = signals.recv() => self.interrupted(by),
                Some(ended) = self.tasks.join_next() => {
                    let (row, end) = match ended {
                        Ok(ended) => ended,
                        Err(error) => self.fell(&error),
                    };
                    self.ended(row, end).await;
                }
            }
        }
    }

    /// Begins as many rows as may be under way.
    fn begin(&mut self) -> io::Result<()> {
        while self.halt.is_none() && self.under.len() < self.at_once {
            let open = self.todo[self.next..].iter().position(Todo::is_open);
            let Some(row) = open.map(|ahead| self.next + ahead) else { return Ok(()) };
            let estimate = match self.todo[row].estimate() {
                estimate if estimate < f64::MAX => estimate,
                _ => self.price(row),
            };
            let reserved: f64 = self.under.values().map(|under| under.estimate).sum();
            if let Some(budget) = self.kept.budget
                && self.spent.spent + reserved + estimate > budget
            {
                // What runs may turn out to cost less than it may.
                if self.under.is_empty() {
                    self.halt = Some(Halt::Budget(self.spent.spent, estimate, budget));
                }
                return Ok(());
            }
            let (begin, run) = match &self.todo[row] {
                Todo::Again(open) => (Begin::Again, open.run.clone()),
                _ => (Begin::Anew, Uuid::now_v7().to_string()),
            };
            self.journal.append([Kind::RowStarted { row, run: run.clone() }], Time::now())?;
            self.next = row + 1;
            let (sender, signals) = mpsc::unbounded_channel();
            let alone = self.under.is_empty().then_some(self.spent.spent);
            self.under.values_mut().for_each(|under| under.alone = None);
            let left = self.kept.budget.map(|budget| budget - self.spent.spent);
            let own = self.kept.rows[row].clone();
            self.shared.board.began(row, &own.name, &run);
            let job = Job { number: row, row: own, run, begin, left, signals };
            let shared = Arc::clone(&self.shared);
            let task = self.tasks.spawn(async move { (row, carry(shared, job).await) }).id();
            self.under.insert(row, Under { task, signals: sender, estimate, alone });
        }
        Ok(())
    }

    /// What a row may cost that was not looked at when the batch was taken up.
    fn price(&self, row: usize) -> f64 {
        if self.kept.budget.is_none() {
            return 0.0;
        }
        row::price(&self.shared, &self.kept.rows[row])
    }

    /// The first time no more rows are begun, and each does as a run that is interrupted.
    fn interrupted(&mut self, by: Signal) {
        if !matches!(self.halt, Some(Halt::Interrupted(_))) {
            self.halt = Some(Halt::Interrupted(by));
            let _ = self.journal.append([Kind::InterruptAsked { by }], Time::now());
            self.shared.board.say("stopping; waiting for the edits that are under way (press again to stop now)");
        }
        for under in self.under.values() {
            // A row that has just ended hears nothing any more.
            let _ = under.signals.send(by);
        }
    }

    /// A row of ours that panics is a failed row, and the batch goes on to say so.
    fn fell(&mut self, error: &tokio::task::JoinError) -> (usize, RowEnd) {
        let row = self.under.iter().find(|(_, under)| under.task == error.id()).map_or(0, |(row, _)| *row);
        let message = format!("the row stopped on a mistake of flow's own: {error}");
        (row, row::stopped(String::new(), &Stop::Broken(anyhow::anyhow!(message))))
    }

    async fn ended(&mut self, row: usize, mut end: RowEnd) {
        let client = self.shared.client.clone();
        let read = self.read_credits(&client).await;
        let under = self.under.remove(&row);
        let alone = under.and_then(|under| under.alone).filter(|_| self.costs && self.spent.total.is_some());
        end.credits = alone.map(|before| self.spent.spent - before);
        let kept = read
            .and_then(|()| self.journal.append([Kind::RowEnded { row, end: end.clone() }], Time::now()).map(|_| ()));
        if let Err(error) = kept {
            self.halt.get_or_insert(Halt::Broken(error.to_string()));
        }
        self.shared.board.ended(row, &self.kept.rows[row].name, &end, self.spent.spent);
        if end.status == Status::Failed {
            self.failures += 1;
            let others_too = match &end.error {
                Some(error) => end.exit == 4 || ["unreachable", "ffmpeg_missing"].contains(&error.code.as_str()),
                None => false,
            };
            if others_too {
                let code = end.error.as_ref().map(|error| error.code.clone()).unwrap_or_default();
                self.halt.get_or_insert(Halt::Account(row, code, end.exit));
            } else if let Some(most) = self.kept.max_failures.filter(|most| self.failures >= *most) {
                self.halt.get_or_insert(Halt::Failures(most));
            }
        }
        self.todo[row] = Todo::Ended(end);
    }

    /// Reads what the account holds, where edits cost something. That it cannot be told is no failure.
    async fn read_credits(&mut self, client: &Client) -> io::Result<()> {
        if !self.costs {
            return Ok(());
        }
        let Ok(credits) = client.credits().await else { return Ok(()) };
        self.spent.read(credits.available, credits.total);
        let kind = Kind::CreditsRead { available: credits.available, total: credits.total };
        self.journal.append([kind], Time::now()).map(|_| ())
    }
}
