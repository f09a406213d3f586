//! How a clause hangs on the one before it: by a word that points back, by narrowing it, or by its verb.

use super::text::place;
use super::{Plan, Scene, Stage};
use crate::backend::local::model::Place;
use crate::backend::local::words::{At, Clause, at, length, range, re, strict, strict_time};

/// "Add music and fade it out": what "it" is stands in the clause before, which asked for `op`.
pub fn points_back(here: &Clause, op: Option<&str>) -> bool {
    (op == Some("bgm") && here.has(re!(r"^\s*fad(?:e|es|ing)[- ]?(?:in|out)\b[^a-z]*(?:(?:over|for|of|at|in|during|the|very|last|final|end|s|secs?|seconds?)\b[^a-z]*)*$|^\s*淡[入出]\s*(?:\d+(?:\.\d+)?\s*秒)?\s*$")))
        || here.has(re!(r"\b(?:it|them|its|their)\b|它"))
            || (op == Some("fade") && here.has(re!(r"\b(?:each|both)\b|各")))
            || (op == Some("captions")
                && here.has(re!(r"^\s*(?:字体|字)?(?:再)?(?:放大|缩小|大|小)一?[点些]\s*$|^\s*(?:and\s+)?(?:burn(?:ed|t)?(?:[- ]in)?|hard[- ]?coded)\s*$|^\s*(?:用)?[白黄红绿蓝橙粉]色\s*$|^\s*(?:放|在|移到?|放在|放到)?(?:画面)?(?:正?中间|顶部|底部|上面|下面|上方|下方)\s*$")))
            || (op == Some("captions") && here.has(re!(r"\b(?:captions?|subtitles?)\b|字幕")))
            || (matches!(op, Some("logo" | "broll" | "text" | "title" | "lower_third"))
                && here.has(re!(r"^[\s|]*(?:(?:nice\s+and\s+)?(?:small(?:er)?|big(?:ger)?|large(?:r)?|tiny)|(?:semi[- ]?)?transparent|半透明|再?(?:稍微)?(?:放|缩|变)?[大小]一?[点些]|(?:在)?[左右][上下]角?|[顶底]部|居中|(?:in|at|on)\s+the\s+(?:very\s+)?(?:top|bottom|middle|cent(?:er|re))(?:[- ](?:left|right|corner))*|(?:in\s+)?(?:white|yellow|red|green|blue|orange|pink|black|purple)(?:\s+(?:text|letters|font))?|(?:字体|文字|颜色)?(?:用|是|为|换成|改成|变成)?[白黄红绿蓝橙粉黑紫]色(?:的)?(?:[大小]字|[大小]号字?|字体?)?|[大小](?:字|号字?))[\s|]*$")))
            || (op == Some("broll") && here.has(re!(r"^[\s|]*(?:and\s+|but\s+)?(?:(?:keep\s+it\s+)?(?:muted|silent)|(?:without|no)\s+(?:its\s+|any\s+)?(?:sound|audio))[\s|.]*$|^\s*(?:不要|没有|无)?(?:它的)?(?:声音|静音)[\s|]*$")))
            || (op == Some("bgm") && here.has(re!(r"^\s*(?:and\s+|but\s+)?(?:(?:no|without)\s+ducking|(?:do\s+not|don't|dont|don’t|never)\s+duck)\b|(?:不要|别|不用|不)(?:自动)?(?:压低|闪避)")))
            || (matches!(op, Some("captions" | "text" | "title" | "lower_third" | "logo"))
                && here.has(re!(r"^[\s|]*with\s+(?:an?\s+)?fades?[\s|.]*$")))
            || (op == Some("broll") && here.is_easy() && here.has(re!(r"^[\s|]*(?:and\s+|but\s+)?mute[\s|.]*$")))
            || (op == Some("bgm") && here.has(re!(r"^[\s|]*(?:and\s+)?(?:auto(?:matically)?[- ]?)?duck(?:s|ed|ing)?\b")))
            || (op == Some("split")
                && here.has(re!(r"^[\s|]*(?:then\s+)?(?:delete|remove|drop|discard|cut|keep|throw\s+away|lose)\s+(?:only\s+)?(?:the\s+)?(?:first|second|last|other)\s+(?:part|half|piece|50\s*%)")))
            || (op == Some("zoom") && here.has(re!(r"^[\s|]*(?:居中|(?:in\s+the\s+)?(?:middle|cent(?:er|re)(?:e?d)?))[\s|]*$")))
            || (op == Some("aspect")
                && here.has(re!(r"^[\s|]*(?:and\s+|but\s+|please\s+|add\s+|use\s+|put\s+|some\s+)*(?:(?:do\s+not|don't|no|without)\s+)?(?:crop|letterbox|pad|fill|blur|(?:black\s+|white\s+)?bars)|裁|黑边|模糊|填满|^[\s|]*(?:居中|cent(?:er|re)e?d)[\s|]*$")))
            || (op == Some("highlights") && here.has(re!(r"\bhighlights?\b")))
            || (op == Some("slate")
                && here.has(re!(r"^[\s|]*(?:and\s+)?(?:上面)?(?:显示|写着|写上|写|配上?|with|saying|that\s+says|reading|show(?:ing)?)\s*(?:the\s+)?(?:文字|text|words)?\s*⟦")))
            || (op == Some("bgm")
                && here.has(re!(r"^\s*(?:在?(?:结尾|最后|末尾|片尾)(?:处|时)?)?\s*(?:\d+(?:\.\d+)?\s*秒)?(?:慢慢|渐渐|缓缓)?淡出(?:\s*\d+(?:\.\d+)?\s*秒)?\s*$|^\s*(?:淡入淡出|渐入渐出)(?:\s*各?\s*\d+(?:\.\d+)?\s*秒)?\s*$|^\s*在?(?:开头|开始|前面?)\s*(?:\d+(?:\.\d+)?\s*秒)?(?:慢慢|渐渐|缓缓)?淡入(?:\s*\d+(?:\.\d+)?\s*秒)?\s*$|^\s*fading\s+out\b|^\s*(?:声音|音量)(?:小|低|轻)一?[点些]\s*$|^\s*(?:声音|音量)(?:调|设|开|降|调整)?(?:到|成|为|在)?\s*\d+(?:\.\d+)?\s*%\s*$")))
            || (matches!(op, Some("bgm" | "voiceover"))
                && here.has(re!(r"^\s*(?:at\s+|with\s+)?(?:the\s+)?(?:volume|level|音量|\d+\s*%)")))
}

