//! `export`: renders the timeline that the step sees and fetches the file.

use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, LazyLock};

use futures_util::future::BoxFuture;
use serde_json::json;

use super::read::{Reader, Text};
use super::render::{Rendered, rendered};
use super::{Ctx, Kind, Lowered, Past, Performed, Step, document, table};
use crate::backend::client::Output;
use crate::draft::{Document, Draft, sha256_file};
use crate::effect::{Effect, Known};
use crate::outcome::{Artifact, Code, Failure, Notice, Outcome, Outputs};
use crate::template::Shape;
use crate::text::yaml::Node;
use crate::text::{Diagnostic, nearest};

pub const KIND: Kind = Kind { name: "export", lower };

/// Every format that an export may have; the cloud is only sure of mp4.
pub const FORMATS: &[&str] =
    &["mp4", "mov", "mkv", "webm", "avi", "gif", "webp", "jpg", "png", "mp3", "wav", "m4a", "aac"];

#[derive(Debug)]
struct Export {
    to: Text,
    format: Option<String>,
    quality: &'static str,
    resolution: Option<String>,
    fps: Option<f64>,
}

/// What a file is made from.
enum Source {
    Render(Rendered),
    /// Captions and timelines are written from what the step sees, without a render.
    Snapshot(Document),
}

fn lower<'n>(reader: &mut Reader<'_>, node: &'n Node) -> Option<Lowered<'n>> {
    let mut export =
        Export { to: Text::template("", node.at), format: None, quality: "high", resolution: None, fps: None };
    if node.map().is_some_and(|entries| entries.iter().any(|(key, _)| known(&key.name))) {
        reader.only(node, &table::EXPORT[1..], "an export");
        match node.get("to") {
            Some(to) => export.to = reader.template(to, "to")?,
            None => {
                reader.push(
                    Diagnostic::error("missing_key", node.at, "an export needs the key `to`")
                        .help("for example `export: { to: final.mp4 }`"),
                );
                return None;
            }
        }
        if let Some(format) = node.get("format") {
            export.format = Some(reader.word(format, "format", FORMATS)?.to_owned());
        }
        if let Some(quality) = node.get("quality") {
            export.quality = reader.word(quality, "quality", &["high", "medium", "low"])?;
        }
        export.resolution = node.get("resolution").and_then(|node| reader.text(node, "resolution"));
        export.fps = node.get("fps").and_then(|node| reader.amount(node, "fps", 1));
    } else {
        export.to = reader.template(node, "export")?;
    }
    // A name that is known to the last letter is judged now, any other when it is known.
    if !export.to.text.contains("{{")
        && !export.to.text.contains("{%")
        && let Err(failure) = target(Path::new(""), &export.to.text).and_then(|_| export.format(&export.to.text))
    {
        let found = Diagnostic::error("bad_output", export.to.at, failure.message);
        reader.push(found.maybe_help(failure.fix));
    }
    let document = format_of(&export.to.text).and_then(Document::of).is_some();
    for (key, _) in
        node.map().unwrap_or_default().iter().filter(|(key, _)| document && key.name != "to" && known(&key.name))
    {
        let message = format!("`{}` is for films, and `{}` is none", key.name, export.to.text);
        reader.push(Diagnostic::error("misplaced_key", key.at, message).help("take it out"));
    }
    Some(Lowered { body: Arc::new(export), cases: Vec::new() })
}

fn known(key: &str) -> bool {
    table::EXPORT[1..].iter().any(|field| field.name == key)
}

/// The format that a file's ending names.
pub fn format_of(name: &str) -> Option<&'static str> {
    let ending = super::place::ending(Path::new(name));
    let ending = if ending == "jpeg" { "jpg".to_owned() } else { ending };
    FORMATS.iter().chain(Document::ENDINGS).copied().find(|format| *format == ending)
}

/// The path under `out` that an export may write.
///
/// # Errors
/// Where the name leads elsewhere, or has no media ending.
pub fn target(out: &Path, name: &str) -> Result<PathBuf, Failure> {
    let bad = |what: &str| {
        Err(Failure::new(Code::OutputUnwritable, format!("the export `{name}` {what}"))
            .fix("name a file such as final.mp4, or parts/final.mp4; it goes under --out"))
    };
    let path = Path::new(name);
    if name.trim().is_empty() {
        return bad("has no name");
    }
    if path.is_absolute() || path.components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
        return bad("leads out of the folder for exports");
    }
    if path.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.') && part != Component::CurDir) {
        return bad("is hidden");
    }
    if format_of(name).is_none() {
        let ending = super::place::ending(path);
        let near = nearest(&ending, FORMATS.iter().chain(Document::ENDINGS).copied())
            .map(|near| format!("did you mean .{near}?"));
        let what =
            if ending.is_empty() { "has no ending".to_owned() } else { format!("does not end like media: .{ending}") };
        return Err(Failure::new(Code::OutputUnwritable, format!("the export `{name}` {what}")).fix(
            near.unwrap_or_else(|| format!("it may end in {}, {}", FORMATS.join(", "), Document::ENDINGS.join(", "))),
        ));
    }
    Ok(out.join(path.components().filter(|part| *part != Component::CurDir).collect::<PathBuf>()))
}

