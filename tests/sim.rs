//! The scheduler alone: scripted outcomes in, events out, with its contract checked at every step.
//!
//! A case is a file under `tests/cases/sim`: a workflow, how each step's attempts end, and the
//! events with their times.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use flow::outcome::{Code, Failure, Outcome, Outputs};
use flow::plan::Plan;
use flow::run::{Action, Event, EventKind, Limits, NodeState, RunState, Settings, Signal, Time, Verdict, next, wake};
use flow::workflow::OnFailure;
use serde::Deserialize;

use crate::planned::{plan, try_plan};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    workflow: String,
    /// By step, how its attempts end: `ok`, `skipped`, `taken 1`, or `failed CODE`, each with
    /// `after 5s` where it takes time.
    #[serde(default)]
    backend: BTreeMap<String, Vec<String>>,
    #[serde(default = "two")]
    jobs: usize,
    #[serde(default)]
    keep_going: bool,
    budget: Option<f64>,
    /// Ctrl-C after so many seconds.
    interrupt: Option<u64>,
    expect: Vec<String>,
}

fn two() -> usize {
    2
}

/// A run without a backend: attempts end as they are told to.
struct Sim<'p> {
    plan: &'p Plan,
    state: RunState,
    events: Vec<Event>,
    now: Time,
    ends: Vec<(Time, usize, u32, Outcome)>,
    log: Vec<String>,
}