/// "Add captions, but only for the first 10 seconds" says more of the captions.
pub fn narrows(here: &Clause, op: Option<&str>) -> bool {
    op.is_some()
        && here.has(re!(
            r"^\s*(?:but\s+)?(?:only|just)\s+(?:for|in|during|from|between|at|on|over|until|after|before|past|starting|once|(?:the\s+)?(?:first|last))\b|^\s*(?:但)?(?:只|仅)在"
        ))
        || matches!(op, Some("color" | "zoom" | "picture" | "captions" | "logo" | "mute" | "speed"))
            && here.has(re!(
                r"^\s*(?:但)?(?:只要|只有|仅限?|只限|就)\s*(?:前|后|最后|中间|第|从|\d)"
        ))
}

/// "Insert b.mp4 and mute it" speaks of the clip that is put in, which nothing here changes by itself.
pub fn speaks_of_another(here: &Clause, op: Option<&str>) -> Option<String> {
    let it = re!(
        r"^[\s|]*(?:then\s+|also\s+)?(?:mute|silence|speed|slow|reverse|blur|zoom|loop|brighten|darken|flip|rotate)\b[^.;]*\b(?:it|them)\b"
    );
    // "Move the title down and show it for 5 s": the words, and not the film.
    let words = re!(r"^[\s|]*(?:then\s+|also\s+)?(?:show|keep|leave|display|hold)\s+(?:it|them)\b[a-z ]*\bfor\s+\d");
    // "Insert b.mp4 at 5 s, no sound": that clip's.
    let silent = re!(r"^[\s|]*(?:but\s+|and\s+)?(?:with\s+)?(?:no|without)\s+(?:any\s+|its\s+)?(?:sound|audio)\b");
    let silent = here.has(silent) || here.is_easy() && here.has(re!(r"^[\s|]*(?:and\s+|but\s+)?mute[\s|.!]*$"));
    // "Warmer, softer": it is not said whether that is heard or seen.
    let softer = matches!(op, Some("color" | "picture"))
        && here.has(re!(r"^[\s|]*(?:(?:and|a\s+(?:bit|little)|much|slightly)\s+)*softer[\s|.!]*$"));
    let another = matches!(op, Some("insert" | "logo" | "freeze")) && here.has(it)
        || softer
        || matches!(op, Some("insert" | "join" | "beside")) && silent
        || matches!(op, Some("title" | "text" | "lower_third" | "logo")) && here.has(words);
    another.then(|| here.shown(here.text()))
}

