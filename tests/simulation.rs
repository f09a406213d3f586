//! The whole engine under a seeded simulation of time, faults and crashes: the real scheduler,
//! executor, journal and client, against a backend that keeps its own ledger of what was done.
//!
//! A seed gives a recipe, the faults of each request and the moments at which the process is killed.
//! `FLOW_SIM_SEEDS=7` runs one seed, `FLOW_SIM_SEEDS=0..100000` as many as one likes.

pub mod backend;
mod http;
mod judge;
pub mod ledger;
mod life;
mod luck;
mod recipe;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use flow::plan::Plan;
use flow::run::{RunState, Signal, Verdict};
use flow::text::to_text;
use flow::workflow::{Given, Stored, expand, fill, load};

use backend::Backend;
use judge::Final;
use life::{End, Fall, Mind, Run};
use luck::Luck;

fn plan(root: &Path, text: &str) -> Arc<Plan> {
    let path = root.join("test.yaml");
    let files = Stored { root: root.into(), texts: BTreeMap::from([(path.clone(), Arc::new(text.to_owned()))]) };
    let loaded = load(&path, "test.yaml", &files, 10_000);
    let drawn = |found: &[flow::text::Diagnostic]| to_text(found, &loaded.sources, false);
    let workflow = loaded.workflow.as_ref().unwrap_or_else(|| panic!("{}\n{text}", drawn(&loaded.diagnostics)));
    let planned = fill(workflow, &Given::default(), &|_| None, false)
        .and_then(|values| expand(workflow, values, 10_000))
        .and_then(|expanded| flow::plan::build(workflow, expanded));
    Arc::new(planned.unwrap_or_else(|found| panic!("{}\n{text}", drawn(&found))))
}

/// A place for one run. Syncs cost nothing in memory, where there is such a place.
fn place() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let place = place.unwrap();
    for (name, mark) in [("a.mov", 1), ("b.mp4", 2), ("c.mp3", 3)] {
        std::fs::write(place.path().join(name), [0, mark, 255, 254, mark].repeat(60)).unwrap();
    }
    place
}

/// What one seed is about.
struct Case {
    seed: u64,
    text: String,
    lists: bool,
    jobs: usize,
    trouble: u64,
}

impl Case {
    fn new(seed: u64) -> Case {
        let mut luck = Luck::new(seed);
        let recipe = recipe::recipe(&mut luck);
        let (lists, jobs) = (luck.one_in(2), 1 + luck.below(3) as usize);
        let trouble = luck.of_these(&[0, 5, 15, 30]);
        Case { seed, text: recipe.text, lists, jobs, trouble }
    }

