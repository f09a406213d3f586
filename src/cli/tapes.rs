//! Recordings of the conversation with a backend: every run keeps one, `--record` writes another, and
//! `--replay` answers from one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::backend::Choice;
use super::exit::Stop;
use super::past::which;
use super::source::Here;
use crate::backend::client::{Bad, Exchange, Header, Recorder, Replay};
use crate::journal::{Answers, Folder};
use crate::text::Diagnostic;

/// How a replayed run names its backend, which it has none of.
pub const REPLAY: &str = "replay";

/// What a run is recorded to beside its own folder, and what it is answered from.
#[derive(Default)]
pub struct Tapes {
    record: Option<PathBuf>,
    pub replay: Option<Arc<Replay>>,
}

impl Tapes {
    /// # Errors
    /// Where a recording cannot be read, or what is to be recorded has no place.
    pub fn new(here: &Here, record: Option<&Path>, replay: Option<&str>, overwrite: bool) -> Result<Tapes, Stop> {
        let record = record.map(|path| here.cwd.join(path));
        if let Some(path) = &record {
            fresh(path, overwrite)?;
        }
        let replay = replay.map(|named| read(here, &here.cwd, named)).transpose()?.map(Arc::new);
        Ok(Tapes { record, replay })
    }

    pub fn replays(&self) -> bool {
        self.replay.is_some()
    }

    /// The backend that a recording was made with.
    ///
    /// # Errors
    /// Where the recording names none that there is.
    pub fn recorded(&self) -> Result<Option<Choice>, Stop> {
        self.replay.as_ref().map(|replay| Choice::named(&replay.header.backend)).transpose()
    }

    /// What carries the run out. A replay waits for nothing: where all it could do is wait, its clock
    /// goes on by itself.
    ///
    /// # Errors
    /// Where the system gives no threads.
    pub fn runtime(&self) -> Result<tokio::runtime::Runtime, Stop> {
        if !self.replays() {
            return super::runtime();
        }
        let built = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
        built.map_err(|error| anyhow::anyhow!("the system gives no threads: {error}").into())
    }

    /// Writes the conversation into the run's own folder, and where else it is asked for.
    pub fn tape(&self, answers: &Path) -> Arc<Tape> {
        let places = [Some(answers), self.record.as_deref()];
        Arc::new(Tape(places.into_iter().flatten().filter_map(|path| Answers::open(path).ok()).collect()))
    }
}

/// Where exchanges are written as they end.
pub struct Tape(Vec<Answers>);

impl Tape {
    /// Says who is spoken with; a replay begins by reading this.
    pub fn begin(&self, backend: &str, origin: &str, costs: bool) {
        let (backend, origin) = (backend.to_owned(), origin.to_owned());
        let header = Header { recording: 1, flow: env!("CARGO_PKG_VERSION").to_owned(), backend, origin, costs };
        self.0.iter().for_each(|answers| answers.add(&header));
    }
}

impl Recorder for Tape {
    fn exchange(&self, exchange: &Exchange) {
        self.0.iter().for_each(|answers| answers.add(exchange));
    }
}

/// Makes place for a recording: an earlier one is replaced, any other file is in the way.
fn fresh(path: &Path, overwrite: bool) -> Result<(), Stop> {
    if path.exists() && !overwrite && Replay::read(path).is_err() {
        let message = format!("`{}` is in the way, and is no recording", path.display());
        let found = Diagnostic::error("output_in_the_way", None, message);
        return Err(Stop::wrong(found.help("choose another name, or replace it with --overwrite")));
    }
    std::fs::write(path, "").map_err(|error| {
        let found = Diagnostic::error("output_in_the_way", None, format!("`{}`: {error}", path.display()));
        Stop::wrong(found.help("name a file in a folder that is there and takes files"))
    })
}

/// The recording that a word names: a file, or else a run.
pub fn read(here: &Here, base: &Path, named: &str) -> Result<Replay, Stop> {
    let path = base.join(named);
    let path = if path.is_file() { path } else { Folder::look(here.runs.join(which(here, named)?)).answers() };
    Replay::read(&path).map_err(|Bad { line, message }| {
        let place = if line > 0 { format!(", line {line}") } else { String::new() };
        let found = Diagnostic::error("bad_recording", None, format!("{}{place}: {message}", path.display()));
        Stop::wrong(found.help("make one with: flow run captions.yaml --input talk.mov --record captions.rec.jsonl"))
    })
}