/// "Turn the music down and cut it off at 0:20" ends the music, and not the footage.
pub fn ends_what_plays(here: &Clause, before: &Clause, op: Option<&str>) -> Option<String> {
    let ends = re!(r"^[\s|]*(?:then\s+|also\s+)?(?:cut|stop|end|kill|trim|finish)\b[^.;]*\bit\b");
    let plays = matches!(op, Some("bgm" | "volume" | "fade" | "voiceover"))
        && before
            .has(re!(r"\b(?:music|bgm|song|soundtrack|voice-?over|narration)\b|⟪q[a-z]+\.(?:mp3|wav|m4a|aac)⟫|音乐"));
    // A title in the middle of the film that is to fade in: the film's beginning is not meant.
    let fades = matches!(op, Some("title" | "text" | "lower_third"))
        && before.has(re!(r"\b(?:at|from)\s+[\d:]+|第?\s*\d+\s*秒"))
        && here.has(re!(
            r"^[\s|]*(?:with\s+an?\s+)?(?:fade|fades|fading)[- ]?in(?:\s+and\s+out)?(?:\s+(?:over\s+|for\s+|of\s+)?",
            strict!(),
            r")?[\s|.]*$"
        ));
    // What is said of the words before, and not to be done: "…, fading in".
    let own = matches!(op, Some("title" | "text" | "lower_third" | "logo" | "broll"))
        && here.has(re!(r"^[\s|]*(?:(?:(?:which|that|it)\s+)?(?:fades|fading)[- ](?:in|out)\b|with\s+(?:\S+\s+){0,4}fades?[- ](?:in|out)\b)"));
    // "With a fade in and fade out of 1 s each": both are of the words.
    let second = matches!(op, Some("title" | "text" | "lower_third" | "logo" | "broll"))
        && before.has(re!(r"\bfad(?:e|es|ing)[- ](?:in|out)\b"))
        && here.has(re!(r"^[\s|]*(?:an?\s+)?fade[- ]?(?:in|out)\b"))
        && !here.has(re!(
            r"\b(?:end|start|beginning|video|film|clip|footage|picture|black|music|audio|sound|everything)\b"
        ));
    // 标题“你好”，显示3秒，淡入淡出: a title that is there so long comes and goes.
    let lasting = matches!(op, Some("title" | "text" | "lower_third"))
        && before.has(re!(r"(?:显示|持续|停留)\s*\d+(?:\.\d+)?\s*秒"))
        && here.has(re!(r"^[\s|]*(?:有|带|加)?淡入[和并、]?淡出(?:效果)?[\s|]*$"));
    let whole = matches!(op, Some("title" | "text" | "lower_third" | "logo" | "broll"))
        && before.has(re!(r"\bwith\s+an?\s+fade[- ]?in(?:\s+at\s+the\s+(?:start|beginning))?[\s|]*$"))
        && here.has(re!(r"^[\s|]*(?:an?\s+)?fade[- ]?out\s+at\s+the\s+end[\s|.!]*$"));
    (own || second || fades || lasting || whole || plays && here.has(ends)).then(|| here.shown(here.text()))
}

/// "Put a title "Hello", 4 seconds": how long that stands or plays, where the words say nothing else.
pub fn lasting(here: &Clause, before: &Clause, op: Option<&str>, scene: &Scene) -> Option<Clause> {
    if !matches!(op, Some("title" | "text" | "lower_third" | "insert" | "broll" | "freeze" | "logo" | "transition")) {
        return None;
    }
    let mut rest = here.clone();
    let span = scene.span();
    let lasts = length(&mut rest, span).or_else(|| strict_time(&mut rest, span));
    if length(&mut before.clone(), span).is_some() || lasts.is_none() || !rest.rest().is_empty() {
        return None;
    }
    let bare = here.has(re!(r"^[\s|,]*\d")) && length(&mut here.clone(), span).is_none();
    Some(here.with_verb(&format!("{}{}", before.lower(), if bare { " for" } else { "" })))
}

