//! The one loop that acts: it asks what to do next, puts that on record, and lets it happen.
//!
//! It is the sole owner of the run's state. An attempt announces each effect and goes on only when
//! the announcement is on disk; everything that is ready together shares one sync.

mod attempt;
mod by_hand;
mod clock;
pub mod memory;
pub mod replayed;
mod resume;
pub mod scripted;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::{AbortHandle, Id, JoinSet};

pub use attempt::results;
pub use by_hand::{ByHand, by_hand};
pub use clock::Clock;
pub use resume::{give_up, take_up};

use crate::effect::{Effect, Known};
use crate::journal::Journal;
use crate::outcome::{Code, Failure, Notice, Outcome};
use crate::plan::Plan;
use crate::run::{Action, Event, EventKind, Live, NodeState, RunState, Signal, next, wake};
use crate::step::{Said, SessionIds, SessionSlot, What, World};

/// Everything that a run is executed with.
pub struct Engine {
    pub plan: Arc<Plan>,
    pub state: RunState,
    pub journal: Journal,
    pub world: Arc<World>,
    pub notices: mpsc::UnboundedReceiver<(usize, Notice)>,
    pub signals: mpsc::UnboundedReceiver<Signal>,
    pub clock: Clock,
}

/// What an onlooker is told.
pub enum Seen<'s> {
    Event(&'s Event),
    /// A running attempt got further.
    Notice(usize, &'s Notice),
    /// An edit has been running for this long, a whole number of times two minutes.
    Still(usize, Duration),
}

/// Two minutes: how often a person is told that a long edit is still being worked on.
const STILL: Duration = Duration::from_secs(120);

/// Runs until there is a verdict.
///
/// # Errors
/// Where the journal cannot be written. Nothing is begun then that is not on record.
pub async fn run(engine: Engine, watch: &mut Watch<'_>) -> io::Result<RunState> {
    let Engine { plan, state, journal, world, mut notices, mut signals, clock } = engine;
    let (sender, mut said) = mpsc::unbounded_channel();
    let slots = slots(&plan, &state);
    let mut life = Loop {
        plan,
        state,
        journal,
        world,
        clock,
        sender,
        slots,
        tasks: JoinSet::new(),
        running: HashMap::new(),
        live: Live::default(),
        told: BTreeMap::new(),
    };
    loop {
        let now = life.clock.now();
        let actions = next(&life.plan, &life.state, now);
        life.record(actions.iter().map(Action::record).collect(), watch)?;
        for action in actions {
            if let Action::Start { node, attempt } = action {
                life.start(node, attempt);
            }
        }
        if life.state.verdict.is_some() {
            return Ok(life.state);
        }
        let due = wake(&life.plan, &life.state, now);
        let still = life.next_still();
        // In order, so that the same run goes the same way; nothing starves, since an attempt that
        // spoke waits to be answered.
        tokio::select! {
            biased;
            Some(by) = signals.recv() => life.interrupted(by, watch)?,
            Some(first) = said.recv() => {
                let mut batch = vec![first];
                while let Ok(also) = said.try_recv() {
                    batch.push(also);
                }
                life.heard(batch, watch)?;
            }
            Some(ended) = life.tasks.join_next_with_id() => {
                let (id, panicked) = match ended {
                    Ok((id, ())) => (id, false),
                    Err(error) => (error.id(), error.is_panic()),
                };
                if panicked {
                    // What it said before it fell is older than its fall.
                    let mut batch = Vec::new();
                    while let Ok(also) = said.try_recv() {
                        batch.push(also);
                    }
                    life.heard(batch, watch)?;
                    life.fell(id, watch)?;
                }
            }
            Some((node, notice)) = notices.recv() => {
                life.live.notice(node, &notice);
                watch(&life.plan, &life.state, &life.live, Seen::Notice(node, &notice));
            }
            () = life.clock.until(due) => {}
            () = wait(still) => life.tell_still(watch),
        }
    }
}

/// Who looks on.
pub type Watch<'w> = dyn FnMut(&Plan, &RunState, &Live, Seen<'_>) + Send + 'w;

struct Loop {
    plan: Arc<Plan>,
    state: RunState,
    journal: Journal,
    world: Arc<World>,
    clock: Clock,
    sender: mpsc::UnboundedSender<Said>,
    slots: HashMap<String, Arc<SessionSlot>>,
    tasks: JoinSet<()>,
    running: HashMap<usize, (Id, AbortHandle)>,
    live: Live,
    /// When each running edit began, and how often it was told to be still running.
    told: BTreeMap<usize, (tokio::time::Instant, u32)>,
}

impl Loop {
    /// Puts the records on disk, then folds them.
    fn record(&mut self, kinds: Vec<EventKind>, watch: &mut Watch<'_>) -> io::Result<()> {
        if kinds.is_empty() {
            return Ok(());
        }
        for event in self.journal.append(kinds, self.clock.now())? {
            self.state.apply(&self.plan, &event);
            watch(&self.plan, &self.state, &self.live, Seen::Event(&event));
        }
        Ok(())
    }

