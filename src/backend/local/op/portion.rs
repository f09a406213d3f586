//! Stretches that one clause takes over from another, or leaves out: "except the last 5 s", "mute that
//! part too", "and the rest at 1.5x", "split at 6 s and 13 s".

use super::Scene;
use super::clauses::{Tried, instructions, understood};
use crate::backend::local::words::{At, Clause, at, re, strict_time};

/// Seconds on the timeline.
type Range = (f64, f64);

/// Operations that a range can be given to, and to several at once.
const RANGED: [&str; 8] = ["bleep", "color", "music", "mute", "speed", "timbre", "volume", "zoom"];
/// Those that take one range.
const RANGED_ONCE: [&str; 7] = ["bgm", "broll", "captions", "logo", "lower_third", "text", "title"];

fn words_of((from, to): Range) -> String {
    format!("from {from:.3} s to {to:.3} s")
}

/// Takes a range or a clip that is named by its number, in seconds.
fn stretch(clause: &mut Clause, scene: &Scene) -> Option<Range> {
    let rate = scene.timeline.rate;
    let (from, to) = scene.stretch(clause).ok()??;
    Some((rate.seconds(from), rate.seconds(to)))
}

/// The range that a clause is, where it says nothing else.
pub fn bare(clause: &Clause, scene: &Scene) -> Option<Range> {
    let mut rest = clause.clone();
    let range = stretch(&mut rest, scene)?;
    rest.rest().is_empty().then_some(range)
}

/// "… except the last 5 s", "keep the last 5 s as they are": the words before, and what is left out.
fn exception(clause: &Clause, scene: &Scene) -> Option<(Clause, Range)> {
    let text = clause.lower();
    // "Add song.mp3 and skip its first 5 s": a place in the song.
    if clause.has(re!(r"(?:\bmusic\b|\b(?:song|track)\b|\.(?:mp3|wav|m4a|aac)⟫).*\bskip(?:ping)?\s+(?:over\s+)?its\b"))
    {
        return None;
    }
    let english = re!(
        r"[\s,]*\b(?:(?:everything|all|anything)\s+but|(?:but\s+|and\s+|just\s+)*(?:except(?:ing)?|apart\s+from|other\s+than|aside\s+from|excluding|besides|not|without|leav(?:e|ing)\s+out|skip(?:ping)?|omit(?:ting)?|minus))\b(?:\s+(?:for|in|during|on|at|touching|changing))*\s"
    );
    if let Some(found) = english.find(text)
        && let Some(range) = bare(&clause.part(found.end(), text.len()), scene)
    {
        return Some((clause.part(0, found.start()), range));
    }
    let kept = re!(
        r"[\s,]*\b(?:but\s+|and\s+)*(?:keep|leave)\s+(.+?)\s+(?:as\s+(?:it\s+is|they\s+are|is)|unchanged|untouched|alone|normal|in\s+colou?r|at\s+(?:the\s+)?(?:normal|original)\s+speed|the\s+same)\s*[.!]?\s*$|[，,]?\s*((?:最后|前|第|从|\d).+?)(?:的?部分)?(?:保持)?(?:不变|不动|别动|不要动|原样|除外|不处理)\s*$"
    );
    if let Some(found) = kept.captures(text)
        && let (Some(whole), Some(inner)) = (found.get(0), found.get(1).or(found.get(2)))
        && let Some(range) = bare(&clause.part(inner.start(), inner.end()), scene)
    {
        return Some((clause.part(0, whole.start()), range));
    }
    let found = re!(r"除了?").find(text)?;
    let mut tail = clause.part(found.end(), text.len());
    let range = stretch(&mut tail, scene)?;
    tail.take(re!(r"以外|之外|外"));
    tail.drop(re!(r"^[\s|，,]+|(?:其他|其余|其它|别)的?(?:部分|地方)?|都|全部"));
    Some((tail.with_verb(clause.part(0, found.start()).lower()), range))
}

/// The rest of the timeline beside a range.
fn beside((from, to): Range, scene: &Scene) -> Vec<Range> {
    let total = scene.span().total;
    let frame = 1.0 / scene.timeline.rate.per_second();
    [(0.0, from), (to, total)].into_iter().filter(|(from, to)| to - from >= frame).collect()
}

/// One instruction at each of these places.
fn at_each(clause: &Clause, ranges: &[Range], scene: &Scene) -> Option<Tried> {
    let mut all = vec![];
    for range in ranges {
        let Tried::Done(plans) = instructions(&clause.with_tail(&words_of(*range)), scene) else { return None };
        let fit =
            |op: &str| RANGED.contains(&op) || op == "trim_silence" || ranges.len() == 1 && RANGED_ONCE.contains(&op);
        if plans.iter().any(|plan| !fit(plan.op)) {
            return None;
        }
        all.extend(plans);
    }
    (!all.is_empty()).then_some(Tried::Done(all))
}

