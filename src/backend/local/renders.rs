//! Renders: asked for by an id that the client chose, run in the background, looked after until the
//! file is proven, and taken up again after a crash.

use std::collections::BTreeMap;
use std::path::{Path as FsPath, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::answer::{self, Payload, Refusal};
use super::model::{self, Timeline};
use super::probe::{self, Kind};
use super::render::{self, Job, Loudness, Output, Source, Sources};
use super::routes::App;
use super::store::{Session, sync_folder};
use super::{ffmpeg, files};
use crate::draft::sha256_hex;

/// What is on disk of a render.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Record {
    id: String,
    session: String,
    draft: Value,
    output: Value,
    status: Status,
    created: u64,
    #[serde(default)]
    completed: Option<u64>,
    #[serde(default)]
    link: Option<String>,
    #[serde(default)]
    extension: String,
    #[serde(default)]
    error: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Pending,
    Completed,
    Failed,
    Cancelled,
}

/// A render that this process is at work on.
pub struct Live {
    /// Thousandths; zero while it waits for its turn.
    progress: AtomicU64,
    cancel: CancellationToken,
}

pub async fn submit(State(app): State<Arc<App>>, Payload(body): Payload) -> Result<Response, Refusal> {
    let text = |keys: [&str; 2]| keys.iter().find_map(|key| body.get(*key)).and_then(Value::as_str);
    let id = text(["id", "renderId"])
        .filter(|id| !id.is_empty() && id.len() <= 200)
        .ok_or_else(|| Refusal::render(400, "a render needs an id of at most 200 letters"))?;
    let sid = text(["sessionId", "session_id"]).unwrap_or_default();
    let session = app.session("me", sid).map_err(|_| Refusal::render(404, format!("session not found: {sid}")))?;
    if app.store.render::<Record>(id)?.is_some() {
        return Err(Refusal::render(409, format!("duplicate render id: {id}")));
    }
    let draft = match body.get("draft") {
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or(Value::Null),
        Some(draft) => draft.clone(),
        None => Value::Null,
    };
    let output = body.get("output").cloned().unwrap_or(Value::Null);
    let (_, _, wanted) = read(&app, &session, &draft, &output).map_err(Refusal::unmade)?;
    let record = Record {
        id: id.into(),
        session: session.id,
        draft,
        output,
        status: Status::Pending,
        created: now(),
        completed: None,
        link: None,
        extension: wanted.format.extension().into(),
        error: None,
    };
    app.store.save_render(id, &record)?;
    begin(&app, record);
    Ok(answer::render(json!({"id": id, "status": "pending", "progress": 0})))
}