impl Step for Export {
    fn kind(&self) -> &'static str {
        "export"
    }

    fn texts(&self) -> Vec<(&Text, bool)> {
        vec![(&self.to, false)]
    }

    fn gives(&self) -> Shape {
        static GIVES: LazyLock<Shape> = LazyLock::new(|| {
            Shape::record([
                ("path", Shape::Text),
                ("bytes", Shape::Number),
                ("sha256", Shape::Text),
                ("duration", Shape::Number),
            ])
        });
        GIVES.clone()
    }

    fn shown(&self) -> Option<&Text> {
        Some(&self.to)
    }

    fn writes(&self) -> Option<(&Text, Option<&str>)> {
        Some((&self.to, self.format.as_deref()))
    }

    fn output(&self) -> Option<serde_json::Value> {
        let format = self.format.as_deref().or_else(|| format_of(&self.to.text)).unwrap_or("mp4");
        serde_json::to_value(self.output(format)).ok()
    }

    fn perform<'a>(&'a self, ctx: &'a Ctx) -> BoxFuture<'a, Performed> {
        Box::pin(async move {
            let name = ctx.render_text(&self.to)?;
            let format = self.format(&name)?;
            let path = target(&ctx.world.out, &name)?;
            let seconds = ctx.sees.timeline.duration.seconds();
            let Some(draft) = ctx.sees.draft.as_ref().filter(|_| ctx.sees.timeline.exportable()) else {
                if ctx.sees.snapshot.uncountable {
                    let what = "there is a timeline, but in a form that flow can neither count nor export";
                    let fix = "open the project in the web editor with `flow open`, and export it there";
                    return Err(Failure::new(Code::NoTimeline, what).fix(fix).into());
                }
                return Err(Failure::new(Code::NoTimeline, "there is no timeline to export yet")
                    .fix("put an upload or an edit above the export")
                    .into());
            };
            ctx.world.claims.take(&path, &ctx.id)?;
            let write = Effect::Write { path: path.clone() };
            let earlier = {
                let past = ctx.past.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                past.iter().any(|(effect, _)| *effect == write)
            };
            if !earlier && !ctx.world.client.replays() {
                free(ctx, &path)?;
            }
            let source = match Document::of(&format) {
                Some(document) => Source::Snapshot(document),
                None => Source::Render(rendered(ctx, &ctx.session().await?, draft, &self.output(&format)).await?),
            };
            let is_film = matches!(source, Source::Render(_));
            let (bytes, sha256) = match ctx.announce(write, |effect| matches!(effect, Effect::Write { .. })).await? {
                Past::Known(_, Known::Written { bytes, sha256 }) if hash_of(&path).as_ref() == Some(&sha256) => {
                    (bytes, sha256)
                }
                _ => match &source {
                    Source::Render(Rendered { id, url, .. }) => {
                        fetch(ctx, (id, url.as_deref()), &path, &format).await?
                    }
                    Source::Snapshot(document) => described(ctx, *document, &path, draft)?,
                },
            };
            let warnings = match source {
                Source::Render(render) => render.warnings,
                Source::Snapshot(_) => Vec::new(),
            };
            let path = path.strip_prefix(&ctx.world.shown_from).map(Path::to_owned).unwrap_or(path);
            let mut outputs = Outputs {
                artifacts: vec![Artifact {
                    path: path.clone(),
                    bytes,
                    sha256: sha256.clone(),
                    seconds: (is_film && !matches!(format.as_str(), "jpg" | "png")).then_some(seconds),
                }],
                summary: path.display().to_string(),
                warnings,
                ..Outputs::default()
            };
            outputs.values.insert("path".into(), json!(path));
            outputs.values.insert("bytes".into(), json!(bytes));
            outputs.values.insert("sha256".into(), json!(sha256));
            outputs.values.insert("duration".into(), json!(seconds));
            Ok(outputs)
        })
    }
}

impl Export {
    fn format(&self, name: &str) -> Result<String, Failure> {
        if let Some(format) = &self.format {
            return Ok(format.clone());
        }
        format_of(name)
            .map(str::to_owned)
            .ok_or_else(|| Failure::new(Code::OutputUnwritable, "the format is not known"))
    }

