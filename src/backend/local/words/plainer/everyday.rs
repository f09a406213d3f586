//! Wishes in the words of every day: a length in passing, two amounts under one verb, what a film is to have.

use super::{Way, re};

/// What a film is to have is a wish of its own: "make a short trailer with a title" makes a trailer, and adds a
/// title. What is said of captions, titles or music is theirs.
pub(super) fn parted(text: &str) -> String {
    const FILM: &str =
        r"(?:video|clip|reel|short|teaser|trailer|recap|cut|edit|version|montage|film|movie|episode|slideshow)";
    let having = re!(
        r"(?i)\b((?:make|create|cut|edit|turn|build|produce|generate|trim|convert|give\s+me)\s+(?:me\s+)?(?:it|this|that|(?:(?:the|my|our|this)\s+)+[a-z]+|an?\s+[^,.;⟦⟪]*?",
        FILM,
        r")\b[^,.;⟦⟪]*?)\s+with\s+((?:(?:an?|some|big|large|bold|nice|simple|upbeat|soft|calm|chill|quiet|white|yellow|black|red|blue|thin|thick|automatic|english|lo-?fi|background)\s+)*(?:captions?|subtitles?|music|titles?|headline|logo|watermark|border|progress\s+bar|lower\s+third|transitions?|crossfades?)\b)"
    );
    let own = re!(
        r"(?i)\b(?:captions?|subtitles?|titles?|texts?|words?|logo|lower|letters|music|transitions?|b-?roll|picture[- ]in|pip|jump|smooth|letterbox\w*)\b"
    );
    having
        .replace(text, |found: &regex::Captures| match own.is_match(&found[1]) {
            true => found[0].to_owned(),
            false => format!("{}, add {}", &found[1], &found[2]),
        })
        .into_owned()
}

