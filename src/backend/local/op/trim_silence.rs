//! Takes pauses out: where nobody speaks on the main track, whatever media it is made of.

use super::{Edit, Frames, Needs, Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::model::{self, positions};
use crate::backend::local::silence::{self, Wanted};
use crate::backend::local::words::{Clause, re, strict};

pub const OP: Op = Op {
    name: "trim_silence",
    phrases: &["trim the silences", "cut pauses longer than 1 s", "remove dead air", "去掉静音", "剪掉停顿"],
    parse,
};

/// Shorter scraps between two cuts go with them, in seconds.
const SCRAP: f64 = 0.1;

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let verb = re!(
        r"\b(?:trim(?:s|med|ming)?|cut(?:s|ting)?|remov(?:e|es|ing)|delet(?:e|es|ing)|strip|drop|get\s+rid\s+of|take|edit|tighten|shorten|eliminate|clean|skip|tidy|chop|shave|lop|snip|jump[- ]?cut|auto[- ]?cut|gone|silence[- ]?cut)\b(?:\s+(?:out|away|up|down))?|去掉|剪掉|删除|删掉|移除|去除|剪去|清除|剪除|裁掉|删去|去|剪|删"
    );
    let noun = silence();
    // "Shorten the video to 25 s by removing pauses" names the length of the whole.
    let whole = re!(r"\bto\s+(?:about\s+|under\s+)?\d[^,.;]*\bby\s+(?:removing|cutting|trimming|deleting)\b");
    if !clause.has(noun) || !clause.has(verb) || clause.has(whole) {
        return Read::No;
    }
    if super::speed_silence::wanted(clause) {
        return Read::No;
    }
    clause.drop(noun);
    clause.drop(verb);
    clause.drop(re!(r"部分|片段|的地方|之处|^\s*段落"));
    let ends = ends(clause);
    let span = scene.span();
    // "From 5 s to 14 s" is a stretch, and "to 0.3 s" how short pauses are to be.
    let ranged = re!(r"\b(?:from|between)\s+(?:", strict!(), r"|\d+(?:\.\d+)?)\s*(?:to|and|until|till|-|–)\s*\d");
    let inside = match clause.has(ranged).then(|| scene.stretch(clause)).transpose() {
        Ok(inside) => inside.flatten(),
        Err(why) => return Read::Cannot(why),
    };
    let mut wanted = Wanted::default();
    if let Some(found) = clause.take(re!(r"(?:\b(?:below|under|quieter\s+than|threshold(?:\s+of)?|at)\b|低于|阈值)?\s*(?:is\s+)?(-\s*\d+(?:\.\d+)?)\s*(?:dbfs|db|分贝)")) {
        wanted.threshold = found[1].as_ref().and_then(|text| text.replace(' ', "").parse().ok());
    }
    if clause.has(re!(r"\b(?:under|below|shorter\s+than|less\s+than)\s+(?:of\s+)?(?:0?\.)?\d+(?:\.\d+)?\s*(?:ms|s|secs?|seconds?)\b|(?:小于|短于|少于|不到)\s*\d")) {
        clause.drop(re!("."));
        return Read::Cannot("pauses go from a length on, such as `cut pauses longer than 0.5 s`; the short ones alone are not taken".into());
    }
    let seconds =
        |found: Vec<Option<String>>| found.into_iter().skip(1).flatten().next().and_then(|text| span.time(&text));
    let margin = re!(
        r"(?:\b(?:with|leave|leaving|keep|keeping)\s+)?(?:a\s+)?\b(?:margins?|padding|breath|gaps?|pauses?)\s*(?:of\s+)?(",
        strict!(),
        r")|\b(?:leave|leaving|keep|keeping|with)\s+(?:an?\s+)?(",
        strict!(),
        r")(?:\s*(?:of\s+)?(?:margin|padding)\b)?|(",
        strict!(),
        r")\s*(?:of\s+)?(?:margin|padding)\b|(?:留|保留)(?:下)?\s*(",
        strict!(),
        ")"
    );
    if let Some(found) = clause.take(margin).and_then(seconds) {
        wanted.margin = found;
        clause.drop(re!(
            r"\bon\s+(?:each|both|either)\s+sides?\b|\b(?:around|before\s+and\s+after)\s+(?:the\s+|each\s+|every\s+|my\s+|all\s+)?(?:speech|words?|sentences?|talking|voice|phrases?|cuts?)\b|两边|左右"
        ));
    }
    // "Shorten the pauses to 0.3 s" leaves half of that on each side.
    if let Some(found) = clause
        .take(re!(r"\b(?:down\s+)?to\s+(?:(?:at\s+most|under|about|just|only|max(?:imum)?|a\s+max(?:imum)?\s+of|no\s+(?:more|longer)\s+than)\s+)*(", strict!(), r")|(?:缩短到|剪到|到)\s*(", strict!(), ")"))
        .and_then(seconds)
    {
        wanted.margin = found / 2.0;
        wanted.shortest = wanted.shortest.max(found + 0.05);
    }
    let shortest = re!(
        r"(?:\b(?:that|which)\s+(?:are|last)\s+)?(?:\b(?:longer\s+than|more\s+than|over|above|at\s+least|of|exceeding|greater\s+than)\b|>|超过|大于|长于|至少)\s*(",
        strict!(),
        r")(?:\s*(?:or\s+(?:more|longer)|long)\b|\s*以上)?|(",
        strict!(),
        r")\s*(?:or\s+(?:more|longer)\b|以上)"
    );
    if let Some(found) = clause.take(shortest).and_then(seconds) {
        wanted.shortest = found;
    }
    let stretch = match if ends.is_some() || inside.is_some() { Ok(inside) } else { scene.stretch(clause) } {
        Ok(stretch) => stretch,
        Err(why) => return Read::Cannot(why),
    };
    clause.drop(re!(r"\b(?:only|just)\b|只|仅"));
    Read::Do(vec![match stretch {
        Some(stretch) => {
            let label = format!("trim the silences{}", scene.shown(Some(stretch)));
            let mut plan = Plan::new(Stage::Trim, label, move |edit| within(edit, wanted, Part::Stretch(stretch)));
            plan.needs = Needs { levels: true, ..Needs::default() };
            plan
        }
        None => plan(wanted, ends),
    }])
}