/// What is left of a film after a cut, to be joined.
const LEFT: &str = r"^[\s|]*(?:then\s+|and\s+)*close\s+(?:up\s+)?(?:the\s+|that\s+|any\s+|all\s+)*gaps?|^[\s|]*(?:then\s+|and\s+)*(?:join|connect|stitch|glue|merge)\s+(?:up\s+|together\s+|back\s+)*(?:the\s+)?(?:rest|remainder|ends|halves|(?:(?:two|both|remaining|other|2)\s+)+(?:parts|pieces|ends|halves|sections|sides))(?:\s+(?:back\s+)?together)?";

/// A clause in words of its own, by what stands before it. "Freeze the last frame and add text "Bye"": the words
/// stand on that frame. "Cut 4 s to 9 s and join the rest with a dissolve": the cut is smoothed.
pub fn in_full(here: &Clause, before: &Clause, op: Option<&str>, scene: &Scene) -> Option<Clause> {
    let text = here.lower();
    // 音乐小声一点，结尾淡出: the music still.
    let out = re!(
        r"^[\s|]*(?:在?(?:结尾|末尾)(?:处)?)?(?:再)?(?:慢慢|渐渐|缓缓)?(?:淡[入出])+(?:\s*\d+(?:\.\d+)?\s*秒)?[\s|]*$"
    );
    if matches!(op, Some("volume" | "music" | "fade")) && before.has(re!(r"音乐|配乐|\bbgm\b")) && here.has(out) {
        return Some(here.with_verb("音乐"));
    }
    // 音乐淡入淡出，音量调到20%: the music's.
    let level = re!(r"^[\s|]*(?:声音|音量)(?:再)?(?:调|设|开|降|放)?(?:到|成|为|在)?\s*\d+(?:\.\d+)?\s*%[\s|]*$");
    if matches!(op, Some("fade" | "music" | "duck")) && before.has(re!(r"音乐|配乐|\bbgm\b")) && here.has(level) {
        return Some(here.with_verb("音乐"));
    }
    if matches!(op, Some("cut" | "trim_silence")) {
        let found = re!(LEFT, r"\s+(?:with|using|by|through)\s+").find(text)?;
        return Some(here.part(found.end(), text.len()).with_verb("add"));
    }
    // "Sharpen the picture and reduce the noise": the picture's.
    let noise = re!(r"^[\s|]*(?:then\s+|also\s+)?(?:reduce|remove|lower|less)\s+(?:the\s+|any\s+)?noise[\s|.]*$");
    if op == Some("picture") && before.has(re!(r"\bsharp")) && here.has(noise) {
        return Some(Clause::new("reduce grain", &[]));
    }
    let last = re!(r"\b(?:last|final)\s+(?:frame|picture|image)\b|最后一帧");
    let words = re!(r"\b(?:text|words|title|call\s+to\s+action|cta)\b[^|]*⟦|文字[^|]*⟦");
    let span = scene.span();
    let placed = at(&mut here.clone(), span).is_some() || range(&mut here.clone(), span).is_some();
    (op == Some("freeze") && before.has(last) && here.has(words) && !placed).then(|| here.with_tail(" at the end"))
}

/// The range of such a clause, without the word that would keep it alone.
pub fn narrowing(here: &Clause) -> Clause {
    let mut range = here.clone();
    range.take(re!(r"^\s*(?:但)?(?:只要|只有|仅限?|只限|就)"));
    range
}