    fn start(&mut self, node: usize, number: u32) {
        let own = &self.plan.nodes[node];
        let slot = Arc::clone(&self.slots[&own.session]);
        let job = attempt::prepare(&self.plan, &self.state, node, number, &self.world, slot, self.sender.clone());
        let handle = self.tasks.spawn(attempt::run(job));
        self.running.insert(node, (handle.id(), handle));
        if own.body.kind() == "edit" {
            self.told.insert(node, (tokio::time::Instant::now(), 0));
        }
    }

    /// Records what attempts said, and lets them go on once it is on disk.
    fn heard(&mut self, batch: Vec<Said>, watch: &mut Watch<'_>) -> io::Result<()> {
        let mut kinds = Vec::new();
        let mut acks: Vec<oneshot::Sender<()>> = Vec::new();
        let mut finished = Vec::new();
        for Said { node, attempt, what, ack } in batch {
            // An attempt that was cancelled may have said something on its way out.
            if !self.running.contains_key(&node) {
                continue;
            }
            kinds.push(match what {
                What::Announce(effect) => EventKind::EffectAnnounced { node, attempt, effect },
                What::Known(known) => EventKind::EffectKnown { node, attempt, known },
                What::Credits { available, total } => EventKind::CreditsRead { available, total },
                What::Finished(outcome) => {
                    self.running.remove(&node);
                    finished.push(node);
                    EventKind::AttemptFinished { node, attempt, outcome }
                }
            });
            acks.push(ack);
        }
        for node in finished {
            self.live.ended(node);
            self.told.remove(&node);
        }
        self.record(kinds, watch)?;
        for ack in acks {
            let _ = ack.send(());
        }
        Ok(())
    }

    /// A step of ours that panics is a failed step, and the run goes on to say so.
    fn fell(&mut self, id: Id, watch: &mut Watch<'_>) -> io::Result<()> {
        let Some(node) = self.running.iter().find(|(_, (other, _))| *other == id).map(|(node, _)| *node) else {
            return Ok(());
        };
        self.running.remove(&node);
        self.live.ended(node);
        let number = self.number(node);
        let failure = Failure::new(Code::Protocol, "the step stopped on a mistake of flow's own")
            .fix("report it with the run's folder; `flow resume` goes on from here");
        let outcome = Outcome::Failed(failure);
        self.record(vec![EventKind::AttemptFinished { node, attempt: number, outcome }], watch)
    }

    fn number(&self, node: usize) -> u32 {
        match &self.state.nodes[node] {
            NodeState::Running(attempt) => attempt.number,
            _ => self.state.attempts[node] + 1,
        }
    }

    /// The first time: nothing new begins, edits that are under way are waited for, everything else
    /// stops. The second time everything stops.
    fn interrupted(&mut self, by: Signal, watch: &mut Watch<'_>) -> io::Result<()> {
        let again = self.state.interrupted.is_some();
        let mut kinds = Vec::new();
        if !again {
            kinds.push(EventKind::InterruptAsked { by });
        }
        let nodes: Vec<usize> = self.running.keys().copied().collect();
        for node in nodes {
            if !again && self.edits(node) {
                continue;
            }
            if let Some((_, handle)) = self.running.remove(&node) {
                handle.abort();
            }
            self.live.ended(node);
            self.told.remove(&node);
            let attempt = self.number(node);
            kinds.push(EventKind::AttemptFinished { node, attempt, outcome: Outcome::Cancelled });
        }
        self.record(kinds, watch)
    }

    /// Whether a prompt of this node is on its way, whose end is worth waiting for.
    fn edits(&self, node: usize) -> bool {
        let NodeState::Running(attempt) = &self.state.nodes[node] else { return false };
        let open =
            |(effect, known): &(Effect, Option<Known>)| matches!(effect, Effect::Prompt { .. }) && known.is_none();
        attempt.effects.iter().any(open)
    }

    fn next_still(&self) -> Option<tokio::time::Instant> {
        self.told.values().map(|(since, times)| *since + STILL * (times + 1)).min()
    }

    fn tell_still(&mut self, watch: &mut Watch<'_>) {
        let now = tokio::time::Instant::now();
        for (node, (since, times)) in &mut self.told {
            if *since + STILL * (*times + 1) <= now {
                *times += 1;
                watch(&self.plan, &self.state, &self.live, Seen::Still(*node, STILL * *times));
            }
        }
    }
}

async fn wait(until: Option<tokio::time::Instant>) {
    match until {
        Some(until) => tokio::time::sleep_until(until).await,
        None => std::future::pending().await,
    }
}

fn slots(plan: &Plan, state: &RunState) -> HashMap<String, Arc<SessionSlot>> {
    let slot = |(name, settings): (&String, &crate::workflow::SessionSettings)| {
        let ids = state.sessions.get(name).map(|open| SessionIds { id: open.id.clone(), task: open.task.clone() });
        let slot = SessionSlot {
            name: name.clone(),
            language: settings.language.clone(),
            task_name: settings.task_name.clone(),
            ids: tokio::sync::Mutex::new(ids),
        };
        (name.clone(), Arc::new(slot))
    };
    plan.sessions.iter().map(slot).collect()
}
