//! `flow run`: plan, preflight, run, report.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc};
use uuid::Uuid;

use super::args::{Run, Running};
use super::backend::{self, Backend, Choice};
use super::begin::begin;
use super::carry::{self, Continued};
use super::exit::{Ended, Form, Stop};
use super::progress::Drawer;
use super::reports::timelines;
use super::source::{Here, Inputs, prepare};
use super::tapes::{REPLAY, Tapes};
use super::{guard, lock, out, preflight, reports, saved, signal};
use crate::backend::client::{Client, Recorder};
use crate::backend::local;
use crate::draft::Drafts;
use crate::exec::{self, Clock, Engine};
use crate::journal::{Folder, Journal};
use crate::lock::Locked;
use crate::plan::Plan;
use crate::report::{json, people, summary};
use crate::run::{EventKind, Limits, RunState, Settings as RunSettings, Signal, Time};
use crate::step::{Claims, World};

pub fn run(args: &Run, color: bool) -> Ended {
    let flags = vec![
        ("backend", args.source.backend.clone()),
        ("jobs", args.running.jobs.map(|jobs| jobs.to_string())),
        ("out", args.out.as_ref().map(|out| out.display().to_string())),
    ];
    let here = Arc::new(Here::new(&args.common, flags)?.allowing(&args.running.allow));
    reports::check(&args.running.report)?;
    let tapes = Tapes::new(&here, args.record.as_deref(), args.replay.as_deref(), args.overwrite)?;
    let choice = tapes.recorded()?.map_or_else(|| Choice::of(&here), Ok)?;
    if choice.is_local() && !tapes.replays() {
        local::find_ffmpeg()?;
    }
    let mut prepared = match &args.plan {
        Some(path) => saved::take(&here, path, &args.source)?,
        None => prepare(&here, &args.source, true)?,
    };
    choice.suits(prepared.workflow.backend)?;
    if !tapes.replays() {
        guard::ci(&here, &choice)?;
    }
    let pinned = (args.lock.as_deref(), args.media.as_deref());
    let locked = args.locked.then(|| lock::take(&here, &mut prepared, &choice, pinned)).transpose()?;
    let continued = args.continues.as_deref().map(|word| carry::take(&here, word, &prepared, &choice)).transpose()?;
    let out_dir = out_dir(&here);
    let written = here.runs.join(".written");
    let only = args.until.as_deref().map(|step| preflight::until(&prepared.plan, step)).transpose()?;
    let fetch = guard::fetch(&here, &choice).filter(|_| !tapes.replays());
    let places = preflight::Places {
        out: &out_dir,
        overwrite: args.overwrite,
        written: &written,
        local: choice.is_local(),
        fetch,
    };
    preflight::preflight(&prepared, &places, only.as_ref())?;
    let drawer = Drawer::choose(args.running.quiet, args.running.json_events, args.running.verbose);
    if !choice.is_local() {
        let large = preflight::large(&prepared);
        prepared.warnings.extend(crate::workflow::cloud_doubts(&prepared.workflow).into_iter().chain(large));
    }
    if !prepared.warnings.is_empty() && !args.running.quiet {
        super::exit::print(&prepared.warnings, &prepared.sources, Form::Text { color });
    }
    let told = crate::plan::text(&prepared.plan, out::width());
    let told = told.trim_end();
    drawer.say(&if args.dry_run { told.into() } else { out::in_one_screen(told, "`flow plan` shows them all") });
    if let Some(continued) = &continued {
        drawer.say(&continued.words(&prepared));
    }
    if args.dry_run {
        return Ok(0);
    }
    let costs = tapes.replay.as_ref().map_or_else(|| choice.costs(&here), |replay| replay.header.costs);
    let limits = Limits {
        jobs: backend::jobs(&here, &choice),
        keep_going: args.keep_going,
        budget: guard::least(args.budget, prepared.plan.budget).filter(|_| costs && locked.is_none()),
        free_renders: !choice.is_local(),
        only,
    };
    let estimate = continued.as_ref().map_or(prepared.plan.estimate(), |continued| continued.estimate(&prepared));
    if !choice.is_local() && locked.is_none() && !tapes.replays() {
        guard::confirm(estimate, args.yes || args.running.quiet || args.running.json)?;
    }
    let id = Uuid::now_v7().to_string();
    let mut inputs = prepared.inputs.clone();
    inputs.hash()?;
    let settings = RunSettings {
        backend: if tapes.replays() { REPLAY } else { choice.word() }.to_owned(),
        account: None,
        workflow: prepared.workflow.name.clone(),
        out: out_dir.clone(),
        overwrite: args.overwrite,
        limits,
        locked: locked.as_ref().map(lock::hash),
        continues: continued.as_ref().map(|continued| continued.id.clone()),
    };
    let folder = begin(&here, &id, (&prepared.root, &prepared.texts), &prepared.plan, &inputs)
        .map_err(|error| kept(&here.runs, &error))?;
    locked.iter().try_for_each(|locked| lock::keep(&folder, locked)).map_err(|error| kept(&here.runs, &error))?;
    continued.iter().try_for_each(|continued| continued.keep(&folder)).map_err(|error| kept(&here.runs, &error))?;
    let (plan, root) = (prepared.plan, prepared.root);
    let start = Start { locked, tapes, estimate, continued, ..Start::new(here, choice, plan, root, inputs, settings) };
    let runtime = start.tapes.runtime()?;
    runtime.block_on(start.fresh(folder, &id, drawer, &args.running))
}

