//! The footage and the outputs on the page: players, storyboard frames, and the shape of the sound.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Changes;
use super::strips::strips;
use super::words::{clock, link, text};
use crate::draft::{Media, Millis};
use crate::plan::Plan;
use crate::report::{people, summary};
use crate::run::RunState;

/// What was seen of a file when the page was made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Picture {
    /// Moments in seconds, and small JPEG pictures of them, in order.
    pub frames: Vec<(f64, Vec<u8>)>,
    /// Pictures of the moments that were asked for beside these.
    pub moments: BTreeMap<Millis, Vec<u8>>,
    /// One picture that is large enough to stand where the player is.
    pub poster: Option<Vec<u8>>,
    /// The loudest moment of each stretch of equal length, from 0 to 255.
    pub peaks: Vec<u8>,
    /// Why there are none.
    pub note: Option<String>,
    /// Whether it still is where the run left it.
    pub here: bool,
}

/// What was seen, by the SHA-256 of the content.
pub type Pictures = BTreeMap<String, Picture>;

/// A file that the run's record names.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    pub name: String,
    pub sha256: String,
    pub seconds: Option<f64>,
    /// Where an output lies; footage has none, for the record does not say.
    pub output: Option<PathBuf>,
    /// Moments that the strips of edits show.
    pub moments: BTreeSet<Millis>,
}

/// What a page with these changes shows pictures of.
pub fn wanted(plan: &Plan, state: &RunState, changes: &Changes) -> Vec<Wanted> {
    let mut all = files(plan, state);
    for (_, strip) in strips(plan, state, changes) {
        for moment in [strip.gone, strip.new, strip.laid].into_iter().flat_map(|strip| strip.0) {
            // The look at a content that comes first holds, which is the footage's.
            if let Some(own) = all.iter_mut().find(|one| one.sha256 == moment.sha256) {
                own.moments.insert(moment.at);
            }
        }
    }
    all
}

/// The footage that a step sent.
pub fn sent(plan: &Plan, state: &RunState, node: usize) -> Vec<Media> {
    let sent = state.outputs(node).and_then(|outputs| outputs.values.get("media"));
    let sent = sent.filter(|_| plan.nodes[node].body.kind() == "upload");
    let sent: Vec<Media> = sent.and_then(|sent| serde_json::from_value(sent.clone()).ok()).unwrap_or_default();
    sent.into_iter().filter(|media| media.kind != "text").collect()
}

/// The footage, then the outputs; each content once.
pub fn files(plan: &Plan, state: &RunState) -> Vec<Wanted> {
    let mut all: Vec<Wanted> = Vec::new();
    let moments = BTreeSet::new();
    for media in (0..plan.nodes.len()).flat_map(|node| sent(plan, state, node)) {
        let Some(sha256) = media.sha256 else { continue };
        all.push(Wanted { name: media.name, sha256, seconds: media.duration, output: None, moments: moments.clone() });
    }
    for (_, artifact) in summary::artifacts(plan, state).filter(|(_, artifact)| shows(&artifact.path) != Shows::Nothing)
    {
        let (name, output) = (artifact.path.display().to_string(), Some(artifact.path.clone()));
        let (sha256, moments) = (artifact.sha256.clone(), moments.clone());
        all.push(Wanted { name, sha256, seconds: artifact.seconds, output, moments });
    }
    let mut seen = BTreeSet::new();
    all.retain(|one| seen.insert((one.sha256.clone(), one.output.is_some())));
    all
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Shows {
    Film,
    Still,
    Sound,
    /// A document: there is nothing to see or hear.
    Nothing,
}

pub fn is_film(path: &Path) -> bool {
    shows(path) == Shows::Film
}

fn shows(path: &Path) -> Shows {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "mp3" | "wav" | "m4a" | "aac" => Shows::Sound,
        "gif" | "webp" | "jpg" | "jpeg" | "png" => Shows::Still,
        "srt" | "vtt" | "otio" | "chapters" | "txt" | "json" => Shows::Nothing,
        _ => Shows::Film,
    }
}

/// The two sections. `at` is the folder that outputs are seen from, and the one that the page lies in.
pub fn sections(page: &mut String, plan: &Plan, state: &RunState, pictures: &Pictures, at: (&Path, &Path)) {
    let all = files(plan, state);
    let longest = all.iter().filter_map(|one| one.seconds).fold(0.0, f64::max);
    if summary::artifacts(plan, state).next().is_some() {
        *page += "<section aria-labelledby=\"outputs\"><h2 id=\"outputs\">What came out</h2>\n";
        for (_, artifact) in summary::artifacts(plan, state) {
            output(page, artifact, pictures.get(&artifact.sha256), longest, at);
        }
        *page += "</section>\n";
    }
    let footage: Vec<_> = all.iter().filter(|one| one.output.is_none()).collect();
    if !footage.is_empty() {
        *page += "<section aria-labelledby=\"footage\"><h2 id=\"footage\">What went in</h2>\n";
        if all.iter().any(|one| one.seconds.is_some_and(|seconds| seconds > 0.0 && seconds < longest * 0.97)) {
            *page += "<p class=\"soft\">Films and sounds are drawn on one scale of time.</p>\n";
        }
        for one in footage {
            *page += "<div class=\"card\">";
            let length = one.seconds.filter(|seconds| *seconds > 0.0).map(people::time).unwrap_or_default();
            let _ = write!(page, "<h3>{} <span class=\"soft\">{length}</span></h3>", text(&one.name));
            film(page, &one.name, one.seconds, pictures.get(&one.sha256), longest);
            *page += "</div>\n";
        }
        *page += "</section>\n";
    }
}

