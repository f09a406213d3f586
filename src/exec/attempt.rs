//! One attempt of one node: what it may read, its condition, its work, and what it is expected to
//! have done.

use std::collections::VecDeque;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use minijinja::Value;
use minijinja::value::Serde;
use tokio::sync::{mpsc, oneshot};

use crate::draft::{Reading, Snapshot};
use crate::outcome::{Code, Failure, Outcome, Outputs};
use crate::plan::{self, Plan};
use crate::run::{NodeState, RunState};
use crate::step::{Ctx, Performed, Said, SessionSlot, Step, Text, What, World};
use crate::template::{Context, Part, Read, skipped};
use crate::workflow::reads;

/// An attempt that is ready to run.
pub struct Job {
    plan: Arc<Plan>,
    ctx: Ctx,
    /// The timeline that it sees, still to be read from disk.
    seen: Option<Snapshot>,
}

/// Gathers what the attempt may read. Nothing is evaluated yet.
pub fn prepare(
    plan: &Arc<Plan>,
    state: &RunState,
    node: usize,
    number: u32,
    world: &Arc<World>,
    slot: Arc<SessionSlot>,
    said: mpsc::UnboundedSender<Said>,
) -> Job {
    let own = &plan.nodes[node];
    let texts: Vec<&Text> =
        own.body.texts().into_iter().map(|(text, _)| text).chain(own.when.as_deref()).chain(&own.expect).collect();
    let past: VecDeque<_> = match &state.nodes[node] {
        NodeState::Running(attempt) => attempt.effects.iter().cloned().collect(),
        _ => VecDeque::new(),
    };
    let seen =
        state.seen(plan, node).and_then(|change| state.outputs(change)).and_then(|outputs| outputs.snapshot.clone());
    let ctx = Ctx {
        world: Arc::clone(world),
        node,
        id: own.id.clone(),
        attempt: number,
        timeout: own.timeout,
        folder: own.folder.to_path_buf(),
        session: slot,
        context: context(plan, state, own.scope, &texts, world),
        sees: Reading::default(),
        past: Mutex::new(past),
        built: AtomicBool::new(false),
        turn: Mutex::default(),
        said,
    };
    Job { plan: Arc::clone(plan), ctx, seen }
}

/// What texts of one scope may read, with the outputs of the steps that have ended.
pub fn context(plan: &Plan, state: &RunState, scope: usize, texts: &[&Text], world: &World) -> Context {
    let states: bool = texts.iter().flat_map(|text| reads(text)).any(|read| reads_state(&read));
    let outputs = |node: usize| match state.outputs(node) {
        Some(outputs) => value(outputs, states, world),
        None => skipped(),
    };
    plan::context(plan, scope, texts, &outputs)
}

/// The workflow's outputs, evaluated at the end. One that cannot be evaluated is null.
pub fn results(plan: &Plan, state: &RunState, world: &World) -> serde_json::Value {
    let result = |(name, tree): &(String, crate::workflow::Tree)| {
        let context = context(plan, state, 0, &tree.texts(), world);
        (name.clone(), tree.value(&context).unwrap_or_default())
    };
    serde_json::Value::Object(plan.outputs.iter().map(result).collect())
}

/// `steps.<id>.state`, however the id is reached.
fn reads_state(read: &Read) -> bool {
    read.names().0 == "steps" && read.path.iter().skip(2).any(|part| *part == Part::Name("state".into()))
}

fn value(outputs: &Outputs, states: bool, world: &World) -> Value {
    let mut fields: Vec<(String, Value)> =
        outputs.values.iter().map(|(name, value)| (name.clone(), Value::from(Serde(value)))).collect();
    if let (true, Some(snapshot)) = (states, &outputs.snapshot) {
        let draft = snapshot.draft.as_ref().and_then(|hash| world.drafts.load(hash).ok());
        let reading = Reading::new(snapshot.clone(), draft);
        fields.push(("state".into(), Value::from(Serde(&reading.value(true)))));
    }
    Value::from_pairs(fields)
}

/// Runs the attempt and says how it ended.
pub async fn run(job: Job) {
    let (node, attempt, said) = (job.ctx.node, job.ctx.attempt, job.ctx.said.clone());
    job.ctx.take_turn().await;
    let outcome = match outcome(job, None).await {
        Ok(outputs) => Outcome::Succeeded(outputs),
        Err(outcome) => outcome,
    };
    let (ack, acknowledged) = oneshot::channel();
    if said.send(Said { node, attempt, what: What::Finished(outcome), ack }).is_ok() {
        // The loop answers once the end is on record; there is nothing left to do then.
        let _ = acknowledged.await;
    }
}

