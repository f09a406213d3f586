//! The timeline while a prompt is carried out, and where the times before the prompt have gone.

use super::{Facts, Scene};
use crate::backend::local::model::{self, Clip, Fit, Frames, SoundRole, Timeline, positions};
use crate::backend::local::store::Medium;

pub struct Edit<'a> {
    pub now: Timeline,
    /// As it was before the prompt; all times in the prompt are its times.
    pub before: &'a Timeline,
    pub media: &'a [Medium],
    pub facts: &'a Facts,
    /// How much faster this prompt has made the whole.
    pub faster: f64,
    /// A row of clips of the old timeline, cut and moved like the main track.
    shadow: Vec<Clip>,
}

/// The old timeline, as a medium of the shadow.
const OLD: &str = "";

impl<'a> Edit<'a> {
    pub fn new(before: &'a Timeline, media: &'a [Medium], facts: &'a Facts) -> Edit<'a> {
        let shadow = vec![Clip::new(OLD, OLD, 0, before.total())];
        Edit { now: before.clone(), before, media, facts, faster: 1.0, shadow }
    }

    pub fn scene(&self) -> Scene<'a> {
        Scene { timeline: self.before, media: self.media }
    }

    /// Where a frame edge of the old timeline lies now: at itself, or where it was cut away.
    pub fn place(&self, old: Frames) -> Frames {
        let mut best = None;
        for (at, clip) in positions(&self.shadow) {
            if clip.src != OLD {
                continue;
            }
            let end = clip.start + clip.span();
            if (clip.start..end).contains(&old) {
                return at + ((old - clip.start) as f64 / clip.speed).round() as u64;
            }
            if clip.start >= old && best.is_none_or(|(start, _)| clip.start < start) {
                best = Some((clip.start, at));
            }
        }
        best.map_or(self.now.total(), |(_, at)| at)
    }

    /// What is left of a range of the old timeline, as ranges of the present one.
    pub fn pieces(&self, from: Frames, to: Frames) -> Vec<(Frames, Frames)> {
        pieces(&self.shadow, from, to)
    }

    /// Cuts, moves or stretches the main track, and carries everything else along. The change is made
    /// with positions only, so it can be made on the shadow too.
    pub fn restructure(&mut self, change: impl Fn(&mut Vec<Clip>)) {
        let total = self.now.total();
        let mut moved = vec![Clip::new(OLD, OLD, 0, total)];
        change(&mut moved);
        change(&mut self.now.main);
        change(&mut self.shadow);
        let after = self.now.total();
        self.now.texts = std::mem::take(&mut self.now.texts)
            .into_iter()
            .flat_map(|text| {
                let pieces = spread(&moved, text.at, text.len, total, after);
                let last = pieces.len().saturating_sub(1);
                pieces
                    .into_iter()
                    .enumerate()
                    .map(move |(index, (at, len))| {
                        let fades = text.fades.piece(index == 0, index == last);
                        model::Text { at, len, fades, ..text.clone() }
                    })
                    .collect::<Vec<_>>()
            })
            .collect();
        self.now.overlays = std::mem::take(&mut self.now.overlays)
            .into_iter()
            .flat_map(|one| {
                let start = one.start;
                let mut shown = 0;
                let pieces = spread(&moved, one.at, one.len, total, after);
                let last = pieces.len().saturating_sub(1);
                pieces
                    .into_iter()
                    .enumerate()
                    .map(|(index, (at, len))| {
                        let fades = one.fades.piece(index == 0, index == last);
                        let piece = model::Overlay { at, len, start: start + shown, fades, ..one.clone() };
                        shown += len;
                        piece
                    })
                    .collect::<Vec<_>>()
            })
            .collect();
        for sound in &mut self.now.sounds {
            let levels = std::mem::take(&mut sound.levels);
            // A short sound belongs to its moment, and goes with it.
            let moment = sound.role == SoundRole::Effect;
            if sound.at == 0 && sound.len >= total {
                sound.len = after;
            } else {
                let until = if moment { sound.at + 1 } else { total };
                sound.at = pieces(&moved, sound.at, until).first().map_or(after, |piece| piece.0);
                sound.len = sound.len.min(after.saturating_sub(sound.at));
            }
            for level in levels {
                for (at, len) in spread(&moved, level.at, level.len, total, after) {
                    sound.level(at, at + len, Some(level.volume));
                }
            }
        }
        self.now.sounds.retain(|sound| sound.len > 0);
    }

