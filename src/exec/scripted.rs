//! A run whose backend is a script: conditions, checks, branches, templates and the scheduler are
//! the real ones; uploads, edits and exports give what is written down. No clock, no network.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::attempt::{self, prepare};
use super::memory::Memory;
use crate::backend::client::{Attribution, Client, Config, Credential, Timing, failure_of};
use crate::draft::{Draft, Media, Millis, Reading, Segment, Snapshot, Timeline, Track, TrackKind, sha256_hex};
use crate::outcome::{Artifact, Code, Failure, Outcome, Outputs};
use crate::plan::Plan;
use crate::run::{Action, Event, EventKind, Limits, RunState, Settings, Time, next, wake};
use crate::step::{Claims, Ctx, Performed, SessionSlot, World, edited, format_of};

/// What one step is answered with.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// An upload's media; what is not said of one is taken from the file's name.
    #[serde(default)]
    media: Vec<Medium>,
    /// The timeline after an edit, laid over the one before it.
    draft: Option<Overlay>,
    /// The same as the backend would write it; the file's text is put here by the caller.
    #[serde(skip)]
    pub raw: Option<String>,
    pub draft_file: Option<PathBuf>,
    #[serde(default)]
    reply: String,
    error: Option<Problem>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Medium {
    name: Option<String>,
    kind: Option<String>,
    duration: Option<f64>,
    width: Option<u32>,
    height: Option<u32>,
    fps: Option<f64>,
}

