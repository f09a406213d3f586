//! Surgery on a row of clips. Every function takes positions on the timeline and knows nothing of
//! media, so that the same call can be made on the main track and on the shadow that remembers where
//! the old times went.

use super::{Clip, Crossing, Frames};

pub fn total(clips: &[Clip]) -> Frames {
    clips.iter().map(|clip| clip.len).sum()
}

/// Each clip with the frame at which it begins.
pub fn positions(clips: &[Clip]) -> impl Iterator<Item = (Frames, &Clip)> {
    clips.iter().scan(0, |at, clip| {
        let begin = *at;
        *at += clip.len;
        Some((begin, clip))
    })
}

/// Splits the clip that `at` falls into, and gives the index of the clip that begins there.
pub fn at_boundary(clips: &mut Vec<Clip>, at: Frames) -> usize {
    let mut begin = 0;
    for index in 0..clips.len() {
        if begin >= at {
            return index;
        }
        let end = begin + clips[index].len;
        if at < end {
            let right = halve(&mut clips[index], at - begin);
            clips.insert(index + 1, right);
            return index + 1;
        }
        begin = end;
    }
    clips.len()
}

/// Takes `[from, to)` out and closes the gap; what was taken is returned.
pub fn cut(clips: &mut Vec<Clip>, from: Frames, to: Frames) -> Vec<Clip> {
    let first = at_boundary(clips, from);
    let last = at_boundary(clips, to);
    let taken: Vec<Clip> = clips.drain(first..last.max(first)).collect();
    // A transition needs the clip that it came from.
    if let Some(next) = clips.get_mut(first).filter(|_| !taken.is_empty() || first == 0) {
        next.transition = 0;
    }
    taken
}

/// Plays `[from, to)` faster by `factor`.
pub fn speed(clips: &mut Vec<Clip>, from: Frames, to: Frames, factor: f64) {
    let first = at_boundary(clips, from);
    let last = at_boundary(clips, to);
    // Rounded at the edges of the whole stretch, so that many short clips do not drift.
    let (mut old, mut new) = (0.0, 0);
    for clip in &mut clips[first..last.max(first)] {
        old += clip.len as f64;
        let edge = (old / factor).round() as u64;
        clip.len = edge - new;
        clip.speed *= if clip.still { 1.0 } else { factor };
        clip.transition = 0;
        new = edge;
    }
    clips.retain(|clip| clip.len > 0);
}

/// Lets the clip that begins at `at` come in over the last `length` frames before it, which shortens
/// the whole by as much.
pub fn transition(clips: &mut Vec<Clip>, at: Frames, length: Frames, crossing: Crossing) {
    let index = at_boundary(clips, at);
    at_boundary(clips, at + length);
    if index >= clips.len() || clips[index].len != length {
        return;
    }
    let swallowed = clips.remove(index);
    if let Some(next) = clips.get_mut(index)
        && next.start >= swallowed.start
        && next.src == swallowed.src
    {
        (next.transition, next.crossing) = (length, crossing);
    }
}

/// Keeps the first `len` frames in place and returns the rest.
fn halve(clip: &mut Clip, len: Frames) -> Clip {
    let mut right = clip.clone();
    right.len = clip.len - len;
    right.transition = 0;
    if clip.reversed {
        clip.start += clip.span().saturating_sub((len as f64 * clip.speed).round() as u64);
        right.start = clip.start - right.span().min(clip.start);
    } else if !clip.still {
        right.start = clip.start + (len as f64 * clip.speed).round() as u64;
    }
    clip.len = len;
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Vec<Clip> {
        vec![Clip::new("a", "a", 0, 100), Clip::new("b", "b", 50, 100)]
    }

    fn shape(clips: &[Clip]) -> Vec<(&str, u64, u64)> {
        clips.iter().map(|clip| (clip.src.as_str(), clip.start, clip.len)).collect()
    }

    #[test]
    fn a_cut_over_a_boundary_leaves_both_ends() {
        let mut clips = row();
        let taken = cut(&mut clips, 90, 120);
        assert_eq!(shape(&clips), [("a", 0, 90), ("b", 70, 80)]);
        assert_eq!(shape(&taken), [("a", 90, 10), ("b", 50, 20)]);
    }

    #[test]
    fn speed_keeps_the_sum_of_many_short_clips() {
        let mut clips: Vec<Clip> = (0..9).map(|n| Clip::new("a", "a", n * 5, 5)).collect();
        speed(&mut clips, 0, 45, 2.0);
        assert_eq!(total(&clips), 23);
    }

    #[test]
    fn a_transition_takes_its_frames_from_the_later_clip() {
        let mut clips = row();
        transition(&mut clips, 100, 15, Crossing::Black);
        assert_eq!(shape(&clips), [("a", 0, 100), ("b", 65, 85)]);
        assert_eq!((clips[1].transition, clips[1].crossing), (15, Crossing::Black));
    }
}
