//! Keeps the longest stretches of speech without a pause, in their order: what an editor without eyes
//! can know of the best moments.

use super::trim_silence::pauses;
use super::{Edit, Frames, Needs, Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::model;
use crate::backend::local::silence::Wanted;
use crate::backend::local::words::{Clause, re, strict};

pub const OP: Op = Op {
    name: "highlights",
    phrases: &[
        "keep the 3 best moments",
        "make a highlight reel of 20 s",
        "keep the 2 densest stretches of speech, at most 15 seconds",
        "保留最精彩的3段",
    ],
    parse,
};

/// How many are kept where nothing is said.
const MOMENTS: usize = 3;

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let noun = re!(
        r"\b(?:(?:only|just)\s+)?(?:the\s+|a\s+)?(?:(\d+)\s+)?(?:(?:best|top|key|densest|strongest|most\s+(?:interesting|important|engaging))\s+(?:(\d+)\s+)?(?:moments?|parts?|bits?|clips?|stretches(?:\s+of\s+speech)?|scenes?)|highlights?(?:\s+(?:reel|video|cut|clip))?|(?:(?:short|quick|little|nice|punchy|snappy|fun)\s+)*(?:teaser(?:\s+(?:video|clip))?|trailer|recap))\b|最精彩的\s*(\d+)?\s*(?:段|部分|片段|时刻)?|精彩(?:片段|集锦)|高光(?:片段|时刻)?"
    );
    let verb = re!(
        r"\b(?:keep|make|create|cut|extract|show|leave|build|take|pick|choose|select|grab|pull(?:\s+out)?|find|turn)\b(?:\s+(?:it|this)\s+(?:down\s+)?(?:to|into))?|保留|剪出|截取|提取|制作|生成|做|剪"
    );
    if !clause.has(noun) || clause.take(verb).is_none() {
        return Read::No;
    }
    let found = clause.take(noun).unwrap_or_default();
    clause.drop(noun);
    clause.drop(verb);
    let said = found.into_iter().skip(1).flatten().next().and_then(|text| text.parse::<usize>().ok());
    let span = scene.span();
    let most = re!(
        r"(?:\b(?:at\s+most|no\s+(?:more|longer)\s+than|under|within|up\s+to|of|in|max(?:imum)?)\b|最长|不超过|以内)?\s*(?:(?:the\s+)?(?:best|top|strongest|key)\s+)?(",
        strict!(),
        r")(?:\s*(?:long|in\s+all|in\s+total|or\s+less|at\s+most)\b|\s*以内)?"
    );
    let longest = clause
        .take(most)
        .and_then(|found| found.into_iter().skip(1).flatten().next())
        .and_then(|text| span.time(&text));
    // A length alone takes as many as fill it.
    let count = said.or(if longest.is_some() { None } else { Some(MOMENTS) });
    let longest = longest.unwrap_or(span.total);
    if count == Some(0) || longest <= 0.0 {
        return Read::Cannot("none of it would be left".into());
    }
    let some = count.map(|count| format!("{count} ")).unwrap_or_default();
    let words = format!("keep the {some}longest stretches of speech, at most {}", show(longest));
    let mut plan = Plan::new(Stage::Trim, words, move |edit| keep(edit, count, longest));
    plan.needs = Needs { levels: true, ..Needs::default() };
    Read::Do(vec![plan])
}

fn keep(edit: &mut Edit, count: Option<usize>, longest: f64) -> Result<String, Refusal> {
    let total = edit.now.total();
    let mut speech: Vec<(Frames, Frames)> = vec![];
    let mut from = 0;
    for (begin, end) in pauses(edit, Wanted::default())? {
        speech.push((from, begin));
        from = end;
    }
    speech.push((from, total));
    speech.retain(|(from, to)| from < to);
    speech.sort_by_key(|(from, to)| (std::cmp::Reverse(to - from), *from));
    let mut left = edit.now.rate.frames(longest);
    let enough = || {
        let mut sum = 0;
        speech.iter().take_while(|(from, to)| (sum < left, sum += to - from).0).count()
    };
    let count = count.unwrap_or_else(|| enough().max(MOMENTS));
    speech.truncate(count);
    // Each has its share of the time; what a short one leaves goes to those after it.
    for at in (0..speech.len()).rev() {
        let share = left / (at as u64 + 1);
        speech[at].1 = speech[at].1.min(speech[at].0 + share);
        left -= speech[at].1 - speech[at].0;
    }
    speech.retain(|(from, to)| from < to);
    speech.sort_unstable();
    if speech.is_empty() {
        return Refusal::cannot("nobody speaks in it, so there is no best moment to find");
    }
    let kept = speech.len();
    edit.restructure(|row| {
        let mut end = model::total(row);
        for (from, to) in speech.iter().rev() {
            model::cut(row, *to, end);
            end = *from;
        }
        model::cut(row, 0, end);
    });
    Ok(format!(
        "Kept the {kept} longest stretches of speech, {} in all.",
        show(edit.now.rate.seconds(edit.now.total()))
    ))
}
