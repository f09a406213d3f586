//! Stretches of the timeline by their names: the intro, the outro, the second clip.

use super::use_only::nth;
use super::{Edit, Frames, Scene, words};
use crate::backend::local::model::{self, Clip, positions};
use crate::backend::local::words::{Clause, re, strict};

/// How long an intro or an outro is where no clip of its own is one, in seconds.
const END: f64 = 5.0;

impl Scene<'_> {
    /// Takes a range of the timeline in seconds: by its times, or the intro or the outro.
    pub fn range(&self, clause: &mut Clause) -> Option<(f64, f64)> {
        let span = self.span();
        if let Some(found) = self.inside(clause) {
            return Some(found);
        }
        if let Some(found) = words::range(clause, span) {
            return Some(found);
        }
        const PART: &str = r"\s+(?:part|section|scene|shot|segment)";
        let (main, rate) = (&self.timeline.main, self.timeline.rate);
        // A clip of other footage is an intro by itself; of one recording it is the first seconds.
        let other = |a: Option<&Clip>, b: Option<&Clip>| match (a, b) {
            (Some(a), Some(b)) => (a.src != b.src).then(|| rate.seconds(a.len)),
            _ => None,
        };
        let part = END.min(span.total / 3.0);
        if clause
            .take(re!(
                r"\b(?:the|my|our|its)\s+(?:(?:intro|introduction)(?:",
                PART,
                r")?|(?:opening|beginning|initial)",
                PART,
                r")\b|开场(?:部分)?|片头部分"
            ))
            .is_some()
        {
            return Some((0.0, other(main.first(), main.get(1)).unwrap_or(part)));
        }
        let ending = re!(
            r"\b(?:the|my|our|its)\s+(?:outro(?:",
            PART,
            r")?|(?:closing|ending|final)",
            PART,
            r")\b|收尾(?:部分)?|片尾部分"
        );
        if clause.take(ending).is_some() {
            let before = main.len().checked_sub(2).and_then(|at| main.get(at));
            return Some((span.total - other(main.last(), before).unwrap_or(part), span.total));
        }
        // "Punch in at 0:08 for 2 seconds", "at the end for 3 seconds".
        let lasting = re!(
            r"\b(?:at|from)\s+(?:the\s+)?(?:(start|beginning)|(end)|(",
            strict!(),
            r"))\s*,?\s*for\s+(",
            strict!(),
            ")"
        );
        if let Some(found) = clause.take(lasting) {
            let length = span.time(found[4].as_ref()?)?;
            return Some(match (&found[1], &found[2], &found[3]) {
                (Some(_), ..) => (0.0, length),
                (_, Some(_), _) => (span.total - length, span.total),
                (.., time) => {
                    let from = span.time(time.as_ref()?)?;
                    (from, from + length)
                }
            });
        }
        // "Mute it from 0:22" goes on to the end.
        let open = clause.take(re!(r"\b(?:from|starting(?:\s+(?:at|from))?)\s+(", strict!(), r")\s*$"))?;
        Some((span.time(open[1].as_ref()?)?, span.total))
    }

    /// Takes "the first 2 seconds of clip 2", "2 s off the end of the last clip", 第二段的前3秒.
    fn inside(&self, clause: &mut Clause) -> Option<(f64, f64)> {
        const CLIP: &str = r"((?:the\s+)?(?:clip|segment|shot|scene)\s+\d+|(?:the\s+)?(?:first|second|third|fourth|fifth|last|\d(?:st|nd|rd|th))\s+(?:clip|segment|shot|scene|video))\b";
        let (main, span) = (&self.timeline.main, self.span());
        let ahead = re!(
            r"(?:\bthe\s+)?\b(?:(first|opening|initial)|last|final|closing)\s+(",
            strict!(),
            r")\s*(?:of|in|from|off)\s+",
            CLIP
        );
        let behind = re!(
            "(",
            strict!(),
            r")\s*(?:off|from|of|at)\s+(?:the\s+)?(?:(start|beginning|front)|end|ending)\s+of\s+",
            CLIP
        );
        let chinese = re!(
            r"(第\s*(?:\d+|[一二三四五])\s*(?:段|个)?(?:片段|视频|镜头)?|最后(?:1|一)(?:段|个)(?:片段|视频)?)的?(?:(前面?|开头|最前面?)|最后|结尾|末尾|后面?)的?\s*(",
            strict!(),
            ")"
        );
        let mut rest = clause.clone();
        let text = |found: &[Option<String>], group: usize| found.get(group).cloned().flatten();
        let (which, first, time) = if let Some(found) = rest.take(ahead) {
            (text(&found, 3)?, text(&found, 1).is_some(), text(&found, 2)?)
        } else if let Some(found) = rest.take(behind) {
            (text(&found, 3)?, text(&found, 2).is_some(), text(&found, 1)?)
        } else {
            let found = rest.take(chinese)?;
            (text(&found, 1)?, text(&found, 2).is_some(), text(&found, 3)?)
        };
        let index = nth(&mut clause.part(0, 0).with_verb(&which), main.len())?.ok()?;
        let (at, clip) = positions(main).nth(index)?;
        let (from, to) = (span.rate.seconds(at), span.rate.seconds(at + clip.len));
        let length = span.time(&time)?.min(to - from);
        *clause = rest;
        Some(if first { (from, from + length) } else { (to - length, to) })
    }

    /// Takes a range, or the place of a clip that is named by its number.
    ///
    /// # Errors
    /// In words, where there is no such place.
    pub fn stretch(&self, clause: &mut Clause) -> Result<Option<(Frames, Frames)>, String> {
        if let Some(range) = self.inside(clause) {
            return self.frames(range).map(Some);
        }
        let main = &self.timeline.main;
        match nth(clause, main.len()) {
            Some(index) => {
                let index = index?;
                Ok(positions(main).nth(index).map(|(at, clip)| (at, at + clip.len)))
            }
            None => self.range(clause).or_else(|| self.edge(clause)).map(|range| self.frames(range)).transpose(),
        }
    }

    /// Takes "at the end", of what holds for a while and not at one moment.
    fn edge(&self, clause: &mut Clause) -> Option<(f64, f64)> {
        let found = clause.take(re!(
            r"\b(?:at|in|near|towards?)\s+(?:the\s+)?(?:very\s+)?(?:(start|beginning)|end|ending)\b(?:\s+of\s+(?:it|(?:the|my|this)\s+(?:video|clip|footage)))?"
        ))?;
        let total = self.span().total;
        let part = END.min(total / 3.0);
        Some(if found[1].is_some() { (0.0, part) } else { (total - part, total) })
    }

    /// " from 1 s to 2 s"; nothing for the whole.
    pub fn shown(&self, frames: Option<(Frames, Frames)>) -> String {
        let rate = self.timeline.rate;
        frames.map_or(String::new(), |(from, to)| {
            format!(" from {} to {}", super::show(rate.seconds(from)), super::show(rate.seconds(to)))
        })
    }
}

impl Edit<'_> {
    /// Changes the clips of a range of the old timeline, or all of them; what lies half in it is split.
    pub fn each(&mut self, frames: Option<(Frames, Frames)>, change: impl Fn(&mut Clip)) {
        let pieces = match frames {
            Some((from, to)) => self.pieces(from, to),
            None => vec![(0, self.now.total())],
        };
        for (from, to) in pieces {
            let first = model::at_boundary(&mut self.now.main, from);
            let last = model::at_boundary(&mut self.now.main, to);
            self.now.main[first..last.max(first)].iter_mut().for_each(&change);
        }
    }
}
