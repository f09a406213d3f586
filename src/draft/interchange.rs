//! The timeline in forms that other programs read: captions as SubRip and WebVTT, chapters as video
//! sites take them, and the whole as OpenTimelineIO.

use serde_json::{Value, json};

use super::Draft;
use super::view::{Millis, Segment, Timeline, TrackKind};

/// What a document holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// SubRip.
    Srt,
    /// WebVTT.
    Vtt,
    /// OpenTimelineIO's JSON, schema `Timeline.1`.
    Otio,
    /// A line for each chapter, `0:00 Name`, as a video's description takes them.
    Chapters,
}

impl Document {
    pub const ENDINGS: &[&str] = &["srt", "vtt", "otio", "chapters"];

    /// By a file's ending in small letters.
    pub fn of(ending: &str) -> Option<Document> {
        match ending {
            "srt" => Some(Document::Srt),
            "vtt" => Some(Document::Vtt),
            "otio" => Some(Document::Otio),
            "chapters" => Some(Document::Chapters),
            _ => None,
        }
    }

    /// The document's text; None where the timeline holds nothing that belongs into it.
    pub fn write(self, name: &str, timeline: &Timeline, draft: &Draft) -> Option<String> {
        match self {
            Document::Srt => captions(timeline, "", |at| clock(at, ',')),
            Document::Vtt => captions(timeline, "WEBVTT\n\n", |at| clock(at, '.')),
            Document::Chapters => chapters(timeline),
            Document::Otio => {
                Some(serde_json::to_string_pretty(&otio(name, timeline, draft)).unwrap_or_default() + "\n")
            }
        }
    }

    /// What the document is made of, for people who have none of it: what is missing, and what would give it.
    pub fn lacks(self) -> (&'static str, &'static str) {
        match self {
            Document::Srt | Document::Vtt => ("captions", "put an edit above it that adds captions"),
            Document::Otio | Document::Chapters => ("clips", "put an upload above it"),
        }
    }
}

/// A chapter begins with each title, else with each clip that comes from other footage than the one
/// before it. Sites take a list only where it begins at zero, so the first one does.
fn chapters(timeline: &Timeline) -> Option<String> {
    let clips = timeline.tracks.iter().find(|track| track.kind == TrackKind::Video)?;
    let titles: Vec<&Segment> = timeline.texts().filter(|segment| segment.role.as_deref() == Some("title")).collect();
    let mut begins: Vec<(u64, &str)> = if titles.is_empty() {
        let mut clips: Vec<&Segment> = clips.segments.iter().collect();
        clips.dedup_by(|next, before| next.name == before.name);
        clips.iter().map(|clip| (clip.start.0 / 1000, clip.name.as_str())).collect()
    } else {
        titles.iter().map(|title| (title.start.0 / 1000, title.text.as_deref().unwrap_or(&title.name))).collect()
    };
    begins.sort_by_key(|(second, _)| *second);
    begins.dedup_by_key(|(second, _)| *second);
    if begins.first()?.0 > 0 {
        begins.insert(0, (0, clips.segments.first()?.name.as_str()));
    }
    let line = |(second, name): &(u64, &str)| {
        let hours = if *second < 3600 { String::new() } else { format!("{}:", second / 3600) };
        let minutes = if hours.is_empty() { format!("{}", second / 60) } else { format!("{:02}", second / 60 % 60) };
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{hours}{minutes}:{:02} {name}\n", second % 60)
    };
    Some(begins.iter().map(line).collect())
}

/// Captions where the backend tells which texts those are, else every text: titles are no captions.
fn captions(timeline: &Timeline, head: &str, time: impl Fn(Millis) -> String) -> Option<String> {
    let mut all: Vec<&Segment> = timeline.texts().filter(|segment| segment.text.is_some()).collect();
    if all.iter().any(|segment| segment.role.is_some()) {
        all.retain(|segment| segment.role.as_deref() == Some("caption"));
    }
    all.sort_by_key(|segment| (segment.start, segment.end));
    let all = all.into_iter().map(|segment| (segment.start, segment.end, segment.text.as_deref().unwrap_or_default()));
    let cues = cues(all, time);
    (!cues.is_empty()).then(|| head.to_owned() + &cues)
}

