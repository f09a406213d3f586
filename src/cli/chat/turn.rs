//! One turn of the conversation: a run of the recipe as it has grown, with its journal, in which
//! everything but the newest steps has ended already.
//!
//! A turn takes the place of the turn before it, so that a conversation is one run: it can be shown,
//! resumed and locked like any other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use tokio::runtime::Runtime;
use uuid::Uuid;

use super::recipe::{self, For, Item, NAME, What};
use super::seed::{Loose, loose, seeds};
use crate::cli::backend::{self, Backend, Choice};
use crate::cli::begin::begin;
use crate::cli::exit::Stop;
use crate::cli::progress::Drawer;
use crate::cli::run::{Start, kept};
use crate::cli::source::{Here, Inputs, Prepared, files, plan};
use crate::cli::{guard, preflight, signal};
use crate::journal::{Folder, Journal, read};
use crate::outcome::{Code, Failure};
use crate::plan::Plan;
use crate::report::people;
use crate::run::{Event, EventKind, Limits, RunState, Settings, Time};
use crate::workflow::{Given, Stored, fill, load};

/// What tells a conversation's run from any other.
pub const FILE: &str = "chat.json";

/// A conversation: what was done in it, and the run that holds it.
pub struct Talk<'h> {
    pub here: Arc<Here>,
    pub choice: Choice,
    pub runtime: &'h Runtime,
    /// What stands in every turn's settings.
    pub settings: Settings,
    pub yes: bool,
    /// What went well so far.
    pub done: Vec<Item>,
    /// Recipes that this conversation wrote, which it may replace.
    pub saved: Vec<PathBuf>,
    pub last: Option<Held>,
    pub hashes: BTreeMap<String, String>,
}

/// The run of the last turn, held by this process.
pub struct Held {
    pub id: String,
    pub folder: Arc<Folder>,
    pub plan: Arc<Plan>,
    pub events: Vec<Event>,
}

/// How a turn ended.
pub struct Turn {
    pub plan: Arc<Plan>,
    pub state: RunState,
    pub folder: Arc<Folder>,
    /// The nodes that were its own.
    pub new: Vec<usize>,
    pub loose: Option<Loose>,
    /// Credits that the conversation had spent before it.
    pub before: f64,
}

#[derive(Serialize, Deserialize)]
pub struct Kept {
    pub format_version: u32,
    pub items: Vec<Item>,
    /// The run of the turn before, whose place this one takes; none where that one stays.
    pub replaces: Option<String>,
    /// Recipes that it wrote. None of them is written again unless the person names it.
    #[serde(default)]
    pub saved: Vec<PathBuf>,
}