    fn output(&self, format: &str) -> Output {
        Output {
            format: Some(format.to_owned()),
            quality: Some(self.quality.to_owned()),
            resolution: self.resolution.clone(),
            fps: self.fps.and_then(number),
        }
    }
}

/// 30 is written as 30 and 29.97 as it is.
fn number(value: f64) -> Option<serde_json::Number> {
    if value.fract() == 0.0 { Some((value as i64).into()) } else { serde_json::Number::from_f64(value) }
}

/// Writes what needs no render.
fn described(ctx: &Ctx, document: Document, path: &Path, draft: &Draft) -> Result<(u64, String), Outcome> {
    if let Some(folder) = path.parent().filter(|_| !ctx.world.client.replays()) {
        make_folder(&ctx.world.out, folder)?;
    }
    let (bytes, sha256) = document::write(ctx, document, path, draft)?;
    if !ctx.world.client.replays() {
        mark(&ctx.world.written, &sha256);
    }
    ctx.known(Known::Written { bytes, sha256: sha256.clone() })?;
    Ok((bytes, sha256))
}

/// Fetches the file beside its place and puts it there.
async fn fetch(
    ctx: &Ctx,
    (id, url): (&str, Option<&str>),
    path: &Path,
    format: &str,
) -> Result<(u64, String), Outcome> {
    if ctx.world.client.replays() {
        let told = ctx.world.client.download(id, url, path, format, &|_, _| ()).await.map_err(|error| error.failure)?;
        ctx.known(Known::Written { bytes: told.bytes, sha256: told.sha256.clone() })?;
        return Ok((told.bytes, told.sha256));
    }
    if let Some(folder) = path.parent() {
        make_folder(&ctx.world.out, folder)?;
    }
    ctx.notice(Notice::Doing("fetching the file".into()));
    // People see a megabyte at a time; each notice wakes the run's loop.
    let told = std::sync::atomic::AtomicU64::new(0);
    let progress = |done: u64, total| {
        if done >> 20 != told.swap(done >> 20, std::sync::atomic::Ordering::Relaxed) || Some(done) == total {
            ctx.notice(Notice::Bytes { done, total });
        }
    };
    let fetched = ctx.world.client.download(id, url, path, format, &progress).await.map_err(|error| error.failure)?;
    mark(&ctx.world.written, &fetched.sha256);
    ctx.known(Known::Written { bytes: fetched.bytes, sha256: fetched.sha256.clone() })?;
    Ok((fetched.bytes, fetched.sha256))
}

/// Makes the folders below `out`, and refuses to follow a link on the way.
fn make_folder(out: &Path, folder: &Path) -> Result<(), Failure> {
    let bad = |path: &Path, what: String| {
        Failure::new(Code::OutputUnwritable, format!("`{}` {what}", path.display()))
            .fix("choose another folder with --out, or mend its permissions")
    };
    std::fs::create_dir_all(out).map_err(|error| bad(out, format!("cannot be made: {error}")))?;
    let mut at = out.to_owned();
    for part in folder.strip_prefix(out).unwrap_or(Path::new("")).components() {
        at.push(part);
        if at.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
            return Err(bad(&at, "is a link, which an export does not follow".into()));
        }
        if !at.is_dir() {
            std::fs::create_dir(&at).map_err(|error| bad(&at, format!("cannot be made: {error}")))?;
        }
    }
    Ok(())
}

/// Whether the export may be written here: nothing lies there, or what flow wrote itself.
///
/// # Errors
/// Where another file is in the way.
pub fn free(ctx: &Ctx, path: &Path) -> Result<(), Failure> {
    in_the_way(path, ctx.world.overwrite, &ctx.world.written)
}

/// As [`free`], before a run.
///
/// # Errors
/// Where another file is in the way.
pub fn in_the_way(path: &Path, overwrite: bool, written: &Path) -> Result<(), Failure> {
    let Ok(found) = path.symlink_metadata() else { return Ok(()) };
    let fix = "move it away, choose another folder with --out, or replace it with --overwrite";
    if !found.is_file() {
        return Err(
            Failure::new(Code::OutputInTheWay, format!("`{}` is in the way, and is no file", path.display())).fix(fix)
        );
    }
    let ours = || hash_of(path).is_some_and(|hash| written.join(hash).exists());
    if overwrite || ours() {
        return Ok(());
    }
    Err(Failure::new(Code::OutputInTheWay, format!("`{}` is in the way, and flow did not write it", path.display()))
        .fix(fix))
}

/// Notes that flow wrote a file of this content.
fn mark(written: &Path, sha256: &str) {
    // The mark only spares a person an --overwrite, so its loss is no failure.
    let _ = std::fs::create_dir_all(written).and_then(|()| std::fs::write(written.join(sha256), ""));
}

fn hash_of(path: &Path) -> Option<String> {
    sha256_file(path).ok()
}
