//! Media on their way in: written to disk while they are hashed, looked at by ffprobe, and then put
//! into the session in one step.

use std::io::Write;
use std::sync::Arc;

use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::header;
use axum::response::Response;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::answer::{self, Payload, Refusal};
use super::captions;
use super::model::{self, Clip, Timeline};
use super::probe::{self, Kind, Probe};
use super::render::even;
use super::routes::{App, info};
use super::store::{Medium, Session, sync_folder};

const TYPES: [&str; 14] =
    ["mp4", "mov", "avi", "webm", "mkv", "jpg", "jpeg", "png", "gif", "webp", "mp3", "wav", "m4a", "aac"];
const TEXTS: [&str; 3] = ["srt", "vtt", "txt"];
/// A transcript or caption file is read into memory.
const TEXT_LIMIT: u64 = 16 << 20;

/// A file that is in the store and not yet in a session.
struct Arrived {
    name: String,
    sha256: String,
    bytes: u64,
    probe: Probe,
}

pub async fn upload(
    State(app): State<Arc<App>>,
    Path((user, id)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Refusal> {
    app.session(&user, &id)?;
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let arrived = if kind.starts_with("multipart/form-data") {
        let form = Multipart::from_request(request, &())
            .await
            .map_err(|error| Refusal::code(400, 400, format!("the form cannot be read: {error}")))?;
        parts(&app, form).await?
    } else {
        let Payload(body) = Payload::from_request(request, &()).await?;
        urls(&app, &body)?
    };
    if arrived.is_empty() {
        return Err(Refusal::code(400, 400, "no file came: the form's field is called `files`"));
    }
    let lock = app.lock(&id);
    let _turn = lock.lock().await;
    let mut session = app.session(&user, &id)?;
    let mut files = vec![];
    for file in arrived {
        files.push(info(&add(&app, &mut session, file)?));
    }
    app.store.save(&session)?;
    Ok(answer::ok(json!({"files": files, "session_state_applied": true})))
}

async fn parts(app: &App, mut form: Multipart) -> Result<Vec<Arrived>, Refusal> {
    let broken = |error: axum::extract::multipart::MultipartError| {
        Refusal::code(400, 400, format!("the upload broke off: {error}"))
    };
    let mut arrived = vec![];
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some("files") {
            continue;
        }
        let Some(name) = field.file_name().map(plain_name).filter(|name| !name.is_empty()) else {
            return Err(Refusal::code(400, 400, "a file came without a name"));
        };
        let extension = extension(&name)?;
        let mut temp = app.store.temp()?;
        let (mut hash, mut bytes) = (Sha256::new(), 0u64);
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            hash.update(&chunk);
            bytes += chunk.len() as u64;
            if TEXTS.contains(&extension.as_str()) && bytes > TEXT_LIMIT {
                return Err(Refusal::code(413, 4002, format!("`{name}` is too large for a text of captions")));
            }
            temp.write_all(&chunk)?;
        }
        if bytes == 0 {
            return Err(Refusal::bad_file(format!("`{name}` is empty")));
        }
        let probe = look(temp.path(), &name, &extension).await?;
        let sha256 = crate::draft::hex(&hash.finalize());
        let place = app.store.media(&sha256);
        if !place.exists() {
            temp.as_file().sync_all()?;
            temp.persist(&place).map_err(|error| error.error)?;
            sync_folder(place.parent().unwrap_or(&app.store.root))?;
        }
        arrived.push(Arrived { name, sha256, bytes, probe });
    }
    Ok(arrived)
}

/// Only what this server itself holds: anything else would make it fetch for strangers.
fn urls(app: &App, body: &Value) -> Result<Vec<Arrived>, Refusal> {
    let urls = body.get("urls").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let own = format!("http://{}", app.address);
    let mut arrived = vec![];
    for url in urls.iter().filter_map(Value::as_str) {
        let path = url.strip_prefix(&own).unwrap_or(url);
        let foreign =
            || Refusal::bad_file("the embedded editor takes URLs of its own origin only; upload the file instead");
        let mut rest = path.strip_prefix("/media/").ok_or_else(foreign)?.splitn(2, '/');
        let link = app
            .store
            .link(rest.next().unwrap_or_default())?
            .ok_or_else(|| Refusal::code(404, 404, "there is no such file"))?;
        let place = app.store.root.join(&link.file);
        let found = sessions_medium(app, &link.etag)?;
        let name = rest.next().map(plain_name).or_else(|| found.as_ref().map(|medium| medium.name.clone()));
        let Some(medium) = found.filter(|_| place.exists()) else { return Err(foreign()) };
        arrived.push(Arrived {
            name: name.unwrap_or(medium.name),
            sha256: medium.sha256,
            bytes: medium.bytes,
            probe: medium.probe,
        });
    }
    Ok(arrived)
}

