//! A run whose backend is a recording: the real loop, steps and client, without a network, a wait, or
//! anything that stays on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tokio::sync::mpsc;

use super::memory::Memory;
use super::scripted::{Played, started};
use super::{Clock, Engine};
use crate::backend::client::{Attribution, Client, Config, Credential, Recorder, Replay, Timing};
use crate::journal::Journal;
use crate::plan::Plan;
use crate::run::{RunState, Time};
use crate::step::{Claims, World};

/// What a replay needs beside the plan and the recording.
pub struct Footage {
    /// The file inputs as they were given, and where they lie: what is uploaded is compared with
    /// what was.
    pub files: BTreeMap<String, PathBuf>,
    /// The root that the recipe's own paths stay under.
    pub root: PathBuf,
}

/// The client of a recording. No token is read: where the recorded run asked for one, so does this.
pub fn client(replay: Arc<Replay>, timing: Timing, recorder: Option<Arc<dyn Recorder>>) -> Client {
    let client_id = "replay".to_owned();
    let credential = match replay.asked_for_token() {
        true => Credential::Anonymous { client_id, store: None },
        false => Credential::Fixed(client_id.into()),
    };
    Client::new(Config {
        origin: replay.header.origin.clone(),
        web: String::new(),
        credential,
        attribution: Attribution::new("flow", env!("CARGO_PKG_VERSION"), None, None),
        timing,
        recorder,
        replay: Some(replay),
        links: false,
    })
}

/// Replays a run in a thread of its own, whose clock goes on by itself where all could but wait.
///
/// # Errors
/// Where the system gives no thread or no folder for a moment.
pub fn replay(plan: &Arc<Plan>, recording: Replay, footage: Footage, timing: Timing) -> std::io::Result<Played> {
    let scratch = tempfile::tempdir()?;
    std::thread::scope(|scope| {
        let run = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build()?;
            runtime.block_on(replayed(plan, recording, footage, timing, scratch.path()))
        };
        std::thread::Builder::new()
            .spawn_scoped(scope, run)?
            .join()
            .map_err(|_| std::io::Error::other("the replay fell over"))?
    })
}

async fn replayed(
    plan: &Arc<Plan>,
    recording: Replay,
    Footage { files, root }: Footage,
    timing: Timing,
    scratch: &Path,
) -> std::io::Result<Played> {
    let drafts = Arc::new(Memory::default());
    let world = Arc::new(World {
        local: recording.header.backend == "local",
        fetch: None,
        costs: recording.header.costs,
        client: client(Arc::new(recording), timing, None),
        drafts: Arc::clone(&drafts) as Arc<_>,
        root,
        out: scratch.to_owned(),
        shown_from: scratch.to_owned(),
        overwrite: true,
        claims: Claims::default(),
        written: scratch.join("written"),
        files,
        turns: None,
        locked: None,
        uploaded: Mutex::default(),
        notices: Arc::new(|_, _| {}),
    });
    let mut journal = Journal::create(&scratch.join("journal.jsonl"))?;
    let mut state = RunState::new(plan);
    let now = Time::UNIX_EPOCH;
    for event in journal.append([started(plan)], now)? {
        state.apply(plan, &event);
    }
    // Nobody interrupts a replay, and nobody watches it.
    let ((_quiet, notices), (_calm, signals)) = (mpsc::unbounded_channel(), mpsc::unbounded_channel());
    let clock = Clock::starting_at(now);
    let engine = Engine { plan: Arc::clone(plan), state, journal, world: Arc::clone(&world), notices, signals, clock };
    let state = super::run(engine, &mut |_, _, _, _| {}).await?;
    let results = super::results(plan, &state, &world);
    Ok(Played { state, drafts, results })
}
