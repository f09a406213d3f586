//! What a prompt speaks of that only refines the one before it: "make it bigger" after a title was added is
//! the title, 再大一点 after captions the captions.

use super::model::{self, OverlayRole, Place, SoundRole, TextRole, Timeline};
use super::{Session, re};

/// A kind of thing on the timeline, in the words that operations read.
struct Kind {
    english: &'static str,
    chinese: &'static str,
    /// Whether it is seen, so that it has a size and a colour.
    seen: bool,
}

const CAPTIONS: Kind = Kind { english: "the captions", chinese: "字幕", seen: true };
const TITLE: Kind = Kind { english: "the title", chinese: "标题", seen: true };
const TEXT: Kind = Kind { english: "the text", chinese: "文字", seen: true };
const LOWER_THIRD: Kind = Kind { english: "the lower third", chinese: "人名条", seen: true };
const LOGO: Kind = Kind { english: "the logo", chinese: "logo", seen: true };
const INSET: Kind = Kind { english: "the picture in picture", chinese: "画中画", seen: true };
const MUSIC: Kind = Kind { english: "the music", chinese: "音乐", seen: false };
const TRANSITIONS: Kind = Kind { english: "the transitions", chinese: "转场", seen: false };

/// The prompt with the name of what the last edit put there or changed, where it names nothing itself and says
/// what only that can be.
pub fn named(session: &Session, prompt: &str) -> Option<String> {
    // 字幕往下挪一点: what it is is named, and where it stands tells where it goes.
    let thing = re!(r"(?i)^(?:请|帮我)*(?:把)?(字幕|标题|文字|人名条|logo)(?:再|稍微|也)?");
    if let Some(found) = thing.captures(prompt.trim()) {
        let kind = [CAPTIONS, TITLE, TEXT, LOWER_THIRD, LOGO]
            .into_iter()
            .find(|kind| kind.chinese.eq_ignore_ascii_case(&found[1]))?;
        let rest = prompt.trim()[found[0].len()..].trim_end_matches(['。', '！', '!', '.']);
        let (rest, why) = rest.split_once(['，', ',']).unwrap_or((rest, ""));
        let now = model::read(session.draft.as_ref()?).ok()?;
        let reason = re!(r"^(?:现在)?(?:有点)?太(?:靠)?(?:上|下|高|低)了?$").is_match(why) || why.is_empty();
        return nudged(rest, &kind, &now).filter(|_| reason);
    }
    let before = model::read(session.past.last()?).ok()?;
    let now = model::read(session.draft.as_ref()?).ok()?;
    let kind = changed(&before, &now)?;
    let text = prompt.trim().trim_end_matches(['.', '!', '。', '！']);
    let opening = re!(r"(?i)^(?:(?:please|now|and|also|then|ok(?:ay)?|actually|no|hmm+|oh|wait)[,\s]+)*");
    let text = &text[opening.find(text).map_or(0, |found| found.end())..];
    english(text, &kind).or_else(|| chinese(text, &kind)).or_else(|| nudged(text, &kind, &now))
}

/// "Move it up a bit", 往上挪一点: to the next place there is in that direction; none where it stands at the edge.
fn nudged(text: &str, kind: &Kind, now: &Timeline) -> Option<String> {
    let asks = re!(
        r"(?i)^(?:(?:move|put|shift|bring|nudge)\s+(?:it|that|them|those)\s+|把它|它|请|再|稍微)*(?:(?:a\s+(?:bit|little)|slightly)\s+)?(?:(up|higher)|(down|lower)|(?:(?:往|向|朝)(?:(上)|下)面?(?:移|挪|靠|放|提|调)动?))(?:\s+(?:a\s+(?:bit|little)|slightly|more))?(?:1\s*|一)?[点些]?(?:儿|吧|了)*$"
    );
    let found = asks.captures(text)?;
    let up = found.get(1).or(found.get(3)).is_some();
    let role = match kind.english {
        "the captions" => Some(TextRole::Caption),
        "the title" => Some(TextRole::Title),
        "the text" => Some(TextRole::Text),
        "the lower third" => Some(TextRole::LowerThird),
        _ => None,
    };
    let words = now.texts.iter().filter(|text| Some(text.role) == role).map(|text| text.place);
    let logos = now.overlays.iter().filter(|one| one.role == OverlayRole::Logo && kind.english == LOGO.english);
    let place = words.chain(logos.map(|one| one.place)).next_back()?;
    let next = match (place, up) {
        (Place::Bottom, true) | (Place::Top, false) => "居中",
        (Place::Center, true) => "顶部",
        (Place::Center, false) => "底部",
        (Place::BottomLeft, true) => "左上角",
        (Place::BottomRight, true) => "右上角",
        (Place::TopLeft, false) => "左下角",
        (Place::TopRight, false) => "右下角",
        _ => return None,
    };
    Some(format!("{}放到{next}", kind.chinese))
}

