//! Words at a time and a place. Titles and lower thirds are the same with other habits.

use super::change_text::reworded;
use super::{Edit, Frames, Op, Plan, Read, Refusal, Scene, Stage, fading, show};
use crate::backend::local::captions::has_cjk;
use crate::backend::local::model::{Fades, Place, Text, TextRole, positions};
use crate::backend::local::words::{At, Clause, at, length, range, re, strict_time};

pub const OP: Op = Op {
    name: "text",
    phrases: &["put \"Step 1\" at 5 s", "add text \"Sale\" in the center from 2 s to 4 s", "在5秒处加文字“第一步”"],
    parse,
};

/// As long as anything lasts, in seconds.
const ALWAYS: f64 = 360_000.0;

/// The habits of one kind of words.
pub struct Wish {
    pub role: TextRole,
    pub name: &'static str,
    pub place: Place,
    pub seconds: f64,
    pub example: &'static str,
    /// Words that serve where none are said.
    pub fallback: Option<String>,
    /// Whether it stands at the end where no place is named.
    pub end: bool,
}

/// Takes the words themselves.
pub type Words = fn(&mut Clause) -> Option<String>;

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let noun = re!(
        r"\b(?:(?:watermark|website|price(?:\s+tag)?|hook|promo)\s+)?(?:text|words?|label|caption\s+card|text\s+overlay|overlay\s+text|message|note|call\s+to\s+action|cta)s?\b|(?:水印)?(?:文字|文本|字样)|文案|标签"
    );
    let quoted = clause.has(re!("⟦"));
    let verb = clause.has(re!(r"\b(?:add|put|show|write|display|insert|overlay|place|say)\b|添加|加|写|显示|插入|放"));
    // "The caption "Before" at 2 s" is words to show, and no subtitle.
    let mut bare = clause.clone();
    bare.drop(re!(r"\b(?:the|a)\s+caption\b"));
    if quoted && bare.has(re!(r"\|\s*⟦")) {
        *clause = bare;
    }
    let other = clause.has(re!(r"\b(?:title|headline|heading|subtitle|caption|lower[- ]?third|name\s+tag|remove|delete)\w*|标题|字幕|人名|删除|去掉|配音|voice"));
    if clause.has(noun)
        && !other
        && let Some(read) = reworded(clause, noun, scene, TextRole::Text, "text")
            .or_else(|| restyled(clause, noun, scene, TextRole::Text))
    {
        return read;
    }
    let verb = verb || quoted && clause.has(re!(r"^\s*(?:(?:text|words|label)\b|文字|文案|标签)"));
    if other || !verb || (!quoted && clause.take(noun).is_none()) {
        return Read::No;
    }
    // A watermark is there for as long as there is something to mark.
    let mark = clause.has(re!(r"\bwatermarks?\b|水印"));
    clause.drop(noun);
    put(
        clause,
        scene,
        &Wish {
            role: TextRole::Text,
            name: "text",
            place: if mark { Place::BottomRight } else { Place::Center },
            seconds: if mark { ALWAYS } else { 3.0 },
            example: OP.phrases[0],
            fallback: None,
            end: false,
        },
        |clause| clause.quote(),
    )
}

/// The words of a title: in quotes, or what is left when everything else is taken.
pub fn wish(clause: &mut Clause) -> Option<String> {
    if let Some(quoted) = clause.quote() {
        return Some(quoted);
    }
    if clause.rest().is_empty() {
        return None;
    }
    let opening = re!(
        r"^(?:(?:[aA]n?|[tT]he|with|that|says?|saying|reads?|reading|called|named|of|for|is|to|my)\s+|写着|叫做|为|是|个|一|[:：]\s*)+"
    );
    // "Add lower-third titles" names the kind of words, and "in #00ff00, size 80" how they look: not the words.
    let kind = re!(
        r"(?i)^(?:(?:(?:some|nice|stylish|modern|animated|clean|professional)\s+)*(?:titles?|texts?|names?|graphics?|banners?|labels?|overlays?|cards?|animations?|speaker\s+names?)(?:\s*[,，].*)?|(?:(?:with|the|some|an?|background|soft|upbeat|calm)\s+)*(?:music|bgm|captions?|subtitles?|logo|watermark|transitions?|fade(?:s|[- ]in|[- ]out)?)|(?:in\s+)?#[0-9a-f]{6}\b.*|size\s+\d+.*)$"
    );
    let said = clause.clone().words()?;
    let bare = opening.replace(&said, "").trim().to_owned();
    if bare.is_empty() || kind.is_match(&bare) {
        return None;
    }
    clause.words();
    Some(bare)
}

