//! The timeline in people's units, as `state` and `before` give it to expressions.

use serde_json::{Value, json};

use super::{Draft, Segment, Snapshot, Timeline, TrackKind, summary_line};

/// A snapshot together with its draft, ready to be looked at.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    pub snapshot: Snapshot,
    pub draft: Option<Draft>,
    pub timeline: Timeline,
}

impl Reading {
    pub fn new(snapshot: Snapshot, draft: Option<Draft>) -> Reading {
        let mut timeline = draft.as_ref().map(Timeline::of).unwrap_or_default();
        if let (Some((width, height)), 0) = (snapshot.canvas, timeline.width) {
            (timeline.width, timeline.height) = (width, height);
        }
        Reading { snapshot, draft, timeline }
    }

    /// The timeline as one line for people.
    pub fn line(&self) -> String {
        match self.snapshot.uncountable {
            true => "timeline present, not countable".to_owned(),
            false => summary_line(&self.timeline),
        }
    }

    /// `state.…`; the raw draft is laid in only where it is asked for, since it may be large.
    pub fn value(&self, with_draft: bool) -> Value {
        let tracks = |kind: TrackKind| -> Value {
            let of_kind = self.timeline.tracks.iter().filter(|track| track.kind == kind);
            let track = |track: &super::Track| {
                let segments: Vec<Value> = track.segments.iter().map(segment).collect();
                json!({ "name": track.name, "segments": segments })
            };
            // A track that holds nothing is no track to people, as in the timeline line.
            of_kind.filter(|track| !track.segments.is_empty()).map(track).collect()
        };
        let mut value = json!({
            "duration": self.timeline.duration.seconds(),
            "tracks": {
                "video": tracks(TrackKind::Video),
                "audio": tracks(TrackKind::Audio),
                "text": tracks(TrackKind::Text),
                "other": tracks(TrackKind::Other),
            },
            "text": self.timeline.texts().map(segment).collect::<Vec<_>>(),
            "canvas": { "width": self.timeline.width, "height": self.timeline.height },
            "media": self.snapshot.media,
            "generated": self.snapshot.generated,
        });
        if with_draft {
            let draft = self.draft.as_ref().and_then(|draft| serde_json::from_str(draft.text()).ok());
            value["draft"] = draft.unwrap_or(Value::Null);
        }
        value
    }
}

fn segment(segment: &Segment) -> Value {
    let (start, end) = (segment.start.seconds(), segment.end.seconds());
    json!({
        "name": segment.name,
        "start": start,
        "end": end,
        "duration": (segment.end.0 - segment.start.0) as f64 / 1000.0,
        "text": segment.text.as_deref().unwrap_or(""),
        "role": segment.role.as_deref().unwrap_or(""),
        "volume": segment.volume.unwrap_or(1.0),
    })
}
