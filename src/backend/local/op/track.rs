//! Whether captions are drawn on the picture or are a stream that a player shows and hides.

use super::{Edit, Plan, Read, Refusal, Scene, Stage, WordsWanted};
use crate::backend::local::captions::has_cjk;
use crate::backend::local::model::{Text, TextRole, Track};
use crate::backend::local::speech;
use crate::backend::local::words::{Clause, re};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Drawn,
    Track,
}

/// The languages that captions are asked for in, by their names.
pub(super) fn tongues() -> &'static [(&'static regex::Regex, &'static str)] {
    static TONGUES: std::sync::LazyLock<Vec<(&'static regex::Regex, &'static str)>> = std::sync::LazyLock::new(|| {
        vec![
            (re!(r"\b(?:in\s+)?english\b|\bin\s+en(?:-[a-z]{2})?\b|英文|英语"), "en"),
            (re!(r"\b(?:in\s+)?(?:chinese|mandarin)\b|\bin\s+zh(?:-[a-z]{2,4})?\b|中文|简体|汉语|普通话"), "zh"),
            (re!(r"\b(?:in\s+)?spanish\b|\bin\s+es(?:-[a-z]{2})?\b|西班牙语"), "es"),
            (re!(r"\b(?:in\s+)?french\b|\bin\s+fr(?:-[a-z]{2})?\b|法语"), "fr"),
            (re!(r"\b(?:in\s+)?german\b|\bin\s+de(?:-[a-z]{2})?\b|德语"), "de"),
            (re!(r"\b(?:in\s+)?japanese\b|\bin\s+ja(?:-[a-z]{2})?\b|日语|日文"), "ja"),
            (re!(r"\b(?:in\s+)?korean\b|\bin\s+ko(?:-[a-z]{2})?\b|韩语|韩文"), "ko"),
            (re!(r"\b(?:in\s+)?portuguese\b|\bin\s+pt(?:-[a-z]{2})?\b|葡萄牙语"), "pt"),
            (re!(r"\b(?:in\s+)?italian\b|\bin\s+it(?:-[a-z]{2})\b|意大利语"), "it"),
            (re!(r"\b(?:in\s+)?russian\b|\bin\s+ru(?:-[a-z]{2})?\b|俄语"), "ru"),
        ]
    });
    &TONGUES
}

/// What a clause says of it; the words are taken out.
pub(super) fn way(clause: &mut Clause) -> Option<Way> {
    let against = re!(
        r"(?:\b(?:but|and)\s+)?\b(?:do\s+not|don't|dont|don’t|never|not|without|no|rather\s+than|instead\s+of)\s+(?:(?:to|be|being|have|having|get|getting)\s+)?(?:(?:them|it|the\s+captions|the\s+subtitles)\s+)?(?:burn(?:ed|t|ing)?|bak(?:e|ed|ing)|hard[- ]?cod(?:e|ed|ing))\b(?:\s+(?:(?:the|my)\s+)?(?:them|it|captions?|subtitles?|subs))?(?:[- ]+(?:in(?:to)?|on(?:to)?)\b)?(?:\s+(?:the\s+|my\s+)?(?:video|picture|footage|frames?|image)\b)?|(?:但是?|不过)?(?:不要|别|不用|不必|无需|不需要|不)(?:把)?(?:字幕|它|它们)?(?:烧录|压制|烧|硬编码)(?:字幕)?(?:(?:进|到|在|入)(?:视频|画面)?(?:里|中|上|内)?)?"
    );
    let track = re!(
        r"\b(?:(?:as|in|on|into|onto|to|with)\s+)?(?:(?:an?|its|their)\s+)?(?:(?:own|separate|selectable|toggleable|togglable|toggle-able|switchable|soft|optional|closed|embedded|extra)\s+)*(?:subtitles?|captions?|captioning|subs|cc|text)\s+(?:tracks?|streams?)\b|\b(?:as|on|into|to)\s+(?:an?\s+|their\s+own\s+|its\s+own\s+)?(?:(?:own|separate|selectable|toggleable|togglable|toggle-able|switchable|soft|optional|closed|embedded|extra)\s+)*(?:tracks?|streams?)\b(?:\s+of\s+(?:their|its)\s+own)?|\bsoft[- ]?(?:subtitles?|subtitled|subs?|captions?|captioned|coded)\b|\bclosed[- ](?:captions?|captioning|subtitles?)\b|\b(?:toggleable|togglable|toggle-able|switchable|selectable|optional)\b(?:\s+(?:captions?|subtitles?|subs))?|\b(?:(?:that|which|so)\s+)?(?:(?:the\s+)?(?:viewers?|people|users?|everyone|they|we|you|i|one)\s+)?can\s+(?:be\s+)?(?:turn(?:ed)?|switch(?:ed)?|toggled?)\b(?:\s+(?:them|it|the\s+captions|the\s+subtitles))?(?:\s+(?:on\s*(?:and|or|/)\s*off|off\s*(?:and|or|/)\s*on|on|off)\b)?|(?:可(?:以)?(?:随时)?(?:开关|切换|关闭|选择)的?|软|内封)(?:的)?字幕(?:轨道?|流)?|(?:(?:作为|做成|用|以|转成|变成|改成|改为)\s*)?(?:(?:内嵌|内封|独立|单独|软)的?)?字幕(?:轨道?|流)"
    );
    let drawn = re!(
        r"\bburn(?:ed|t)?(?:\s+(?:the|my|them|it|captions?|subtitles?|subs|those|these|all|in)){0,3}\s+(?:in|into|onto)\b(?:\s+(?:the\s+)?(?:video|picture|footage)\b)?|\bburn(?:ed|t)?[- ]in\b|\bhard[- ]?(?:subs?|subtitles?|cod(?:e|ed))\b|\bopen\s+captions?\b|烧录(?:(?:进|到|在|入)(?:视频|画面)?(?:里|中|上|内)?)?|硬字幕|压制"
    );
    let soft = clause.drop(against) | clause.drop(track);
    if soft {
        return Some(Way::Track);
    }
    clause.drop(drawn).then_some(Way::Drawn)
}