/// "Keep the first 15 seconds and drop the rest": the rest goes by itself.
pub fn goes_anyway(here: &Clause, op: Option<&str>) -> bool {
    let rest = re!(
        r"^[\s|]*(?:then\s+)?(?:drop|delete|remove|cut|discard|lose|trash|toss|ditch|bin|chuck|throw\s+away|get\s+rid\s+of)\s+(?:off\s+|out\s+|away\s+)?(?:all\s+)?(?:the\s+(?:rest|others?|remainder)|everything\s+else)[\s|.!]*$|^[\s|]*(?:其他|其它|其余|剩下)的?(?:部分)?(?:都|全部?)?(?:删掉|删除|不要|去掉|剪掉)[\s|]*$"
    );
    // A stretch that is muted is heard again behind it.
    let back = re!(
        r"^[\s|]*(?:then\s+|and\s+)*(?:bring|turn|put|let|have|get)\s+(?:it|the\s+(?:sound|audio|volume)|my\s+voice)\s+(?:come\s+)?(?:back|on\s+again)(?:\s+(?:on|in|up|again))*(?:\s+(?:after(?:wards)?|after\s+that))?[\s|.!]*$|^[\s|]*(?:then\s+)?unmute(?:\s+(?:it|after\s+that|afterwards))?[\s|.!]*$"
    );
    // The footage's sound fades together with its picture.
    let along = re!(
        r"^[\s|]*(?:then\s+)?(?:fade\s+)?(?:the\s+|its\s+)?(?:audio|sound|voice)(?:\s+(?:fades?|out|in|down))*\s+(?:with\s+it|too|as\s+well|along(?:\s+with\s+it)?|together|with\s+the\s+(?:picture|video)|at\s+the\s+same\s+time)[\s|.!]*$|^[\s|]*(?:声音|原声)(?:也|跟着|1\s*起|一起)+淡[出入][\s|]*$"
    );
    matches!(op, Some("keep" | "part" | "use_only" | "highlights")) && here.has(rest)
        || matches!(op, Some("cut" | "trim_silence")) && here.has(re!(LEFT, r"[\s|.!]*$"))
        || op == Some("mute") && here.has(back)
        || op == Some("fade") && here.has(along)
}

/// "Remove the first 3 seconds and the last 2 seconds": the verb that holds for both.
pub fn verb(here: &Clause, op: Option<&str>) -> Option<&'static str> {
    let bare = here.has(re!(
            r"^\s*(?:also\s+|then\s+)?(?:the\s+)?(?:intro|outro|everything|dead|silence|pauses?|gaps?|quiet|silent|ends?\s+at|stops?\s+at|finish(?:es)?\s+at|first|last|final|from|between|第|前|后|最后|\d+(?:\.\d+)?\s*(?:s|sec|-|–|:|to\b|到|秒))"
        ));
    let ending = here.has(re!(r"^\s*(?:end|stop|finish)(?:s|es)?\s+at\b"));
    // "Put "A" at 2 s and "B" at 8 s".
    let words = here.has(re!("^[\\s|]*(?:(?:another|a second|one more|one)(?: one)? [^⟦]*)?⟦[^⟧]*⟧"))
        && matches!(op, Some("text" | "title" | "lower_third"));
    let call = here.has(re!(
        r"^[\s|]*(?:an?\s+|the\s+|some\s+)?(?:(?:end|ending|closing|final|small|big|second|outro)\s+)*(?:call[- ]to[- ]action|cta|texts?|tagline|caption|message)(?:\s+(?:overlay|button))?\s*⟦"
    )) && matches!(op, Some("text" | "title" | "lower_third" | "logo" | "bgm" | "fade" | "captions" | "intro"));
    let thing = here.has(re!(
        r"^[\s|]*(?:also\s+)?(?:the\s+|my\s+|any\s+|all\s+)*(?:music|captions?|subtitles?|subs|logo|watermark|titles?|text|lower[- ]thirds?|b-?roll|effects?|fades?|字幕|音乐|标题|水印)[\s|.!]*$"
    ));
    let verb = match op {
        Some(_) if call => return Some("add text"),
        Some("remove") if thing => return Some("remove"),
        Some("title") if words => Some("add title"),
        Some("lower_third") if words => return Some("add lower third"),
        Some("text") if words => Some("add text"),
        Some("cut") if here.has(re!(r"^\s*(?:intro|outro)\s*$")) => Some("remove the"),
        Some("cut") if ending => Some("the video to"),
        Some(_) if ending => None,
        Some("insert") if here.has(re!("^[\\s|]*⟪")) => return Some("insert"),
        Some("voiceover") if here.has(re!(r"^[\s|]*⟪q[a-z]+\.(?:mp3|wav|m4a|aac)⟫")) => {
            return Some("add voice-over");
        }
        Some("cut") => Some("remove"),
        Some("mute") => Some("mute"),
        Some("trim_silence") => Some("cut"),
        Some("keep") => Some(""),
        _ => None,
    };

    verb.filter(|_| bare || words)
}

