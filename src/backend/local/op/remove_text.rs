//! One of several titles or texts goes: by its words, or by its number.

use super::{Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::TextRole;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "remove_text",
    phrases: &["delete the text \"Sale\"", "remove the second title", "删除文字“特价”"],
    parse,
};

const ALL: [TextRole; 3] = [TextRole::Title, TextRole::Text, TextRole::LowerThird];

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let verb =
        re!(r"\b(?:remove|delete|drop|hide|erase|get\s+rid\s+of|take\s+(?:off|away|out))\b|删除|删掉|去掉|移除|去除");
    let other = re!(r"⟪|\b(?:captions?|subtitles?|from|between|during|logo|music)\b|字幕");
    if !clause.has(verb) || clause.has(other) {
        return Read::No;
    }
    let kinds: [(&regex::Regex, &[TextRole]); 3] = [
        (re!(r"\b(?:titles?|headlines?)(?:\s+cards?)?\b|标题"), &[TextRole::Title]),
        (re!(r"\blower[- ]?thirds?\b|\bname\s*tags?\b|人名条"), &[TextRole::LowerThird]),
        (re!(r"\b(?:texts?|words|labels?)(?:\s+overlays?)?\b|文字|文本"), &ALL),
    ];
    let kind = kinds.into_iter().find(|(noun, _)| clause.has(noun));
    let words = clause.quote();
    let ordinal = re!(
        r"\b(?:(first|1st)|(second|2nd)|(third|3rd)|(fourth|4th)|(last|final))\b|第\s*(?:(1|一)|(2|二|两)|(3|三)|(4|四))\s*个?|最后(?:1|一)个"
    );
    let nth = clause.take(ordinal).map(|found| {
        let place = found.iter().skip(1).position(Option::is_some);
        // Groups of both languages in turn; the fifth is the last one.
        place.map_or(usize::MAX, |place| if place == 4 { usize::MAX } else { place % 5 })
    });
    let (roles, nth) = match (kind, &words, nth) {
        (Some((_, roles)), ..) => (roles, nth),
        (None, Some(_), None) => (&ALL[..], None),
        _ => return Read::No,
    };
    let is = |text: &str| words.as_ref().is_some_and(|words| text.eq_ignore_ascii_case(words));
    // Words that are quoted may be those that are said.
    let shown = scene.timeline.texts.iter().any(|text| roles.contains(&text.role) && is(&text.text));
    if words.is_none() && nth.is_none() || kind.is_none() && !shown {
        return Read::No;
    }
    if let Some((noun, _)) = kind {
        clause.drop(noun);
    }
    clause.drop(verb);
    clause.drop(re!(r"\b(?:that\s+says?|saying|with\s+the\s+words|one|again)\b|写着|的"));
    let mut there: Vec<(u64, String)> = scene
        .timeline
        .texts
        .iter()
        .filter(|text| roles.contains(&text.role))
        .map(|text| (text.at, text.text.clone()))
        .collect();
    there.sort();
    let found = match (&words, nth) {
        (Some(words), _) => there.iter().find(|(_, text)| text.eq_ignore_ascii_case(words)),
        (None, Some(usize::MAX)) => there.last(),
        (None, Some(nth)) => there.get(nth),
        (None, None) => None,
    };
    let Some((at, text)) = found.cloned() else {
        let there: Vec<String> = there.iter().map(|(_, text)| format!("\"{text}\"")).collect();
        return Read::Cannot(match there.is_empty() {
            true => "there are no such words on the timeline".into(),
            false => format!("there are no such words on the timeline; there is {}", there.join(", ")),
        });
    };
    Plan::read(Stage::Material, format!("remove \"{text}\""), move |edit| {
        let before = edit.now.texts.len();
        edit.now
            .texts
            .retain(|one| !(roles.contains(&one.role) && one.text == text && (words.is_some() || one.at == at)));
        match edit.now.texts.len() < before {
            true => Ok(format!("Removed \"{text}\".")),
            false => Refusal::cannot("those words are gone already"),
        }
    })
}