/// Reads a clause that names what it leaves out; none where it names nothing such.
pub fn except(clause: &Clause, scene: &Scene) -> Option<Tried> {
    let (head, range) = exception(clause, scene)?;
    const EVERYTHING: &str = r"(?:\s*(?:everything|all(?:\s+of\s+it)?|it\s+all|the\s+(?:whole|entire)\s+\w+|the\s+video|it|全部|所有|整个视频|都))?[\s|，,]*$";
    if head.has(re!(r"^[\s|]*(?:please\s+)?(?:only\s+)?(?:keep|leave|use|save|preserve|保留)", EVERYTHING)) {
        let other = clause.part(0, 0).with_verb(&format!("remove {}", words_of(range)));
        return Some(instructions(&other, scene));
    }
    if head.has(re!(
        r"^[\s|]*(?:please\s+)?(?:cut|remove|delete|drop|trim|get\s+rid\s+of|删掉|删除|剪掉|去掉)(?:\s+out)?",
        EVERYTHING
    )) {
        let other = clause.part(0, 0).with_verb(&format!("keep {}", words_of(range)));
        return Some(instructions(&other, scene));
    }
    if !understood(&instructions(&head, scene)) {
        return None;
    }
    let tried = at_each(&head, &beside(range, scene), scene);
    Some(tried.unwrap_or(Tried::Unknown { words: clause.shown(clause.text()), near: None, why: None }))
}

/// Whether a clause only says what the one before it leaves out.
pub fn only_excepts(clause: &Clause, scene: &Scene) -> bool {
    exception(clause, scene).is_some_and(|(head, _)| head.rest().is_empty())
}

/// "Picture in picture top left, first 8 seconds": a range alone says when the clause before it holds.
pub fn when(here: &Clause, before: &Clause, op: &str, scene: &Scene) -> bool {
    (RANGED.contains(&op) || RANGED_ONCE.contains(&op))
        && bare(here, scene).is_some()
        && stretch(&mut before.clone(), scene).is_none()
        && at(&mut before.clone(), scene.span()).is_none()
}

/// "Mute that part too", "the rest at 1.5x": read with the range that was named before; none where the
/// clause points at none.
pub fn pointing(here: &Clause, before: &[Clause], op: Option<&str>, tight: bool, scene: &Scene) -> Option<Tried> {
    let part = re!(
        r"\b(?:in\s+|at\s+|on\s+|for\s+|during\s+|to\s+)?(?:that|the\s+same|this\s+same|said)\s+(?:part|section|bit|segment|stretch|range|portion|scene|span|place|time\s+range)\b|\b(?:right\s+)?there\s*[.!]?\s*$|(?:那|该|同一?)(?:一?段|部分|个部分)(?:时间)?(?:里面?|内|上)?|(?:^|[把给将])这段(?:也|同时)"
    );
    let rest = re!(
        r"\b(?:for\s+|in\s+|on\s+|at\s+)?(?:(?:all\s+)?the\s+(?:rest|remainder|remaining\s+part)(?:\s+of\s+(?:it|the\s+\w+))?|everything\s+else)\b|(?:其余|剩下|剩余|其他|余下)的?(?:部分|地方|时间|内容)?|^[\s|]*(?:后面|之后|后边|接下来)的?(?:部分|内容)?"
    );
    let after = re!(r"\b(?:after\s+(?:that|it)|from\s+(?:then|there)(?:\s+on)?|afterwards?|thereafter)[\s|.!]*$");
    let until = re!(r"\b(?:before\s+(?:that|it)|until\s+(?:then|that))[\s|.!]*$");
    let earlier = || before.iter().rev().find_map(|clause| stretch(&mut clause.clone(), scene));
    if let Some((from, to)) = Some(()).filter(|()| here.has(after) || here.has(until)).and_then(|()| earlier()) {
        let mut clause = here.clone();
        let follows = clause.take(after).is_some();
        clause.take(until);
        let range = if follows { (to, scene.span().total) } else { (0.0, from) };
        return at_each(&clause, &[range], scene);
    }
    // "Make the first 3 seconds grey and mute them": the seconds are meant where nothing else is many.
    let them = re!(r"\bthem\b");
    let seconds = before.last().is_some_and(|clause| {
        clause.has(re!(r"\d\s*(?:seconds|secs?|s)\b"))
            && !clause.has(re!(
                r"⟦|⟪|\b(?:captions|subtitles|titles|clips|pauses|silences|gaps|words|texts|colou?rs|photos|pictures|images|stickers|logos|sounds|voices|shots|scenes|segments)\b"
            ))
    });
    // "Blur 4 s to 6 s and mute it too".
    let it = re!(r"\bit\b");
    // "The first 6 seconds slower and quieter", 前5秒静音，同时变成黑白: what has no thing of its own has that one.
    let bare_wish = tight
        && !here.has(re!(
            r"\b(?:the|it|my|this|that|these|everything|all|whole|video|clip|footage|picture|music|captions?|subtitles?|everywhere|throughout)\b|⟦|⟪|整|全|视频|音乐|字幕|画面|声音|原声|它"
        ));
    let ranged = op.is_some_and(|op| RANGED.contains(&op) || op == "picture" || op == "repeat")
        && before.last().is_some_and(|clause| stretch(&mut clause.clone(), scene).is_some());
    if bare_wish
        && ranged
        && stretch(&mut here.clone(), scene).is_none()
        && at(&mut here.clone(), scene.span()).is_none()
        && matches!(instructions(here, scene), Tried::Done(plans) if plans.iter().all(|plan| RANGED.contains(&plan.op)))
        && let Some(range) = before.last().and_then(|clause| stretch(&mut clause.clone(), scene))
    {
        return at_each(here, &[range], scene);
    }
    let also =
        here.has(re!(r"\bit\b.*\b(?:too|as\s+well|also)\b|\balso\b.*\bit\b|^[\s|]*mute\s+it[\s|.!]*$|^[\s|]*(?:slow|speed|blur|brighten|darken|desaturate)\s+it\b")) && ranged;
    let part = match (here.has(them) && seconds, also) {
        (true, _) => them,
        (false, true) => it,
        (false, false) => part,
    };
    let (points, remaining) = (here.has(part), here.has(rest));
    if !points && !remaining || bare(here, scene).is_some() {
        return None;
    }
    let mut clause = here.clone();
    clause.take(if points { part } else { rest });
    clause.drop(re!(r"\b(?:too|as\s+well|also)\b|也|同时"));
    if stretch(&mut clause.clone(), scene).is_some() {
        return None;
    }
    let named = before.iter().rev().find_map(|clause| stretch(&mut clause.clone(), scene));
    if remaining {
        // What a cut leaves is the whole that is edited after it.
        let fits = |range: &Range| {
            let once = |op: &str| RANGED_ONCE.contains(&op) && beside(*range, scene).len() == 1;
            op.is_some_and(|op| RANGED.contains(&op) || once(op))
        };
        return match named.filter(fits) {
            Some(range) => at_each(&clause, &beside(range, scene), scene),
            None => Some(instructions(&clause, scene)).filter(|tried| op.is_some() && matches!(tried, Tried::Done(_))),
        };
    }
    match named {
        Some(range) => at_each(&clause, &[range], scene),
        None => match instructions(&clause, scene) {
            Tried::Done(plans) if plans.iter().all(|plan| RANGED.contains(&plan.op)) => Some(Tried::Cannot {
                label: plans.first().map_or("part", |plan| plan.op).into(),
                why: "say which part, such as `from 5 s to 8 s`".into(),
            }),
            _ => None,
        },
    }
}

