//! What changed between two timelines, in words.
//!
//! Edits often say nothing, so this is what people read after each of them.

use super::view::{Segment, Timeline, Track, TrackKind};

/// The differences, most telling first; empty where nothing that people see has changed.
pub fn changes(before: &Timeline, after: &Timeline) -> Vec<String> {
    let mut words = Vec::new();
    if before.duration != after.duration {
        let (old, new) = (before.duration.seconds(), after.duration.seconds());
        words.push(match before.duration.0 {
            0 => format!("timeline of {} begun", seconds(new)),
            _ if new < old => format!("{} shorter ({} to {})", seconds(old - new), seconds(old), seconds(new)),
            _ => format!("{} longer ({} to {})", seconds(new - old), seconds(old), seconds(new)),
        });
    }
    if (before.width, before.height) != (after.width, after.height) && before.width > 0 {
        words.push(format!("picture {}x{} instead of {}x{}", after.width, after.height, before.width, before.height));
    }
    for kind in [TrackKind::Video, TrackKind::Audio, TrackKind::Text, TrackKind::Other] {
        of_kind(kind, &segments(before, kind), &segments(after, kind), &mut words);
    }
    words
}

fn segments(timeline: &Timeline, kind: TrackKind) -> Vec<&Segment> {
    timeline.tracks.iter().filter(|track: &&Track| track.kind == kind).flat_map(|track| &track.segments).collect()
}

fn of_kind(kind: TrackKind, before: &[&Segment], after: &[&Segment], words: &mut Vec<String>) {
    if kind == TrackKind::Video {
        if before.len() != after.len() && !before.is_empty() {
            words.push(format!("{} instead of {}", count(after.len(), "clip"), before.len()));
        }
        volumes(before, after, words);
        return;
    }
    let added: Vec<_> = after.iter().filter(|segment| !holds(before, segment)).collect();
    let removed: Vec<_> = before.iter().filter(|segment| !holds(after, segment)).collect();
    for (sign, list) in [("added", &added), ("removed", &removed)] {
        let mut roles: Vec<&str> = list.iter().map(|segment| role(kind, segment)).collect();
        roles.dedup();
        for role in roles {
            let of_role: Vec<_> = list.iter().filter(|segment| self::role(kind, segment) == role).collect();
            words.push(described(sign, kind, role, of_role[0], of_role.len()));
        }
    }
    volumes(before, after, words);
}

fn described(sign: &str, kind: TrackKind, role: &str, first: &Segment, number: usize) -> String {
    if number > 1 {
        return format!("{sign} {}", count(number, role));
    }
    let range = format!("{}-{}", clock(first.start.seconds()), seconds(first.end.seconds()));
    let volume = first.volume.map(|volume| format!(", {}%", (volume * 100.0).round())).unwrap_or_default();
    match kind {
        TrackKind::Text => format!("{sign} {role} \"{}\" ({range})", first.name),
        _ => format!("{sign} {role} {} ({range}{volume})", first.name),
    }
}

fn role(kind: TrackKind, segment: &Segment) -> &'static str {
    match (kind, segment.role.as_deref()) {
        (TrackKind::Text, Some("caption")) => "caption",
        (TrackKind::Text, Some("title")) => "title",
        (TrackKind::Text, _) => "text",
        (TrackKind::Audio, Some("voice")) => "voice-over",
        (TrackKind::Audio, Some("effect")) => "sound effect",
        (TrackKind::Audio, _) => "music",
        _ => "segment",
    }
}

/// Text and music are the same when they say the same; where they lie follows from the cuts.
fn holds(list: &[&Segment], segment: &Segment) -> bool {
    list.iter().any(|other| other.name == segment.name && other.role == segment.role)
}

fn volumes(before: &[&Segment], after: &[&Segment], words: &mut Vec<String>) {
    let first = |list: &[&Segment]| list.first().and_then(|segment| segment.volume);
    if let (false, Some(new)) = (before.is_empty(), first(after))
        && before.first().map(|segment| &segment.name) == after.first().map(|segment| &segment.name)
        && first(before).unwrap_or(1.0) != new
    {
        words.push(format!("{} at {}%", after[0].name, (new * 100.0).round()));
    }
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn clock(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    format!("{tenths}")
}

fn seconds(value: f64) -> String {
    format!("{}s", clock(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Draft;

    fn timeline(json: &str) -> Timeline {
        Timeline::of(&Draft::parse(json.into()).unwrap())
    }

    #[test]
    fn a_tightened_and_captioned_cut_reads_as_such() {
        let before = timeline(r#"{"t":[{"tt":0,"sg":[{"d":27000,"m":{"title":"talk"}}]}]}"#);
        let after = timeline(
            r#"{"t":[{"tt":0,"sg":[{"d":10000,"m":{"title":"talk"}},{"d":9700,"m":{"title":"talk"}}]},
               {"tt":7,"sg":[{"d":900,"m":{"text":"a","role":"caption"}},{"d":900,"m":{"text":"b","role":"caption"}}]}]}"#,
        );
        assert_eq!(
            changes(&before, &after),
            ["7.3s shorter (27s to 19.7s)", "2 clips instead of 1", "added 2 captions"]
        );
        assert!(changes(&after, &after).is_empty());
    }
}