/// What pauses are called.
pub(super) fn silence() -> &'static regex::Regex {
    re!(
        r"\b(?:the\s+)?(?:(?:long|big|filler|extra|remaining|awkward|silent|quiet|empty|dead|unnecessary|boring)\s+)*(?:silences?|silent\s+(?:parts?|sections?|gaps?|bits?|moments?|segments?|spots?)|quiet\s+(?:parts?|sections?|bits?)|pauses?|dead\s+(?:air|space|time|spots?|parts?|moments?)|gaps?|silence|auto[- ]?cut|(?:parts?|bits?|sections?|places?|moments?|spots?|stretches)\s+(?:where|when|in\s+which)\s+(?:(?:it's|it\s+is|it\s+goes|it\s+gets|i'm|i\s+am|everyone\s+is|there's|there\s+is|there\s+are)\s+(?:just\s+|completely\s+|totally\s+|all\s+)?(?:silent|quiet|silence|no\s+(?:sound|talking|speech|audio|one\s+(?:talking|speaking)|words)|nothing(?:\s+(?:said|to\s+hear|happening))?|not\s+(?:talking|speaking|saying\s+anything))|(?:nobody|no\s+one|no-one)(?:'s|\s+is)?\s+(?:talk|speak)(?:s|ing)?|i\s+(?:don't|do\s+not)\s+(?:talk|speak|say\s+anything)|nothing\s+is\s+(?:said|being\s+said)))\b(?:\s+(?:between|in)\s+(?:the\s+)?(?:sentences|words|speech|talking))?|静音|停顿|空白|沉默|无声|没有声音|冷场"
    )
}

/// Which pauses are meant: those of the whole, or the silence before and behind what is said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ends {
    start: bool,
    end: bool,
}

/// Takes "at the beginning", "off both ends".
fn ends(clause: &mut Clause) -> Option<Ends> {
    const AT: &str = r"\b(?:at|from|off|in|on|of|before)\s+(?:of\s+)?(?:the\s+)?(?:very\s+)?";
    let both = clause.drop(re!(AT, r"(?:both\s+(?:the\s+)?(?:ends|sides)|(?:beginning|start|front)\s+(?:and|&|/)\s+(?:the\s+|at\s+the\s+)?(?:very\s+)?end(?:ing)?|either\s+end|ends)\b|(?:开头|片头|首)(?:和|与|及|、)?(?:结尾|片尾|尾)|首尾|两头|前后"));
    let start = clause.drop(re!(AT, r"(?:start|beginning|front|head)\b|开头|片头|最前面"));
    let end = clause.drop(re!(AT, r"(?:end|ending|tail)\b|结尾|片尾|末尾|最后面?"));
    clause.drop(re!(r"\bof\s+(?:the|my|this)\s+(?:video|clip|recording|footage)\b"));
    (both || start || end).then_some(Ends { start: both || start, end: both || end })
}