/// "Put the lower third "Ann" at 4 s and again at 18 s": the same at another place.
pub fn once_more(before: &Clause, here: &Clause, op: &str, scene: &Scene) -> Option<Tried> {
    let opening = re!(
        r"^[\s|]*(?:then\s+)?(?:again|once\s+more|(?:and\s+)?the\s+same(?:\s+(?:one|again))?)\s+(?:at|from|in|on|for|during|between)\b|^[\s|]*(?:再|又)在"
    );
    if !here.has(opening) || !["lower_third", "sound_effect", "text", "title"].contains(&op) {
        return None;
    }
    let mut place = here.clone();
    place.take(re!(r"\b(?:again|once\s+more|the\s+same(?:\s+(?:one|again))?)\b|再|又"));
    let mut said = before.clone();
    if stretch(&mut said, scene).is_none() {
        at(&mut said, scene.span())?;
    }
    match instructions(&said.with_tail(place.lower()), scene) {
        Tried::Done(plans) if plans.iter().all(|plan| plan.op == op) => Some(Tried::Done(plans)),
        _ => Some(Tried::Unknown { words: here.shown(here.text()), near: None, why: None }),
    }
}

/// "Split at 6 s and 13 s": a clause that is only a place or a range, with the words of the one before.
pub fn again(before: &Clause, here: &Clause, op: &str, scene: &Scene) -> Option<Tried> {
    let mut said = before.clone();
    let words = match bare(here, scene) {
        Some(range) => {
            stretch(&mut said, scene)?;
            words_of(range)
        }
        None if op != "split" && op != "sound_effect" => return None,
        None => {
            let mut rest = here.clone();
            // "At 5, 10 and 15 seconds": the unit stands once.
            if re!(r"^[\s|]*\d+(?:\.\d+)?[\s|]*$").is_match(rest.lower()) {
                rest = rest.with_tail("s");
            }
            let place = at(&mut rest, scene.span()).or_else(|| strict_time(&mut rest, scene.span()).map(At::Time));
            let Some(At::Time(time)) = place.filter(|_| rest.rest().is_empty()) else { return None };
            at(&mut said, scene.span())?;
            format!("at {time:.3} s")
        }
    };
    match instructions(&said.with_tail(&words), scene) {
        Tried::Done(plans) if plans.len() == 1 && plans[0].op == op => Some(Tried::Done(plans)),
        _ => None,
    }
}
