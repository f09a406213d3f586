//! Captions from words that exist: a caption file, a transcript, or a recogniser that was set up.

mod style;

use style::Style;

use super::fading;
use super::laying::{reach, shown};
use super::lettering::{CAPS, SOCIAL, boxed, few, font, most_words};
use super::remove::outside;
use super::track::{self, Way};
use super::{Edit, Needs, Op, Plan, Read, Refusal, Scene, Stage, WordsWanted};
use crate::backend::local::model::{Frames, Place, Text, TextRole, Track, positions};
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "captions",
    phrases: &[
        "add captions",
        "add large yellow subtitles at the top",
        "add captions from talk.srt",
        "add a second line of captions from talk.srt at the top",
        "加字幕",
        "添加英文字幕",
        "add captions as a subtitle track",
        "burn the captions in",
        "加软字幕",
    ],
    parse,
};

/// Plain captions from whatever words there are, as a part of another operation.
pub(super) fn plain(edit: &mut Edit) -> Result<String, Refusal> {
    apply(edit, &WordsWanted::default(), &Style::plain(Way::Drawn), None)
}

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let noun = re!(r"\b(?:auto[- ]?)?(?:closed\s+)?(?:captions?|subtitles?|subs|captioning|subtitling|cc)\b|字幕");
    let named = clause.has(noun);
    // Closed captions are a track, unless it is said how they are to look.
    let looks = re!(
        r"\b(?:caps|uppercase|bold|box|white|yellow|red|green|blue|orange|pink|large|big|bigger|small|words?\s+(?:at\s+a\s+time|per\s+line)|(?:at|on)\s+(?:the\s+)?top|cent(?:er|re)(?:ed)?)\b"
    );
    if clause.has(re!(r"\bclosed\s+captions\b")) && clause.has(looks) {
        clause.drop(re!(r"\bclosed\b"));
    }
    let way = track::way(clause);
    if !named {
        // "Burn them in" speaks of captions that are there, or that the clause before it asked for.
        return way.map_or(Read::No, track::turn);
    }
    if clause
        .has(re!(r"\b(?:remove|delete|hide|drop|get\s+rid|turn\s+off|clear|off)\b|删除|去掉|移除|删掉|隐藏|关闭|清除"))
    {
        return Read::No;
    }
    if clause.has(re!(r"\btranslat|翻译")) {
        return Read::Cannot(
            "captions are not translated here; upload a caption file in that language and name it, such as `add captions from talk.es.srt`".into(),
        );
    }
    // "4 words per caption": before the noun is gone.
    let words = most_words(clause);
    let social = clause.drop(re!(SOCIAL));
    clause.drop(noun);
    let words = if matches!(words, Ok(None)) { most_words(clause) } else { words };
    if let Some(way) = way.filter(|way| track::turns(scene, *way)) {
        let mut rest = clause.clone();
        rest.drop(re!(r"\b(?:turn|convert|switch|change|move|put|keep|leave|embed|mux|only|back)\b|转|换|变"));
        if !rest.has(re!(r"\b(?:add|generate|create|insert|write|transcribe)\b|加|生成")) && rest.rest().is_empty() {
            *clause = rest;
            return track::turn(way);
        }
    }
    let way = way.unwrap_or(Way::Drawn);
    if scene.timeline.texts.iter().all(|text| text.role != TextRole::Caption) && clause.has(re!(r"\bbilingual\b|双语"))
    {
        return Read::Cannot("captions in 2 languages come from 2 files, one after the other: `add captions from a.srt`, then `add a second line of captions from b.srt at the top`".into());
    }
    // What the captions that are there look like, they go on looking like.
    let there = scene.timeline.texts.iter().find(|text| text.role == TextRole::Caption);
    let mut style = there.map_or(Style::plain(way), |text| Style::of(text, way));
    match (boxed(clause), words) {
        (Ok(boxed), Ok(words)) => (style.boxed, style.words) = (style.boxed || boxed, words),
        (Err(why), _) | (_, Err(why)) => return Read::Cannot(why),
    }
    if social {
        (style.bold, style.words) = (true, style.words.or(Some(4)));
    }
    style.font = font(clause);
    style.caps |= clause.drop(re!(CAPS));
    match fading::fades(clause, scene) {
        Ok(fades) if fades.any() => style.fades = fades,
        Ok(_) => {}
        Err(why) => return Read::Cannot(why),
    }
    style.bold |= clause.drop(re!(r"\b(?:in\s+)?(?:bold|thick|heavy)(?:\s+(?:font|letters|text))?\b|加粗|粗体|粗字"));
    let range = scene.range(clause);
    let within = match range.map(|range| scene.frames(range)).transpose() {
        Ok(within) => within,
        Err(why) => return Read::Cannot(why),
    };
    if within.is_some() {
        let alone = re!(r"\b(?:only|just|add|put\s+captions|keep|limit)\b|只|仅|加");
        style.rest = there.is_some() && !clause.has(alone);
        clause.drop(re!(r"\b(?:only|just|during|for)\b|只在?|仅|的时候"));
    }
    clause.drop(re!(r"\b(?:add|generate|create|put|make|include|insert|show|turn\s+on|enable|write|give|overlay|automatic|auto|automatically|accurate|synced|the\s+speech|speech|talk(?:ing)?(?:[- ]heads?)?|spoken\s+words?|dialogue|what\s+(?:i|is)\s+sa(?:y|id)|burn\s+in|them|hard|open|colou?rs?|transcribe|embed|mux|attach|keep|leave|slap|throw|tracks?|font|letters|text|but|only|just|(?:with\s+)?(?:an?\s+)?(?:black|dark)\s+outlines?|move|shift|change|set|place|style|have|appear|use)\b|放到|放在|移到|位置|改成|换成|颜色|调到|放|描边|黑色描边|生成|添加|加|带|自动|配上|打上|显示|创建|制作|识别|语音|烧"));
    let mut moved = false;
    // 再大一点 is no second line.
    let more = clause.has(re!(r"再(?:稍微)?(?:[大小粗]|放大|缩小|加粗|往|靠|调|改|换)"));
    style.also = clause.drop(re!(
        r"\b(?:an?\s+)?(?:second|another|additional|further)\b(?:\s+(?:line|track|row|set)\s+of)?|\b(?:also|as\s+well|bilingual)\b|第二(?:行|条|种)?|双语|另外"
    )) | (!more && clause.drop(re!("再")));
    if clause.drop(re!(r"\b(?:and\s+)?(?:make\s+)?(?:the\s+)?(?:font|text|letters?|size)?\s*(?:very\s+|extra\s+)?(?:large|larger|big|bigger|huge|readable|legible)(?:\s+enough(?:\s+to\s+(?:be\s+)?(?:read|seen?|readable))?)?(?:\s+(?:on|for)\s+(?:an?\s+|my\s+|any\s+)?(?:small\s+)?(?:mobiles?|phones?|screens?|devices?)(?:\s+(?:screens?|devices?|viewers?))?)?\b(?:\s*(?:font|text|letters?|size))?|大号|大字|大一点|放大")) {
        style.size = 1.35;
    } else if clause.drop(re!(r"\b(?:small|smaller|tiny)\b(?:\s*(?:font|text|letters?))?|小号|小字|小一点")) {
        style.size = 0.75;
    }
    style.color = super::color::named(clause).or(style.color);
    if clause.drop(re!(
        r"\b(?:up|higher)\b\s*(?:up\s*)?(?:$|\||[,.])|\b(?:at|on|to)\s+(?:the\s+)?top\b(?:\s+of\s+(?:the\s+|my\s+)?(?:screen|frame|picture|video))?|顶部|上方|上面|上边"
    )) {
        (style.place, moved) = (Place::Top, true);
    } else if clause.drop(re!(r"\b(?:in|at)\s+(?:the\s+)?(?:cent(?:er|re)|middle)\b(?:\s+of\s+(?:the\s+)?(?:screen|frame|picture|video))?|\bcent(?:er|re)e?d\b|居中|中间"))
    {
        (style.place, moved) = (Place::Center, true);
    } else if clause.drop(re!(
        r"\b(?:at|on|to)\s+(?:the\s+)?bottom\b(?:\s+of\s+(?:the\s+|my\s+)?(?:screen|frame|picture|video))?|底部|下方|下面|下边"
    )) {
        (style.place, moved) = (Place::Bottom, true);
    }
    let mut languages: Vec<String> = vec![];
    for (pattern, code) in track::tongues() {
        if clause.drop(pattern) {
            languages.push((*code).to_owned());
        }
    }
    // Any other code of a language: "in sv", "in nl-BE".
    if languages.is_empty()
        && !clause.has(re!(r"\bin\s+(?:my|it|an|us|hd|to|me)\b"))
        && let Some(found) = clause.take(re!(r"\bin\s+([a-z]{2})(?:-[a-z]{2,4})?\s*[.!]?\s*$"))
    {
        languages.extend(found[1].as_ref().map(|code| code.to_lowercase()));
    }
    if languages.len() > 1 {
        return Read::Cannot(format!(
            "captions in {} languages at once need a translation, which this editor does not do; upload a caption file and ask for one language",
            languages.len()
        ));
    }
    clause.drop(re!(r"\blanguage\b|语言|版"));
    let file = match clause.file() {
        Some(name) => match scene.medium(&name) {
            Ok(medium) if medium.file_type() == "text" => Some(medium.name.clone()),
            Ok(medium) if scene.on_main(&medium.name) => None,
            Ok(medium) => return Read::Cannot(format!("`{}` is no caption file", medium.name)),
            Err(why) => return Read::Cannot(why),
        },
        None => None,
    };
    let wanted = WordsWanted { file, language: languages.first().cloned() };
    let asked = wanted.clone();
    if style.also {
        style = Style { place: if moved { style.place } else { Place::Bottom }, ..style };
    }
    let track = if way == Way::Track { " as a track" } else { "" };
    let label = format!("add captions{track}{}", scene.shown(within));
    let mut plan = Plan::new(Stage::Words, label, move |edit| apply(edit, &asked, &style, within));
    plan.needs = Needs { words: Some(wanted), ..Needs::default() };
    Read::Do(vec![plan])
}