    /// Puts clips in at a place of the present timeline.
    pub fn insert(&mut self, at: Frames, clips: &[Clip]) {
        self.restructure(|row| {
            let index = model::at_boundary(row, at);
            row.splice(index..index, clips.iter().cloned());
        });
    }

    /// Moves a stretch of the present timeline to a place of it that lies outside the stretch.
    pub fn relocate(&mut self, (from, end): (Frames, Frames), to: Frames) {
        self.restructure(|row| {
            let taken = model::cut(row, from, end);
            // What stood behind it has moved up by its length.
            let to = if to >= end { to - (end - from) } else { to };
            let index = if to == 0 { 0 } else { model::at_boundary(row, to) };
            row.splice(index..index, taken);
        });
    }

    /// A clip of a whole medium at the timeline's rate; a picture stands for five seconds.
    pub fn clip_of(&self, medium: &Medium) -> Clip {
        let seconds = if medium.probe.duration > 0.0 { medium.probe.duration } else { 5.0 };
        Clip::new(&medium.name, medium.stem(), 0, self.now.rate.frames(seconds).max(1))
    }

    /// Another canvas, and how pictures of another shape stand on it.
    pub fn canvas(&mut self, width: u32, height: u32, fit: Fit) {
        (self.now.width, self.now.height, self.now.fit) = (width, height, fit);
    }
}

/// The ranges of the new row that show `[from, to)` of the old one, in order and joined where they
/// touch.
fn pieces(row: &[Clip], from: Frames, to: Frames) -> Vec<(Frames, Frames)> {
    let mut found: Vec<(Frames, Frames)> = vec![];
    for (at, clip) in positions(row) {
        if clip.src != OLD || clip.still {
            continue;
        }
        let (begin, end) = (clip.start.max(from), (clip.start + clip.span()).min(to));
        if begin >= end {
            continue;
        }
        let edge = |old: Frames| at + (((old - clip.start) as f64 / clip.speed).round() as u64).min(clip.len);
        let (new_from, new_to) = (edge(begin), edge(end));
        if new_from >= new_to {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.1 == new_from => last.1 = new_to,
            _ => found.push((new_from, new_to)),
        }
    }
    found
}

/// Where something that lasts from `at` on goes: what covered everything still does.
fn spread(row: &[Clip], at: Frames, len: Frames, total: Frames, after: Frames) -> Vec<(Frames, Frames)> {
    if at == 0 && len >= total {
        return vec![(0, after)];
    }
    pieces(row, at, at + len).into_iter().map(|(from, to)| (from, to - from)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::local::model::{Fades, Place, Rate, Text, TextRole};

    fn timeline() -> Timeline {
        Timeline::of(Clip::new("a", "a", 0, 300), Rate { num: 30, den: 1 }, (640, 360))
    }

    fn text(at: Frames, len: Frames) -> Text {
        Text {
            role: TextRole::Title,
            text: "x".into(),
            at,
            len,
            place: Place::Top,
            size: 1.0,
            color: None,
            boxed: false,
            bold: false,
            track: None,
            fades: Fades::default(),
        }
    }

    #[test]
    fn old_times_follow_cuts_speed_and_insertions() {
        let before = timeline();
        let facts = Facts::default();
        let mut edit = Edit::new(&before, &[], &facts);
        edit.restructure(|row| drop(model::cut(row, 60, 90)));
        assert_eq!((edit.place(30), edit.place(75), edit.place(120)), (30, 60, 90));
        let half = edit.now.total();
        edit.restructure(|row| model::speed(row, 0, half, 2.0));
        assert_eq!(edit.place(120), 45);
        edit.insert(45, &[Clip::new("b", "b", 0, 30)]);
        assert_eq!((edit.place(118), edit.place(120), edit.now.total()), (44, 75, 165));
    }

    #[test]
    fn words_follow_the_picture_they_were_put_on() {
        let mut before = timeline();
        before.texts = vec![text(30, 60), text(0, 300), text(65, 20)];
        let facts = Facts::default();
        let mut edit = Edit::new(&before, &[], &facts);
        edit.restructure(|row| drop(model::cut(row, 60, 90)));
        let got: Vec<(Frames, Frames)> = edit.now.texts.iter().map(|text| (text.at, text.len)).collect();
        assert_eq!(got, [(30, 30), (0, 270)]);
    }
}
