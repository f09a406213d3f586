//! `upload`: puts footage into the session.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde_json::{Value as Json, json};

use super::arrive::{What, arriving, late, shows, state};
use super::place::{LARGE, footage, is_url, sidecars, usable};
use super::read::{Reader, Text};
use super::{Ctx, Kind, Lowered, Past, Performed, SessionIds, Step, locked, table};
use crate::backend::client::{Fetched, State};
use crate::draft::{Media, Reading, sha256_file};
use crate::effect::{Effect, Known};
use crate::outcome::{Code, Failure, Notice, Outcome, Outputs, Warning};
use crate::template::Shape;
use crate::text::Diagnostic;
use crate::text::yaml::{Node, Value};

pub const KIND: Kind = Kind { name: "upload", lower };

#[derive(Debug)]
struct Upload {
    from: Vec<Text>,
}

/// One thing to send: what people call it, where it lies, and whether it came along unasked.
pub(super) struct Source {
    pub(super) named: String,
    pub(super) path: Option<PathBuf>,
    pub(super) sidecar: bool,
    /// What a lock says that it is: the name to send it under, and the hash of its content.
    pub(super) pinned: Option<(String, String)>,
    /// What it was fetched into, if it was.
    pub(super) fetched: Option<Fetched>,
}

impl Source {
    fn new(named: String, path: Option<PathBuf>, sidecar: bool) -> Source {
        Source { named, path, sidecar, pinned: None, fetched: None }
    }

    pub(super) fn name(&self) -> String {
        let path = self.path.as_deref().unwrap_or(Path::new(&self.named));
        self.pinned.as_ref().map_or_else(|| file_name(path), |(name, _)| name.clone())
    }
}

fn lower<'n>(reader: &mut Reader<'_>, node: &'n Node) -> Option<Lowered<'n>> {
    let from = match &node.value {
        Value::Map(entries) if entries.iter().any(|(key, _)| key.name == "from") => {
            reader.only(node, &table::UPLOAD[1..], "an upload");
            reader.templates(node.get("from").expect("just found"), "from")
        }
        _ => reader.templates(node, "upload"),
    };
    if from.is_empty() {
        if reader.found.last().is_none_or(|last| last.at != Some(node.at)) {
            reader.push(
                Diagnostic::error("missing_key", node.at, "an upload needs a file")
                    .help("for example `upload: '{{ inputs.video }}'`"),
            );
        }
        return None;
    }
    Some(Lowered { body: Arc::new(Upload { from }), cases: Vec::new() })
}

impl Step for Upload {
    fn kind(&self) -> &'static str {
        "upload"
    }

    fn texts(&self) -> Vec<(&Text, bool)> {
        self.from.iter().map(|text| (text, false)).collect()
    }

    fn changes(&self) -> bool {
        true
    }

    fn gives(&self) -> Shape {
        static GIVES: LazyLock<Shape> = LazyLock::new(|| Shape::record([("media", Shape::media())]));
        GIVES.clone()
    }

    fn shown(&self) -> Option<&Text> {
        self.from.first()
    }

    fn perform<'a>(&'a self, ctx: &'a Ctx) -> BoxFuture<'a, Performed> {
        Box::pin(async move {
            let mut sources = self.sources(ctx)?;
            for source in sources.iter_mut().filter(|source| source.path.is_none()) {
                fetch(ctx, source).await?;
            }
            let session = ctx.session().await?;
            // Only the embedded backend takes subtitle files, and only it lists attempts.
            let along = sources.iter().any(|source| source.sidecar);
            if along && !ctx.world.local && state(ctx, &session).await?.applied_attempts.is_none() {
                sources.retain(|source| !source.sidecar);
            }
            if let Some(locked) = &ctx.world.locked {
                locked::pin(ctx, locked, &mut sources)?;
            }
            let (mut sent, mut along, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
            let (mut last, mut all) = (None, Vec::new());
            for source in &sources {
                let (reading, media) = one(ctx, &session, source, &mut warnings).await?;
                last = Some(reading);
                all.extend(media.clone());
                if source.sidecar { along.push(source.named.clone()) } else { sent.extend(media) }
            }
            let mut reading = last.expect("an upload without a source was refused before");
            if let Some(locked) = &ctx.world.locked {
                reading = locked::reading(ctx, locked, all)?;
            }
            let mut summary = sent.iter().map(shown).collect::<Vec<_>>().join(", ");
            if !along.is_empty() {
                summary += &format!(" (with {} from beside it)", along.join(", "));
            }
            let mut outputs = Outputs { snapshot: Some(reading.snapshot), summary, warnings, ..Outputs::default() };
            outputs.values.insert("media".into(), json!(sent));
            Ok(outputs)
        })
    }
}