/// SubRip of texts that are in order, each with its begin and its end; empty where none says anything.
pub fn subrip<'a>(texts: impl IntoIterator<Item = (Millis, Millis, &'a str)>) -> String {
    cues(texts, |at| clock(at, ','))
}

fn cues<'a>(texts: impl IntoIterator<Item = (Millis, Millis, &'a str)>, time: impl Fn(Millis) -> String) -> String {
    let mut out = String::new();
    let mut number = 0;
    for (start, end, text) in texts {
        // An empty line would end the cue, and an arrow in it would begin another.
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let text = lines.map(|line| line.replace("-->", "→")).collect::<Vec<_>>().join("\n");
        if text.is_empty() || end <= start {
            continue;
        }
        number += 1;
        out += &format!("{number}\n{} --> {}\n{text}\n\n", time(start), time(end));
    }
    out
}

/// Hours, minutes, seconds and milliseconds.
fn clock(at: Millis, point: char) -> String {
    let Millis(ms) = at;
    format!("{:02}:{:02}:{:02}{point}{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
}

/// Times are counted in milliseconds, so nothing is rounded to a frame that the draft does not name.
/// Texts, for which OpenTimelineIO has no kind of track, are markers.
fn otio(name: &str, timeline: &Timeline, draft: &Draft) -> Value {
    let raw: Value = serde_json::from_str(draft.text()).unwrap_or_default();
    let mut tracks = Vec::new();
    let mut markers = Vec::new();
    for (index, track) in timeline.tracks.iter().enumerate() {
        let kind = match track.kind {
            TrackKind::Video => "Video",
            TrackKind::Audio => "Audio",
            TrackKind::Text => {
                markers.extend(track.segments.iter().map(marker));
                continue;
            }
            TrackKind::Other => continue,
        };
        let mut children = Vec::new();
        let mut at = 0;
        for (place, segment) in track.segments.iter().enumerate() {
            if segment.start.0 > at {
                children.push(json!({ "OTIO_SCHEMA": "Gap.1", "source_range": range(0, segment.start.0 - at) }));
            }
            let media = raw.pointer(&format!("/t/{index}/sg/{place}/m")).cloned().unwrap_or_default();
            children.push(clip(segment, &media));
            at = segment.end.0;
        }
        tracks.push(json!({ "OTIO_SCHEMA": "Track.1", "name": track.name, "kind": kind, "children": children }));
    }
    json!({
        "OTIO_SCHEMA": "Timeline.1",
        "name": name,
        "global_start_time": null,
        "tracks": { "OTIO_SCHEMA": "Stack.1", "name": "tracks", "markers": markers, "children": tracks },
    })
}

fn marker(segment: &Segment) -> Value {
    json!({
        "OTIO_SCHEMA": "Marker.2",
        "name": segment.text.as_deref().unwrap_or(&segment.name),
        "color": if segment.role.as_deref() == Some("title") { "PURPLE" } else { "GREEN" },
        "marked_range": range(segment.start.0, segment.end.0 - segment.start.0),
        "metadata": { "flow": { "role": segment.role } },
    })
}

/// `in`, where the embedded editor says that a clip begins, is in milliseconds of the media.
fn clip(segment: &Segment, media: &Value) -> Value {
    let from = media.get("in").and_then(Value::as_u64).unwrap_or(0);
    let reference = match media.get("src").and_then(Value::as_str) {
        // A name and no address: those of a session mean nothing elsewhere, and may carry rights.
        Some(src) if !src.contains("://") && !src.starts_with('/') => {
            json!({ "OTIO_SCHEMA": "ExternalReference.1", "target_url": src, "available_range": null })
        }
        _ => json!({ "OTIO_SCHEMA": "MissingReference.1", "name": segment.name }),
    };
    json!({
        "OTIO_SCHEMA": "Clip.1",
        "name": segment.name,
        "source_range": range(from, segment.end.0 - segment.start.0),
        "media_reference": reference,
        "metadata": { "flow": { "role": segment.role, "volume": segment.volume } },
    })
}

fn range(start: u64, length: u64) -> Value {
    let time = |value: u64| json!({ "OTIO_SCHEMA": "RationalTime.1", "value": value, "rate": 1000 });
    json!({ "OTIO_SCHEMA": "TimeRange.1", "start_time": time(start), "duration": time(length) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAFT: &str = r#"{"t":[
        {"tt":0,"sg":[{"d":2000,"m":{"src":"talk.mov","in":600,"title":"talk"}},{"d":1000,"m":{"src":"https://cdn.example/x?sig=1","title":"more"}}]},
        {"tt":1,"sg":[{"d":1500,"m":{"src":"song.mp3","title":"song","at":1000,"volume":0.35}}]},
        {"tt":7,"sg":[{"d":1200,"m":{"text":"Hello\n\nthere --> you","role":"caption","at":3661500}},{"d":900,"m":{"text":"First","role":"caption","at":100}},{"d":3000,"m":{"text":"A title","role":"title"}}]}]}"#;

    fn written(document: Document, text: &str) -> Option<String> {
        let draft = Draft::new(serde_json::from_str(text).unwrap());
        document.write("talk", &Timeline::of(&draft), &draft)
    }

    #[test]
    fn captions_are_in_order_and_whole() {
        let cues =
            "1\n00:00:00,100 --> 00:00:01,000\nFirst\n\n2\n01:01:01,500 --> 01:01:02,700\nHello\nthere → you\n\n";
        assert_eq!(written(Document::Srt, DRAFT).unwrap(), cues);
        assert_eq!(written(Document::Vtt, DRAFT).unwrap(), format!("WEBVTT\n\n{}", cues.replace(',', ".")));
        assert_eq!(written(Document::Srt, r#"{"t":[{"tt":0,"sg":[{"d":10,"m":{}}]}]}"#), None);
    }

    #[test]
    fn a_timeline_is_clips_gaps_and_markers() {
        let value: Value = serde_json::from_str(&written(Document::Otio, DRAFT).unwrap()).unwrap();
        let tracks = &value["tracks"]["children"];
        assert_eq!(tracks[0]["children"][0]["source_range"]["start_time"]["value"], 600);
        assert_eq!(tracks[0]["children"][0]["media_reference"]["target_url"], "talk.mov");
        assert_eq!(tracks[0]["children"][1]["media_reference"]["OTIO_SCHEMA"], "MissingReference.1");
        assert_eq!(tracks[1]["children"][0]["OTIO_SCHEMA"], "Gap.1");
        assert_eq!(tracks[1]["children"][1]["metadata"]["flow"]["volume"], 0.35);
        assert_eq!(value["tracks"]["markers"].as_array().unwrap().len(), 3);
        assert!(!value.to_string().contains("sig="));
    }

    #[test]
    fn chapters_are_titles_or_else_clips() {
        assert_eq!(written(Document::Chapters, DRAFT).unwrap(), "0:00 talk\n0:02 A title\n");
        let late = r#"{"t":[{"tt":0,"sg":[{"d":4000000,"m":{"title":"talk"}},{"d":10,"m":{"title":"talk"}},{"d":10,"m":{"title":"end"}}]},
            {"tt":7,"sg":[{"d":900,"m":{"text":"A\nb","role":"title","at":3661500}},{"d":900,"m":{"text":"c","role":"caption","at":0}}]}]}"#;
        assert_eq!(written(Document::Chapters, late).unwrap(), "0:00 talk\n1:01:01 A b\n");
        let plain = late.replace("\"title\",\"at\"", "\"caption\",\"at\"");
        assert_eq!(written(Document::Chapters, &plain).unwrap(), "0:00 talk\n1:06:40 end\n");
        assert_eq!(written(Document::Chapters, r#"{"t":[]}"#), None);
    }
}
