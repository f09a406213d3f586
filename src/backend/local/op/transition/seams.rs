//! Transitions that are there: longer, shorter, or gone.

use super::super::crossing::seam;
use super::super::{Edit, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::model::{Clip, Crossing, Frames, at_boundary, positions};
use crate::backend::local::words::{Clause, re, strict_time};

/// "Make that transition longer", 转场改成1秒, "remove the transitions": where a clause says only that.
pub(super) fn changed(clause: &mut Clause, scene: &Scene) -> Option<Read> {
    let noun = re!(r"\b(?:transitions?|cross[- ]?(?:fade|dissolve)s?|dissolves?)\b|转场|过渡|叠化");
    if !clause.has(noun) || clause.has(re!("[⟦⟪]")) {
        return None;
    }
    let mut rest = clause.clone();
    let place = seam(&mut rest, scene);
    rest.drop(noun);
    let gone = rest
        .drop(re!(r"\b(?:remove|delete|drop|lose|get\s+rid\s+of|take\s+(?:out|away)|no\s+more)\b|去掉|删除|删掉|移除|取消|不要|撤掉"));
    let longer = rest.drop(re!(
        r"\b(?:longer|slower|lengthen|extend)\b|(?:变|调|放|拉|弄)?[长慢](?:1\s*|一)?[点些]|加长|延长|拉长|放慢"
    ));
    let shorter = rest.drop(re!(
        r"\b(?:shorter|quicker|faster|snappier|shorten)\b|(?:变|调|缩|弄)?[短快](?:1\s*|一)?[点些]|缩短|加快"
    ));
    let seconds = strict_time(&mut rest, scene.span());
    rest.drop(re!(
        r"\b(?:make|change|set|let|last|lasts|lasting|take|be|duration|length|should|speed|bit|little|much|even|only|just|long|each|between|clips?|effects?)\b|时间|时长|时间长度|长度|持续|效果|持续时间|调整?|变|设|为|到|改|弄|稍微|更|能|之间|长|全部|所有"
    ));
    let ways = [gone, longer, shorter, seconds.is_some()].into_iter().filter(|way| *way).count();
    if ways != 1 || !rest.rest().is_empty() {
        return None;
    }
    let there = scene.timeline.main.iter().any(|clip| clip.transition > 0);
    if !there {
        // A wish for new ones of that length is read elsewhere.
        let why = "there are no transitions on the timeline; say `add transitions` first";
        return (seconds.is_none()).then(|| Read::Cannot(why.into()));
    }
    let place = match place.transpose() {
        Ok(place) => place,
        Err(why) => return Some(Read::Cannot(why)),
    };
    *clause = rest;
    let label = if gone { "remove the transitions" } else { "how long the transitions last" };
    Some(Plan::read(Stage::Order, label, move |edit: &mut Edit| {
        retimed(edit, place, |old| match seconds {
            Some(seconds) => seconds,
            None if gone => 0.0,
            None if longer => (old * 2.0).min(5.0),
            None => old / 2.0,
        })
    }))
}

/// Gives the transitions another length, by how long they were, or takes them away at nought.
pub(super) fn retimed(edit: &mut Edit, place: Option<Frames>, length: impl Fn(f64) -> f64) -> Result<String, Refusal> {
    let rate = edit.now.rate;
    let place = place.map(|place| edit.place(place));
    let rows: Vec<(Frames, Clip)> = positions(&edit.now.main).map(|(at, clip)| (at, clip.clone())).collect();
    let mut wanted = vec![];
    for pair in rows.windows(2) {
        let ((_, before), (at, clip)) = (&pair[0], &pair[1]);
        if clip.transition == 0 || place.is_some_and(|place| place != *at) {
            continue;
        }
        let seconds = length(rate.seconds(clip.transition));
        if seconds != 0.0 && !(0.03..=5.0).contains(&seconds) {
            return Refusal::cannot("a transition lasts up to 5 s");
        }
        let frames = if seconds == 0.0 { 0 } else { rate.frames(seconds).max(1) };
        if clip.reversed {
            return Refusal::cannot("a clip that plays backwards keeps its transition; undo that first");
        }
        if frames > 0 && (before.len <= frames * 2 || clip.len + clip.transition <= frames * 2) {
            return Refusal::cannot(format!("the clips are too short for a transition of {}", show(seconds)));
        }
        wanted.push((*at, clip.transition, frames, clip.crossing));
    }
    if wanted.is_empty() {
        return Refusal::cannot("there is no transition there");
    }
    // From the end, so that the places before stay true.
    edit.restructure(|row| {
        for (at, old, new, crossing) in wanted.iter().rev() {
            retime(row, *at, (*old, *new), *crossing);
        }
    });
    let many = wanted.len() > 1;
    let (the, lasts) =
        if many { (format!("The {} transitions", wanted.len()), "last") } else { ("The transition".into(), "lasts") };
    let length = wanted[0].2;
    Ok(match (length, wanted.iter().all(|one| one.2 == length)) {
        (0, _) => format!("Removed the transition{}.", if many { "s" } else { "" }),
        (_, true) => format!("{the} {lasts} {} now.", show(rate.seconds(length))),
        _ => format!("{the} {lasts} longer or shorter now, each by as much of its length."),
    })
}

/// Brings what a transition hides of its clip back, or hides more of it.
fn retime(row: &mut Vec<Clip>, at: Frames, (old, new): (Frames, Frames), crossing: Crossing) {
    let index = at_boundary(row, at);
    if new >= old {
        at_boundary(row, at + new - old);
        if new > old && index < row.len() {
            row.remove(index);
        }
        if let Some(next) = row.get_mut(index) {
            (next.transition, next.crossing) = (new, crossing);
        }
        return;
    }
    match row.get_mut(index).filter(|clip| clip.transition == old) {
        Some(clip) => {
            let back = if clip.still { 0 } else { ((old - new) as f64 * clip.speed).round() as u64 };
            clip.start = clip.start.saturating_sub(back);
            clip.len += old - new;
            clip.transition = new;
        }
        // The row of old places gets frames that were not seen before.
        None => row.insert(index, Clip::new("unseen", "unseen", 0, old - new)),
    }
}
