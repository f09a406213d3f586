//! Words, logos and small pictures that come and go softly.

use super::{Scene, show};
use crate::backend::local::model::{Fades, Frames, Rate};
use crate::backend::local::words::{Clause, re, strict};

/// How long it takes where nothing is said, in seconds.
const USUAL: f64 = 0.5;

const LEAD: &str = r"(?:\b(?:that|which|and|it|they|should|slowly|gently|softly|smoothly|quickly|with|using|has|having|make|have|let|slow|soft|gentle|quick|smooth|nice|subtle|simple)\s+|\b(?:an?|the)\s+)*";
const FADE: &str = r"fad(?:e|es|ing)[-\s]*(?:(?:it|them|\||the|my)\s+)*";
const NAME: &str = r"(?:[- ]+(?:effect|animation|transition)s?)?";
const ZH: &str = r"(?:并|且|带有?|有|要|以|慢慢|缓缓|渐渐|地)*";

// How long it takes, behind the word and in front of it.
macro_rules! over {
    () => {
        [r"(?:\s+(?:(?:over|of|lasting|taking|within)\s+)?(", &strict!(), r")(?:\s*(?:each|both))?)?"].concat()
    };
}
macro_rules! long {
    () => {
        [r"(?:\b(?:an?|with)\s+(?:an?\s+)?(", &strict!(), r")(?:[- ]*(?:long\s+)?))?"].concat()
    };
}
macro_rules! zh_long {
    () => {
        [r"(?:效果|动画)?(?:\s*(?:持续|用时|各|时长|时间)为?\s*(", &strict!(), r"))?"].concat()
    };
}

/// Takes "that fades in and out", "with a 1 s fade in", "fading out over 2 s", 淡入淡出.
///
/// # Errors
/// In words, for lengths that nobody can mean.
pub fn fades(clause: &mut Clause, scene: &Scene) -> Result<Fades, String> {
    let both = re!(
        // "With a fade in and fade out at the end": the end of what is shown.
        r"\b(?:with|has|having)\s+(?:an?\s+)?fade[- ]?in(?:\s+at\s+the\s+(?:start|beginning))?\s*(?:and|&)\s*(?:an?\s+)?fade[- ]?out\s+at\s+the\s+end\b",
        "|",
        LEAD,
        long!(),
        LEAD,
        FADE,
        r"in(?:\s*(?:and|&|/|then)\s*|\s+)(?:an?\s+)?(?:fad(?:e|es|ing)[- ]?)?(?:it\s+)?out\b",
        NAME,
        over!(),
        "|",
        ZH,
        r"(?:淡入[和并、]?淡出|渐显渐隐)",
        zh_long!(),
        "|",
        LEAD,
        r"\b(?:with|using)\s+(?:an?\s+)?",
        LEAD,
        r"fades?",
        NAME,
        r"\s*(?:$|\|)"
    );
    let inward = re!(LEAD, long!(), LEAD, FADE, r"in\b", NAME, over!(), "|", ZH, r"(?:淡入|渐显)", zh_long!());
    let outward =
        re!(LEAD, long!(), LEAD, FADE, r"(?:out|away)\b", NAME, over!(), "|", ZH, r"(?:淡出|渐隐)", zh_long!());
    let rate = scene.timeline.rate;
    let mut take = |pattern: &regex::Regex| -> Result<Option<Frames>, String> {
        let Some(found) = clause.take(pattern) else { return Ok(None) };
        let said = found.into_iter().skip(1).flatten().next();
        let seconds = said.and_then(|text| scene.span().time(&text)).unwrap_or(USUAL);
        if !(0.05..=10.0).contains(&seconds) {
            return Err("words and logos come and go over 0.05 s to 10 s".into());
        }
        Ok(Some(rate.frames(seconds).max(1)))
    };
    if let Some(frames) = take(both)? {
        return Ok(Fades { begin: frames, end: frames });
    }
    let begin = take(inward)?.unwrap_or(0);
    Ok(Fades { begin, end: take(outward)?.unwrap_or(0) })
}

/// What is said of it.
pub fn told(fades: Fades, rate: Rate) -> String {
    let show = |frames: Frames| show(rate.seconds(frames));
    match (fades.begin, fades.end) {
        (0, 0) => String::new(),
        (begin, 0) => format!(" It fades in over {}.", show(begin)),
        (0, end) => format!(" It fades out over {}.", show(end)),
        (begin, end) if begin == end => format!(" It fades in and out over {} each.", show(begin)),
        (begin, end) => format!(" It fades in over {} and out over {}.", show(begin), show(end)),
    }
}

/// What does not fit into the time that it is shown.
pub fn too_long(fades: Fades, len: Frames, rate: Rate) -> Option<String> {
    (fades.begin + fades.end > len).then(|| {
        format!(
            "what is shown for {} cannot come and go over {}",
            show(rate.seconds(len)),
            show(rate.seconds(fades.begin + fades.end))
        )
    })
}
