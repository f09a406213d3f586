//! Clips that can be made by one chain: the same medium, forwards, treated alike. A trim of a hundred
//! pauses is one run of a hundred ranges, not a hundred inputs.

use crate::backend::local::model::{Clip, Frames};

#[derive(Debug, Clone, PartialEq)]
pub struct Run<'a> {
    pub clips: Vec<&'a Clip>,
    /// The frame of the timeline at which it begins.
    pub at: Frames,
}

pub fn runs(main: &[Clip]) -> Vec<Run<'_>> {
    let mut runs: Vec<Run> = vec![];
    let mut at = 0;
    for clip in main {
        match runs.last_mut() {
            Some(run) if joins(run, clip) => run.clips.push(clip),
            _ => runs.push(Run { clips: vec![clip], at }),
        }
        at += clip.len;
    }
    runs
}

fn joins(run: &Run, clip: &Clip) -> bool {
    let last = run.last();
    last.src == clip.src
        && last.speed == clip.speed
        && last.look == clip.look
        && !(last.still || clip.still || last.reversed || clip.reversed)
        && clip.transition == 0
        && clip.start >= last.start + last.span()
}

impl<'a> Run<'a> {
    pub fn first(&self) -> &'a Clip {
        self.clips[0]
    }

    pub fn last(&self) -> &'a Clip {
        self.clips[self.clips.len() - 1]
    }

    pub fn src(&self) -> &'a str {
        &self.first().src
    }

    /// Frames of the timeline that it fills by itself.
    pub fn len(&self) -> Frames {
        self.clips.iter().map(|clip| clip.len).sum()
    }

    /// Frames that it is made with: those over which it fades in lie before its own.
    pub fn made(&self) -> Frames {
        self.len() + self.first().transition
    }

    /// The frames of the medium that it needs, in order and without overlap.
    pub fn ranges(&self) -> Vec<(Frames, Frames)> {
        let mut ranges: Vec<(Frames, Frames)> = vec![];
        for clip in &self.clips {
            let before = (clip.transition as f64 * clip.speed).round() as u64;
            let (from, to) = (clip.start.saturating_sub(before), clip.start + clip.span().max(1));
            match ranges.last_mut() {
                Some((_, end)) if *end == from => *end = to,
                _ => ranges.push((from, to)),
            }
        }
        ranges
    }

    pub fn from(&self) -> Frames {
        self.ranges()[0].0
    }

    pub fn to(&self) -> Frames {
        self.ranges().last().map_or(0, |range| range.1)
    }
}
