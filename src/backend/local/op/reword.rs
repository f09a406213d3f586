//! Other words for a title, a text or a lower third that is there.

use super::{Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::TextRole;
use crate::backend::local::words::{Clause, re};

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