    /// Runs in a runtime of its own, whose clock leaps when nobody has anything to do.
    fn play<T>(&self, what: &str, work: impl AsyncFnOnce() -> T) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let told = Told { what: format!("{what} of seed {}", self.seed), case: self };
        let given = runtime.block_on(work());
        std::mem::forget(told);
        given
    }

    fn start<'b>(&self, root: &Path, backend: &'b Arc<Backend>) -> Run<'b> {
        Run {
            plan: plan(root, &self.text),
            root: root.into(),
            folder: root.join("runs").join("run"),
            out: root.join("out"),
            backend,
            jobs: self.jobs,
            began: tokio::time::Instant::now(),
            lives: 0,
        }
    }

    /// The run with nothing in its way: where it comes to, its records and its requests.
    async fn undisturbed(&self) -> (Option<Final>, u64, u64) {
        let place = place();
        let backend = Backend::new(self.seed, self.lists, 0);
        let mut run = self.start(place.path(), &backend);
        let End::Verdict(state) = run.live(Fall::Never, Mind::default()).await else { panic!("nothing was to fall") };
        let (records, requests) = (run.records().len() as u64, backend.ledger().requests);
        judge::always(&run.plan, &backend.ledger(), &run.records());
        // Where a step fails, what the others did by then is a matter of time.
        let well = state.verdict == Some(Verdict::Succeeded);
        (well.then(|| Final::of(&run.plan, &state, &run.out)), records, requests)
    }

    /// The run under faults, killed where `falls` says, and resumed until it is done.
    async fn disturbed(&self, trouble: u64, falls: &[Fall], expected: &Option<Final>) -> u64 {
        self.minded(trouble, falls, expected, &mut |_, _, _| Mind::default()).await
    }

    /// As [`Case::disturbed`], by a person who has a mind of their own in each life.
    async fn minded(&self, trouble: u64, falls: &[Fall], expected: &Option<Final>, mind: &mut Minds<'_>) -> u64 {
        let place = place();
        let backend = Backend::new(self.seed, self.lists, trouble);
        let mut run = self.start(place.path(), &backend);
        let mut luck = Luck::of(self.seed, &format!("{falls:?}"));
        let mut doubted = BTreeSet::new();
        let mut resend = Vec::new();
        let mut quiet = 0;
        loop {
            let fall = falls.get(run.lives as usize).copied().unwrap_or(Fall::Never);
            let calm = run.lives as usize >= falls.len() + 3;
            if calm {
                backend.calm_down();
                // A person who resumes later finds that the backend has come to an end.
                tokio::time::sleep(Duration::from_secs(4000)).await;
            }
            let mut mind = match calm {
                true => Mind::default(),
                false => mind(&run, &backend, &RunState::fold(&run.plan, &run.records())),
            };
            mind.resend.append(&mut resend);
            let (budget, limit) = (mind.budget, backend.ledger().most());
            let ended = run.live(fall, mind).await;
            let records = run.records();
            judge::always(&run.plan, &backend.ledger(), &records);
            if let Some(budget) = budget {
                // What was under way before may still come, and an edit that is not its session's first is
                // estimated at nothing.
                let (spent, most) = (backend.ledger().spent, limit.max(budget as u64) + 5 * self.jobs as u64);
                assert!(spent <= most, "{spent} credits of {budget} are spent: {}", judge::lines(&records));
            }
            let folded = RunState::fold(&run.plan, &records);
            doubted.extend(judge::in_doubt(&run.plan, &folded));
            let End::Verdict(state) = ended else {
                tokio::time::sleep(Duration::from_secs(luck.of_these(&[0, 0, 1, 30, 4000]))).await;
                continue;
            };
            assert_eq!(*state, folded, "the fold of the journal is the state");
            if state.verdict == Some(Verdict::Succeeded) || quiet > 3 {
                tokio::time::sleep(Duration::from_secs(4000)).await;
                self.judge(&run, &backend, &state, &doubted, expected);
                return run.lives;
            }
            if calm {
                quiet += 1;
                resend = self.unsent(&run, &backend, &state);
            }
        }
    }

    /// Edits in doubt that a look at the timeline shows not to have been applied.
    fn unsent(&self, run: &Run<'_>, backend: &Backend, state: &RunState) -> Vec<usize> {
        let ledger = backend.ledger();
        let missing = |node: &usize| {
            let own = &run.plan.nodes[*node];
            let words = recipe::prompt(&own.id);
            let there = state.sessions.get(&own.session).is_some_and(|open| ledger.holds(&open.id, &words));
            own.body.kind() == "edit" && !there && !ledger.running.values().any(|on| *on == words)
        };
        state.failures().filter(missing).collect()
    }

    fn judge(
        &self,
        run: &Run<'_>,
        backend: &Backend,
        state: &RunState,
        doubted: &BTreeSet<usize>,
        expected: &Option<Final>,
    ) {
        let ledger = backend.ledger();
        judge::always(&run.plan, &ledger, &run.records());
        judge::at_the_end(&run.plan, &ledger, self.lists, state, doubted);
        if let Some(expected) = expected {
            let differs = Final::of(&run.plan, state, &run.out).differs(expected);
            assert!(differs.is_empty(), "another end: {}", differs.join("\n"));
            judge::no_orphan(&run.plan, &ledger, &run.records());
        }
    }
}

/// What a person wants of the next life, who sees where the run stands.
type Minds<'m> = dyn FnMut(&Run<'_>, &Backend, &RunState) -> Mind + 'm;

/// A person who interrupts, sets budgets, thinks again, and whose clock is wrong.
fn fickle(luck: &mut Luck, run: &Run<'_>, backend: &Backend, state: &RunState) -> Mind {
    let mut mind = Mind { reads_credits: !backend.lists, ..Mind::default() };
    mind.skew = luck.of_these(&[0, 0, 0, -90_000, 90_000]);
    for _ in 0..luck.below(3) {
        let before = mind.signals.last().map_or(0, |(at, _)| *at);
        let signal = luck.of_these(&[Signal::Interrupt, Signal::Interrupt, Signal::Terminate]);
        mind.signals.push((before + luck.below(90), signal));
    }
    if !backend.lists && luck.one_in(2) {
        mind.budget = Some((luck.below(5) * 40) as f64);
    }
    if run.lives == 0 {
        return mind;
    }
    let count = run.plan.nodes.len() as u64;
    mind.from = luck.one_in(4).then(|| luck.below(count) as usize);
    // They look at the timeline before they vouch for anything.
    let ledger = backend.ledger();
    for node in state.failures().filter(|_| mind.from.is_none()) {
        let own = &run.plan.nodes[node];
        let Some(session) = state.sessions.get(&own.session) else { continue };
        if own.body.kind() == "edit" && ledger.holds(&session.id, &recipe::prompt(&own.id)) && luck.one_in(2) {
            mind.accept.push(node);
        }
    }
    mind
}

/// Tells which seed it was when an assertion fails.
struct Told<'c> {
    what: String,
    case: &'c Case,
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        let Case { seed, text, lists, jobs, trouble, .. } = self.case;
        eprintln!(
            "{}: jobs {jobs}, trouble {trouble}, lists attempts: {lists}; FLOW_SIM_SEEDS={seed} runs it again\n{text}",
            self.what
        );
    }
}