impl<'p> Sim<'p> {
    fn new(plan: &'p Plan, limits: Limits) -> Sim<'p> {
        let mut sim = Sim {
            plan,
            state: RunState::new(plan),
            events: Vec::new(),
            now: Time::UNIX_EPOCH,
            ends: Vec::new(),
            log: Vec::new(),
        };
        let settings = Settings {
            backend: "local".into(),
            account: None,
            workflow: "test".into(),
            out: "out".into(),
            overwrite: false,
            limits,
            locked: None,
            continues: None,
        };
        sim.record(EventKind::RunStarted { run: uuid::Uuid::nil(), flow: "0".into(), plan: plan.hash(), settings });
        sim
    }

    fn record(&mut self, kind: EventKind) {
        let event = Event { seq: self.events.len() as u64, at: self.now, kind };
        self.state.apply(self.plan, &event);
        self.log.extend(self.line(&event));
        self.events.push(event);
    }

    fn line(&self, event: &Event) -> Option<String> {
        let id = |node: usize| &self.plan.nodes[node].id;
        let text = match &event.kind {
            EventKind::AttemptStarted { node, attempt } => format!("attempt {} {attempt}", id(*node)),
            EventKind::AttemptFinished { node, attempt, outcome } => match outcome {
                Outcome::Succeeded(_) => format!("succeeded {} {attempt}", id(*node)),
                Outcome::Skipped => format!("skipped {}", id(*node)),
                Outcome::Cancelled => format!("cancelled {} {attempt}", id(*node)),
                Outcome::Failed(failure) => {
                    let again = match &self.state.nodes[*node] {
                        NodeState::Waiting { due: Some(due), .. } => format!(", again at {}s", due.as_second()),
                        _ => String::new(),
                    };
                    format!("failed {} {attempt} {}{again}", id(*node), failure.code)
                }
            },
            EventKind::Skipped { node } => format!("skipped {}", id(*node)),
            EventKind::NotRun { node, because } => {
                let because = because.map(|node| format!(" because of {}", id(node))).unwrap_or_default();
                format!("not run {}{because}", id(*node))
            }
            EventKind::InterruptAsked { .. } => "interrupt".to_owned(),
            EventKind::RunFinished { verdict } => format!("run {verdict:?}").to_lowercase(),
            _ => return None,
        };
        Some(format!("{}s {text}", self.now.as_second()))
    }

    /// Runs to the verdict; `end` says how an attempt ends, and after how long.
    fn run(&mut self, mut interrupt: Option<Time>, mut end: impl FnMut(usize, u32) -> (Duration, Outcome)) {
        loop {
            let actions = next(self.plan, &self.state, self.now);
            assert_eq!(actions, next(self.plan, &self.state, self.now), "pure");
            for action in &actions {
                self.safe(action);
                self.record(action.record());
                if let Action::Start { node, attempt } = *action {
                    let (takes, outcome) = end(node, attempt);
                    self.ends.push((self.now + takes, node, attempt, outcome));
                }
            }
            if self.state.verdict.is_some() {
                return self.complete();
            }
            assert_eq!(next(self.plan, &self.state, self.now), [], "quiet");
            let ends = self.ends.iter().map(|end| end.0).min();
            let wakes = wake(self.plan, &self.state, self.now);
            let moment = [ends, wakes, interrupt].into_iter().flatten().min();
            self.now = moment.expect("live: an attempt runs, or the clock is waited for");
            if interrupt == Some(self.now) {
                interrupt = None;
                self.record(EventKind::InterruptAsked { by: Signal::Interrupt });
            }
            let done: Vec<_> = self.ends.extract_if(.., |end| end.0 <= self.now).collect();
            for (_, node, attempt, outcome) in done {
                self.record(EventKind::AttemptFinished { node, attempt, outcome });
            }
        }
    }

    /// What may start, may: every need has ended well, its case was taken, and a job is free.
    fn safe(&self, action: &Action) {
        let Action::Start { node, .. } = *action else { return };
        let own = &self.plan.nodes[node];
        for need in &own.needs {
            let need_node = &self.plan.nodes[*need];
            let well = match &self.state.nodes[*need] {
                NodeState::Ended(Outcome::Succeeded(_) | Outcome::Skipped) | NodeState::Skipped => true,
                NodeState::Ended(Outcome::Failed(_)) => {
                    need_node.on_failure == OnFailure::Warn || need_node.shelter != own.shelter
                }
                NodeState::NotRun { .. } => need_node.shelter != own.shelter,
                _ => false,
            };
            assert!(well, "{} started before {} had ended well: {:?}", own.id, need_node.id, self.state.nodes[*need]);
        }
        if let Some((branch, case)) = own.inside {
            let taken = self.state.outputs(branch).and_then(|outputs| outputs.taken);
            assert_eq!(taken, Some(case), "{} started, and its case was not taken", own.id);
        }
        if let NodeState::Waiting { due: Some(due), .. } = &self.state.nodes[node] {
            assert!(*due <= self.now, "{} started before its time", own.id);
        }
        let running = self.state.nodes.iter().filter(|node| matches!(node, NodeState::Running(_))).count();
        let jobs = self.state.settings.as_ref().unwrap().limits.jobs;
        assert!(running < jobs, "{} started without a free job", own.id);
        let same = |other: &usize| {
            let other_node = &self.plan.nodes[*other];
            other_node.session == own.session
                && other_node.body.changes()
                && matches!(self.state.nodes[*other], NodeState::Running(_))
        };
        let beside = (0..self.plan.nodes.len()).find(same);
        assert!(!own.body.changes() || beside.is_none(), "two changes of one session at once");
    }

    fn complete(&self) {
        let interrupted = self.state.verdict == Some(Verdict::Interrupted);
        for (node, state) in self.state.nodes.iter().enumerate() {
            let open = matches!(state, NodeState::Waiting { .. });
            assert!(!matches!(state, NodeState::Running(_)), "a node runs after the verdict");
            assert!(interrupted || !open, "{} was forgotten", self.plan.nodes[node].id);
        }
        assert_eq!(RunState::fold(self.plan, &self.events), self.state, "the fold is the state");
    }
}

fn limits(jobs: usize) -> Limits {
    Limits { jobs, keep_going: false, budget: None, free_renders: false, only: None }
}

fn outcome(word: &str) -> (Duration, Outcome) {
    let (word, after) = word.split_once(" after ").unwrap_or((word, "0s"));
    let seconds: u64 = after.trim_end_matches('s').parse().unwrap();
    let outcome = match word.split_once(' ') {
        None if word == "ok" => Outcome::Succeeded(Outputs::default()),
        None if word == "skipped" => Outcome::Skipped,
        Some(("taken", case)) => Outcome::Succeeded(Outputs { taken: case.parse().ok(), ..Outputs::default() }),
        Some(("failed", code)) => {
            let code = Code::ALL.iter().find(|known| known.word() == code).expect("a code");
            Outcome::Failed(Failure::new(*code, "scripted"))
        }
        _ => panic!("{word} is no outcome"),
    };
    (Duration::from_secs(seconds), outcome)
}

#[test]
fn every_case_runs_as_it_says() {
    insta::glob!("cases/sim/*.yaml", |path| {
        let case: Case = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let plan = plan(&case.workflow);
        let limits = Limits { keep_going: case.keep_going, budget: case.budget, ..limits(case.jobs) };
        let mut sim = Sim::new(&plan, limits);
        let interrupt = case.interrupt.map(|seconds| Time::UNIX_EPOCH + Duration::from_secs(seconds));
        sim.run(interrupt, |node, attempt| {
            let own = &plan.nodes[node];
            let script = case.backend.get(&own.id).and_then(|list| list.get(attempt as usize - 1));
            let default = if own.body.kind() == "branch" { "taken 0" } else { "ok" };
            outcome(script.map_or(default, String::as_str))
        });
        assert_eq!(sim.log, case.expect, "{}", path.display());
    });
}

/// A small generator of luck: the same seed gives the same plans.
struct Luck(u64);

impl Luck {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn one_in(&mut self, limit: u64) -> bool {
        self.below(limit) == 0
    }
}

/// Steps of every kind, in a few sessions, with needs, branches and groups.
fn steps(luck: &mut Luck, indent: usize, count: u64, ids: &mut Vec<String>, all: &mut u64, depth: u64) -> String {
    let pad = " ".repeat(indent);
    let mut out = String::new();
    let mut here: Vec<String> = Vec::new();
    for _ in 0..count {
        *all += 1;
        let id = format!("s{all}");
        out += &format!("{pad}{id}:\n");
        if luck.one_in(3) {
            out += &format!("{pad}  session: {}\n", ["a", "b"][luck.below(2) as usize]);
        }
        if luck.one_in(4) {
            let needs: Vec<&String> = here.iter().filter(|_| luck.one_in(3)).collect();
            out +=
                &format!("{pad}  needs: [{}]\n", needs.iter().map(|need| need.as_str()).collect::<Vec<_>>().join(", "));
        }
        if luck.one_in(5) {
            out += &format!("{pad}  on_failure: warn\n");
        }
        let kind = luck.below(if depth < 2 { 6 } else { 4 });
        if kind < 4 && luck.one_in(5) {
            out += &format!("{pad}  retry: {{ attempts: {}, wait: {}s }}\n", 1 + luck.below(3), luck.below(40));
        }
        match kind {
            0 => out += &format!("{pad}  upload: a.mov\n"),
            1 => out += &format!("{pad}  edit: Trim the silences.\n"),
            2 => out += &format!("{pad}  check: state.duration > 0\n"),
            3 => out += &format!("{pad}  export: {id}.mp4\n"),
            4 => {
                out += &format!("{pad}  branch:\n");
                for case in 0..1 + luck.below(3) {
                    let head = if case == 2 { "else: true" } else { "when: state.duration > 0" };
                    let _ = head;
                    out += &format!("{pad}    - when: state.duration > {case}\n{pad}      steps:\n");
                    let inner = 1 + luck.below(3);
                    out += &steps(luck, indent + 8, inner, &mut here.clone(), all, depth + 1);
                }
            }
            _ => {
                out += &format!("{pad}  steps:\n");
                let inner = 1 + luck.below(3);
                out += &steps(luck, indent + 4, inner, &mut Vec::new(), all, depth + 1);
            }
        }
        here.push(id.clone());
        ids.push(id);
    }
    out
}

#[test]
fn random_plans_keep_the_contract() {
    let (mut planned, mut started) = (0, 0);
    for seed in 0..1500 {
        let mut luck = Luck(seed);
        let count = 2 + luck.below(7);
        let text = format!("flow: 1\nsteps:\n{}", steps(&mut luck, 2, count, &mut Vec::new(), &mut 0, 0));
        let plan = match try_plan(&text) {
            Ok(plan) => plan,
            Err(why) => panic!("seed {seed}: {why}\n{text}"),
        };
        planned += 1;
        let limits = Limits { keep_going: luck.one_in(2), ..limits(1 + luck.below(4) as usize) };
        let mut sim = Sim::new(&plan, limits);
        let interrupt = luck.one_in(4).then(|| Time::UNIX_EPOCH + Duration::from_secs(luck.below(60)));
        let mut starts = BTreeSet::new();
        sim.run(interrupt, |node, attempt| {
            assert!(starts.insert((node, attempt)), "seed {seed}: an attempt began twice");
            let word = match luck.below(8) {
                0 => "failed rate_limited",
                1 => "failed render_failed",
                2 => "skipped",
                3 if plan.nodes[node].body.kind() == "branch" => "taken 1",
                _ if plan.nodes[node].body.kind() == "branch" => "taken 0",
                _ => "ok",
            };
            (Duration::from_secs(luck.below(20)), outcome(word).1)
        });
        started += starts.len();
    }
    assert!(planned == 1500 && started > 3000, "{planned} plans, {started} attempts");
}
