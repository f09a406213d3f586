//! Taking a conversation up again: what was said is in its run's folder, and what was cut off there is
//! brought to its end first.

use std::sync::Arc;

use super::seed::loose;
use super::turn::{FILE, Held, Kept, Talk, Turn, open, superseded};
use crate::cli::exit::Stop;
use crate::cli::past::{self, Past};
use crate::cli::progress::Drawer;
use crate::cli::run::{Start, kept};
use crate::cli::signal;
use crate::cli::source::Here;
use crate::exec;
use crate::journal::{Folder, list};
use crate::run::{EventKind, RunState, Time};
use crate::text::Diagnostic;

impl Talk<'_> {
    /// Takes up an earlier conversation, and brings to an end what was cut off in it.
    ///
    /// # Errors
    /// Where there is none of that name, or another process holds it.
    pub fn take_up(&mut self, word: &str) -> Result<Option<Turn>, Stop> {
        let id = named(&self.here, word)?;
        let path = self.here.runs.join(&id);
        let Some(folder) = Folder::take(path.clone()).map_err(|error| kept(&path, &error))? else {
            let found =
                Diagnostic::error("run_is_held", None, format!("the conversation {id} is held by another process"));
            return Err(Stop::wrong(found.help("end it there, or stop that process")));
        };
        let Kept { items, replaces, saved, .. } = remembered(&folder).ok_or_else(|| {
            let found = Diagnostic::error("damaged_run", None, format!("the conversation in {id} cannot be read"));
            Stop::wrong(found.help("begin a new one: flow chat talk.mov"))
        })?;
        let past = past::open(&self.here, &id, &folder)?.sure()?;
        replaces.iter().filter(|before| **before != id).for_each(|before| superseded(&self.here, before));
        self.saved = saved;
        self.choice = past::chosen(&self.here, &past)?;
        past::unchanged(&past.inputs)?;
        let Past { plan, root, inputs, settings, events, length, .. } = past;
        self.hashes.clone_from(&inputs.hashes);
        self.settings.account.clone_from(&settings.account);
        let folder = Arc::new(folder);
        let state = RunState::fold(&plan, &events);
        let cut_off = state.verdict.is_none() || loose(&state).is_some();
        let held = Held { id, folder: Arc::clone(&folder), plan: Arc::clone(&plan), events: Vec::new() };
        self.last = Some(held);
        if !cut_off {
            self.ended(items, &plan, &state);
            return Ok(None);
        }
        let before = state.spent;
        let (new, redo) = (open(&plan, &state), state.failures().collect());
        let (here, choice) = (Arc::clone(&self.here), self.choice.clone());
        let mut settings = settings;
        settings.out.clone_from(&self.settings.out);
        let mut start = Start::new(here, choice, Arc::clone(&plan), root, inputs, settings);
        let mut drawer = Drawer::choose(false, false, false);
        drawer.say("The last turn was cut off; it is brought to its end.");
        let state = self.runtime.block_on(async {
            let backend = self.connected(&mut start, &folder).await?;
            let settings = Some(start.settings.clone());
            let resumed =
                EventKind::RunResumed { redo, resend: Vec::new(), accept: Vec::new(), anew: Vec::new(), settings };
            let taken = exec::take_up(&plan, &folder.journal(), (&events, length), [resumed], Time::now());
            let (journal, state) = taken.map_err(|error| kept(folder.path(), &error))?;
            let ran = start.carry_out(&folder, journal, state, &backend, (&mut drawer, signal::listen())).await;
            backend.stop().await;
            ran.map(|(state, _)| state)
        })?;
        self.ended(items, &plan, &state);
        Ok(Some(Turn { loose: loose(&state), new, plan, state, folder, before }))
    }
}

fn remembered(folder: &Folder) -> Option<Kept> {
    let bytes = std::fs::read(folder.path().join(FILE)).ok()?;
    let kept: Kept = serde_json::from_slice(&bytes).ok()?;
    (kept.format_version == 1).then_some(kept)
}

/// The conversation that a word names; `last` is the newest.
fn named(here: &Here, word: &str) -> Result<String, Stop> {
    let talks: Vec<String> =
        list(&here.runs).into_iter().filter(|id| here.runs.join(id).join(FILE).is_file()).collect();
    let found = match word {
        "last" => talks.last().cloned(),
        _ => Some(past::which(here, word)?).filter(|id| talks.contains(id)),
    };
    found.ok_or_else(|| {
        let message = match word {
            "last" => "there is no conversation here yet".to_owned(),
            _ => format!("the run `{word}` is no conversation"),
        };
        let found = Diagnostic::error("no_conversation", None, message);
        Stop::wrong(found.help("begin one: flow chat talk.mov"))
    })
}
