//! A timeline as tracks and segments, before and after an edit, with what differs marked by colour and
//! by pattern.

use std::fmt::Write as _;

use super::words::{axis, clock, percent, text};
use crate::draft::{Millis, Segment, Timeline, Track, TrackKind, summary_line};
use crate::report::people;
use crate::text::escape::shortened;

/// Segments that one drawing shows; more cannot be told apart on any screen.
pub const MOST: usize = 600;

/// The two drawings, on one scale. `gone` and `new` are markup that goes below them.
pub fn change(before: &Timeline, after: &Timeline, gone: &str, new: &str) -> String {
    if before == after {
        return "<p class=\"cap\">The timeline stayed as it was.</p>".to_owned();
    }
    let whole = before.duration.max(after.duration);
    let mut out = String::new();
    if before.exportable() {
        out += &caption("Before", before);
        out += &drawing("Before", before, whole, false, |segment, kind| marks_before(segment, kind, after));
        out += gone;
    }
    let is_new = |segment: &Segment, kind| !of_kind(before, kind).any(|old| holds(old, segment));
    out += &caption("After", after);
    out + &drawing("After", after, whole, true, |segment, kind| (is_new(segment, kind), Vec::new())) + new
}

fn caption(which: &str, timeline: &Timeline) -> String {
    let size = if timeline.width > 0 { format!(", {}x{}", timeline.width, timeline.height) } else { String::new() };
    format!("<p class=\"cap\"><b>{which}</b> {}{size}</p>", people::time(timeline.duration.seconds()))
}

/// Whether the segment is new, and the stretches of it that are cut away, in milliseconds of the timeline.
type Marks = (bool, Vec<(u64, u64)>);

pub fn of_kind(timeline: &Timeline, kind: TrackKind) -> impl Iterator<Item = &Segment> {
    timeline.tracks.iter().filter(move |track| track.kind == kind).flat_map(|track| &track.segments)
}

/// Whether the other segment shows all that this one does, in the same way.
fn holds(old: &Segment, new: &Segment) -> bool {
    let same = old.name == new.name && old.text == new.text && old.role == new.role && old.volume == new.volume;
    let length = |segment: &Segment| segment.end.0.saturating_sub(segment.start.0);
    match (old.source, new.source) {
        (Some(old), Some(new)) if same => old.0 <= new.0 && new.1 <= old.1,
        _ => same && length(old).abs_diff(length(new)) <= 1,
    }
}

/// What of a segment is not there afterwards.
fn marks_before(segment: &Segment, kind: TrackKind, after: &Timeline) -> Marks {
    let whole = vec![(segment.start.0, segment.end.0)];
    let Some((from, to)) = segment.source.filter(|(from, to)| to > from) else {
        let kept = of_kind(after, kind).any(|new| holds(segment, new) || holds(new, segment));
        return (false, if kept { vec![] } else { whole });
    };
    let gone = lacking((from, to), of_kind(after, kind).filter(|new| new.name == segment.name));
    (false, gone.into_iter().map(|(start, end)| (place(segment, start).0, place(segment, end).0)).collect())
}

/// What of a stretch of footage none of the segments shows.
pub fn lacking<'s>((from, to): (Millis, Millis), others: impl Iterator<Item = &'s Segment>) -> Vec<(Millis, Millis)> {
    let mut kept: Vec<(Millis, Millis)> = others.filter_map(|other| other.source).collect();
    kept.sort_unstable();
    let (mut at, mut lacks) = (from, Vec::new());
    for (start, end) in kept.into_iter().filter(|(start, end)| *start < to && *end > from) {
        if start > at {
            lacks.push((at, start));
        }
        at = at.max(end);
    }
    if at < to {
        lacks.push((at, to));
    }
    // A frame more or less is rounding.
    lacks.retain(|(start, end)| end.0 - start.0 > 40);
    lacks
}

/// When the timeline shows that moment of the segment's footage.
pub fn place(segment: &Segment, at: Millis) -> Millis {
    let Some((from, to)) = segment.source.filter(|(from, to)| to > from) else { return segment.start };
    let share = at.0.saturating_sub(from.0) as f64 / (to.0 - from.0) as f64;
    Millis(segment.start.0 + (share * segment.end.0.saturating_sub(segment.start.0) as f64) as u64)
}

