//! What people see of a draft: tracks and segments in their units, read tolerantly.
//!
//! Only the documented keys are read (`t`, `tt`, `sg`, `d`, `so`, `sp`, `m`, and inside `m` names,
//! text, `at`, `in`, `role`, `speed`, `volume`). A number may come as text, a track's type as a word,
//! and nothing that is missing or unknown is an error.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Draft;

/// A stretch or a point of time in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub u64);

/// The timeline, in play order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// The end of the longest track of any kind.
    pub duration: Millis,
    /// Pixels; zero where the draft does not say.
    pub width: u32,
    pub height: u32,
    pub tracks: Vec<Track>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackKind {
    Video,
    Audio,
    Text,
    /// A type that is not documented: counted and shown, never an error.
    Other,
}

/// A lane.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Track {
    pub kind: TrackKind,
    pub name: String,
    pub segments: Vec<Segment>,
}

/// A placement on a track, from when to when. The stretch of media that it shows is a clip, and
/// stays the backend's affair: OpenTimelineIO has one word for both, flow keeps them apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    pub name: String,
    pub start: Millis,
    pub end: Millis,
    pub text: Option<String>,
    /// `caption`, `title`, `music` and so on, where the backend tells.
    pub role: Option<String>,
    /// A gain: 1 is unchanged.
    pub volume: Option<f64>,
    /// The stretch of its medium that it shows, where the draft tells. Only reports ask for it.
    #[serde(skip)]
    pub source: Option<(Millis, Millis)>,
    /// The name of the file that its medium is, where the draft tells. Only reports ask for it.
    #[serde(skip)]
    pub medium: Option<String>,
}

impl Millis {
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

impl TrackKind {
    /// The word of the timeline line.
    pub fn label(self) -> &'static str {
        match self {
            TrackKind::Video => "Video",
            TrackKind::Audio => "BGM",
            TrackKind::Text => "Title",
            TrackKind::Other => "Track",
        }
    }

    /// The key under `state.tracks`.
    pub fn key(self) -> &'static str {
        match self {
            TrackKind::Video => "video",
            TrackKind::Audio => "audio",
            TrackKind::Text => "text",
            TrackKind::Other => "other",
        }
    }
}

impl Timeline {
    /// Reads a draft. A draft whose shape is not that of the documentation gives an empty timeline.
    pub fn of(draft: &Draft) -> Timeline {
        Timeline::read(draft).unwrap_or_default()
    }

    /// Reads a draft; `None` where it nests too deep to be counted.
    pub fn read(draft: &Draft) -> Option<Timeline> {
        let value: Value = serde_json::from_str(draft.text()).ok()?;
        let tracks: Vec<Track> = value
            .get("t")
            .and_then(Value::as_array)
            .map(|tracks| tracks.iter().map(track).collect())
            .unwrap_or_default();
        let longest = tracks.iter().flat_map(|track| &track.segments).map(|segment| segment.end).max();
        let pixels = |key: &str| value.pointer(&format!("/m/{key}")).and_then(number).unwrap_or(0.0) as u32;
        let (width, height) = (pixels("width"), pixels("height"));
        Some(Timeline { duration: longest.unwrap_or_default(), width, height, tracks })
    }

    /// Whether there is something to export: a track that holds a segment.
    pub fn exportable(&self) -> bool {
        self.tracks.iter().any(|track| !track.segments.is_empty())
    }

    /// The texts of all text segments, in track order.
    pub fn texts(&self) -> impl Iterator<Item = &Segment> {
        self.tracks.iter().filter(|track| track.kind == TrackKind::Text).flat_map(|track| &track.segments)
    }
}

/// One line for people, in the form that the service's own documents use:
/// `Timeline (2 tracks): 1. Video: talk (0-19.7s) 2. BGM: Lo-fi (0-10s, 35%)`.
pub fn summary_line(timeline: &Timeline) -> String {
    let shown: Vec<&Track> = timeline.tracks.iter().filter(|track| !track.segments.is_empty()).collect();
    let plural = if shown.len() == 1 { "track" } else { "tracks" };
    let mut line = format!("Timeline ({} {plural}):", shown.len());
    for (index, track) in shown.iter().enumerate() {
        let first = &track.segments[0];
        let end = track.segments.iter().map(|segment| segment.end).max().unwrap_or(first.end);
        let name = match track.kind {
            TrackKind::Text => format!("\"{}\"", one_line(&first.name)),
            _ => one_line(&first.name),
        };
        let label = match (track.kind, first.role.as_deref()) {
            (TrackKind::Audio, Some("effect")) => "Sound",
            (kind, _) => kind.label(),
        };
        line += &format!(" {}. {label}: {name} ({}-{}s", index + 1, decimal(first.start), decimal(end));
        if let Some(volume) = first.volume {
            line += &format!(", {}%", (volume * 100.0).round());
        }
        line.push(')');
    }
    line
}