/// What a run is started or taken up again with.
pub struct Start {
    pub here: Arc<Here>,
    pub choice: Choice,
    pub plan: Arc<Plan>,
    pub root: PathBuf,
    pub inputs: Inputs,
    pub settings: RunSettings,
    pub tapes: Tapes,
    /// Credits that the run may cost.
    pub estimate: f64,
    pub continued: Option<Continued>,
    /// What the edits give, where none is sent.
    pub locked: Option<Locked>,
    pub claims: Claims,
}

impl Start {
    /// A run of its own: neither locked, nor recorded elsewhere, nor the continuation of another.
    pub fn new(
        here: Arc<Here>,
        choice: Choice,
        plan: Arc<Plan>,
        root: PathBuf,
        inputs: Inputs,
        settings: RunSettings,
    ) -> Start {
        let (estimate, tapes, locked, continued) = (plan.estimate(), Tapes::default(), None, None);
        Start {
            here,
            choice,
            plan,
            root,
            inputs,
            settings,
            tapes,
            estimate,
            continued,
            locked,
            claims: Claims::default(),
        }
    }

    async fn fresh(mut self, folder: Folder, id: &str, drawer: Drawer, running: &Running) -> Ended {
        let folder = Arc::new(folder);
        let backend = self.backend(&folder, &drawer).await?;
        let account = backend.client.account().await?;
        drawer.say(if self.locked.is_some() {
            "Ready! Edits come from the lock: no prompt is sent."
        } else {
            "Ready!"
        });
        if let Some(continued) = &self.continued
            && let Err(stop) = continued.stands(&backend.client, account.id.as_ref()).await
        {
            backend.stop().await;
            let _ = std::fs::remove_dir_all(folder.path());
            return Err(stop);
        }
        self.settings.account = account.id;
        let credits = self.credits(&backend.client, &drawer).await;
        let (journal, state) = self.record(&folder, id, credits).map_err(|error| kept(folder.path(), &error))?;
        self.go(folder, id, journal, state, backend, drawer, running).await
    }

    /// Puts the run's beginning on record.
    pub fn record(
        &mut self,
        folder: &Folder,
        id: &str,
        credits: Option<EventKind>,
    ) -> std::io::Result<(Journal, RunState)> {
        let mut journal = Journal::create(&folder.journal())?;
        let started = EventKind::RunStarted {
            run: Uuid::parse_str(id).unwrap_or_default(),
            flow: env!("CARGO_PKG_VERSION").to_owned(),
            plan: self.plan.hash(),
            settings: self.settings.clone(),
        };
        let mut state = RunState::new(&self.plan);
        let mut records = vec![started];
        if let Some(continued) = self.continued.take() {
            records.extend(continued.carried.records);
            let (redo, resend, accept, anew) = Default::default();
            let settings = Some(self.settings.clone());
            records.push(EventKind::RunResumed { redo, resend, accept, anew, settings });
        }
        for event in journal.append(records.into_iter().chain(credits), Time::now())? {
            state.apply(&self.plan, &event);
        }
        Ok((journal, state))
    }