/// Whether all that is said fits this kind of thing.
fn english(text: &str, kind: &Kind) -> Option<String> {
    const LOOKS: &str = r"(?:(?:a\s+(?:bit|little|lot|touch)|much|even|slightly|way)\s+)*(?:bigger|larger|smaller|bold|(?:in\s+)?(?:white|yellow|red|green|blue|orange|pink|black|purple)(?:\s+(?:letters|text))?(?:\s+on\s+(?:an?\s+)?(?:black|dark)\s+(?:box|background|bar))?|on\s+(?:an?\s+)?(?:black|dark)\s+(?:box|background|bar))";
    const LOUD: &str =
        r"(?:(?:a\s+(?:bit|little|lot|touch)|much|even|slightly|way)\s+)*(?:quieter|softer|louder|lower)";
    const LONG: &str = r"(?:(?:a\s+(?:bit|little|lot|touch)|much|even|slightly|way)\s+)*(?:longer|shorter|quicker|slower|(?:only\s+|just\s+)?\d+(?:\.\d+)?\s*(?:s|secs?|seconds?)(?:\s+long)?)";
    let how = match (kind.english, kind.seen) {
        ("the transitions", _) => LONG,
        (_, true) => LOOKS,
        _ => LOUD,
    };
    let make =
        re_of(&format!(r"(?i)^(?:(?:make|turn)\s+(?:it|that|them|those|this|these)\s+)?({how}(?:\s+and\s+{how})*)$"));
    if let Some(found) = make?.captures(text) {
        return Some(format!("make {} {}", kind.english, &found[1]));
    }
    if kind.seen
        && let Some(found) = re!(r"(?i)^(move|put|place|shift)\s+(?:it|that|them|those)\s+((?:(?:to|at|in|on|into)\s+)?(?:the\s+)?(?:(?:very\s+)?(?:top|bottom|upper|lower|left|right|middle|cent(?:er|re)|corner)[-\s]*)+)$").captures(text)
    {
        return Some(format!("{} {} {}", &found[1], kind.english, found[2].trim()));
    }
    let written = matches!(kind.english, "the title" | "the text" | "the lower third");
    if written
        && let Some(found) = re!(r"(?i)^(?:make|let)\s+(?:it|that|them)\s+(?:last|stay(?:\s+up)?)\s+(?:for\s+)?(\d+(?:\.\d+)?\s*(?:s|secs?|seconds?))(?:\s+long)?$").captures(text)
    {
        return Some(format!("show {} for {}", kind.english, &found[1]));
    }
    let words = re!(r#"(?i)^(?:change|make)\s+(?:it|that)\s+(?:to|say|read)\s+(["“].+["”])$"#).captures(text);
    if let Some(found) = words.filter(|_| written) {
        return Some(format!("change {} to {}", kind.english, &found[1]));
    }
    let found = re!(r"(?i)^(remove|delete|get\s+rid\s+of|take\s+out|lose)\s+(?:it|that|them|those)(?:\s+again)?$")
        .captures(text)?;
    Some(format!("{} {}", &found[1], kind.english))
}

fn chinese(text: &str, kind: &Kind) -> Option<String> {
    let looks = re!(
        r"^(?:把它|它|请|再|稍微|还是|要|调|改|弄|变|放|缩|加)*(?:[大小](?:1\s*|一)?[点些号]|(?:换|改|变|调)?(?:成|为)?[白黄红绿蓝橙粉黑紫]色|(?:移|挪|放|换|改|调)(?:动)?(?:到|在)(?:画面|屏幕)?(?:的)?(?:[顶底]部|[上下]方|[上下]面|[左右][上下]角?|正?中间|中央))(?:吧|了)?$"
    );
    let loud = re!(
        r"^(?:把它|它|请|再|稍微|要|调|改|弄|变)*(?:[大小]声(?:1\s*|一)?[点些]|[轻响](?:1\s*|一)?[点些]|(?:声音|音量)(?:再|调|稍微)*[大小低高](?:1\s*|一)?[点些])(?:吧|了)?$"
    );
    let level = re!(
        r"^(?:换|改|调|设)(?:成|到|为)\s*(\d+\s*%)的?(?:音量)?$|^(?:声音|音量)(?:换|改|调|设)?(?:成|到|为)\s*(\d+\s*%)$"
    );
    let long = re!(
        r"^(?:把它|它|请|再|稍微|要|改|调|变|换)*(?:[长短慢快](?:1\s*|一)?[点些]|(?:成|为|到)?\s*\d+(?:\.\d+)?\s*秒)(?:吧)?$"
    );
    let place = re!(r"^(?:把它|它)?(?:不要|去掉|删掉|删了|删除)(?:它|吧|了)*$");
    if place.is_match(text) {
        return Some(format!("去掉{}", kind.chinese));
    }
    let words = re!(r#"^(?:还是)?(?:把它|它)?(?:换|改)(?:成|为)\s*([“"「].+[”"」])(?:吧)?$"#);
    if matches!(kind.english, "the title" | "the text" | "the lower third")
        && let Some(found) = words.captures(text)
    {
        return Some(format!("把{}改成{}", kind.chinese, &found[1]));
    }
    if kind.english == MUSIC.english
        && let Some(found) = level.captures(text)
    {
        let share = found.get(1).or(found.get(2))?;
        return Some(format!("音乐音量调到{}", share.as_str()));
    }
    let fits = match (kind.english, kind.seen) {
        ("the transitions", _) => long,
        (_, true) => looks,
        _ => loud,
    };
    let bare = re!(r"^(?:把它|它|请|再|稍微)+");
    let said = &text[bare.find(text).map_or(0, |found| found.end())..];
    fits.is_match(text).then(|| format!("{}{said}", kind.chinese))
}

fn re_of(pattern: &str) -> Option<regex::Regex> {
    regex::Regex::new(pattern).ok()
}

/// The one kind of thing that is not as it was; none where several are, or the footage itself.
fn changed(before: &Timeline, now: &Timeline) -> Option<Kind> {
    let texts = |timeline: &Timeline, role: TextRole| -> Vec<_> {
        timeline.texts.iter().filter(|text| text.role == role).cloned().collect()
    };
    let sounds = |timeline: &Timeline| -> Vec<_> {
        timeline.sounds.iter().filter(|sound| sound.role == SoundRole::Music).cloned().collect()
    };
    let logos = |timeline: &Timeline| -> Vec<_> {
        timeline.overlays.iter().filter(|one| one.role == OverlayRole::Logo).cloned().collect()
    };
    let insets = |timeline: &Timeline| -> Vec<_> {
        timeline.overlays.iter().filter(|one| one.role == OverlayRole::Pip).cloned().collect()
    };
    let joints = |timeline: &Timeline| -> Vec<_> {
        timeline.main.iter().map(|clip| clip.transition).filter(|length| *length > 0).collect::<Vec<_>>()
    };
    let mut kinds = vec![];
    for (role, kind) in [
        (TextRole::Caption, CAPTIONS),
        (TextRole::Title, TITLE),
        (TextRole::Text, TEXT),
        (TextRole::LowerThird, LOWER_THIRD),
    ] {
        let there = texts(now, role);
        if !there.is_empty() && texts(before, role) != there {
            kinds.push(kind);
        }
    }
    if !sounds(now).is_empty() && sounds(before) != sounds(now) {
        kinds.push(MUSIC);
    }
    if !logos(now).is_empty() && logos(before) != logos(now) {
        kinds.push(LOGO);
    }
    if !insets(now).is_empty() && insets(before) != insets(now) {
        kinds.push(INSET);
    }
    let jointed = !joints(now).is_empty() && joints(before) != joints(now);
    if jointed {
        kinds.push(TRANSITIONS);
    }
    let alone = kinds.len() == 1 && (jointed || before.main == now.main);
    kinds.pop().filter(|_| alone)
}
