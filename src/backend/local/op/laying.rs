//! Where stretches lie on the timeline that an edit has so far: of the old one, and of a medium.

use super::Edit;
use crate::backend::local::model::{Frames, positions};

/// Where a range of the old timeline lies now.
pub(super) fn reach(edit: &Edit, from: Frames, to: Frames) -> (Frames, Frames) {
    let pieces = edit.pieces(from, to);
    (pieces.first().map_or(0, |piece| piece.0), pieces.last().map_or(0, |piece| piece.1))
}

/// Where a stretch of a medium is seen on the timeline; pieces that a cut left side by side are one.
pub(super) fn shown(edit: &Edit, src: &str, from: Frames, to: Frames) -> Vec<(Frames, Frames)> {
    let mut found: Vec<(Frames, Frames)> = vec![];
    for (at, clip) in positions(&edit.now.main) {
        let (begin, end) = (clip.start.max(from), (clip.start + clip.span()).min(to));
        if clip.src != src || begin >= end || clip.still || clip.reversed {
            continue;
        }
        let edge = |medium: Frames| at + (((medium - clip.start) as f64 / clip.speed).round() as u64).min(clip.len);
        let (begin, end) = (edge(begin), edge(end));
        match found.last_mut() {
            Some(last) if last.0 + last.1 == begin => last.1 += end - begin,
            _ if begin < end => found.push((begin, end - begin)),
            _ => {}
        }
    }
    // A glimpse of a cue at the edge of a cut is no caption.
    found.retain(|(_, len)| *len >= 3);
    found
}