fn output(
    page: &mut String,
    artifact: &crate::outcome::Artifact,
    picture: Option<&Picture>,
    longest: f64,
    (cwd, base): (&Path, &Path),
) {
    let name = artifact.path.display().to_string();
    let address = link(&cwd.join(&artifact.path), base);
    let here = picture.is_none_or(|picture| picture.here);
    *page += "<article class=\"card\"><div class=\"made\"><div>";
    let poster = picture.and_then(|picture| picture.poster.as_ref());
    *page += &match here {
        true => player(&artifact.path, &address, poster.map(Vec::as_slice)),
        false => "<p class=\"wait\">It is no longer where the run left it.</p>".to_owned(),
    };
    let _ = write!(page, "</div><div><h3>{}</h3><dl class=\"facts\">", text(&name));
    let mut row = |key: &str, value: &str| {
        let _ = write!(page, "<div><dt>{key}</dt><dd>{value}</dd></div>");
    };
    if let Some(seconds) = artifact.seconds {
        row("Length", &people::time(seconds));
    }
    row("Size", &people::size(artifact.bytes));
    row("SHA-256", &text(&format!("{}…", artifact.sha256.chars().take(12).collect::<String>())));
    *page += "</dl>";
    if here {
        let _ =
            write!(page, "<p><a href=\"{address}\">Open the file<span class=\"vh\"> {}</span></a></p>", text(&name));
    }
    *page += "</div></div>";
    if shows(&artifact.path) != Shows::Still {
        film(page, &name, artifact.seconds, picture, longest);
    }
    *page += "</article>\n";
}

/// An output that can be played or seen on the page. `poster` is a JPEG.
pub fn player(path: &Path, address: &str, poster: Option<&[u8]>) -> String {
    let name = path.display().to_string();
    let label = text(&format!("Play {name}"));
    match shows(path) {
        Shows::Sound => {
            format!("<audio controls preload=\"metadata\" src=\"{address}\" aria-label=\"{label}\"></audio>")
        }
        Shows::Still => format!("<img class=\"still\" src=\"{address}\" alt=\"{}\">", text(&name)),
        Shows::Film => {
            let poster = poster.map(|jpeg| format!(" poster=\"{}\"", data(jpeg))).unwrap_or_default();
            format!(
                "<video controls playsinline preload=\"metadata\" src=\"{address}\"{poster} aria-label=\"{label}\"></video>"
            )
        }
        Shows::Nothing => "<p>A document for other programs.</p>".to_owned(),
    }
}

/// Frames over the sound, both as long as the file is, measured by the longest one on the page.
fn film(page: &mut String, name: &str, seconds: Option<f64>, picture: Option<&Picture>, longest: f64) {
    let Some(picture) = picture else { return };
    if let Some(note) = &picture.note {
        let _ = write!(page, "<p class=\"soft\">{}</p>", text(note));
    }
    if picture.frames.is_empty() && picture.peaks.is_empty() {
        return;
    }
    let share = seconds.filter(|_| longest > 0.0).map_or(100.0, |seconds| seconds / longest * 100.0);
    let width = ((share / 5.0).round() * 5.0).clamp(25.0, 100.0);
    let class = match picture.frames.len() {
        1 => " one".to_owned(),
        _ if width < 100.0 => format!(" w{width}"),
        _ => String::new(),
    };
    let _ = write!(page, "<figure class=\"film{class}\">");
    if !picture.frames.is_empty() {
        *page += "<div class=\"frames\">";
        for (at, jpeg) in &picture.frames {
            let alt = text(&format!("{name} at {}", clock(*at)));
            let _ = write!(
                page,
                "<span><img src=\"{}\" alt=\"{alt}\"><small aria-hidden=\"true\">{}</small></span>",
                data(jpeg),
                clock(*at)
            );
        }
        *page += "</div>";
    }
    if !picture.peaks.is_empty() {
        let count = picture.peaks.len();
        let label = text(&format!("The sound of {name}"));
        let _ = write!(
            page,
            "<svg class=\"wave\" viewBox=\"0 0 {count} 100\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{label}\"><path d=\""
        );
        for (x, peak) in picture.peaks.iter().enumerate() {
            // Quiet speech would be a flat line beside one clap; the root lifts it.
            let half = ((f64::from(*peak) / 255.0).sqrt() * 48.0).round().max(1.0);
            let _ = write!(page, "M{x}.5 {}v{}", 50.0 - half, half * 2.0);
        }
        *page += "\"/></svg>";
    }
    *page += "</figure>";
}

pub fn data(jpeg: &[u8]) -> String {
    format!("data:image/jpeg;base64,{}", STANDARD.encode(jpeg))
}