pub(super) const EVERYDAY: &[Way] = &[
    // How long it is to be.
    (
        r"\b(?:make|turn|cut|trim|edit)\s+<V>\s+(?:(?:in)?to\s+)?an?\s+(<T>)(?:long\s+)?(?:video|clip|film|movie|one)\b",
        "trim to $1 ",
    ),
    (
        r"\b(?:make|get|fit|squeeze|bring|cut|shorten|compress|have)\s+<V>\s+(?:(?:to|fit|last|run|be|down|only|just|(?:in)?to|in|within|under|about|exactly)\s+)*(<T>)(?:long\s*)?,?\s*(?:just\s+)?by\s+(?:speeding|playing)\s+(?:<V>\s+)?(?:up|faster)(?:\s+<V>)?",
        "speed it up to fit $1 ",
    ),
    (
        r"\b(?:make|get|stretch|bring|extend|have)\s+<V>\s+(?:(?:to|fit|last|run|be|out|about|exactly)\s+)*(<T>)(?:long\s*)?,?\s*(?:just\s+)?by\s+slowing\s+(?:<V>\s+)?down(?:\s+<V>)?",
        "slow it down to last $1 ",
    ),
    (
        r"\b(\d+)(?:st|nd|rd|th)\s+(?:and|to|until|through)\s+(?:the\s+)?(\d+)(?:st|nd|rd|th)\s+seconds?\b",
        "$1 s and $2 s",
    ),
    // Two amounts under one verb.
    (
        r"\b(increase|raise|boost|lower|reduce|decrease|bump\s+up|turn\s+up|turn\s+down|more|less|add\s+more)\s+(?:the\s+)?(brightness|contrast|saturation|exposure)\s*,\s*(?:the\s+)?(brightness|contrast|saturation|exposure)\s*,?\s*(?:and|&)\s*(?:the\s+)?(brightness|contrast|saturation|exposure)\b(\s+(?:all\s+)?by\s+\d+\s*%)?",
        "$1 $2$5, $1 $3$5, $1 $4$5",
    ),
    (
        r"\b(increase|raise|boost|lower|reduce|decrease|bump\s+up|turn\s+up|turn\s+down|more|less|add\s+more)\s+(?:the\s+)?(brightness|contrast|saturation|exposure)\s*(?:,|and|&|\+|/)+\s*(?:the\s+)?(brightness|contrast|saturation|exposure)\b(\s+(?:both\s+)?by\s+\d+\s*%)?",
        "$1 $2$4, $1 $3$4",
    ),
    // Pauses.
    (
        r"\b(trim|cut|remove|delete|shorten|skip)\s+(?:out\s+)?(?:only\s+)?(?:the\s+|all\s+)*(?:long(?:er|est)?|big(?:ger)?)\s+(pauses|silences|gaps)\s*,?\s*(?:but|and|while)\s+(?:leav(?:e|ing)|keep(?:ing)?|not)\s+(?:in\s+)?(?:the\s+)?(?:short(?:er)?|small(?:er)?|brief|tiny|natural|little)\s+(?:ones|pauses|silences|gaps|breaks)(?:\s+(?:in|alone|be|as\s+they\s+are))?",
        "$1 $2 longer than 1 s",
    ),
    (
        r"\b(?:leav(?:e|ing)|keep(?:ing)?|with)\s+(?:a\s+(?:little|bit\s+of|tiny\s+bit\s+of|touch\s+of)|some|a\s+small)\s+(?:breathing\s+(?:room|space)|padding|margin|air|breather|buffer)(?:\s+(?:around|between|before\s+and\s+after|at)\s+(?:the\s+|each\s+|every\s+)?(?:speech|words?|sentences?|cuts?|phrases?))?",
        "keep 0.2 s of margin",
    ),
    // Shapes.
    (
        r"\b(?:edit|turn|make|cut|convert|transform)\s+<V>\s+(?:in)?to\s+an?\s+(?:(?:youtube|instagram|facebook|vertical|nice|quick)\s+)*(?:short|reel|tiktok|story)(?:\s+(?:for|on)\s+(?:my\s+)?(?:youtube|instagram|insta|tiktok|facebook|social\s+media)(?:\s+channel)?)?(\s*(?:$|[,.;!?])|\s+(?:with|and)\b)",
        "make it vertical$1",
    ),
    // Cards at the ends.
    (
        r"\b(?:end|finish|close|wrap\s+up|conclude)\s+(?:<V>\s+)?(?:off\s+)?(?:with|on)\s+an?\s+(?:(?:simple|nice|final|closing|short|little|end|text|title|thank[- ]you)\s+)*(?:card|screen|slide|title|text|message|line)\s*(?:(?:that\s+|which\s+)?(?:says?|saying|reads?|reading|with|showing))?\s*:?\s*(⟦)",
        "add an end card $1",
    ),
    (
        r"\b(?:start|begin|open|kick\s+off)\s+(?:<V>\s+)?(?:off\s+)?(?:with|on)\s+an?\s+(?:(?:simple|nice|opening|short|little|intro|text|title)\s+)*(?:card|slide|title|text|message|line)\s*(?:(?:that\s+|which\s+)?(?:says?|saying|reads?|reading|with|showing))?\s*:?\s*(⟦)",
        "add title $1",
    ),
    (
        r"\b(lower[- ]thirds?|name\s*(?:tag|plate|card|bar)s?)\s+for\s+(?:the|our|my)\s+(?:speaker|guest|host|presenter|interviewee|person|woman|man)\s*:?",
        "lower third",
    ),
    // Music.
    (r"\b(lo-?fi|chill|upbeat|calm|hip[- ]?hop|mellow|relaxing|soft|energetic|happy)\s+beats?\b", "$1 music"),
    (
        r"(\b(?:music|song|soundtrack|bgm)\b|⟪q[a-z]+\.(?:mp3|wav|m4a|aac)⟫)\s*,?\s*(?:but|and)\s+(?:please\s+)?(?:keep|make|have|leave|play)\s+it\s+(?:(?:nice\s+and|very|really|pretty|quite)\s+)?(?:quiet(?:ly)?|low|soft(?:ly)?|subtle)(?:\s+(?:under|beneath|behind|below|underneath)\s+(?:the|my|our|his|her)\s+(?:speech|voice|talking|words|dialogue|narration|speaker))?",
        "$1 quietly",
    ),
    // Places of clips and photos.
    (
        r"\b(?:split|cut|divide)\s+<V>\s+at\s+(<T>),?\s*(?:and|then|,)+\s*(?:put|insert|add|place|drop|stick|show)\s+(<F>)\s*(?:in\s+(?:the\s+)?(?:between|middle|gap)|between\s+(?:them|the\s+(?:2\s+|two\s+)?(?:parts|halves|pieces))|there|in)(?:\s+(?:them|the\s+(?:2\s+|two\s+)?(?:parts|halves|pieces)))?",
        "insert $2 at $1",
    ),
    (r"\b((?:per|each|every)\s+(?:photo|picture|image|slide))\s+with\b", "$1, add"),
];