/// `last` of the drawings that stand above one another has the scale.
fn drawing(
    which: &str,
    timeline: &Timeline,
    whole: Millis,
    last: bool,
    marks: impl Fn(&Segment, TrackKind) -> Marks,
) -> String {
    let tracks: Vec<&Track> = timeline.tracks.iter().filter(|track| !track.segments.is_empty()).collect();
    let label = text(&format!("{which}: {}", summary_line(timeline)));
    let mut out = format!("<div role=\"img\" aria-label=\"{label}\">");
    let (seconds, mut left) = (whole.seconds().max(0.001), MOST);
    for track in tracks {
        let (name, class) = match track.kind {
            TrackKind::Video => ("Video", "video"),
            TrackKind::Audio => ("Sound", "audio"),
            TrackKind::Text => ("Text", "text"),
            TrackKind::Other => ("Other", "other"),
        };
        let _ = write!(out, "<div class=\"row\"><span class=\"lab\">{name}</span><svg class=\"lane\">");
        for segment in track.segments.iter().take(left) {
            let length = segment.end.0.saturating_sub(segment.start.0) as f64 / 1000.0;
            let (new, gone) = marks(segment, track.kind);
            let (x, width) = (percent(segment.start.seconds(), seconds), percent(length, seconds));
            let title = format!("{} ({}–{})", segment.name, moment(segment.start), moment(segment.end));
            let is = if new { " new" } else { "" };
            let _ = write!(
                out,
                "<rect class=\"seg {class}{is}\" x=\"{x}\" width=\"{width}\" height=\"100%\" rx=\"4\"><title>{}</title></rect>",
                text(&title)
            );
            for (start, end) in gone {
                let (x, width) =
                    (percent(start as f64 / 1000.0, seconds), percent((end - start) as f64 / 1000.0, seconds));
                let _ = write!(out, "<rect class=\"gone\" x=\"{x}\" width=\"{width}\" height=\"100%\"/>");
            }
            if length / seconds > 0.05 {
                let on = if new { " on" } else { "" };
                let words = text(&shortened(&segment.name, 60));
                let _ = write!(
                    out,
                    "<svg x=\"{x}\" width=\"{width}\" height=\"100%\"><text class=\"say{on}\" x=\"7\" y=\"17\">{words}</text></svg>"
                );
            }
        }
        out += "</svg></div>";
        left = left.saturating_sub(track.segments.len());
    }
    if last {
        let scale = axis(seconds, |at| if seconds < 6.0 { people::time(at) } else { clock(at) });
        let _ = write!(out, "<div class=\"row\"><span></span>{scale}</div>");
    }
    out += "</div>";
    if left == 0 {
        out += "<p class=\"soft\">There are more segments than can be drawn.</p>";
    }
    out
}

fn moment(at: Millis) -> String {
    format!("{:.2} s", at.seconds())
}

/// What the colours and patterns mean, and the pattern itself.
pub const KEY: &str = "<svg width=\"0\" height=\"0\" aria-hidden=\"true\"><defs><pattern id=\"gone\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"7\" height=\"7\"/><path d=\"M0 0v7\"/></pattern><linearGradient id=\"was-video\" class=\"was video\" x2=\"0\" y2=\"1\"><stop offset=\".86\"/><stop offset=\".86\"/></linearGradient><linearGradient id=\"was-audio\" class=\"was audio\" x2=\"0\" y2=\"1\"><stop offset=\".86\"/><stop offset=\".86\"/></linearGradient><linearGradient id=\"was-text\" class=\"was text\" x2=\"0\" y2=\"1\"><stop offset=\".86\"/><stop offset=\".86\"/></linearGradient><linearGradient id=\"was-other\" class=\"was other\" x2=\"0\" y2=\"1\"><stop offset=\".86\"/><stop offset=\".86\"/></linearGradient></defs></svg>\n<p class=\"key\"><span><svg aria-hidden=\"true\"><rect class=\"seg video\" width=\"100%\" height=\"100%\" rx=\"3\"/></svg>as it was</span><span><svg aria-hidden=\"true\"><rect class=\"seg video new\" width=\"100%\" height=\"100%\" rx=\"3\"/></svg>new or changed</span><span><svg aria-hidden=\"true\"><rect class=\"gone\" width=\"100%\" height=\"100%\"/></svg>taken away</span></p>\n";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Draft;

    fn timeline(clips: &str) -> Timeline {
        Timeline::of(&Draft::parse(format!(r#"{{"t":[{{"tt":0,"sg":[{clips}]}}]}}"#)).unwrap())
    }

    #[test]
    fn what_an_edit_cut_away_is_marked_where_it_was() {
        let before = timeline(r#"{"d":5000,"sp":2,"so":0,"m":{"title":"a"}},{"d":1000,"so":0,"m":{"title":"b"}}"#);
        let after =
            timeline(r#"{"d":1000,"sp":2,"so":2000,"m":{"title":"a"}},{"d":2000,"sp":2,"so":5000,"m":{"title":"a"}}"#);
        let gone = |at: usize| marks_before(&before.tracks[0].segments[at], TrackKind::Video, &after).1;
        // Twice as fast, so that two seconds of the footage are one of the timeline.
        assert_eq!(gone(0), [(0, 1000), (2000, 2500), (4500, 5000)]);
        assert_eq!(gone(1), [(5000, 6000)]);
        let drawn = change(&before, &after, "", "");
        assert_eq!((drawn.matches("class=\"gone\"").count(), drawn.matches(" new\"").count()), (4, 0));
        assert_eq!(change(&after, &before, "", "").matches("class=\"seg video new\"").count(), 2);
        assert!(change(&after, &after, "", "").contains("stayed as it was"));
    }
}