    /// Whether edits cost something there.
    pub fn costs(&self) -> bool {
        if let Some(replay) = &self.tapes.replay {
            return replay.header.costs;
        }
        self.choice.costs(&self.here) && self.locked.is_none()
    }

    /// What the account holds before the first edit, told and put on record.
    pub async fn credits(&self, client: &Client, drawer: &Drawer) -> Option<EventKind> {
        let credits = if self.costs() { client.credits().await.ok()? } else { return None };
        let held =
            credits.available.map(|held| format!("; {} are available", people::credits(held))).unwrap_or_default();
        drawer.say(&format!("This may cost about {} credits{held}.", people::credits(self.estimate)));
        if !self.choice.is_local() {
            drawer.say("A 30-second clip usually takes 1–2 minutes to edit, and a render 30–90 s.");
        }
        Some(EventKind::CreditsRead { available: credits.available, total: credits.total })
    }

    pub async fn backend(&self, folder: &Arc<Folder>, drawer: &Drawer) -> Result<Backend, Stop> {
        drawer.say(if self.tapes.replays() {
            "Replaying: nothing is sent, and no file is written."
        } else {
            "Connecting…"
        });
        let tape = self.tapes.tape(&folder.answers());
        let recorder = Some(Arc::clone(&tape) as Arc<dyn Recorder>);
        let backend = match &self.tapes.replay {
            Some(replay) => Backend::replayed(&self.here, &self.choice, Arc::clone(replay), recorder),
            None => Backend::start(&self.here, &self.choice, self.settings.limits.jobs, recorder).await?,
        };
        tape.begin(self.choice.word(), backend.client.origin(), self.costs());
        let values = &self.plan.scopes[0].values;
        let secrets = values.secrets.iter().filter_map(|name| values.inputs.get(name)?.as_ref()?.as_str());
        secrets.for_each(|secret| backend.client.hide(&secret.to_owned().into()));
        Ok(backend)
    }

    /// Runs to the end and tells people how it was.
    #[allow(clippy::too_many_arguments)]
    pub async fn go(
        self,
        folder: Arc<Folder>,
        id: &str,
        journal: Journal,
        state: RunState,
        backend: Backend,
        mut drawer: Drawer,
        running: &Running,
    ) -> Ended {
        let signals = signal::listen_to_the_end();
        let (state, world) = self.carry_out(&folder, journal, state, &backend, (&mut drawer, signals)).await?;
        let code = tell(&self.plan, &state, &world, &folder, id, &drawer, running.json);
        let heard = matches!(drawer, Drawer::Plain { .. } | Drawer::Fancy(_));
        let offers = heard && !self.choice.is_local() && !self.tapes.replays();
        if offers && !guard::hold_back_links(self.here.allow.claim_link) {
            let links = super::account::delivered(&backend.client, &self.plan, &state).await;
            links.iter().for_each(|link| drawer.say(link));
        }
        backend.stop().await;
        let timelines = timelines(&self.plan, &state, &*folder);
        let made = reports::Made {
            plan: &self.plan,
            state: &state,
            run: id,
            timelines: &timelines,
            drafts: &*folder,
            inputs: &self.inputs,
        };
        for report in &running.report {
            reports::write(&self.here, report, Some(&out_dir(&self.here)), &made).await?;
        }
        Ok(code)
    }

    /// Runs to the end.
    pub async fn carry_out(
        &self,
        folder: &Arc<Folder>,
        journal: Journal,
        state: RunState,
        backend: &Backend,
        (drawer, signals): (&mut Drawer, mpsc::UnboundedReceiver<Signal>),
    ) -> Result<(RunState, Arc<World>), Stop> {
        let engine = self.engine(Arc::clone(folder), journal, state, backend.client.clone(), None, signals);
        let world = Arc::clone(&engine.world);
        let ran = exec::run(engine, &mut |plan, state, live, seen| drawer.watch(plan, state, live, seen)).await;
        drawer.end();
        ran.map(|state| (state, world)).map_err(|error| kept(folder.path(), &error))
    }