pub fn put(clause: &mut Clause, scene: &Scene, wish: &Wish, words: Words) -> Read {
    if super::slate::wanted(clause) {
        return Read::No;
    }
    if clause.has(re!(r"\b(?:white|blank|empty)\s+(?:screen|frame|slate|slide)\b|白屏")) {
        return Read::Cannot(
            "words stand on the footage, or on black: `title card \"Hello\" on a black screen`".into(),
        );
    }
    let span = scene.span();
    // Words without quotes end where something is said of them.
    let clear = clause.has(re!(r"⟦"))
        || clause
            .has(re!(r"\b(?:that|which)\s+(?:\w+\s+)?fad|\bwith\s+(?:\S+\s+){0,4}fad(?:e|es|ing)[- ](?:in|out)\b"));
    let fades = match clear.then(|| fading::fades(clause, scene)).transpose() {
        Ok(fades) => fades.unwrap_or_default(),
        Err(why) => return Read::Cannot(why),
    };
    let place = place(clause).unwrap_or(wish.place);
    let mut size = 1.0;
    if clause.drop(re!(r"\b(?:in\s+)?(?:large|big|huge)(?:\s+(?:font|letters|text))?\b|大号|大字|大1?一?[点些]"))
    {
        size = 1.35;
    } else if clause.drop(re!(r"\b(?:in\s+)?small(?:\s+(?:font|letters|text))?\b|小号|小字|小1?一?[点些]")) {
        size = 0.75;
    }
    let boxed = match super::lettering::boxed(clause) {
        Ok(boxed) => boxed,
        Err(why) => return Read::Cannot(why),
    };
    let caps = clause.drop(re!(super::lettering::CAPS));
    let font = if super::lettering::font(clause) { super::lettering::FONT } else { "" };
    let color = super::color::named(clause);
    let throughout = clause.drop(re!(
        r"\b(?:for|during|over)?\s*(?:the\s+)?(?:whole|entire|full)\s+(?:video|clip|time|thing|length|duration|film)\b|\bthroughout\b(?:\s+the\s+(?:video|clip))?|\ball\s+the\s+(?:way\s+through|time)\b|全程|(?:在)?整个视频|一直"
    ));
    let range = if throughout { Some((0.0, span.total)) } else { range(clause, span) };
    let range = match range {
        None => match on_clip(clause, scene).transpose() {
            Ok(found) => found,
            Err(why) => return Read::Cannot(why),
        },
        found => found,
    };
    let (when, seconds) = (at(clause, span), length(clause, span));
    // "Title "Hello", white, 4 seconds".
    let quoted = clause.has(re!("⟦"));
    let seconds = seconds.or_else(|| quoted.then(|| strict_time(clause, span)).flatten());
    clause.drop(re!(r"\b(?:add|put|show|write|display|insert|overlay|place|create|generate|include|give|make|build|want|need)\b|添加|加上|加入|加|写上|写|显示|插入|放上|放"));
    clause.drop(re!(r"\b(?:overlay|text|card|on\s+screen|onscreen|(?:that|which)\s+(?:says|reads|said)|saying|reading|with\s+the\s+(?:text|words))\b|写着|内容"));
    clause.drop(re!(r"\b(?:only|just)\b|只在?|仅在?"));
    clause.drop(re!(
        r"\b(?:in\s+)?(?:letters|lettering|font)\b|\b(?:another|a\s+second|one\s+more)(?:\s+one)?\b|字体|字号|颜色|\b(?:with|for)\s+(?:my|our|the|his|her|their)\s+names?\b|\bopening\b|\b(?:start|begin|open|end|close|finish)\s+with\b"
    ));
    if clause.has(re!("⟦")) {
        // What the words are is said by the words.
        clause.drop(re!(r"\b(?:my|our|the)\s+(?:(?:channel|company|brand|product|business|full|first|event|website)\s+)*(?:names?|handle|slogan|tagline|website|url|address)\b"));
    }
    let said = words(clause).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let borrowed = said.is_none();
    let said = said.map(|text| if caps { text.to_uppercase() } else { text });
    let Some(text) = said.or_else(|| wish.fallback.clone()) else {
        return Read::Cannot(format!("say the words in quotes, such as `{}`", wish.example));
    };
    let seconds = seconds.unwrap_or(wish.seconds);
    let placed = match (range, when) {
        (Some(range), _) => scene.frames(range).map(|(from, to)| (Some(from), Some(to - from))),
        (None, Some(At::Time(time))) => scene.frame(time).and_then(|frame| {
            if frame >= scene.timeline.total() {
                Err("there is nothing left of the timeline at that time".into())
            } else {
                Ok((Some(frame), None))
            }
        }),
        (None, Some(At::End)) => Ok((None, None)),
        (None, None) if wish.end => Ok((None, None)),
        (None, Some(At::Start) | None) => Ok((Some(0), None)),
    };
    let (begin, len) = match placed {
        Ok(placed) => placed,
        Err(why) => return Read::Cannot(why),
    };
    let (role, name) = (wish.role, wish.name);
    Read::Do(vec![
        Plan::new(Stage::Words, format!("add {name} \"{}\"", text.replace('\n', " / ")), move |edit: &mut Edit| {
            drawable(edit, &text)?;
            let rate = edit.now.rate;
            let total = edit.now.total();
            let len = len.unwrap_or(rate.frames(seconds)).clamp(1, total);
            let at = match begin {
                Some(0) => 0,
                Some(old) => edit.place(old).min(total - 1),
                None => total - len,
            };
            let len = len.min(total - at);
            if let Some(why) = fading::too_long(fades, len, rate) {
                return Refusal::cannot(why);
            }
            edit.now.texts.push(Text {
                role,
                text: text.clone(),
                at,
                len,
                place,
                size,
                color: color.clone(),
                boxed,
                bold: false,
                track: None,
                fades,
            });
            let other =
                if borrowed { ", after the footage's name; for other words say `add title \"Hello\"`" } else { "" };
            Ok(format!(
                "Added {name} \"{}\" at {} for {}{other}.{}{font}",
                text.replace('\n', " / "),
                show(rate.seconds(at)),
                show(rate.seconds(len)),
                fading::told(fades, rate)
            ))
        })
        .placed((begin, len)),
    ])
}