pub async fn poll(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Response, Refusal> {
    let record = find(&app, &id)?;
    let live = app.live.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
    let thousandths = live.as_ref().map_or(0, |live| live.progress.load(Ordering::Relaxed));
    if live.is_none() && record.status == Status::Pending {
        // The process that began it is gone.
        begin(&app, record.clone());
    }
    let status = match record.status {
        Status::Pending if thousandths > 0 => "processing",
        Status::Pending => "pending",
        Status::Completed => "completed",
        Status::Failed => "failed",
        Status::Cancelled => "cancelled",
    };
    let progress = if record.status == Status::Completed { 100.0 } else { thousandths.min(990) as f64 / 10.0 };
    let mut data = json!({"id": id, "status": status, "progress": progress, "createdAt": record.created});
    if let Some(completed) = record.completed {
        data["completedAt"] = completed.into();
    }
    if let Some(link) = &record.link {
        data["outputUrl"] = format!("/media/{link}/{}.{}", file_name(&id), record.extension).into();
    }
    if let Some(error) = &record.error {
        data["error"] = error.clone().into();
    }
    Ok(answer::render(data))
}

pub async fn cancel(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Response, Refusal> {
    let mut record = find(&app, &id)?;
    if record.status == Status::Pending {
        record.status = Status::Cancelled;
        record.completed = Some(now());
        record.error = Some("cancelled".into());
        app.store.save_render(&id, &record)?;
        if let Some(live) = app.live.lock().unwrap_or_else(PoisonError::into_inner).get(&id) {
            live.cancel.cancel();
        }
    }
    Ok(answer::render(json!({"id": id, "status": "cancelled"})))
}

pub async fn download(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response<Body>, Refusal> {
    let record = find(&app, &id)?;
    let missing = || Refusal::render(404, "the render has no file yet");
    let link = app.store.link(record.link.as_deref().ok_or_else(missing)?)?.ok_or_else(missing)?;
    files::serve(&app, &link, &headers).await
}

fn find(app: &App, id: &str) -> Result<Record, Refusal> {
    app.store.render(id)?.ok_or_else(|| Refusal::render(404, format!("there is no render {id}")))
}

/// What is to be made, and from what.
fn read(app: &App, session: &Session, draft: &Value, output: &Value) -> Result<(Timeline, Sources, Output), String> {
    let timeline = model::read(draft)?;
    let output = Output::read(output, &timeline)?;
    let sources: Sources = session
        .media
        .iter()
        .filter(|medium| medium.probe.kind != Kind::Text)
        .map(|medium| {
            (medium.name.clone(), Source { file: app.store.media(&medium.sha256), probe: medium.probe.clone() })
        })
        .collect::<BTreeMap<_, _>>();
    render::job(&timeline, &sources, &output, None)?;
    Ok((timeline, sources, output))
}

fn begin(app: &Arc<App>, record: Record) {
    let live = Arc::new(Live { progress: AtomicU64::new(0), cancel: app.stop.child_token() });
    let mut all = app.live.lock().unwrap_or_else(PoisonError::into_inner);
    if all.contains_key(&record.id) {
        return;
    }
    all.insert(record.id.clone(), live.clone());
    drop(all);
    let app = app.clone();
    tokio::spawn(async move {
        let made = tokio::select! {
            made = make(&app, &record, &live) => Some(made),
            () = live.cancel.cancelled() => None,
        };
        if let Some(made) = made {
            let mut record = record.clone();
            match made {
                Ok(link) => (record.status, record.link) = (Status::Completed, Some(link)),
                Err(error) => (record.status, record.error) = (Status::Failed, Some(error)),
            }
            record.completed = Some(now());
            // A record that cannot be written stays pending, and a later poll tries again.
            let _ = app.store.save_render(&record.id, &record);
        }
        app.live.lock().unwrap_or_else(PoisonError::into_inner).remove(&record.id);
    });
}

/// Renders, or finds that the same has been rendered before, and gives the link.
async fn make(app: &Arc<App>, record: &Record, live: &Live) -> Result<String, String> {
    let failed = |error: std::io::Error| format!("the store could not be used: {error}");
    let session = app.store.session(&record.session).map_err(failed)?.ok_or("the session is gone")?;
    let (timeline, sources, output) = read(app, &session, &record.draft, &record.output)?;
    let _slot = app.slots.clone().acquire_owned().await.map_err(|_| "the server is stopping")?;
    live.progress.store(1, Ordering::Relaxed);
    let plain = render::job(&timeline, &sources, &output, None)?;
    let key = key(&plain, &session, timeline.lufs, &app.version().await?.text);
    let place = app.store.result(&key, output.format.extension());
    if !place.exists() {
        let folder = app.store.folder().map_err(failed)?;
        let loudness = match timeline.lufs {
            Some(_) if plain.sound && plain.seconds >= 3.0 => {
                let job = render::loudness_job(&timeline, &sources)?;
                measured(&stderr_of(app, &job, &sources, folder.path()).await?)
            }
            _ => None,
        };
        let job = render::job(&timeline, &sources, &output, loudness)?;
        let made = run(app, &job, &sources, folder.path(), live).await?;
        prove(&made, &job, &output).await?;
        std::fs::File::open(&made).and_then(|file| file.sync_all()).map_err(failed)?;
        std::fs::rename(&made, &place).map_err(failed)?;
        sync_folder(place.parent().unwrap_or(&app.store.root)).map_err(failed)?;
    }
    app.store.new_link(&place, output.format.mime(), &key).map_err(failed)
}

/// Equal keys mean equal files: the content of the media, all that ffmpeg is told, and which ffmpeg.
fn key(job: &Job, session: &Session, lufs: Option<f64>, version: &str) -> String {
    let mut all = format!("1\n{version}\n{lufs:?}\n{}\n{}\n{}\n", job.graph, job.ass, job.arguments.join("\n"));
    for stream in &job.streams {
        all += &format!("{}\n{}\n", stream.language, stream.srt);
    }
    for input in &job.inputs {
        let sha256 = session.medium(&input.src).map(|medium| medium.sha256.as_str()).unwrap_or_default();
        all += &format!("{sha256} {} {} {}\n", input.looped, input.deaf, input.seek);
    }
    sha256_hex(all.as_bytes())
}

fn command(
    version: &ffmpeg::FfmpegVersion,
    job: &Job,
    sources: &Sources,
    folder: &FsPath,
) -> Result<tokio::process::Command, String> {
    let failed = |error: std::io::Error| format!("the store could not be used: {error}");
    std::fs::write(folder.join("g.txt"), &job.graph).map_err(failed)?;
    if !job.ass.is_empty() {
        std::fs::write(folder.join("c.ass"), &job.ass).map_err(failed)?;
    }
    let major = version.major;
    let mut command = ffmpeg::ffmpeg(folder, 24 * 3600);
    for input in &job.inputs {
        if input.looped {
            command.args(["-stream_loop", "-1"]);
        }
        if input.seek > 0 {
            command.args(["-ss", &format!("{}us", input.seek)]);
        }
        if input.deaf {
            command.arg("-vn");
        }
        let source = sources.get(&input.src).ok_or("a medium is gone")?;
        ffmpeg::input(&mut command, &source.file);
    }
    for (index, stream) in job.streams.iter().enumerate() {
        let name = format!("s{index}.srt");
        std::fs::write(folder.join(&name), &stream.srt).map_err(failed)?;
        command.args(["-f", "srt", "-i", &name]);
    }
    command.arg(if major >= 7 { "-/filter_complex" } else { "-filter_complex_script" }).arg("g.txt");
    command.args(&job.arguments);
    Ok(command)
}

async fn run(app: &App, job: &Job, sources: &Sources, folder: &FsPath, live: &Live) -> Result<PathBuf, String> {
    let made = folder.join("made");
    let mut command = command(app.version().await?, job, sources, folder)?;
    command.args(["-progress", "pipe:1", "-stats_period", "0.5"]).arg("made");
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("ffmpeg could not be started: {error}"))?;
    let whole = job.seconds.max(0.1);
    ffmpeg::follow(child, |seconds| {
        live.progress.store(1 + (seconds / whole * 989.0).clamp(0.0, 989.0) as u64, Ordering::Relaxed);
    })
    .await
    .map_err(|broken| format!("ffmpeg failed: {}", broken.reason))?;
    Ok(made)
}

/// Runs a graph that only measures, and gives what it said.
async fn stderr_of(app: &App, job: &Job, sources: &Sources, folder: &FsPath) -> Result<String, String> {
    let mut command = command(app.version().await?, job, sources, folder)?;
    // The filter speaks at this level, and only at the end.
    command.args(["-v", "info", "-nostats"]);
    let child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("ffmpeg could not be started: {error}"))?;
    let limit = Duration::from_secs(6 * 3600);
    let output = tokio::time::timeout(limit, child.wait_with_output())
        .await
        .map_err(|_| "measuring the loudness took too long".to_owned())?
        .map_err(|error| format!("ffmpeg failed: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stderr).into_owned())
    } else {
        Err("the loudness could not be measured".into())
    }
}

/// Nothing where the sound is too quiet to have a loudness.
fn measured(text: &str) -> Option<Loudness> {
    let json: Value = serde_json::from_str(&text[text.rfind('{')?..=text.rfind('}')?]).ok()?;
    let number = |key: &str| {
        json.get(key).and_then(Value::as_str).and_then(|text| text.parse::<f64>().ok()).filter(|n| n.is_finite())
    };
    Some(Loudness {
        integrated: number("input_i")?,
        peak: number("input_tp")?,
        range: number("input_lra")?,
        threshold: number("input_thresh")?,
        offset: number("target_offset")?,
    })
}

/// A file that is not what was asked for is no result.
async fn prove(file: &FsPath, job: &Job, output: &Output) -> Result<(), String> {
    let length = std::fs::metadata(file).map(|data| data.len()).unwrap_or(0);
    if length == 0 {
        return Err("ffmpeg wrote an empty file".into());
    }
    let timed = output.format.has_sound();
    if !timed {
        return Ok(());
    }
    let found = probe::probe(file).await.map_err(|reason| format!("the file that was made {reason}"))?;
    if output.format.has_picture() {
        let frame = 1.0 / output.rate.per_second();
        if found.kind != Kind::Video || found.channels == 0 {
            return Err("the file that was made lacks its picture or its sound".into());
        }
        if !job.streams.is_empty() && found.subtitles.is_none() {
            return Err("the file that was made lacks its captions".into());
        }
        if (found.duration - job.seconds).abs() > frame + 0.03 {
            return Err(format!(
                "the file that was made lasts {:.3} s instead of {:.3} s",
                found.duration, job.seconds
            ));
        }
        if found.sound > 0.0 && (found.sound - found.duration).abs() > 0.04 {
            return Err("picture and sound of the file that was made differ in length".into());
        }
    } else if (found.duration - job.seconds).abs() > 0.15 + job.seconds * 0.01 {
        return Err(format!("the file that was made lasts {:.3} s instead of {:.3} s", found.duration, job.seconds));
    }
    Ok(())
}

fn file_name(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' }).take(80).collect()
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis() as u64)
}