    /// All that the run is carried out with. Where it shares `turns` with others, no more of all their
    /// steps work at once.
    pub fn engine(
        &self,
        folder: Arc<Folder>,
        journal: Journal,
        state: RunState,
        client: Client,
        turns: Option<Arc<Semaphore>>,
        signals: mpsc::UnboundedReceiver<Signal>,
    ) -> Engine {
        for scope in &self.plan.scopes {
            let secrets =
                scope.values.secrets.iter().filter_map(|name| scope.values.inputs.get(name)?.as_ref()?.as_str());
            secrets.for_each(|secret| client.hide(&secret.to_owned().into()));
        }
        let (notices, noticed) = mpsc::unbounded_channel();
        let world = Arc::new(World {
            client,
            drafts: folder as Arc<dyn Drafts>,
            local: self.choice.is_local(),
            fetch: guard::fetch(&self.here, &self.choice).filter(|_| !self.tapes.replays()),
            costs: self.costs(),
            root: self.root.clone(),
            out: self.settings.out.clone(),
            shown_from: self.here.cwd.clone(),
            overwrite: self.settings.overwrite,
            claims: self.claims.clone(),
            written: self.here.runs.join(".written"),
            files: self.inputs.files.clone(),
            uploaded: std::sync::Mutex::default(),
            notices: Arc::new(move |node, notice| drop(notices.send((node, notice)))),
            turns,
            locked: self.locked.clone(),
        });
        let clock = Clock::starting_at(Time::now());
        Engine { plan: Arc::clone(&self.plan), state, journal, world, notices: noticed, signals, clock }
    }
}

/// Makes the summary, and keeps it.
pub fn summarize(plan: &Plan, state: &RunState, world: &World, folder: &Folder, id: &str) -> serde_json::Value {
    let timelines = timelines(plan, state, folder);
    let value = json::render(plan, state, id, &timelines, &exec::results(plan, state, world));
    let pretty = serde_json::to_string_pretty(&value).unwrap_or_default() + "\n";
    // The journal holds all of it, so a summary that cannot be kept is no failure of the run.
    let _ = folder.put("summary.json", pretty.as_bytes());
    value
}

/// Prints and keeps the summary.
fn tell(plan: &Plan, state: &RunState, world: &World, folder: &Folder, id: &str, drawer: &Drawer, as_json: bool) -> u8 {
    let timelines = timelines(plan, state, folder);
    let value = summarize(plan, state, world, folder, id);
    let pretty = serde_json::to_string_pretty(&value).unwrap_or_default() + "\n";
    let again = match world.client.replays() {
        true => "a recording that fits, or without --replay".to_owned(),
        false => format!("flow resume {}", short(id)),
    };
    let text = summary::unexported(plan, state) + &summary::text(plan, state, &timelines, summary::FEW, &again);
    if as_json {
        out::result(&pretty);
    }
    match drawer {
        Drawer::Quiet => {
            if !as_json {
                summary::artifacts(plan, state)
                    .for_each(|(_, made)| out::result(&format!("{}\n", made.path.display())));
            }
            if summary::exit_code(plan, state) != 0 {
                out::say(&text);
            }
        }
        Drawer::Events => out::result(&format!("{}\n", serde_json::json!({ "format_version": 1, "summary": value }))),
        _ => out::say(&text),
    }
    summary::exit_code(plan, state)
}

/// Enough of an id to find the run again.
pub fn short(id: &str) -> &str {
    id.get(..13).unwrap_or(id)
}

pub fn out_dir(here: &Here) -> PathBuf {
    let set = here.settings.text("out").unwrap_or("");
    match here.settings.origin("out") {
        Some(crate::settings::Origin::Project(_)) => here.root.join(set),
        _ => here.cwd.join(set),
    }
}

/// The disk did not take what the run must remember.
pub fn kept(path: &Path, error: &std::io::Error) -> Stop {
    let fix =
        "make room or mend the folder's permissions; what was on record before is safe, and `flow resume last` goes on";
    Stop::Broken(anyhow::anyhow!("the run cannot be kept in {}: {error}; {fix}", path.display()))
}