/// Where pauses are taken out.
#[derive(Clone, Copy)]
enum Part {
    Whole,
    Ends(Ends),
    /// Frame edges of the timeline as it was.
    Stretch((Frames, Frames)),
}

pub(super) fn plan(wanted: Wanted, ends: Option<Ends>) -> Plan {
    let label = match ends {
        None => "trim the silences",
        Some(Ends { end: false, .. }) => "trim the silence at the start",
        Some(Ends { start: false, .. }) => "trim the silence at the end",
        Some(_) => "trim the silence at both ends",
    };
    let mut plan =
        Plan::new(Stage::Trim, label, move |edit| within(edit, wanted, ends.map_or(Part::Whole, Part::Ends)));
    plan.needs = Needs { levels: true, ..Needs::default() };
    plan
}

/// Where nobody speaks on the main track, in its order, with what speech keeps taken off.
pub(super) fn pauses(edit: &Edit, wanted: Wanted) -> Result<Vec<(Frames, Frames)>, Refusal> {
    let rate = edit.now.rate;
    let mut cuts: Vec<(Frames, Frames)> = vec![];
    let mut sounding = false;
    for (at, clip) in positions(&edit.now.main) {
        let Some(Ok(levels)) = edit.facts.levels.get(&clip.src) else { continue };
        sounding = true;
        let found = silence::find(levels, wanted).map_err(Refusal::Cannot)?;
        let (begin, end) = (rate.seconds(clip.start), rate.seconds(clip.start + clip.span()));
        for (from, to) in found.silent {
            // Speech keeps its margin; where the medium begins or ends there is no speech to keep.
            let from = if from <= 0.0 { 0.0 } else { from + wanted.margin };
            let to = if to >= levels.0.len() as f64 / 100.0 - 0.02 { f64::INFINITY } else { to - wanted.margin };
            let (from, to) = (from.max(begin), to.min(end));
            if to <= from {
                continue;
            }
            let edge = |seconds: f64| {
                at + (((rate.frames(seconds).max(clip.start) - clip.start) as f64 / clip.speed).round() as u64)
                    .min(clip.len)
            };
            let (from, to) = (edge(from), edge(to));
            match cuts.last_mut() {
                Some(last) if from <= last.1 + rate.frames(SCRAP) => last.1 = to.max(last.1),
                _ if from < to => cuts.push((from, to)),
                _ => {}
            }
        }
    }
    if sounding { Ok(cuts) } else { Refusal::cannot("the footage has no sound, so no pause can be found in it") }
}

pub(super) fn apply(edit: &mut Edit, wanted: Wanted) -> Result<String, Refusal> {
    within(edit, wanted, Part::Whole)
}

fn within(edit: &mut Edit, wanted: Wanted, part: Part) -> Result<String, Refusal> {
    let rate = edit.now.rate;
    let mut cuts = pauses(edit, wanted)?;
    let total = edit.now.total();
    match part {
        Part::Whole => {}
        Part::Ends(ends) => cuts.retain(|(from, to)| ends.start && *from == 0 || ends.end && *to + 1 >= total),
        Part::Stretch((from, to)) => {
            let pieces = edit.pieces(from, to);
            let inside = |(from, to): &(Frames, Frames)| {
                let cut = (*from, *to);
                pieces.iter().map(move |piece| (cut.0.max(piece.0), cut.1.min(piece.1))).collect::<Vec<_>>()
            };
            cuts = cuts.iter().flat_map(inside).filter(|(from, to)| from < to).collect();
        }
    }
    if cuts.is_empty() && !matches!(part, Part::Whole) {
        return Ok("Found no silence there; nothing was cut.".into());
    }
    let gone: Frames = cuts.iter().map(|(from, to)| to - from).sum();
    if gone >= total {
        return Refusal::cannot("all of it is silent, and cutting it would leave nothing");
    }
    if cuts.is_empty() {
        return Ok(format!("Found no pause of {} or more; nothing was cut.", show(wanted.shortest)));
    }
    edit.restructure(|row| {
        for (from, to) in cuts.iter().rev() {
            model::cut(row, *from, *to);
        }
    });
    Ok(format!(
        "Cut {} pauses, {} in all: {} is left.",
        cuts.len(),
        show(rate.seconds(gone)),
        show(rate.seconds(edit.now.total()))
    ))
}