/// Takes "on clip 2", "over the first clip": when that is seen, in seconds.
fn on_clip(clause: &mut Clause, scene: &Scene) -> Option<Result<(f64, f64), String>> {
    let main = &scene.timeline.main;
    if main.len() < 2 || !clause.has(re!(r"\b(?:on|to|over|in|during|for)\s+(?:the\s+)?(?:\S+\s+)?(?:clip|segment|shot|scene)\b|第\s*\d+\s*(?:段|个片段)|最后(?:1|一)?段")) {
        return None;
    }
    let index = match super::use_only::nth(clause, main.len())? {
        Ok(index) => index,
        Err(why) => return Some(Err(why)),
    };
    clause.drop(re!(r"\b(?:on|to|over|in|during|for)\s*(?:\||$)|[在到]|上面?"));
    let (at, clip) = positions(main).nth(index)?;
    let rate = scene.timeline.rate;
    Some(Ok((rate.seconds(at), rate.seconds(at + clip.len))))
}

/// Whether there is a font for these words.
fn drawable(edit: &Edit, text: &str) -> Result<(), Refusal> {
    if !edit.facts.cjk && has_cjk(text) {
        return Refusal::cannot(
            "no font with Chinese letters is installed, and the words would be empty boxes; install one, such as fonts-wqy-microhei",
        );
    }
    Ok(())
}

/// Lays plain words on the middle of the picture, at frames of the present timeline.
///
/// # Errors
/// Where there is no font for them.
pub fn lay(edit: &mut Edit, text: &str, color: Option<String>, (at, len): (Frames, Frames)) -> Result<(), Refusal> {
    drawable(edit, text)?;
    edit.now.texts.push(Text {
        role: TextRole::Text,
        text: text.to_owned(),
        at,
        len,
        place: Place::Center,
        size: 1.0,
        color,
        boxed: false,
        bold: false,
        track: None,
        fades: Fades::default(),
    });
    Ok(())
}