/// Seconds with at most one decimal.
fn decimal(at: Millis) -> String {
    let tenths = (at.0 + 50) / 100;
    if tenths.is_multiple_of(10) { format!("{}", tenths / 10) } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn track(value: &Value) -> Track {
    let kind = kind(value.get("tt"));
    let mut at = 0.0;
    let segments = value
        .get("sg")
        .and_then(Value::as_array)
        .map(|segments| segments.iter().map(|value| segment(value, &mut at)).collect::<Vec<_>>())
        .unwrap_or_default();
    let name = text(value.pointer("/m/title"))
        .or_else(|| segments.first().map(|segment| segment.name.clone()))
        .unwrap_or_default();
    Track { kind, name, segments }
}

fn kind(value: Option<&Value>) -> TrackKind {
    let Some(value) = value else {
        return TrackKind::Other;
    };
    if let Some(number) = number(value) {
        return match number as i64 {
            0 => TrackKind::Video,
            1 => TrackKind::Audio,
            7 => TrackKind::Text,
            _ => TrackKind::Other,
        };
    }
    match value.as_str() {
        Some("video") => TrackKind::Video,
        Some("audio" | "bgm" | "voice" | "sfx") => TrackKind::Audio,
        Some("text") => TrackKind::Text,
        _ => TrackKind::Other,
    }
}

/// `at` is where the segment begins if it does not say so itself: the end of those before it.
fn segment(value: &Value, at: &mut f64) -> Segment {
    let length = value.get("d").and_then(number).unwrap_or(0.0).max(0.0);
    let stated = value.pointer("/m/at").and_then(number).filter(|at| at.fract() == 0.0 && *at >= 0.0);
    let start = stated.unwrap_or(*at);
    *at += length;
    let words = text(value.pointer("/m/text"));
    let name = words
        .clone()
        .or_else(|| text(value.pointer("/m/title")))
        .or_else(|| text(value.pointer("/m/name")))
        .or_else(|| text(value.pointer("/m/src")).map(|src| file_name(&src)))
        .unwrap_or_default();
    Segment {
        name,
        start: millis(start),
        end: millis(start + length),
        text: words,
        role: text(value.pointer("/m/role")),
        volume: value.pointer("/m/volume").and_then(number).map(fraction),
        source: source(value, length),
        medium: text(value.pointer("/m/src")).map(|src| file_name(&src)),
    }
}

/// Where its clip begins stands in `so` or, as the embedded editor writes it, in `m.in`.
fn source(value: &Value, length: f64) -> Option<(Millis, Millis)> {
    let from = value.get("so").or_else(|| value.pointer("/m/in")).and_then(number)?;
    let speed = value.get("sp").or_else(|| value.pointer("/m/speed")).and_then(number).unwrap_or(1.0);
    Some((millis(from), millis(from + length * speed)))
}

/// A volume above 1 is a percentage already.
fn fraction(volume: f64) -> f64 {
    if volume > 1.0 { volume / 100.0 } else { volume.max(0.0) }
}

fn file_name(src: &str) -> String {
    let path = src.split(['?', '#']).next().unwrap_or(src);
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number: &f64| number.is_finite())
}

fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn millis(value: f64) -> Millis {
    Millis(value.round().clamp(0.0, 1e15) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline(json: &str) -> Timeline {
        Timeline::of(&Draft::parse(json.into()).unwrap())
    }

    #[test]
    fn the_documented_draft_gives_the_documented_line() {
        let timeline = timeline(
            r##"{"t":[
  {"tt":0,"id":"trk_9f","sg":[
    {"d":6200,"m":{"title":"city timelapse","src":"/mnt/userdata/7731/in/city.mp4"},"so":1500,"sp":1.0,"uid":5529798706024415301},
    {"d":3800,"m":{"title":"harbour at dusk"},"tr":{"k":"fade","d":500},"x":null}]},
  {"tt":1,"sg":[{"d":10000,"m":{"title":"Lo-fi","volume":0.35,"fade":[500,1e-07]}}]},
  {"tt":7,"sg":[{"d":3000,"m":{"text":"Urban Dreams","style":{"color":"#39F","align":"top-center"}}}]},
  {"tt":11,"sg":[]}],
 "d":10000,"m":{"title":"project","width":1920,"height":1080,"lang":"x"},"ver":9007199254740993}"##,
        );
        assert_eq!(
            summary_line(&timeline),
            "Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) 3. Title: \"Urban Dreams\" (0-3s)"
        );
        assert_eq!(timeline.duration, Millis(10_000));
    }

    #[test]
    fn numbers_as_text_and_kinds_as_words_are_read() {
        let timeline =
            timeline(r#"{"t":[{"tt":"7","sg":[{"d":"1500","m":{"text":"a"}}]},{"tt":"bgm","sg":[{"d":2000.4}]}]}"#);
        assert_eq!(timeline.tracks[0].kind, TrackKind::Text);
        assert_eq!(timeline.tracks[1].kind, TrackKind::Audio);
        assert_eq!(timeline.duration, Millis(2000));
    }

    #[test]
    fn a_draft_of_another_shape_is_empty_and_no_error() {
        for json in ["[]", "\"<draft/>\"", "{\"t\":{}}", "{\"t\":[3,null]}", "null"] {
            assert!(!timeline(json).exportable(), "{json}");
        }
    }
}