impl<'h> Talk<'h> {
    pub fn new(here: Arc<Here>, choice: Choice, runtime: &'h Runtime, settings: Settings, yes: bool) -> Talk<'h> {
        let (done, saved, last, hashes) = (Vec::new(), Vec::new(), None, BTreeMap::new());
        Talk { here, choice, runtime, settings, yes, done, saved, last, hashes }
    }

    /// Whether the backend takes edits back.
    pub fn steps_back(&self) -> bool {
        Choice::word_is_local(self.choice.word())
    }

    /// Does these things, in their order, and keeps those that went well.
    ///
    /// # Errors
    /// Where nothing could be begun.
    pub fn turn(&mut self, new: Vec<Item>) -> Result<Turn, Stop> {
        let written: Vec<String> = new.iter().filter_map(writes).collect();
        // A file that is written again is the later step's.
        let stays = |item: &&Item| writes(item).is_none_or(|name| !written.contains(&name));
        let items: Vec<Item> = self.done.iter().filter(stays).chain(&new).cloned().collect();
        let mut prepared = self.prepared(&items)?;
        let own: Vec<usize> = new.iter().filter_map(|item| prepared.plan.find(&item.id)).collect();
        let only = own.iter().copied().collect();
        let marks = self.here.runs.join(".written");
        let (out, overwrite) = (self.settings.out.clone(), self.settings.overwrite);
        let (local, fetch) = (self.choice.is_local(), guard::fetch(&self.here, &self.choice));
        let places = preflight::Places { out: &out, overwrite, written: &marks, local, fetch };
        preflight::preflight(&prepared, &places, Some(&only))?;
        if !self.choice.is_local() && !self.yes {
            let cost: f64 = own.iter().map(|node| prepared.plan.nodes[*node].estimate).sum();
            guard::confirm(cost, false)?;
            self.yes = cost > 0.0;
        }
        prepared.inputs.hash()?;
        self.hashes.clone_from(&prepared.inputs.hashes);
        let id = Uuid::now_v7().to_string();
        let folder = begin(&self.here, &id, (&prepared.root, &prepared.texts), &prepared.plan, &prepared.inputs)
            .map_err(|error| self.broken(&error))?;
        let folder = Arc::new(folder);
        let before = self.last.as_ref().map_or(0.0, |held| RunState::fold(&held.plan, &held.events).spent);
        let ran = self.begun(&items, prepared, &folder, &id);
        if self.last.as_ref().is_none_or(|held| held.id != id) {
            // It did not come to a run of its own.
            let _ = std::fs::remove_dir_all(folder.path());
        }
        let (plan, state) = ran?;
        self.ended(items, &plan, &state);
        Ok(Turn { loose: loose(&state), new: own, plan, state, folder, before })
    }

    /// The recipe of these items, planned.
    fn prepared(&self, items: &[Item]) -> Result<Prepared, Stop> {
        let root = self.here.root.clone();
        let path = root.join(format!("{NAME}.yaml"));
        let text = recipe::text(items, For::Talk);
        let stored = Stored { root: root.clone(), texts: BTreeMap::from([(path.clone(), Arc::new(text))]) };
        let loaded = load(&path, &format!("{NAME}.yaml"), &stored, self.here.max_steps());
        let Some(workflow) = loaded.workflow else {
            return Err(Stop::Wrong(loaded.diagnostics, Box::new(loaded.sources)));
        };
        let named: Vec<(String, Json)> = items
            .iter()
            .filter_map(|item| match &item.what {
                What::Upload { named, .. } => Some((item.id.clone(), Json::String(named.clone()))),
                _ => None,
            })
            .collect();
        let given = Given { named: named.clone(), bare: Vec::new() };
        let planned = fill(&workflow, &given, &|_| None, true).and_then(|values| {
            let found = files(&self.here.cwd, &workflow, &given, &values);
            plan(&workflow, &values, self.here.max_steps()).map(|plan| (plan, found))
        });
        let (plan, files) = planned.map_err(|found| Stop::Wrong(found, Box::new(loaded.sources.clone())))?;
        let inputs = Inputs { values: named.into_iter().collect(), files, hashes: self.hashes.clone() };
        let (sources, warnings, texts) = (loaded.sources, loaded.diagnostics, loaded.texts);
        Ok(Prepared { plan: Arc::new(plan), workflow, sources, warnings, texts, root, inputs })
    }

    /// Begins the turn's journal with what is known, lets it take the place of the turn before, and
    /// runs it.
    fn begun(
        &mut self,
        items: &[Item],
        prepared: Prepared,
        folder: &Arc<Folder>,
        id: &str,
    ) -> Result<(Arc<Plan>, RunState), Stop> {
        let broken = |error: std::io::Error| kept(folder.path(), &error);
        let (plan, root, inputs) = (prepared.plan, prepared.root, prepared.inputs);
        if let Some(held) = &self.last {
            inherit(held.folder.path(), folder.path()).map_err(broken)?;
        }
        let settings = self.settings.clone();
        let (here, choice) = (Arc::clone(&self.here), self.choice.clone());
        let mut start = Start::new(here, choice, Arc::clone(&plan), root, inputs, settings);
        let mut drawer = Drawer::choose(false, false, false);
        let runtime = self.runtime;
        let backend = runtime.block_on(self.connected(&mut start, folder))?;
        let started = EventKind::RunStarted {
            run: Uuid::parse_str(id).unwrap_or_default(),
            flow: env!("CARGO_PKG_VERSION").to_owned(),
            plan: plan.hash(),
            settings: start.settings.clone(),
        };
        let first = self.last.as_ref().and_then(|held| held.events.first());
        let at = first.map_or_else(Time::now, |event| event.at);
        let mut records = vec![(at, started)];
        match &self.last {
            Some(held) => records.extend(seeds(&held.plan, &held.events, &plan)),
            None => {
                let credits = runtime.block_on(start.credits(&backend.client, &Drawer::Quiet));
                records.extend(credits.map(|credits| (Time::now(), credits)));
            }
        }
        let mut journal = Journal::create(&folder.journal()).map_err(broken)?;
        let mut state = RunState::new(&plan);
        for event in journal.append_dated(records).map_err(broken)? {
            state.apply(&plan, &event);
        }
        if let Some(text) = costs(&plan, &state) {
            drawer.say(&text);
            if !self.choice.is_local() {
                drawer.say("A 30-second clip usually takes 1–2 minutes to edit, and a render 30–90 s.");
            }
        }
        // One that left something open stays, so that it can be gone on with.
        let whole = |held: &&Held| loose(&RunState::fold(&held.plan, &held.events)).is_none();
        let replaces = self.last.as_ref().filter(whole).map(|held| held.id.clone());
        let kept_items =
            Kept { format_version: 1, items: items.to_vec(), replaces: replaces.clone(), saved: self.saved.clone() };
        let bytes = serde_json::to_vec_pretty(&kept_items).unwrap_or_default();
        folder.put(FILE, &bytes).map_err(broken)?;
        let (id, own) = (id.to_owned(), Arc::clone(&plan));
        let held = Held { id, folder: Arc::clone(folder), plan: own, events: Vec::new() };
        drop(self.last.replace(held));
        replaces.iter().for_each(|id| superseded(&self.here, id));
        let ran = runtime.block_on(async {
            let ran = start.carry_out(folder, journal, state, &backend, (&mut drawer, signal::listen())).await;
            backend.stop().await;
            ran
        });
        let (state, _) = ran?;
        Ok((plan, state))
    }

    /// A backend that answers, and knows the account of the conversation.
    pub async fn connected(&self, start: &mut Start, folder: &Arc<Folder>) -> Result<Backend, Stop> {
        let backend = start.backend(folder, &Drawer::Quiet).await?;
        let account = match backend.client.account().await {
            Ok(account) => account.id,
            Err(failure) => {
                backend.stop().await;
                return Err(failure.into());
            }
        };
        if self.settings.account.is_some() && account != self.settings.account {
            backend.stop().await;
            let message = "the conversation was begun with another account, which this one cannot see";
            let failure = Failure::new(Code::TokenRefused, message);
            return Err(failure.fix("use the token or the client id of that account").into());
        }
        start.settings.account = account;
        Ok(backend)
    }

    /// Takes in what a turn left.
    pub fn ended(&mut self, items: Vec<Item>, plan: &Plan, state: &RunState) {
        self.done = items;
        self.done.retain(|item| {
            let node = plan.find(&item.id);
            node.is_some_and(|node| state.outputs(node).is_some() && !unchanged(plan, state, node))
        });
        if let Some(settings) = &state.settings {
            self.settings.account.clone_from(&settings.account);
        }
        if let Some(held) = &mut self.last {
            held.events = read(&held.folder.journal()).map(|read| read.events).unwrap_or_default();
        }
    }

    fn broken(&self, error: &std::io::Error) -> Stop {
        kept(&self.here.runs, error)
    }

    /// The name by which the conversation is gone on with.
    pub fn name(&self) -> Option<&str> {
        self.last.as_ref().map(|held| crate::cli::run::short(&held.id))
    }
}

/// What the steps that are still to come may cost, where they cost something.
fn costs(plan: &Plan, state: &RunState) -> Option<String> {
    let available = state.available?;
    let cost: f64 = open(plan, state).iter().map(|node| plan.nodes[*node].estimate).sum();
    let (cost, available) = (cost > 0.0).then(|| (people::credits(cost), people::credits(available)))?;
    Some(format!("This may cost about {cost} credits; {available} are available."))
}

/// Whether the node is an edit after which all is as it was.
pub fn unchanged(plan: &Plan, state: &RunState, node: usize) -> bool {
    let left = |node: usize| state.outputs(node).and_then(|outputs| outputs.snapshot.clone());
    let before = state.seen(plan, node).and_then(left).unwrap_or_default();
    plan.nodes[node].body.kind() == "edit" && left(node).is_some_and(|after| after.same(&before))
}

/// The nodes that have not ended well.
pub fn open(plan: &Plan, state: &RunState) -> Vec<usize> {
    (0..plan.nodes.len()).filter(|node| state.outputs(*node).is_none()).collect()
}

/// The file that an item writes.
fn writes(item: &Item) -> Option<String> {
    match &item.what {
        What::Export(file) | What::Preview(file) => Some(file.name.shown()),
        _ => None,
    }
}

/// The timelines and the conversation with the backend go on in the new folder.
fn inherit(from: &Path, to: &Path) -> std::io::Result<()> {
    let link = |from: &Path, to: &Path| std::fs::hard_link(from, to).or_else(|_| std::fs::copy(from, to).map(drop));
    for entry in std::fs::read_dir(from.join("drafts"))? {
        let entry = entry?;
        link(&entry.path(), &to.join("drafts").join(entry.file_name()))?;
    }
    // It explains a run and does not steer it.
    let _ = link(&from.join("answers.jsonl"), &to.join("answers.jsonl"));
    Ok(())
}

/// Takes a turn away that another holds whole.
pub fn superseded(here: &Here, id: &str) {
    let path = here.runs.join(id);
    let journal = path.join("journal.jsonl");
    let ours = Uuid::parse_str(id).is_ok() && path.is_dir() && (path.join(FILE).is_file() || !journal.exists());
    let Some(_held) = ours.then(|| Folder::take(path.clone()).ok().flatten()).flatten() else { return };
    // The journal goes first: a folder without one is no run, wherever the deleting stops.
    if !journal.exists() || std::fs::remove_file(journal).is_ok() {
        let _ = std::fs::remove_dir_all(path);
    }
}

/// What every turn of a conversation is run with.
pub fn settings(here: &Here, choice: &Choice, budget: Option<f64>, overwrite: bool) -> Settings {
    Settings {
        backend: choice.word().to_owned(),
        account: None,
        workflow: NAME.to_owned(),
        out: crate::cli::run::out_dir(here),
        overwrite,
        limits: Limits {
            jobs: backend::jobs(here, choice),
            keep_going: false,
            budget: budget.filter(|_| choice.costs(here)),
            free_renders: !choice.is_local(),
            only: None,
        },
        locked: None,
        continues: None,
    }
}