/// What a step gives, told instead of done.
pub type Told<'t> = &'t (dyn Fn(&Ctx) -> Performed + Sync);

/// The attempt from its condition to what it is expected to have done. Where the work is told, it is
/// not done.
pub async fn outcome(job: Job, told: Option<Told<'_>>) -> Result<Outputs, Outcome> {
    let Job { plan, mut ctx, seen } = job;
    let own = &plan.nodes[ctx.node];
    if let Some(snapshot) = seen {
        ctx.sees = ctx.reading(snapshot)?;
    }
    if let Some(when) = &own.when
        && !ctx.holds(when, &ctx.sees, Some(&ctx.sees))?
    {
        return Err(Outcome::Skipped);
    }
    // An edit minds its time itself: hanging up on it would abort it at the backend.
    let outputs = match (told, own.timeout.filter(|_| own.body.kind() != "edit")) {
        (Some(told), _) => told(&ctx)?,
        (None, None) => {
            let performed = perform(&*own.body, &ctx).await;
            // An account that was just refused has nothing to tell.
            let refused = |outcome: &Outcome| match outcome {
                Outcome::Failed(failure) => matches!(failure.code, Code::TokenRefused | Code::RateLimited),
                _ => false,
            };
            if own.body.kind() == "edit" && !performed.as_ref().err().is_some_and(refused) {
                ctx.count_credits().await;
            }
            performed?
        }
        (None, Some(limit)) => tokio::time::timeout(limit, perform(&*own.body, &ctx)).await.map_err(|_| {
            let message = format!("it did not end within its timeout of {}s", limit.as_secs_f64());
            Failure::new(Code::Timeout, message).fix("give the step a longer `timeout`, then resume the run")
        })??,
    };
    if own.expect.is_empty() {
        return Ok(outputs);
    }
    let after = match &outputs.snapshot {
        Some(snapshot) => ctx.reading(snapshot.clone())?,
        None => ctx.sees.clone(),
    };
    let before = ctx.sees.clone();
    own_outputs(&mut ctx, &plan, &outputs);
    for expect in &own.expect {
        if !ctx.holds(expect, &after, Some(&before))? {
            let (was, is) = (before.timeline.duration.seconds(), after.timeline.duration.seconds());
            let message =
                format!("`{}` does not hold after the step (the timeline was {was}s and is {is}s)", expect.text);
            return Err(Failure::new(Code::ExpectFailed, message)
                .fix("look at the timeline with `flow show`, and mend the prompt or the expectation")
                .into());
        }
    }
    Ok(outputs)
}

/// The step's work, and once more in another session where its own is gone and was still empty.
async fn perform(body: &dyn Step, ctx: &Ctx) -> Performed {
    let performed = body.perform(ctx).await;
    let gone = matches!(&performed, Err(Outcome::Failed(failure)) if failure.code == Code::SessionLost);
    if gone && ctx.leave_session().await { body.perform(ctx).await } else { performed }
}

/// What a step expects may be said of what it gave itself.
fn own_outputs(ctx: &mut Ctx, plan: &Plan, outputs: &Outputs) {
    let own = &plan.nodes[ctx.node];
    let id = own.id.rsplit('.').next().unwrap_or(&own.id);
    let names = own.expect.iter().flat_map(reads);
    if !names.into_iter().any(|read| read.names() == ("steps", Some(id))) {
        return;
    }
    let states = own.expect.iter().flat_map(reads).any(|read| reads_state(&read));
    let mine = value(outputs, states, &ctx.world);
    let steps = ctx.context.take("steps").unwrap_or_default();
    let mut pairs: Vec<(Value, Value)> = Vec::new();
    if let Ok(keys) = steps.try_iter() {
        for key in keys.filter(|key| key.as_str() != Some(id)) {
            let value = steps.get_item(&key).unwrap_or_default();
            pairs.push((key, value));
        }
    }
    pairs.push((Value::from(id), mine));
    ctx.context.set_value("steps", pairs.into_iter().collect::<std::collections::BTreeMap<_, _>>().into());
}