/// Captions that are there already, or that the clause before asks for, go the other way.
pub(super) fn turn(way: Way) -> Read {
    let label = match way {
        Way::Drawn => "burn the captions in",
        Way::Track => "captions as a track",
    };
    Plan::read(Stage::Words, label, move |edit| all(edit, way))
}

/// Whether there are captions that would go another way.
pub(super) fn turns(scene: &Scene, way: Way) -> bool {
    scene
        .timeline
        .texts
        .iter()
        .any(|text| text.role == TextRole::Caption && text.track.is_some() == (way == Way::Drawn))
}

fn all(edit: &mut Edit, way: Way) -> Result<String, Refusal> {
    let cjk = edit.facts.cjk;
    let mut captions: Vec<&mut Text> =
        edit.now.texts.iter_mut().filter(|text| text.role == TextRole::Caption).collect();
    if captions.is_empty() {
        return Refusal::cannot("there are no captions; ask for them, such as `add captions as a subtitle track`");
    }
    if captions.iter().all(|text| text.track.is_some() == (way == Way::Track)) {
        return Ok(match way {
            Way::Drawn => "The captions are burned in.".into(),
            Way::Track => "The captions are a subtitle track, and not drawn.".into(),
        });
    }
    match way {
        Way::Drawn => {
            drawable(cjk, captions.iter().map(|text| text.text.as_str()))?;
            captions.iter_mut().for_each(|text| text.track = None);
            Ok("Burned the captions in.".into())
        }
        Way::Track => {
            let mut places = vec![];
            for text in captions.iter().filter(|text| text.track.is_none()) {
                if !places.contains(&text.place) {
                    places.push(text.place);
                }
            }
            // Two lines in two places are two languages.
            for place in places {
                let here = |text: &&mut Text| text.place == place && text.track.is_none();
                let words: Vec<&str> =
                    captions.iter().filter(|text| here(text)).map(|text| text.text.as_str()).collect();
                let track = spoken(&words);
                captions.iter_mut().filter(|text| here(text)).for_each(|text| text.track = Some(track.clone()));
            }
            Ok("Made the captions a subtitle track instead of drawing them.".into())
        }
    }
}

/// The language that the words are in, where another one was asked for.
pub(super) fn other_language(wanted: &WordsWanted, words: &[&str]) -> Option<String> {
    let (asked, Track(found)) = (wanted.language.as_deref()?, spoken(words));
    found.filter(|found| found != asked)
}

/// A track in the language that the words seem to be in.
pub(super) fn spoken(words: &[&str]) -> Track {
    Track(speech::language(&words.join(" ").to_lowercase()).map(str::to_owned))
}

/// # Errors
/// Where words would be drawn in letters that no font has.
pub(super) fn drawable<'a>(cjk: bool, mut words: impl Iterator<Item = &'a str>) -> Result<(), Refusal> {
    if !cjk && words.any(has_cjk) {
        return Refusal::cannot(
            "no font with Chinese letters is installed, and the captions would be empty boxes; install one, such as fonts-wqy-microhei",
        );
    }
    Ok(())
}