/// A medium with this content in any session of the store.
fn sessions_medium(app: &App, sha256: &str) -> Result<Option<Medium>, Refusal> {
    for entry in std::fs::read_dir(app.store.root.join("sessions"))?.flatten() {
        let id = entry.path().file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if let Ok(Some(session)) = app.store.session(&id)
            && let Some(medium) = session.media.into_iter().find(|medium| medium.sha256 == sha256)
        {
            return Ok(Some(medium));
        }
    }
    Ok(None)
}

async fn look(file: &std::path::Path, name: &str, extension: &str) -> Result<Probe, Refusal> {
    if !TEXTS.contains(&extension) {
        return probe::probe(file).await.map_err(|reason| Refusal::bad_file(format!("`{name}` {reason}")));
    }
    let bytes = tokio::fs::read(file).await?;
    if bytes.contains(&0) && !matches!(bytes[..], [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return Err(Refusal::bad_file(format!("`{name}` is no text")));
    }
    if extension != "txt" && captions::parse(&bytes).is_empty() {
        return Err(Refusal::bad_file(format!("`{name}` holds no caption that can be read")));
    }
    Ok(Probe::text())
}

/// The last part of a name, without anything that could lead elsewhere or confuse a prompt.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    last.chars()
        .filter(|c| !c.is_control() && !matches!(c, '"' | '⟦' | '⟧' | '⟪' | '⟫'))
        .take(200)
        .collect::<String>()
        .trim()
        .into()
}

fn extension(name: &str) -> Result<String, Refusal> {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default();
    if TYPES.contains(&extension.as_str()) || TEXTS.contains(&extension.as_str()) {
        return Ok(extension);
    }
    Err(Refusal::bad_file(format!(
        "`{name}` is of a type that is not supported; {} and {} are",
        TYPES.join(", "),
        TEXTS.join(", ")
    )))
}

/// Puts a file into the session. The same file under the same name is there already: an upload whose
/// answer was lost may simply be sent again.
fn add(app: &App, session: &mut Session, file: Arrived) -> Result<Medium, Refusal> {
    if let Some(medium) = session.media.iter().find(|medium| medium.name == file.name && medium.sha256 == file.sha256) {
        return Ok(medium.clone());
    }
    let extension = file.name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default();
    let link = app.store.new_link(&app.store.media(&file.sha256), mime(&extension), &file.sha256)?;
    let name = session.free_name(&file.name);
    let medium = Medium { name, link, sha256: file.sha256, bytes: file.bytes, probe: file.probe, made: false };
    if session.draft.is_none() && medium.probe.kind == Kind::Video {
        let mut timeline = whole(&medium);
        timeline.title = session.name.clone();
        session.draft = Some(model::write(&timeline));
    }
    session.media.push(medium.clone());
    Ok(medium)
}

/// A timeline that is this footage and nothing else, at its own rate and size.
pub fn whole(medium: &Medium) -> Timeline {
    let rate = medium.probe.rate();
    let size = if medium.probe.width > 0 { (even(medium.probe.width), even(medium.probe.height)) } else { (1280, 720) };
    let length = rate.frames(medium.probe.duration).max(1);
    Timeline::of(Clip::new(&medium.name, medium.stem(), 0, length), rate, size)
}

fn mime(extension: &str) -> &'static str {
    match extension {
        "mp4" => "video/mp4",
        "mov" => "video/quicktime",
        "avi" => "video/x-msvideo",
        "webm" => "video/webm",
        "mkv" => "video/x-matroska",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "m4a" => "audio/mp4",
        "aac" => "audio/aac",
        "vtt" => "text/vtt",
        _ => "text/plain; charset=utf-8",
    }
}
