//! What "it" is behind a complaint: in "the music is too loud, drop it by half" the music, and in "it is too
//! dark, fix that" the darkness.

use super::{re, strict};

/// What mends a thing that is too much of something, in the words of an instruction.
const CURES: [(&str, &str); 22] = [
    ("low", "make it louder"),
    ("dark", "make it brighter"),
    ("dim", "make it brighter"),
    ("bright", "make it darker"),
    ("quiet", "make it louder"),
    ("soft", "make it louder"),
    ("loud", "make it quieter"),
    ("slow", "speed it up"),
    ("fast", "slow it down"),
    ("noisy", "remove background noise"),
    ("shaky", "stabilize it"),
    ("dull", "make the colors pop"),
    ("flat", "more contrast"),
    ("cold", "make it warmer"),
    ("warm", "make it cooler"),
    ("blue", "make it warmer"),
    ("yellow", "make it cooler"),
    ("orange", "make it cooler"),
    ("暗", "调亮"),
    ("黑", "调亮"),
    ("亮", "调暗"),
    ("吵", "降噪"),
];

/// The text with the thing in the place of the word that points at it.
pub fn resolved(text: &str) -> String {
    let complaint = re!(
        r"(?i)\b(?:(the|my)\s+)?((?:background\s+)?(?:music|bgm|song|audio|sound|voice|volume|video|clip|footage|picture|image|logo|watermark|captions?|subtitles?|intro|outro|pauses|silences|gaps))(?:'s|\s+(?:is|are|was|looks?|sounds?|feels?|seems?))\s+(?:(?:a\s+(?:bit|little|tad)|way|much|far|just|kind\s+of)\s+)*too\s+([a-z]+)(?:\s+(?:here|right\s+now|for\s+me|(?:when|while|whenever)\s+(?:i|he|she|they|we|people)(?:'m|'re|\s+am|\s+are|\s+is)?\s+(?:talk|speak)(?:s|ing)?))?\s*(?:[,.;!]|\s[-–—]|\band\b|\bso\b)\s*(?:(?:so|and|please|pls|can\s+you|could\s+you|just)\s+)*([a-z]+(?:\s+(?:up|down))?)\s+(it|this|that|them)\b"
    );
    let mended = complaint.replace(text, |found: &regex::Captures| {
        let (thing, how) = (&found[2], found[3].to_lowercase());
        let verb = found[4].to_lowercase();
        if re!(r"^(?:fix|correct|change|adjust|solve|improve|sort|address)$").is_match(&verb)
            && let Some((_, cure)) = CURES.iter().find(|(known, _)| *known == how)
        {
            return cure.replace(" it", &format!(" the {thing}"));
        }
        format!("{verb} the {thing}")
    });
    let mended =
        re!(r"(?i)(\b(?:music|bgm|song|soundtrack)\b[^.;]*?(?:,|\band\b|\bthen\b)\s*(?:then\s+)?fad(?:e|ing)\s+)it\b")
            .replace(&mended, "${1}the music");
    // "Add music.mp3, mute it from 5 to 10 s": the same.
    let mended = re!(
        r"(?i)((?:\b(?:music|bgm|song|soundtrack)\b|⟪q[a-z]+\.(?:mp3|wav|m4a|aac)⟫)[^.;]*?(?:,|\band\b|\bthen\b|\bbut\b)\s*(?:then\s+)?(?:mute|silence|pause|lower|duck|turn\s+down)\s+)it(\s+(?:from|between|during|at|for|after|before|in)\b)"
    )
    .replace(&mended, "${1}the music$2");
    // "Don't cut the pauses, speed them up": the pauses.
    let mended = re!(
        r"(?i)\b(?:instead\s+of|rather\s+than|don't|don’t|do\s+not|not)\s+(?:cut(?:ting)?|remov(?:e|ing)|delet(?:e|ing)|trim(?:ming)?)\s+(?:out\s+)?((?:(?:the|all|any|my)\s+)*(?:long\s+|awkward\s+)?(?:silences?|pauses?|gaps|dead\s+air|(?:silent|quiet)\s+(?:parts|bits|sections)))\s*[,;:–—-]?\s*(?:(?:but|just|please|and|then|rather|only)\s+)*(?:speed\s+(?:them|it|those)\s+up|speed\s+up\s+(?:them|those)|fast[- ]?forward\s+(?:through\s+)?(?:them|those))"
    )
    .replace(&mended, "speed up $1");
    let mended = re!(
        r"(?i)((?:\b(?:music|bgm|song|soundtrack)\b|⟪q[a-z]+\.(?:mp3|wav|m4a|aac)⟫)[^.;]*?(?:,|\band\b|\bthen\b|\bbut\b)\s*(?:then\s+)?)(?:turn|bring)\s+it\s+(down|up)(\s+(?:(?:to|by)\s+\d+\s*%\s+)?(?:from|between|during|after|before|in|for)\b)"
    )
    .replace(&mended, "${1}turn the music $2$3");
    let mended = re!(
        r"(?i)((?:\b(?:music|bgm|song|soundtrack)\b|⟪q[a-z]+\.(?:mp3|wav|m4a|aac)⟫)[^.;]*?(?:,|\band\b|\bthen\b|\bbut\b)\s*(?:then\s+)?make\s+)it(\s+(?:(?:a\s+(?:bit|little|lot)|much)\s+)?(?:quieter|softer|louder)\s+(?:from|between|during|after|before|in|for)\b)"
    )
    .replace(&mended, "${1}the music$2");
    // "Add captions and delay them by 0.5 s".
    let mended = re!(
        r"(?i)(\b(?:captions|subtitles|subs)\b[^.;]*?(?:,|\band\b|\bthen\b|\bbut\b)\s*(?:then\s+)?(?:delay|shift|offset|push|move|advance)\s+)(?:them|it)(\s+(?:back\s+)?(?:(?:by\s+)?",
        strict!(),
        r"|(?:earlier|later|sooner)\b))"
    )
    .replace(&mended, "${1}the captions$2");
    // "A slideshow to music.mp3, 15 seconds long, with a title": the slideshow's length.
    let mended = re!(
        r"(?i)\b(slide\s*shows?)\b((?:⟪[^⟫]*⟫|[^.;⟦⟪,])*),\s*(?:about\s+|around\s+)?(",
        strict!(),
        r")(?:long|in\s+(?:total|all|length)|total)\b"
    )
    .replace(&mended, "$3 $1$2");
    // "Use b.mp4 as an intro, but only its first 4 seconds".
    let mended = re!(
        r"(?i)((?:insert|add|put|use|play|show)\s+⟪q[a-z]+\.(?:mp4|mov|webm|mkv|avi)⟫[^,.;]*?)\s*,?\s*(?:(?:but|and)\s+)?(?:use\s+|show\s+|take\s+|play\s+)?(?:only|just)\s+(?:its\s+first\s+(",
        strict!(),
        r")|the\s+first\s+(",
        strict!(),
        r")of\s+it\b)"
    )
    .replace(&mended, "$1 for $2$3");
    // "Stop the music at 15 s with a 2 s fade out": the music's.
    let mended = re!(
        r"(?i)\b((?:stop|end|cut|remove)\s+(?:off\s+)?(?:the\s+|my\s+)?(?:background\s+)?(?:music|bgm|song)\s+(?:off\s+)?(?:at|after)\s+",
        strict!(),
        r"),?\s*(?:with|and)\s+an?\s+(?:(",
        strict!(),
        r")(?:long\s+)?)?fade(?:[- ]out)?\b"
    )
    .replace(&mended, |found: &regex::Captures| {
        let over = found.get(2).map_or(String::new(), |over| format!(" over {}", over.as_str()));
        format!("{}, fade the music out{over}", &found[1])
    });
    // "Vertical, keep the whole picture, black bars top and bottom": the bars of that shape.
    let mended = re!(
        r"(?i)\b(vertical|portrait|9:16|square|1:1|4:5)\b([^.;⟦]*?),\s*(?:(?:with|and|add|put)\s+)*(black\s+bars)(?:\s+(?:(?:at|on|to|along|above)\s+)?(?:the\s+)?(?:top\s+and\s+(?:the\s+)?bottom|above\s+and\s+below|(?:both\s+)?sides|left\s+and\s+right))?"
    )
    .replace(&mended, "$1 with black bars$2");
    // "The clip should run from 4 to 16 seconds": that much is kept.
    let mended = re!(
        r"(?i)\b(?:(?:i'd\s+like|i\s+want|make|let|have)\s+)?(?:the|my|this)\s+(?:clip|video)\s+(?:to|should)\s+(?:run|go)\s+from\s+(\d[\d:.]*)\s*(?:s|secs?|seconds?)?\s*(?:to|until)\s+(",
        strict!(),
        r")"
    )
    .replace(&mended, "keep from $1 to $2, ");
    // A size says more of the shape than the word beside it.
    let mended = match re!(r"(?i)\b1080\s*[x×]\s*1350\b").is_match(&mended) {
        true => re!(r"(?i)\b(?:portrait|vertical)\b").replace(&mended, "4:5").into_owned(),
        false => mended.into_owned(),
    };
    // "Start at 0:02, end at 0:22": what is kept.
    let mended = re!(
        r"(?i)^\s*(?:please\s+)?(?:start|begin)\s+(?:(?:it|the\s+(?:video|clip))\s+)?(?:at|from)\s+(",
        strict!(),
        r")\s*(?:,|and|then)+\s*(?:stop|end|finish)\s+(?:it\s+)?(?:at|by)\s+(",
        strict!(),
        ")"
    )
    .replace(&mended, "keep $1 to $2");
    let mended = re!(
        r"(?i)((?:\b(?:music|bgm|song|soundtrack)\b|⟪q[a-z]+\.(?:mp3|wav|m4a|aac)⟫)[^.;]*?(?:,|\band\b|\bthen\b|\bbut\b)\s*(?:then\s+)?start\s+)it(\s+at\s+",
        strict!(),
        r"\s*(?:$|[.;]))"
    )
    .replace(&mended, "${1}the music$2");
    // "Make this clip about 15 seconds": its length, and no part of what follows.
    let mended = re!(
        r"(?i)\bmake\s+(?:(?:this|the|my)\s+(?:video|clip|film|movie)|it|this)\s+(?:about|around|roughly|approximately)\s+(",
        strict!(),
        r")(?:long\b\s*)?"
    )
    .replace(&mended, "trim to $1 ");
    let mended =
        re!(r"(?i)\b(fad(?:e|es|ing)\s+out)\s+(?:the\s+)?(?:last|final)\s+(", strict!(), r")(\s*(?:$|[,.;]|and\b))")
            .replace(&mended, "$1 over the last $2$3");
    // "Export it with captions": they are to be there first.
    let mended = re!(
        r"(?i)\b(export\b[^.;,⟦⟪]*?)\s+with\s+((?:(?:large|big|white|yellow|english)\s+)*(?:captions|subtitles)|(?:soft\s+|background\s+)*music)\s*($|[.;,!])"
    )
    .replace(&mended, "add $2, $1$3");
    let mended = re!(
        r"(?i)\b(?:the|my)\s+(?:intro|opening|beginning|start|outro|ending|end)\s*\(\s*(?:(?:the|so|i\.e\.)\s+)?((?:first|last)\s+",
        strict!(),
        r")\s*\)"
    )
    .replace(&mended, "the $1 ");
    let mended = re!(r"(?i)\b(faster|slower)\s*[,(]\s*(\d+(?:\.\d+)?\s*x)\b\s*\)?").replace(&mended, "$1 at $2");
    // "Captions in the middle, like on TikTok" speaks of words, and of no shape.
    let mended = re!(
        r"(?i)\b(captions|subtitles)(\s+[a-z][^.;]*?),?\s+(?:like|as)\s+(?:on\s+|in\s+)?(?:tiktok|tik\s+tok|reels|shorts)\b"
    )
    .replace(&mended, "$1$2");
    // "In the intro, first 6 seconds": how long the intro is.
    let mended = re!(
        r"(?i)\b(?:in|during|for|over)\s+the\s+(?:intro|opening|beginning|start|outro|ending|end)\s*[,:(]\s*(?:(?:the|for|only)\s+)*((?:first|last)\s+",
        strict!(),
        r")\s*\)?"
    )
    .replace(&mended, "in the $1");
    // "Music that fades out": the music, and not the picture.
    let mended = re!(
        r"(?i)((?:\b(?:music|bgm|song|soundtrack)\b|⟪q[a-z]+\.(?:mp3|wav|m4a|aac)⟫)[^.;,]*?)\s*,?\s+(?:that|which)\s+fades\s+(in|out)\b"
    )
    .replace(&mended, |found: &regex::Captures| {
        // "A slideshow with music that fades out": the music is no more than a part of the wish.
        let before = &mended[..found.get(0).map_or(0, |found| found.start())];
        let beside = re!(r"(?i)\bwith\s+(?:[a-z-]+\s+)*$").is_match(before);
        format!("{}, fade {}{}", &found[1], if beside { "the music " } else { "" }, &found[2])
    });
    // "Slow down the last 4 seconds and mute it": the same stretch.
    let mended = re!(
        r"(?i)(\b(?:slow|speed|reverse|play)\b(?:[^.;,]|\.\d)*?\b((?:the\s+)?(?:first|last|opening|final)\s+",
        strict!(),
        r"|(?:from|between)\s+",
        strict!(),
        r"\s*(?:to|and|until|-)\s*",
        strict!(),
        r")(?:[^.;,]|\.\d)*?(?:,|\band\b|\bthen\b)\s*(?:then\s+)?)(?:(mute|silence)\s+(?:it|that)\b|(make)\s+(?:it|that)\s+(black[- ]and[- ]white|b&w|sepia|gr[ae]y\s*scale|silent)\b)"
    )
    .replace(&mended, "${1}${3}${4} $2 $5");
    // Words on a frame that stands still at the end.
    let mended = re!(
        r"(?i)(\b(?:freeze|hold|extend|stretch|prolong)\b[^.;]*?\b(?:last|final|end)\b[^.;]*?(?:,|\band\b)\s*(?:then\s+)?(?:put|add|show|write|display)\s+[^.;]*?⟦[a-z]+⟧[^.;]*?)\s+(?:on|over)\s+(?:it|that|top(?:\s+of\s+it)?|the\s+(?:freeze|frozen)\s+frame)\b"
    )
    .replace(&mended, "$1 at the end");
    // Words on a frame that stands still in the middle are that frame's.
    let mended = re!(
        r"(?i)(\b(?:freeze|hold)\b[^.;,⟦]*?)\s*(?:,|\band\b)+\s*(?:then\s+)?(?:put|add|show|write|display|with)\s+(?:the\s+|a\s+)?(?:text\s+|words?\s+|caption\s+)?(⟦[a-z]+⟧)\s+(?:on|over)\s+(?:it|that|top(?:\s+of\s+it)?|the\s+(?:freeze|frozen|still)(?:\s+frame)?|that\s+frame)\b"
    )
    .replace(&mended, "$1 with the text $2");
    let alone = re!(
        r"(?i)\b(?:fix|correct|sort)\s+(?:it|this|that)\s*(?:out\s*)?[.!]?\s*$|(?:帮我)?(?:处理|调整?|修|改)(?:一)?下\s*$"
    );
    let named = re!(r"(?i)\btoo\s+([a-z]+)|太\s*([暗黑亮吵])");
    if let (Some(at), Some(found)) = (alone.find(&mended), named.captures(&mended))
        && let Some(how) = found.get(1).or(found.get(2)).map(|how| how.as_str().to_lowercase())
        && let Some((_, cure)) = CURES.iter().find(|(known, _)| *known == how)
    {
        return format!("{}{cure}", &mended[..at.start()]);
    }
    mended.into_owned()
}

