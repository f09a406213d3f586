//! Other words for a title, a text, a lower third or a caption that is there.

use super::{Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::{Text, TextRole};
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "change_text",
    phrases: &[
        "change \"Hello\" to \"Hi there\"",
        "replace \"workshop\" with \"studio\" in the captions",
        "把“你好”改成“您好”",
    ],
    parse,
};

/// Words that are named, whatever kind they are of; captions may hold them among others.
fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let verb = re!(r"\b(?:change|rename|replace|correct|fix|swap|switch)\b|改成|改为|换成|替换[成为]?");
    let captions = re!(r"\b(?:in\s+)?(?:the\s+)?(?:captions?|subtitles?)\b|字幕(?:里|中)?(?:的)?");
    if clause.lower().matches('⟦').count() != 2 || !clause.has(verb) {
        return Read::No;
    }
    let only_captions = clause.has(captions);
    let (Some(old), Some(new)) = (clause.quote(), clause.quote()) else { return Read::No };
    clause.drop(verb);
    clause.drop(captions);
    clause.drop(re!(r"\b(?:the\s+)?(?:words?|text)\b|\b(?:to|with|by|into|everywhere|for)\b|把|将|里|中|的|文字"));
    let is = move |text: &Text, old: &str| match text.role {
        TextRole::Caption => holds(&text.text, old).is_some(),
        _ => !only_captions && text.text.eq_ignore_ascii_case(old),
    };
    if !scene.timeline.texts.iter().any(|text| is(text, &old)) {
        return Read::Cannot(format!("no words on the timeline are \"{old}\""));
    }
    Plan::read(Stage::Words, format!("change \"{old}\" to \"{new}\""), move |edit| {
        let mut count = 0;
        for text in edit.now.texts.iter_mut() {
            if !is(text, &old) {
                continue;
            }
            count += 1;
            match text.role {
                TextRole::Caption => text.text = replaced(&text.text, &old, &new),
                _ => text.text.clone_from(&new),
            }
        }
        match count {
            0 => Refusal::cannot(format!("no words on the timeline are \"{old}\" any more")),
            1 => Ok(format!("Changed \"{old}\" to \"{new}\".")),
            _ => Ok(format!("Changed \"{old}\" to \"{new}\" in {count} places.")),
        }
    })
}

/// The text with other words in every place of the old ones; what is put in is not looked at again.
fn replaced(text: &str, old: &str, new: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = holds(rest, old) {
        out += &rest[..at];
        out += new;
        rest = &rest[at + old.len()..];
    }
    out + rest
}

/// Where a caption holds these words: as whole words, where they are of letters with spaces between them.
fn holds(text: &str, words: &str) -> Option<usize> {
    // In any case of letters, as far as that keeps every place.
    let (text, words) = (&text.to_ascii_lowercase(), &words.to_ascii_lowercase());
    let edge = |one: Option<char>| one.is_none_or(|letter| !letter.is_alphanumeric() || !letter.is_ascii());
    text.match_indices(words.as_str())
        .map(|(at, _)| at)
        .find(|at| edge(text[..*at].chars().next_back()) && edge(text[at + words.len()..].chars().next()))
}

/// "Change the title to "B"", "change the text "A" to "B"": only where there are words of this kind.
pub fn reworded(clause: &mut Clause, noun: &regex::Regex, scene: &Scene, role: TextRole, name: &str) -> Option<Read> {
    let verb =
        re!(r"\b(?:change|rename|replace|update|switch|edit|rewrite|correct|fix)\b|改成|改为|换成|更新为|修改为");
    let there: Vec<&str> =
        scene.timeline.texts.iter().filter(|text| text.role == role).map(|text| text.text.as_str()).collect();
    if !clause.has(verb) || there.is_empty() {
        return None;
    }
    let (first, second) = (clause.quote()?, clause.quote());
    let (old, words) = match second {
        Some(words) => (Some(first), words),
        None => (None, first),
    };
    clause.drop(noun);
    clause.drop(verb);
    clause.drop(re!(r"\b(?:text|words|so\s+it|says?|read|to|with|from|into)\b|把|文字"));
    let color = super::color::named(clause);
    let is = |text: &str| old.as_deref().is_none_or(|old| text.eq_ignore_ascii_case(old));
    if !there.iter().any(|text| is(text)) {
        let there: Vec<String> = there.iter().map(|text| format!("\"{text}\"")).collect();
        return Some(Read::Cannot(format!("there is no {name} with those words; there is {}", there.join(", "))));
    }
    if old.is_none() && there.iter().any(|text| *text != there[0]) {
        let there: Vec<String> = there.iter().map(|text| format!("\"{text}\"")).collect();
        return Some(Read::Cannot(format!(
            "there are several ({}); say which one, such as `change the {name} {} to \"{words}\"`",
            there.join(", "),
            there[0]
        )));
    }
    let name = name.to_owned();
    let looks = color.as_ref().map_or(String::new(), |color| format!(", in #{color}"));
    Some(Plan::read(Stage::Words, format!("change the {name} to \"{words}\""), move |edit| {
        let mut found = false;
        for text in edit.now.texts.iter_mut().filter(|text| text.role == role) {
            if old.as_deref().is_none_or(|old| text.text.eq_ignore_ascii_case(old)) {
                text.text.clone_from(&words);
                text.color = color.clone().or(text.color.take());
                found = true;
            }
        }
        if !found {
            return Refusal::cannot(format!("there is no {name} with those words any more"));
        }
        Ok(format!("Changed the {name} to \"{words}\"{looks}."))
    }))
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn whole_words_are_replaced_once_each() {
        for (text, old, new, wanted) in [
            ("The shop is a workshop. Shop!", "shop", "studio", "The studio is a workshop. studio!"),
            ("a a a", "a", "a a", "a a a a a a"),
            ("你好，你好吗", "你好", "您好", "您好，您好吗"),
            ("甲乙乙", "甲乙", "乙甲甲", "乙甲甲乙"),
        ] {
            assert_eq!(replaced(text, old, new), wanted);
        }
    }
}