impl Upload {
    fn sources(&self, ctx: &Ctx) -> Result<Vec<Source>, Failure> {
        let mut sources = Vec::new();
        for text in &self.from {
            let named = match ctx.render(text)? {
                Json::Array(items) => items.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
                Json::String(one) => vec![one],
                other => vec![other.to_string()],
            };
            for named in named {
                if is_url(&named) {
                    sources.push(Source::new(named, None, false));
                    continue;
                }
                let path = footage(ctx, &named)?;
                let beside = sidecars(&path);
                sources.push(Source::new(named, Some(path), false));
                let beside = beside.into_iter().map(|path| Source::new(file_name(&path), Some(path), true));
                sources.extend(beside);
            }
        }
        // A subtitle file that the recipe uploads itself does not come along a second time.
        let asked: Vec<PathBuf> =
            sources.iter().filter(|source| !source.sidecar).filter_map(|source| source.path.clone()).collect();
        let mut seen = Vec::new();
        sources.retain(|source| {
            let Some(path) = &source.path else { return true };
            let again = source.sidecar && (asked.contains(path) || seen.contains(path));
            seen.push(path.clone());
            !again
        });
        match sources.is_empty() {
            true => Err(Failure::new(Code::UnsupportedFile, "the upload names no file").fix("give it at least one")),
            false => Ok(sources),
        }
    }
}