/// "Make the title smaller and yellow": how words that are there look, where nothing else is said.
pub fn restyled(clause: &mut Clause, noun: &regex::Regex, scene: &Scene, role: TextRole) -> Option<Read> {
    if clause.has(re!("⟦")) || !scene.timeline.texts.iter().any(|text| text.role == role) {
        return None;
    }
    let mut rest = clause.clone();
    rest.drop(noun);
    let fades = match fading::fades(&mut rest, scene) {
        Ok(fades) => Some(fades).filter(|fades| fades.any()),
        Err(why) => return Some(Read::Cannot(why)),
    };
    let (place, color) = (place(&mut rest), super::color::named(&mut rest));
    let larger = rest.drop(re!(r"\b(?:bigger|larger|big|large|huge|enlarge)\b|放?大一?[点些]?"));
    let smaller = rest.drop(re!(r"\b(?:smaller|small|tiny|shrink)\b|缩?小一?[点些]?"));
    let seconds = length(&mut rest, scene.span());
    rest.drop(re!(r"\b(?:make|show|keep|leave|it|on\s+screen|change|turn|move|put|set|shift|place|colou?r|font|size|a\s+(?:bit|little)|much|to)\b|[改变换]成?|调|[移挪]到?|放到?|字体|颜色"));
    let nothing = place.is_none() && color.is_none() && seconds.is_none() && fades.is_none();
    if nothing && !larger && !smaller || !rest.rest().is_empty() {
        return None;
    }
    *clause = rest;
    Some(Plan::read(Stage::Words, "change how the words look", move |edit: &mut Edit| {
        let (total, rate) = (edit.now.total(), edit.now.rate);
        for text in edit.now.texts.iter_mut().filter(|text| text.role == role) {
            text.place = place.unwrap_or(text.place);
            text.color = color.clone().or(text.color.take());
            let scale = if larger {
                1.35
            } else if smaller {
                0.75
            } else {
                1.0
            };
            text.size = (text.size * scale).clamp(0.3, 4.0);
            if let Some(seconds) = seconds {
                text.len = rate.frames(seconds).clamp(1, total.saturating_sub(text.at).max(1));
            }
            if let Some(why) = fades.and_then(|fades| fading::too_long(fades, text.len, rate)) {
                return Refusal::cannot(why);
            }
            text.fades = fades.unwrap_or(text.fades);
        }
        let mut how: Vec<String> = color.iter().map(|color| format!("in #{color}")).collect();
        how.extend(larger.then(|| "larger".into()));
        how.extend(smaller.then(|| "smaller".into()));
        how.extend(place.map(|_| "in their new place".into()));
        how.extend(seconds.map(|seconds| format!("there for {}", show(seconds))));
        if how.is_empty() {
            return Ok(fading::told(fades.unwrap_or_default(), rate).replace(" It fades", "The words fade"));
        }
        let fade = fading::told(fades.unwrap_or_default(), rate).replace("It fades", "They fade");
        Ok(format!("The words are {} now.{fade}", how.join(", ")))
    }))
}

/// Takes a corner, an edge or the middle.
pub fn place(clause: &mut Clause) -> Option<Place> {
    const IN: &str = r"(?:\b(?:in|at|on|to|into)\s+)?(?:the\s+)?";
    const END: &str = r"(?:\s+(?:corner|side|edge|of\s+(?:the\s+)?(?:screen|frame|picture)))*\b";
    if clause.take(re!(IN, r"\b(?:top|upper)[- ]?left", END, "|左上角?")).is_some() {
        Some(Place::TopLeft)
    } else if clause.take(re!(IN, r"\b(?:top|upper)[- ]?right", END, "|右上角?")).is_some() {
        Some(Place::TopRight)
    } else if clause.take(re!(IN, r"\b(?:bottom|lower)[- ]?left", END, "|左下角?")).is_some() {
        Some(Place::BottomLeft)
    } else if clause.take(re!(IN, r"\b(?:bottom|lower)[- ]?right", END, "|右下角?")).is_some() {
        Some(Place::BottomRight)
    } else if clause.take(re!(r"\b(?:in|at|on|to)\s+(?:the\s+)?(?:cent(?:er|re)|middle)(?:\s+of\s+(?:the\s+)?(?:screen|frame|picture))?\b|\bcent(?:er|re)e?d\b|\|\s*cent(?:er|re)\s*$|,\s*cent(?:er|re)\s*$|居中|正中|中央")).is_some() {
        Some(Place::Center)
    } else if clause.take(re!(r"(?:\b(?:at|on|to|in)\s+)?(?:the\s+)?\btop[- ](?:cent(?:er|re)|middle)\b|\b(?:at|on|to)\s+(?:the\s+)?top\b(?:\s+of\s+(?:the\s+)?(?:screen|frame|picture))?|顶部|上方")).is_some() {
        Some(Place::Top)
    } else if clause.take(re!(r"(?:\b(?:at|on|to|in)\s+)?(?:the\s+)?\b(?:bottom|lower)[- ](?:cent(?:er|re)|middle)\b|\b(?:at|on|to)\s+(?:the\s+)?bottom\b(?:\s+of\s+(?:the\s+)?(?:screen|frame|picture))?|底部|下方")).is_some() {
        Some(Place::Bottom)
    } else {
        let side = clause.take(re!(r"\b(?:on|at|to)\s+(?:the\s+)(left|right)(?:[- ]hand)?(?:\s+(?:side|edge))?(?:\s+of\s+(?:the\s+)?(?:screen|frame|picture|video))?\b|(左|右)(?:边缘?|侧|方)"))?;
        let left = side[1].as_deref().or(side[2].as_deref()).is_some_and(|word| word.eq_ignore_ascii_case("left") || word == "左");
        Some(if left { Place::Left } else { Place::Right })
    }
}
