//! A long recording brought to a short length: the longest stretches of speech, joined softly.

use super::trim_silence::pauses;
use super::{Edit, Frames, Needs, Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::model::{self, Crossing};
use crate::backend::local::silence::Wanted;
use crate::backend::local::words::{Clause, re, strict};

pub const OP: Op = Op {
    name: "condense",
    phrases: &["trim it down to 20 seconds with smooth cuts", "condense to 15 seconds", "浓缩到15秒"],
    parse,
};

/// How long one stretch melts into the next, in seconds.
const MELT: f64 = 0.25;
/// More would make a chain too long to be run in one piece.
const MOST: usize = 60;

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let word = re!(r"\b(?:condense|boil\s+down|distil|summari[sz]e)\b(?:\s+(?:it|this)\b)?|浓缩|精剪");
    let trim = re!(r"\b(?:trim|cut|shorten|edit|reduce|get|bring|tighten)\b");
    let smooth = re!(
        r"\bwith\s+(?:smooth(?:er)?|clean|soft|seamless|natural)\s+(?:jump\s+)?(?:cuts?|transitions?|edits?)\b|\b(?:by\s+)?keep(?:ing)?\s+(?:only\s+)?the\s+(?:best|most\s+important|good|key|interesting|strongest)\s+(?:parts?|bits?|moments?)\b|保留(?:精华|重点)"
    );
    let condensed = clause.has(word);
    if !(condensed || clause.has(trim) && clause.has(smooth)) {
        return Read::No;
    }
    let span = scene.span();
    let to = clause.take(re!(
        r"(?:\b(?:down\s+)?(?:in)?to\b|\bin\b|到|成|为)\s*(?:about\s+|around\s+|under\s+|at\s+most\s+)?(?:an?\s+)?(",
        strict!(),
        ")"
    ));
    let Some(seconds) = to.and_then(|found| span.time(found[1].as_ref()?)) else { return Read::No };
    for pattern in [word, trim, smooth] {
        clause.drop(pattern);
    }
    if seconds > span.total + 0.02 {
        return Read::Cannot(format!(
            "the timeline is {} long and cannot be trimmed to {}",
            show(span.total),
            show(seconds)
        ));
    }
    let mut plan =
        Plan::new(Stage::Trim, format!("the longest stretches of speech in {}", show(seconds)), move |edit| {
            condense(edit, seconds)
        });
    plan.needs = Needs { levels: true, ..Needs::default() };
    Read::Do(vec![plan])
}

fn condense(edit: &mut Edit, seconds: f64) -> Result<String, Refusal> {
    let rate = edit.now.rate;
    let (wanted, melt) = (rate.frames(seconds).max(1), rate.frames(MELT));
    let kept = stretches(edit, wanted, melt)?;
    edit.restructure(|row| {
        let mut end = model::total(row);
        for (from, to) in kept.iter().rev() {
            model::cut(row, *to, end);
            end = *from;
        }
        model::cut(row, 0, end);
    });
    let mut seams = vec![];
    let mut at = 0;
    for (from, to) in &kept[..kept.len() - 1] {
        at += to - from;
        seams.push(at);
    }
    edit.restructure(|row| {
        for seam in seams.iter().rev() {
            model::transition(row, *seam, melt, Crossing::Fade);
        }
    });
    Ok(format!(
        "Kept the {} longest stretches of speech in their order, {} in all, each melting into the next; `keep 0:10 to 0:40` chooses by time.",
        kept.len(),
        show(rate.seconds(edit.now.total()))
    ))
}

/// The longest stretches that together are as long as wanted when each melts into the next. Where short ones
/// would be too many, only longer pauses part them.
fn stretches(edit: &Edit, wanted: Frames, melt: Frames) -> Result<Vec<(Frames, Frames)>, Refusal> {
    let total = edit.now.total();
    for shortest in [0.5, 1.0, 2.0, 4.0, 8.0, f64::INFINITY] {
        let silent =
            if shortest.is_finite() { pauses(edit, Wanted { shortest, ..Wanted::default() })? } else { vec![] };
        let mut speech: Vec<(Frames, Frames)> = vec![];
        let mut from = 0;
        for (begin, end) in silent.into_iter().chain([(total, total)]) {
            if begin > from + melt * 4 {
                speech.push((from, begin));
            }
            from = end;
        }
        speech.sort_by_key(|(from, to)| (std::cmp::Reverse(to - from), *from));
        let mut sum = 0;
        for at in 0..speech.len().min(MOST + 1) {
            let (from, to) = speech[at];
            let room = wanted + melt * at as Frames - sum;
            let len = (to - from).min(room);
            sum += len;
            if sum == wanted + melt * at as Frames {
                speech[at].1 = from + len;
                speech.truncate(at + 1);
                // A scrap at the end could not melt; the one before it would have to be longer.
                speech.retain(|(from, to)| to - from > melt * 2 || at == 0);
                speech.sort_unstable();
                return Ok(speech);
            }
        }
    }
    Refusal::cannot("there is less of it than that")
}