/// A timeline in people's units, of which only what changes is said.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Overlay {
    duration: Option<f64>,
    text: Option<Vec<Words>>,
    tracks: Option<BTreeMap<String, Vec<Lane>>>,
    canvas: Option<Canvas>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Canvas {
    width: u32,
    height: u32,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lane {
    #[serde(default)]
    name: String,
    #[serde(default)]
    segments: Vec<Words>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    #[serde(default)]
    name: String,
    text: Option<String>,
    #[serde(default)]
    start: f64,
    end: Option<f64>,
    duration: Option<f64>,
    role: Option<String>,
    volume: Option<f64>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Problem {
    code: Option<String>,
    backend_code: Option<i64>,
    #[serde(default)]
    message: String,
}

/// What a scripted run left.
pub struct Played {
    pub state: RunState,
    pub drafts: Arc<Memory>,
    pub results: Value,
}

/// Plays the plan, one step after the other in its order. A step without an answer succeeds.
pub async fn play(plan: &Arc<Plan>, answers: &BTreeMap<String, Answer>) -> Played {
    let drafts = Arc::new(Memory::default());
    let world = Arc::new(world(Arc::clone(&drafts)));
    let (said, _heard) = mpsc::unbounded_channel();
    let mut state = RunState::new(plan);
    let mut now = Time::UNIX_EPOCH;
    let mut seq = 0;
    let mut record = |state: &mut RunState, kind: EventKind, at: Time| {
        state.apply(plan, &Event { seq, at, kind });
        seq += 1;
    };
    record(&mut state, started(plan), now);
    while state.verdict.is_none() {
        let actions = next(plan, &state, now);
        if actions.is_empty() {
            // Nothing runs between two calls, so only the clock can be waited for.
            now = wake(plan, &state, now).unwrap_or(now);
        }
        for action in actions {
            record(&mut state, action.record(), now);
            let Action::Start { node, attempt } = action else { continue };
            let own = &plan.nodes[node];
            let slot = Arc::new(SessionSlot {
                name: own.session.clone(),
                language: String::new(),
                task_name: String::new(),
                ids: tokio::sync::Mutex::default(),
            });
            let answer = answers.get(&own.id).cloned().unwrap_or_default();
            let job = prepare(plan, &state, node, attempt, &world, slot, said.clone());
            let kind = own.body.kind();
            let outcome = match kind {
                "check" | "branch" if answer.error.is_none() => attempt::outcome(job, None).await,
                _ => attempt::outcome(job, Some(&|ctx: &Ctx| perform(ctx, plan, node, &answer))).await,
            };
            let outcome = outcome.map_or_else(|ended| ended, Outcome::Succeeded);
            record(&mut state, EventKind::AttemptFinished { node, attempt, outcome }, now);
        }
    }
    let results = attempt::results(plan, &state, &world);
    Played { state, drafts, results }
}

pub(super) fn started(plan: &Plan) -> EventKind {
    let limits = Limits { jobs: 1, keep_going: false, budget: plan.budget, free_renders: false, only: None };
    let settings = Settings {
        backend: "test".into(),
        account: None,
        workflow: plan.workflow.clone(),
        out: PathBuf::new(),
        overwrite: true,
        limits,
        locked: None,
        continues: None,
    };
    EventKind::RunStarted { run: uuid::Uuid::nil(), flow: String::new(), plan: plan.hash(), settings }
}

fn world(drafts: Arc<Memory>) -> World {
    // Nothing is ever sent: the client of this world has no place to send to.
    let client = Client::new(Config {
        origin: String::new(),
        web: String::new(),
        credential: Credential::Anonymous { client_id: String::new(), store: None },
        attribution: Attribution::new("flow", env!("CARGO_PKG_VERSION"), None, None),
        timing: Timing::local(),
        recorder: None,
        replay: None,
        links: false,
    });
    World {
        client,
        drafts,
        local: true,
        fetch: None,
        costs: false,
        root: PathBuf::new(),
        out: PathBuf::new(),
        shown_from: PathBuf::new(),
        overwrite: true,
        claims: Claims::default(),
        written: PathBuf::new(),
        files: BTreeMap::new(),
        uploaded: Mutex::default(),
        notices: Arc::new(|_, _| {}),
        turns: None,
        locked: None,
    }
}

fn perform(ctx: &Ctx, plan: &Plan, node: usize, answer: &Answer) -> Performed {
    let kind = plan.nodes[node].body.kind();
    if let Some(problem) = &answer.error {
        return Err(failure(kind, problem).into());
    }
    match kind {
        "upload" => upload(ctx, plan, node, answer),
        "edit" => edit(ctx, answer),
        _ => export(ctx, plan, node),
    }
}

fn failure(kind: &str, problem: &Problem) -> Failure {
    let message = if problem.message.is_empty() { "the test says so" } else { &problem.message };
    let named = problem.code.as_deref().and_then(|word| Code::ALL.iter().find(|code| code.word() == word));
    match (named, problem.backend_code) {
        (Some(code), backend) => Failure { backend_code: backend, ..Failure::new(*code, message) },
        (None, Some(backend)) => failure_of(kind, backend, message),
        (None, None) => Failure::new(Code::ServerError, message),
    }
}

fn texts(ctx: &Ctx, plan: &Plan, node: usize) -> Result<Vec<String>, Failure> {
    let mut out = Vec::new();
    for (text, _) in plan.nodes[node].body.texts() {
        match ctx.render(text)? {
            Value::Array(items) => out.extend(items.iter().map(|item| item.as_str().unwrap_or_default().to_owned())),
            Value::String(one) => out.push(one),
            other => out.push(other.to_string()),
        }
    }
    Ok(out)
}

fn upload(ctx: &Ctx, plan: &Plan, node: usize, answer: &Answer) -> Performed {
    let names = texts(ctx, plan, node)?;
    let mut media = Vec::new();
    for index in 0..names.len().max(answer.media.len()) {
        let said = answer.media.get(index).cloned().unwrap_or_default();
        let path = names.get(index).cloned().unwrap_or_default();
        let name = said.name.unwrap_or_else(|| path.rsplit('/').next().unwrap_or_default().to_owned());
        let kind = said.kind.unwrap_or_else(|| match format_of(&name) {
            Some("mp3" | "wav" | "m4a" | "aac") => "audio".into(),
            Some("jpg" | "png" | "gif" | "webp") => "image".into(),
            _ => "video".into(),
        });
        media.push(Media {
            url: format!("/media/{name}"),
            sha256: Some(sha256_hex(name.as_bytes())),
            duration: Some(said.duration.unwrap_or(10.0)),
            width: Some(said.width.unwrap_or(1920)),
            height: Some(said.height.unwrap_or(1080)),
            fps: Some(said.fps.unwrap_or(30.0)),
            name,
            kind,
        });
    }
    let mut timeline = ctx.sees.timeline.clone();
    if !timeline.exportable()
        && let Some(first) = media.first()
    {
        timeline.width = first.width.unwrap_or(0);
        timeline.height = first.height.unwrap_or(0);
        let segment = segment(&Words { name: first.name.clone(), duration: first.duration, ..Words::default() });
        timeline.tracks = vec![Track { kind: TrackKind::Video, name: first.name.clone(), segments: vec![segment] }];
    }
    let mut snapshot = ctx.sees.snapshot.clone();
    snapshot.media.extend(media.iter().cloned());
    let reading = keep(ctx, snapshot, &timeline)?;
    let mut outputs = Outputs { snapshot: Some(reading.snapshot), summary: names.join(", "), ..Outputs::default() };
    outputs.values.insert("media".into(), json!(media));
    Ok(outputs)
}

fn edit(ctx: &Ctx, answer: &Answer) -> Performed {
    let snapshot = ctx.sees.snapshot.clone();
    let reading = match &answer.raw {
        Some(raw) => {
            let draft = Draft::parse(raw.clone())
                .map_err(|error| Failure::new(Code::Protocol, format!("the draft file: {error}")))?;
            kept(ctx, snapshot, draft)?
        }
        None => keep(ctx, snapshot, &overlaid(&ctx.sees.timeline, &answer.draft.clone().unwrap_or_default()))?,
    };
    Ok(edited(&ctx.sees, answer.reply.clone(), reading, Vec::new()))
}

fn export(ctx: &Ctx, plan: &Plan, node: usize) -> Performed {
    let path = texts(ctx, plan, node)?.into_iter().next().unwrap_or_default();
    let seconds = ctx.sees.timeline.duration.seconds();
    let sha256 = sha256_hex(path.as_bytes());
    let artifact = Artifact { path: path.clone().into(), bytes: 1, sha256: sha256.clone(), seconds: Some(seconds) };
    let mut outputs = Outputs { artifacts: vec![artifact], summary: path.clone(), ..Outputs::default() };
    let values = [("path", json!(path)), ("bytes", json!(1)), ("sha256", json!(sha256)), ("duration", json!(seconds))];
    outputs.values.extend(values.map(|(name, value)| (name.to_owned(), value)));
    Ok(outputs)
}

fn overlaid(before: &Timeline, over: &Overlay) -> Timeline {
    let mut timeline = before.clone();
    if let Some(canvas) = &over.canvas {
        (timeline.width, timeline.height) = (canvas.width, canvas.height);
    }
    let mut lanes: Vec<(TrackKind, Vec<Lane>)> = Vec::new();
    for (kind, list) in over.tracks.iter().flatten() {
        let kind = [TrackKind::Video, TrackKind::Audio, TrackKind::Text, TrackKind::Other]
            .into_iter()
            .find(|known| known.key() == kind);
        lanes.push((kind.unwrap_or(TrackKind::Other), list.clone()));
    }
    if let Some(words) = &over.text {
        lanes.push((TrackKind::Text, vec![Lane { name: String::new(), segments: words.clone() }]));
    }
    for (kind, list) in lanes {
        timeline.tracks.retain(|track| track.kind != kind);
        timeline.tracks.extend(list.into_iter().map(|lane| Track {
            kind,
            name: lane.name,
            segments: lane.segments.iter().map(segment).collect(),
        }));
    }
    if let Some(duration) = over.duration {
        let end = millis(duration);
        match timeline.tracks.iter_mut().find(|track| track.kind == TrackKind::Video) {
            Some(track) => {
                track.segments.retain(|segment| segment.start < end);
                track.segments.last_mut().into_iter().for_each(|last| last.end = end);
            }
            None => timeline.tracks.insert(
                0,
                Track {
                    kind: TrackKind::Video,
                    name: String::new(),
                    segments: vec![segment(&Words { duration: Some(duration), ..Words::default() })],
                },
            ),
        }
    }
    timeline
}

fn segment(words: &Words) -> Segment {
    let end = words.end.unwrap_or(words.start + words.duration.unwrap_or(0.0));
    let name = words.text.clone().unwrap_or_else(|| words.name.clone());
    Segment {
        name,
        start: millis(words.start),
        end: millis(end),
        text: words.text.clone(),
        role: words.role.clone(),
        volume: words.volume,
        source: None,
        medium: None,
    }
}

fn millis(seconds: f64) -> Millis {
    Millis((seconds * 1000.0).round().max(0.0) as u64)
}

/// The timeline written as a backend would write it.
fn keep(ctx: &Ctx, snapshot: Snapshot, timeline: &Timeline) -> Result<Reading, Failure> {
    let number = |kind: TrackKind| match kind {
        TrackKind::Video => 0,
        TrackKind::Audio => 1,
        TrackKind::Text => 7,
        TrackKind::Other => 11,
    };
    let segment = |segment: &Segment| {
        let mut inner = json!({ "at": segment.start.0, "title": segment.name });
        let parts = [("text", json!(segment.text)), ("role", json!(segment.role)), ("volume", json!(segment.volume))];
        for (key, value) in parts.into_iter().filter(|(_, value)| !value.is_null()) {
            inner[key] = value;
        }
        json!({ "d": segment.end.0.saturating_sub(segment.start.0), "m": inner })
    };
    let track = |track: &Track| json!({ "tt": number(track.kind), "sg": track.segments.iter().map(segment).collect::<Vec<_>>(), "m": { "title": track.name } });
    let draft = json!({
        "t": timeline.tracks.iter().map(track).collect::<Vec<_>>(),
        "m": { "width": timeline.width, "height": timeline.height },
    });
    let draft = Draft::parse(draft.to_string()).map_err(|error| Failure::new(Code::Protocol, error.to_string()))?;
    kept(ctx, snapshot, draft)
}

fn kept(ctx: &Ctx, mut snapshot: Snapshot, draft: Draft) -> Result<Reading, Failure> {
    ctx.world.drafts.keep(&draft).map_err(|error| Failure::new(Code::OutputUnwritable, error.to_string()))?;
    snapshot.draft = Some(draft.hash().clone());
    Ok(Reading::new(snapshot, Some(draft)))
}