/// Gets what lies at an address, where the backend takes nothing but files.
async fn fetch(ctx: &Ctx, source: &mut Source) -> Result<(), Failure> {
    let fetched = match (ctx.world.client.fetched_before(&source.named)?, &ctx.world.fetch) {
        (Some(fetched), _) => fetched,
        (None, None) => return Ok(()),
        (None, Some(fetch)) => {
            ctx.notice(Notice::Doing("fetching".into()));
            let progress = |done, total| ctx.notice(Notice::Bytes { done, total });
            ctx.world.client.fetch_address(fetch, &source.named, &progress).await?
        }
    };
    source.named = file_name(&fetched.path);
    usable(&fetched.path, &source.named, ctx.world.local)?;
    source.path = Some(fetched.path.clone());
    source.fetched = Some(fetched);
    Ok(())
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn shown(media: &Media) -> String {
    let mut facts = Vec::new();
    if let Some(duration) = media.duration {
        facts.push(format!("{}s", (duration * 10.0).round() / 10.0));
    }
    if let (Some(width), Some(height)) = (media.width, media.height) {
        facts.push(format!("{width}x{height}"));
    }
    if facts.is_empty() { media.name.clone() } else { format!("{} ({})", media.name, facts.join(", ")) }
}

/// Sends one source and waits until the session's state shows it.
pub(super) async fn one(
    ctx: &Ctx,
    session: &SessionIds,
    source: &Source,
    warnings: &mut Vec<Warning>,
) -> Result<(Reading, Vec<Media>), Outcome> {
    let Some(path) = &source.path else {
        return by_url(ctx, session, &source.named).await;
    };
    let name = source.name();
    let unreadable = |error: std::io::Error| {
        Failure::new(Code::FileUnreadable, format!("`{}` cannot be read: {error}", source.named))
            .fix("mend the file's permissions")
    };
    let look = Look::at(path).map_err(unreadable)?;
    let sha256 = match &source.fetched {
        Some(fetched) => fetched.sha256.clone(),
        None => hash(path.clone()).await.map_err(unreadable)?,
    };
    if let Some((_, locked)) = source.pinned.as_ref().filter(|(_, locked)| *locked != sha256) {
        return Err(locked::other_file(&name, &sha256, locked).into());
    }
    let size = look.found.len();
    if size > LARGE {
        let message = format!("{name} has {} MB; the service takes 500 MB: compress or trim it", size / 1_000_000);
        warnings.push(Warning { code: "large_file".into(), message });
    }
    // Another session that sends the same file now is waited for, and its URL used.
    let shared = {
        let mut uploaded = ctx.world.uploaded.lock().unwrap_or_else(PoisonError::into_inner);
        uploaded.entry((sha256.clone(), name.clone())).or_default().clone()
    };
    let mut shared = shared.lock().await;
    let before = state(ctx, session).await?;
    let effect = Effect::Upload { sha256: sha256.clone(), name: name.clone(), media_before: before.media.len() };
    let past =
        ctx.announce(effect, |effect| matches!(effect, Effect::Upload { sha256: other, .. } if *other == sha256));
    let earlier = match past.await? {
        Past::Known(_, Known::Uploaded { snapshot }) => {
            let mut media = own(&snapshot.media, &name, &sha256);
            media.iter_mut().for_each(|media| media.sha256 = Some(sha256.clone()));
            return Ok((ctx.reading(snapshot)?, media));
        }
        Past::InDoubt(Effect::Upload { media_before, .. }) => Some(media_before),
        _ => None,
    };
    let here = |state: &State, count| state.media.iter().skip(count).any(|media: &Media| is(media, &name, &sha256));
    let arrived = match earlier {
        Some(count) => here(&before, count) || here(&late(ctx, session, count).await?, count),
        None => false,
    };
    let mut media = Vec::new();
    let count = earlier.unwrap_or(before.media.len()).min(before.media.len());
    if !arrived {
        ctx.notice(Notice::Doing(format!("uploading {name}")));
        let elsewhere = match &*shared {
            Some(url) => taken(arriving(ctx, session, count, What::Url(url)).await)?,
            None => None,
        };
        // What was fetched, nobody else writes to.
        let is_file = elsewhere.is_none() && source.fetched.is_none();
        media = match elsewhere {
            Some(media) => media,
            None => arriving(ctx, session, count, What::File(path, &name)).await?,
        };
        if is_file && !look.still_holds(path) && hash(path.clone()).await.ok().as_ref() != Some(&sha256) {
            return Err(Failure::new(Code::FileChanged, format!("`{}` changed while it was sent", source.named))
                .fix("wait until the recording is finished, then run the recipe again")
                .into());
        }
    }
    let after = shows(ctx, session, count + 1, &media).await?;
    if media.is_empty() {
        media = own(&after.media, &name, &sha256);
    }
    if media.is_empty() {
        // Under whatever name it stands there, it is what the session did not have before.
        media = after.media.get(count).cloned().into_iter().collect();
    }
    if media.is_empty() {
        return Err(nowhere(&name).into());
    }
    for media in &mut media {
        media.sha256 = Some(sha256.clone());
    }
    if let Some(first) = media.first() {
        *shared = Some(first.url.clone());
    }
    let reading = ctx.keep(after)?;
    ctx.known(Known::Uploaded { snapshot: reading.snapshot.clone() })?;
    Ok((reading, media))
}

/// What came of asking for media that another session has; none where this one may not have it so.
fn taken(asked: Result<Vec<Media>, Outcome>) -> Result<Option<Vec<Media>>, Outcome> {
    match asked {
        Err(Outcome::Failed(failure))
            if matches!(
                failure.code,
                Code::Refused | Code::UnsupportedFile | Code::MalformedRequest | Code::Forbidden | Code::Protocol
            ) =>
        {
            Ok(None)
        }
        asked => asked.map(Some),
    }
}

async fn by_url(ctx: &Ctx, session: &SessionIds, url: &str) -> Result<(Reading, Vec<Media>), Outcome> {
    let before = state(ctx, session).await?;
    let key = crate::draft::sha256_hex(url.as_bytes());
    let shown = ctx.world.client.without_secrets(url);
    let effect = Effect::Upload { sha256: key.clone(), name: shown.clone(), media_before: before.media.len() };
    let past = ctx.announce(effect, |effect| matches!(effect, Effect::Upload { sha256, .. } if *sha256 == key)).await?;
    let earlier = match past {
        Past::Known(_, Known::Uploaded { snapshot }) => {
            let media = snapshot.media.last().cloned().into_iter().collect();
            return Ok((ctx.reading(snapshot)?, media));
        }
        Past::InDoubt(Effect::Upload { media_before, .. }) => Some(media_before),
        _ => None,
    };
    let count = earlier.unwrap_or(before.media.len());
    let arrived = match earlier {
        Some(count) => before.media.len() > count || late(ctx, session, count).await?.media.len() > count,
        None => false,
    };
    let mut told = Vec::new();
    if !arrived {
        ctx.notice(Notice::Doing(format!("uploading {shown}")));
        told = arriving(ctx, session, count, What::Url(url)).await?;
    }
    let after = shows(ctx, session, count + 1, &told).await?;
    let mut media: Vec<Media> = after.media.iter().skip(count).cloned().collect();
    if media.is_empty() {
        media = told;
    }
    if media.is_empty() {
        return Err(nowhere(&shown).into());
    }
    let reading = ctx.keep(after)?;
    ctx.known(Known::Uploaded { snapshot: reading.snapshot.clone() })?;
    Ok((reading, media))
}

/// An answer that names no file is as good as none where the session holds none either.
fn nowhere(name: &str) -> Failure {
    Failure::new(Code::Protocol, format!("the backend took `{name}`, and the session does not show it"))
        .fix("resume the run: it looks again, and sends the file anew where it is still missing")
}

fn is(media: &Media, name: &str, sha256: &str) -> bool {
    media.sha256.as_deref() == Some(sha256) || media.name == name
}

/// The file among a session's media: the last of those that fit best, since another name may stand for
/// the same content, and the same name for another.
fn own(media: &[Media], name: &str, sha256: &str) -> Vec<Media> {
    let fits = |media: &&Media| (media.sha256.as_deref() == Some(sha256), media.name == name);
    let known = media.iter().filter(|media| is(media, name, sha256));
    known.max_by_key(fits).cloned().into_iter().collect()
}

/// A change so soon before a look may be followed by another that bears the same time.
const GRAIN: Duration = Duration::from_secs(2);

/// A file as it was found, to tell later that nobody wrote to it: reading it once more would take as
/// long as sending it does.
struct Look {
    found: Metadata,
    settled: bool,
}

impl Look {
    fn at(path: &Path) -> std::io::Result<Look> {
        let found = std::fs::metadata(path)?;
        let settled = found.modified()?.elapsed().is_ok_and(|age| age > GRAIN);
        Ok(Look { found, settled })
    }

    fn still_holds(&self, path: &Path) -> bool {
        let marks =
            |of: &Metadata| (of.dev(), of.ino(), of.len(), of.mtime(), of.mtime_nsec(), of.ctime(), of.ctime_nsec());
        self.settled && std::fs::metadata(path).is_ok_and(|now| marks(&now) == marks(&self.found))
    }
}

/// The file's SHA-256, read in pieces on a thread of its own.
async fn hash(path: PathBuf) -> std::io::Result<String> {
    let work = tokio::task::spawn_blocking(move || sha256_file(&path));
    work.await.unwrap_or_else(|panic| Err(std::io::Error::other(panic)))
}