/// "Make the first 4 s faster, and black and white": a look alone is that of the same stretch.
pub fn same_look(here: &Clause) -> bool {
    here.has(re!(
        r"^[\s|]*(?:and\s+)?(?:in\s+)?(?:black[- ]and[- ]white|b&w|sepia|gr[ae]y|brighter|darker|warmer|cooler|quieter|louder|faster|slower|muted|silent|blurred)[\s|.!]*$"
    ))
}

/// Where the words before stand, as the place of further ones that name none.
pub fn place_too(here: &Clause, before: &Clause, op: Option<&str>) -> &'static str {
    if !matches!(op, Some("text" | "title")) || place(&mut here.clone()).is_some() {
        return "";
    }
    match place(&mut before.clone()) {
        Some(Place::TopLeft) => " top left",
        Some(Place::TopRight) => " top right",
        Some(Place::BottomLeft) => " bottom left",
        Some(Place::BottomRight) => " bottom right",
        Some(Place::Top) => " at the top",
        Some(Place::Bottom) => " at the bottom",
        Some(Place::Center) => " in the center",
        _ => "",
    }
}

/// "Title "A" for 2 s, then "B" for 2 s": words that follow others and name no time stand behind them.
pub fn behind(here: &Clause, row: &[Clause], op: Option<&str>, scene: &Scene) -> String {
    let span = scene.span();
    let timed = |clause: &Clause| at(&mut clause.clone(), span).is_some() || range(&mut clause.clone(), span).is_some();
    if !matches!(op, Some("text" | "title" | "lower_third")) || row.is_empty() || timed(here) {
        return String::new();
    }
    let mut end = 0.0;
    for clause in row {
        if let Some((_, to)) = range(&mut clause.clone(), span) {
            end = to;
            continue;
        }
        let from = match at(&mut clause.clone(), span) {
            Some(At::Time(from)) => from,
            Some(At::End) => return String::new(),
            _ => end,
        };
        end = from + length(&mut clause.clone(), span).unwrap_or(3.0);
    }
    if end < span.total { format!(" at {end:.3} s") } else { String::new() }
}

/// Whether two operations took one wish apart: "fade the logo in" is no fade of the whole beside a logo.
pub fn at_odds(plans: &[Plan]) -> bool {
    const ODD: [(&str, &str); 21] = [
        ("animate", "logo"),
        ("beside", "border"),
        ("beside", "keep"),
        ("bgm", "fade"),
        ("bgm", "volume"),
        ("border", "broll"),
        ("border", "captions"),
        ("border", "logo"),
        ("border", "lower_third"),
        ("border", "text"),
        ("border", "title"),
        ("captions", "fade"),
        ("fade", "logo"),
        ("fade", "remove"),
        ("fade", "mute"),
        ("fade", "lower_third"),
        ("fade", "text"),
        ("fade", "title"),
        ("keep", "speed"),
        ("volume", "zoom"),
        ("cut", "keep"),
    ];
    let has = |op: &str| plans.iter().any(|plan| plan.op == op);
    ODD.iter().any(|(one, other)| has(one) && has(other))
}

/// Two speeds of the whole, which would be multiplied: "a bit faster, about 1.2x" is one wish.
pub fn twice_sped(plans: &[Plan]) -> Option<String> {
    let mut labels =
        plans.iter().filter(|plan| plan.op == "speed" && plan.stage == Stage::Speed).map(|plan| &plan.label);
    let first = labels.next()?;
    labels.find(|label| *label != first).map(|other| format!("{first}, and {other}"))
}

/// What a length and the best moments say together, where each was taken for a cut of its own.
pub fn twice_cut(plans: &[Plan]) -> Option<String> {
    let label = |op: &str| plans.iter().find(|plan| plan.op == op).map(|plan| plan.label.clone());
    Some(format!("{}, and {}", label("keep")?, label("highlights")?))
}