fn apply(
    edit: &mut Edit,
    wanted: &WordsWanted,
    style: &Style,
    within: Option<(Frames, Frames)>,
) -> Result<String, Refusal> {
    let rate = edit.now.rate;
    let mut texts: Vec<Text> = vec![];
    let mut from: Vec<String> = vec![];
    // All that is said, since a language is told from many words.
    let mut heard: Vec<&str> = vec![];
    let mut missing = None;
    let mut counted = 0;
    let mut used: Vec<&str> = vec![];
    let pictures: Vec<&str> =
        edit.media.iter().filter(|medium| super::is_picture(medium)).map(|medium| medium.name.as_str()).collect();
    let mut shown_before = 0;
    for (at, clip) in positions(&edit.now.main) {
        let pictured = pictures.contains(&clip.src.as_str());
        if let (true, Some(Ok(words))) = (pictured, edit.facts.words.get(&clip.src)) {
            // One line for each picture, in their order.
            if let Some(cue) = words.cues.get(shown_before) {
                texts.push(style.text(&cue.text, at, clip.len));
                heard.push(&cue.text);
                counted += 1;
            }
            shown_before += 1;
            if !from.contains(&words.from) {
                from.push(words.from.clone());
            }
            continue;
        }
        if used.contains(&clip.src.as_str()) {
            continue;
        }
        used.push(&clip.src);
        match edit.facts.words.get(&clip.src) {
            Some(Ok(words)) => {
                // One file that was named serves the footage that comes first.
                if from.contains(&words.from) && (wanted.file.is_some() || used.len() > 1) {
                    continue;
                }
                from.push(words.from.clone());
                heard.extend(words.cues.iter().map(|cue| cue.text.as_str()));
                for cue in &words.cues {
                    let pieces = shown(edit, &clip.src, rate.frames(cue.start), rate.frames(cue.end));
                    counted += usize::from(!pieces.is_empty());
                    for (at, len) in pieces {
                        texts.extend(
                            few(&cue.text, style.words, at, len).map(|(text, at, len)| style.text(&text, at, len)),
                        );
                    }
                }
            }
            Some(Err(why)) => missing = Some(why.clone()),
            None => {}
        }
    }
    if let Some((from, to)) = within {
        // Only what is seen in the range, and only as long.
        let (from, to) = reach(edit, from, to);
        texts.retain(|text| text.at < to && text.at + text.len > from);
        for text in &mut texts {
            let end = (text.at + text.len).min(to);
            text.at = text.at.max(from);
            text.len = end - text.at;
        }
        counted = texts.len();
        if texts.is_empty() {
            return Refusal::cannot("nothing is said in that range");
        }
    }
    if texts.is_empty() {
        return Err(Refusal::NoTranscript(match missing {
            Some(why) => format!("nothing was changed: {why}"),
            None if from.is_empty() => "nothing was changed: there is no footage with words".into(),
            None => format!(
                "nothing was changed: none of the words from {} lie in what is left of the footage",
                from.join(", ")
            ),
        }));
    }
    if let Some(other) = track::other_language(wanted, &heard) {
        return Refusal::cannot(format!(
            "the words from {} are in `{other}`, and nothing is translated here; upload a caption file in that language, or say `add captions` for the words as they are",
            from.join(" and ")
        ));
    }
    let track = match style.way {
        Way::Track => Some(language(wanted, &from, &heard)),
        Way::Drawn => {
            track::drawable(edit.facts.cjk, texts.iter().map(|text| text.text.as_str()))?;
            None
        }
    };
    texts.iter_mut().for_each(|text| text.track.clone_from(&track));
    texts.sort_by_key(|text| text.at);
    // Two cues at once would be drawn over one another.
    for index in 1..texts.len() {
        let next = texts[index].at;
        let one = &mut texts[index - 1];
        one.len = one.len.min(next.saturating_sub(one.at)).max(1);
    }
    let there = |text: &Text| {
        text.role == TextRole::Caption && text.track == track && (text.place == style.place || track.is_some())
    };
    if style.also && edit.now.texts.iter().any(there) {
        return Refusal::cannot(match track {
            None => "captions stand there already; say where the others go, such as at the top",
            Some(_) => "there is a subtitle track in that language already; say which language the other one has",
        });
    }
    let all = std::mem::take(&mut edit.now.texts);
    edit.now.texts = match within.filter(|_| style.rest) {
        // Those before and behind the range stay as they are.
        Some((from, to)) => {
            let (from, to) = reach(edit, from, to);
            let beside = |text: &Text| {
                outside(text, if text.role == TextRole::Caption { (from, to) } else { (0, 0) }).collect::<Vec<_>>()
            };
            all.iter().flat_map(beside).collect()
        }
        None => all.into_iter().filter(|text| text.role != TextRole::Caption || style.also).collect(),
    };
    edit.now.texts.extend(texts);
    let drawn = track.is_none();
    let mut said = format!("Added {counted} captions from {}", from.join(" and "));
    if let Some(Track(language)) = track {
        said += " as a subtitle track";
        said += &language.map(|code| format!(" in `{code}`")).unwrap_or_default();
        said += "; mp4, mov, mkv and webm files hold one";
        if style.color.is_some() || style.size != 1.0 || style.place != Place::Bottom {
            said += ", and players choose its place, size and color";
        }
    }
    Ok(said + "." + &if drawn { style.told() } else { String::new() })
}

/// The language that was asked for or that a file's name tells, else what the words seem to be in.
fn language(wanted: &WordsWanted, from: &[String], heard: &[&str]) -> Track {
    let named = from.iter().find_map(|from| re!(r"\.([a-z]{2})(?:-[A-Za-z]{2,4})?\.(?:srt|vtt|txt)`").captures(from));
    match wanted.language.clone().or_else(|| named.map(|found| found[1].to_owned())) {
        Some(code) => Track::of(&code),
        None => track::spoken(heard),
    }
}