/// A prompt that is only a complaint, as what mends it: "the video is too dark".
pub fn cured(text: &str) -> String {
    let alone = re!(
        r"(?i)^\s*(?:(?:i\s+think|sorry|hmm?|hey|ok)[,\s]+)?(?:(?:the|my)\s+)?((?:[a-z]+\s+)?[a-z]+)(?:'s|\s+(?:is|are|looks?|sounds?|feels?|seems?))\s+(?:(?:a\s+(?:bit|little|tad)|way|much|far|just|really)\s+)*too\s+([a-z]+)(?:\s+(?:for\s+me|right\s+now|here|compared\s+to\s+the\s+[a-z]+))?\s*[.!]*\s*$"
    );
    let Some(found) = alone.captures(text) else { return text.to_owned() };
    let how = found[2].to_lowercase();
    match CURES.iter().find(|(known, _)| *known == how) {
        Some((_, cure)) if found[1].eq_ignore_ascii_case("it") => (*cure).to_owned(),
        Some((_, cure)) => cure.replace(" it", &format!(" the {}", found[1].to_lowercase())),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[test]
    fn a_complaint_names_what_it_is() {
        for (text, wanted) in [
            ("music is too loud, drop it by half", "drop the music by half"),
            ("The sound is too quiet, fix it", "make the sound louder"),
            ("it's too dark, fix that", "it's too dark, make it brighter"),
            ("make it louder", "make it louder"),
            ("the video is too long, trim it to 10 s", "trim the video to 10 s"),
        ] {
            assert_eq!(resolved(text), wanted);
        }
    }
}