/// The seeds that the environment asks for, else so many.
fn seeds(from: u64, count: u64) -> Range<u64> {
    let number = |text: &str| text.trim().parse::<u64>().expect("FLOW_SIM_SEEDS is a seed, or a range such as 0..100");
    match std::env::var("FLOW_SIM_SEEDS").ok().filter(|text| !text.is_empty()) {
        None => from..from + count,
        Some(text) => match text.split_once("..") {
            Some((from, to)) => number(from)..number(to),
            None => number(&text)..number(&text) + 1,
        },
    }
}

#[test]
fn a_run_killed_at_any_record_ends_as_if_nothing_had_happened() {
    for seed in seeds(0, 3) {
        let case = Case::new(seed);
        let (expected, records, _) = case.play("the undisturbed run", async || case.undisturbed().await);
        for record in 0..records {
            // Not there, torn, or there: each record one after the other, and all over many seeds.
            for share in [0, [60, 100][((seed + record) % 2) as usize]] {
                let falls = [Fall::Record(record, share)];
                let what = format!("a kill at record {record}, of which {share} % is on disk,");
                case.play(&what, async || case.disturbed(0, &falls, &expected).await);
            }
        }
    }
}

/// What the critical path is made of is the backend's time alone: neither the scheduler nor the journal
/// nor the client lets a step wait where nothing says that it should.
#[test]
fn a_thousand_steps_at_once_take_as_long_as_the_longest_of_them() {
    let took = |steps: &[usize]| {
        let step = |n: &usize| format!("  s{n}: {{ edit: Do {n}., session: t{n} }}\n");
        let text = "flow: 1\nsteps:\n".to_owned() + &steps.iter().map(step).collect::<String>();
        let case = Case { seed: 7, text, lists: true, jobs: 1000, trouble: 0 };
        case.play("steps at once", async || {
            let place = place();
            let backend = Backend::new(case.seed, case.lists, case.trouble);
            let mut run = case.start(place.path(), &backend);
            let End::Verdict(state) = run.live(Fall::Never, Mind::default()).await else { panic!("nothing falls") };
            assert_eq!(state.verdict, Some(Verdict::Succeeded));
            let records = run.records();
            let whole = records[records.len() - 1].at.duration_since(records[0].at);
            (whole.as_secs_f64(), judge::longest(&run.plan, &records))
        })
    };
    let all: Vec<usize> = (0..1000).collect();
    let (together, longest) = took(&all);
    let (alone, _) = took(&[longest]);
    assert!(together <= 1.1 * alone, "{together} s together, and s{longest} alone {alone} s");
}

#[test]
fn a_run_killed_between_any_two_requests_ends_as_if_nothing_had_happened() {
    for seed in seeds(100, 4) {
        let case = Case::new(seed);
        let (expected, _, requests) = case.play("the undisturbed run", async || case.undisturbed().await);
        for request in 0..requests {
            let falls = [Fall::Request(request)];
            let what = format!("a kill at request {request}");
            case.play(&what, async || case.disturbed(0, &falls, &expected).await);
        }
    }
}

#[test]
fn faults_and_crashes_in_any_number_lose_nothing_and_repeat_nothing() {
    let mut lives = 0;
    for seed in seeds(1000, 90) {
        let case = Case::new(seed);
        let (expected, records, requests) = case.play("the undisturbed run", async || case.undisturbed().await);
        let mut luck = Luck::of(seed, "falls");
        let falls: Vec<Fall> = (0..luck.below(5))
            .map(|_| match luck.below(2) {
                0 => Fall::Record(luck.below(records * 2), luck.of_these(&[0, 50, 100])),
                _ => Fall::Request(luck.below(requests)),
            })
            .collect();
        lives +=
            case.play(&format!("faults and {falls:?}"), async || case.disturbed(case.trouble, &falls, &expected).await);
    }
    assert!(lives > 0);
}

#[test]
fn interrupts_budgets_and_second_thoughts_lose_nothing_and_repeat_nothing() {
    for seed in seeds(5330, 60) {
        let mut case = Case::new(seed);
        // A backend that lists nothing, as the cloud, takes footage from addresses too.
        if !case.lists && seed % 2 == 0 {
            case.text = case.text.replace("upload: a.mov", "upload: \"https://files.example/a.mov\"");
        }
        let (expected, records, requests) = case.play("the undisturbed run", async || case.undisturbed().await);
        let mut luck = Luck::of(seed, "mind");
        let falls: Vec<Fall> = (0..luck.below(4))
            .map(|_| match luck.below(4) {
                0 => Fall::Record(luck.below(records * 2), luck.of_these(&[0, 50, 100])),
                1 => Fall::Request(luck.below(requests)),
                _ => Fall::Never,
            })
            .collect();
        let what = format!("interrupts, budgets and second thoughts, and {falls:?}");
        case.play(&what, async || {
            let mind = &mut |run: &Run<'_>, backend: &Backend, state: &RunState| fickle(&mut luck, run, backend, state);
            case.minded(case.trouble, &falls, &expected, mind).await
        });
    }
}
