//! Wishes in the words of every day: a length in passing, two amounts under one verb, what a film is to have.

use super::{Way, re};

/// What a film is to have is a wish of its own: "make a short trailer with a title" makes a trailer, and adds a
/// title. What is said of captions, titles or music is theirs.
pub(super) fn parted(text: &str) -> String {
    const FILM: &str =
        r"(?:video|clip|reel|short|teaser|trailer|recap|cut|edit|version|montage|film|movie|episode|slideshow)";
    let having = re!(
        r"(?i)\b((?:make|create|cut|edit|turn|build|produce|generate|trim|convert|give\s+me|get)\s+(?:me\s+)?(?:it|this|that|(?:(?:the|my|our|this)\s+)+[a-z]+|an?\s+[^,.;⟦⟪]*?",
        FILM,
        r")\b[^,.;⟦⟪]*?)\s+with\s+((?:(?:an?|some|big|large|bold|nice|simple|upbeat|soft|calm|chill|quiet|white|yellow|black|red|blue|thin|thick|automatic|english|lo-?fi|background)\s+)*(?:captions?|subtitles?|music|titles?|headline|logo|watermark|border|progress\s+bar|lower\s+third|transitions?|crossfades?)\b)"
    );
    let own = re!(
        r"(?i)\b(?:captions?|subtitles?|titles?|texts?|words?|logo|lower|letters|music|transitions?|b-?roll|picture[- ]in|pip|jump|smooth|letterbox\w*|join|append|insert|clips)\b"
    );
    let fading = re!(
        r"(?i)^([^,;⟦⟪]*?)\s+with\s+(an?\s+(?:(?:slow|soft|gentle|quick|short|nice|smooth)\s+)*fade[- ](?:in|out|(?:to|from)\s+black)\b)"
    );
    let text = fading.replace(text, |found: &regex::Captures| match own.is_match(&found[1]) {
        true => found[0].to_owned(),
        false => format!("{}, add {}", &found[1], &found[2]),
    });
    having
        .replace(&text, |found: &regex::Captures| match own.is_match(&found[1]) {
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
    (
        r"\b(make|create|cut|build|produce|generate)\s+(?:me\s+)?an?\s+((?:<T>)?)(vertical|square|portrait|9:16|1:1|upright)\s+((?:<T>)?)((?:highlights?(?:\s+(?:reel|video))?|teaser|trailer|recap)\b)",
        "$1 a $2$4 $5, make it $3",
    ),
    (r"\b(at|from|to|until)\s+second\s+(\d+(?:\.\d+)?)(\s|$|[,;])", "$1 $2 s$3"),
    (
        r"(?:\b(?:want|need|let|make|have|please)\s+)*<V>\s+(?:(?:to|should|must|needs\s+to)\s+)?(?:start|begin)s?\s+(?:at|from)\s+(<T>)\s*(?:,|and)+\s*(?:(?:then\s+)?(?:be|is|lasts?|runs?|goes|go)\s+)(?:on\s+)?(?:for\s+)?(?:only\s+|exactly\s+)?(<T>)(?:long)?",
        "keep $2 starting at $1",
    ),
    (
        r"\b(?:the\s+)?(\d+)(?:st|nd|rd|th)\s+(?:second\s+)?(?:to|until|through|till)\s+(?:the\s+)?(\d+)(?:st|nd|rd|th)(?:\s+second)?\b",
        "$1 s to $2 s",
    ),
    (r"\bcrop\s+((?:the\s+)?(?:very\s+)?(?:first|last|opening|final)\s+<T>)\s*(?:off|out|away)\b", "cut $1"),
    (
        r"\b(?:reduce|shorten|cut|bring|make|get)\s+<V>\s+(?:down\s+)?(?:to\s+)?half\s+(?:of\s+)?(?:its|the)\s+(?:length|duration)\s+by\s+(?:speeding|playing)\s+(?:<V>\s+)?(?:up|faster)(?:\s+<V>)?",
        "speed it up to 2x",
    ),
    (
        r"\b(?:cut|trim|shorten|edit|condense|get|bring|reduce|boil)\s+<V>\s+(?:down\s+)?to\s+(?:about\s+|under\s+)?(<T>)\s*with\s+(?:only\s+|just\s+)?(?:the|its)\s+best\s+(?:bits|parts|moments|pieces)",
        "condense to $1",
    ),
    (r"\b(?:in\s+)?between\s+(?:the\s+)?first\s+(?:50\s*%\s*)?and\s+(?:the\s+)?last\s+50\s*%", "at 50%"),
    (
        r"\b(?:get|give|make|cut|extract|create|pull|want)\s+(?:me\s+|out\s+)?an?\s+(<T>)(?:long\s+)?(?:clip|video|cut|excerpt|segment|part|section|piece)\s+(?:starting\s+|beginning\s+)?(?:at|from)\s+(<T>)",
        "keep $1 starting at $2 ",
    ),
    (r"\b(?:lose|dump|scrap|toss|bin)\s+(everything|all)\b", "remove $1"),
    (
        r"\b(?:edit|cut|trim|get|bring|boil)\s+(?:<V>\s+)?down\s+to\s+(?:about\s+|under\s+)?(<T>),?\s*(?:using\s+|with\s+|keeping\s+)?(?:only\s+|just\s+)?(?:the\s+)?best\s+(?:parts|bits|moments|pieces)(?:\s+only)?",
        "condense to $1",
    ),
    (r"\bedit\s+(?:<V>\s+)?down\s+to\s+(?:about\s+)?(<T>)", "trim to $1"),
    // Fades at both ends.
    (
        r"\bfade\s+(?:in\s+and\s+out\s+)?(?:at\s+)?both\s+ends\s+(?:by|over|for|with|of)?\s*(<T>)",
        "fade in and out over $1",
    ),
    (
        r"(?:\b(?:add|put|with|and)\s+)*(?:\ban?\s+)?(<T>)(?:long\s+)?fades?\s+(?:at|on|to)\s+(?:both|each|either)\s+ends?\b",
        "fade in and out over $1",
    ),
    (
        r"((?:\b(?:music|song|soundtrack|bgm)\b|⟪q[a-z]+\.(?:mp3|wav|m4a|aac)⟫)[^.;]*?),?\s*(?:and\s+)?fading\s+(?:it\s+)?(?:at|on)\s+(?:both|each|either)\s+ends?\b",
        "$1, fade the music in and out",
    ),
    (r"\bfading\s+(?:it\s+)?(?:at|on)\s+(?:both|each|either)\s+ends?\b", "fading it in and out"),
    (r"(?:\b(?:add|put)\s+)?(?:\ban?\s+)?\bfades?\s+(?:at|on|to)\s+(?:both|each|either)\s+ends?\b", "fade in and out"),
    (
        r"\b(remove|cut|delete|drop|take\s+out)\s+(?:out\s+)?(<T>)at\s+(<T>)\s*(?:,|and)+\s*(<T>)at\s+(<T>)",
        "$1 from $3 for $2, $1 from $5 for $4",
    ),
    (r"\b(remove|cut|delete|drop|take\s+out)\s+(?:out\s+)?(<T>)at\s+(<T>)", "$1 from $3 for $2"),
    (
        r"(^|[,;]\s*|\band\s+)(?:cap\s+|limit\s+|keep\s+)?the\s+whole\s+(?:thing|video|clip|film)\s+(?:at|to|under)\s+(<T>)",
        "$1 trim to $2 ",
    ),
    (r"\b(<T>)tops\b", "at most $1"),
    (
        r",?\s*(?:and\s+)?(?:cut|trim)\s+(?:off\s+)?the\s+end\s+if\s+(?:you\s+|it's\s+)?(?:must|need(?:ed)?|necessary|have\s+to|need\s+to)\b",
        "",
    ),
    (r"\bthrow\s+((?:the\s+)?(?:first|last)\s+<T>)away\b", "remove $1"),
    (r"\bmake\s+((?:the\s+)?(?:first|last|opening|final)\s+<T>|<R>)\s*silent\b", "mute $1"),
    (
        r"\b(?:skip|race|rush|zip|fly|run|speed|blast)\s+through\s+((?:the\s+)?(?:first|last)\s+<T>|<R>)\s+at\s+(\d+(?:\.\d+)?\s*x)\b",
        "speed up $1 to $2",
    ),
    (r"\bfor\s+the\s+(?:flashback|dream|memory|scene|shot|demo|interview|segment)\s+((?:between|from)\s+\d)", "$1"),
    (r"\bat\s+(\d+(?:\.\d+)?)\s+speed\b", "at ${1}x speed"),
    (r"\bdouble\s+the\s+speed\s+(?:of|for|in|during)\s+([^,.;]+)", "speed up $1 to 2x"),
    (
        r"^\s*(?:please\s+)?(?:clean|tidy|fix|spruce|sort)\s+(?:up\s+)?(?:<V>|(?:my|the|this)\s+[a-z]+\s+(?:clip|video|recording|episode))(?:\s+up)?\s*[:–-]\s*",
        "",
    ),
    (
        r"(^|[,:;]\s*)(?:the\s+|all\s+)?((?:background\s+)?noise|(?:silences|pauses|gaps)(?:\s+(?:longer|over|more)\s+(?:than\s+)?<T>)?)\s+out\b",
        "$1 remove $2",
    ),
    (r"\b(smaller|bigger|larger|louder|quieter)\s+than\s+(?:usual|normal|before|now|standard|the\s+default)\b", "$1"),
    (r"\bwide\s+screen\b", "widescreen"),
    // Two amounts under one verb.
    (
        r"\b(increase|raise|boost|lower|reduce|decrease|bump\s+up|turn\s+up|turn\s+down|more|less|add\s+more)\s+(?:the\s+)?(brightness|contrast|saturation|exposure)\s*,\s*(?:the\s+)?(brightness|contrast|saturation|exposure)\s*,?\s*(?:and|&)\s*(?:the\s+)?(brightness|contrast|saturation|exposure)\b(\s+(?:all\s+)?by\s+\d+\s*%)?(\s*(?:$|[.;!?]|,\s*(?:and|then|add|put|trim|cut|remove|make|plus)\b|\b(?:a\s+(?:bit|little|lot|touch)|slightly|just|please|and|then)\b))",
        "$1 $2$5, $1 $3$5, $1 $4$5$6",
    ),
    (
        r"\b(increase|raise|boost|lower|reduce|decrease|bump\s+up|turn\s+up|turn\s+down|more|less|add\s+more)\s+(?:the\s+)?(brightness|contrast|saturation|exposure)\s*(?:and|&|\+|/|plus)\s*(?:the\s+)?(brightness|contrast|saturation|exposure)\b(\s+(?:both\s+)?by\s+\d+\s*%)?(\s*(?:$|[.;!?]|,\s*(?:and|then|add|put|trim|cut|remove|make|plus)\b|\b(?:a\s+(?:bit|little|lot|touch)|slightly|just|please|and|then)\b))",
        "$1 $2$4, $1 $3$4$5",
    ),
    (r"\b(brightness|contrast|saturation|exposure)\s+up\s+(?:by\s+)?(\d+\s*%)", "increase the $1 by $2"),
    (r"\b(brightness|contrast|saturation|exposure)\s+down\s+(?:by\s+)?(\d+\s*%)", "reduce the $1 by $2"),
    (
        r"(^|[,.;]\s*|\band\s+)(brightness|contrast|saturation|exposure)\s+up(\s*(?:$|[,.;]|\band\b|\ba\s))",
        "$1 increase the $2$3",
    ),
    (
        r"(^|[,.;]\s*|\band\s+)(brightness|contrast|saturation|exposure)\s+down(\s*(?:$|[,.;]|\band\b|\ba\s))",
        "$1 reduce the $2$3",
    ),
    // Pauses.
    (r"^\s*(?:please\s+)?tighten\s+(?:up\s+)?<V>(?:\s+up)?\s*[:,–-]\s*", ""),
    (
        r"(^|[,:;.]\s*|\band\s+)(?:there\s+should\s+be\s+|with\s+)?no\s+(?:more\s+)?(?:pauses|silences|gaps)\s+(?:longer|more|greater|bigger)\s+than\s+(<T>)",
        "$1 shorten the pauses to $2",
    ),
    (
        r"\b(trim|cut|remove|delete|shorten|skip)\s+(?:out\s+)?(?:only\s+)?(?:the\s+|all\s+)*(?:long(?:er|est)?|big(?:ger)?)\s+(pauses|silences|gaps)\s*,?\s*(?:but|and|while)\s+(?:leav(?:e|ing)|keep(?:ing)?|not)\s+(?:in\s+)?(?:the\s+)?(?:short(?:er)?|small(?:er)?|brief|tiny|natural|little)\s+(?:ones|pauses|silences|gaps|breaks)(?:\s+(?:in|alone|be|as\s+they\s+are))?",
        "$1 $2 longer than 1 s",
    ),
    (
        r"\b(?:leav(?:e|ing)|keep(?:ing)?|with)\s+(?:a\s+(?:little|bit\s+of|tiny\s+bit\s+of|touch\s+of)|some|a\s+small)\s+(?:breathing\s+(?:room|space)|padding|margin|air|breather|buffer)(?:\s+(?:around|between|before\s+and\s+after|at)\s+(?:the\s+|each\s+|every\s+)?(?:speech|words?|sentences?|cuts?|phrases?))?",
        "keep 0.2 s of margin",
    ),
    (
        r"\b(pauses|silences|gaps)\s*[,(]?\s*(?:that\s+is\s+|so\s+|i\.e\.\s+)?(?:anything|everything|all|those|the\s+ones)\s+(?:that\s+(?:is|are)\s+)?(?:over|above|(?:longer|more)\s+than)\s+(<T>)\)?",
        "$1 longer than $2",
    ),
    (
        r"\bkeep\s+(?:all\s+)?the\s+(pauses|silences|gaps)\s+(?:under|below|at|to|shorter\s+than)\s+(<T>)",
        "shorten the pauses to $2",
    ),
    // Looks and levels.
    (r"(^|\s)x\s?(\d+(?:\.\d+)?)(\s|$|[,;])", "$1${2}x$3"),
    (r"\bshake\s+reduction\b", "stabilize"),
    (r"\b(?:position(?:ed)?|placement|placed)\s*[:=]?\s+(?:(?:at|in)\s+(?:the\s+)?)?(top|bottom)\b", "at the $1"),
    (r"@\s*(\d+\s*%)", "at $1"),
    (r"(^|[,.;]\s*|\band\s+)(?:an?\s+|the\s+)?crisp(?:er)?\s+(?:picture|image|footage)\b", "$1 sharpen the picture"),
    (
        r"\bfad(?:e|ing)\s+((?:it|the\s+music)\s+)?out\s+(?:starting\s+|beginning\s+)?(<T>)before\s+(?:the\s+|it\s+)ends?\b",
        "fade ${1}out over the last $2",
    ),
    (r"(-\d+(?:\.\d+)?\s*lufs)\s+for\s+(?:broadcast|tv|radio|streaming|podcasts?|spotify|youtube|web)\b", "$1"),
    (r"\bbackground\s+(?:hiss|hum|buzz|static|rumble)\b", "background noise"),
    (
        r"\b((?:noise|hiss|hum|echo|reverb|static|buzz)\b[^,.;]*?)\s+(?:from|in|on)\s+(?:my|the|his|her)\s+(?:voice|speech|recording|mic(?:rophone)?)\b",
        "$1",
    ),
    (
        r"\bremove\s+(?:the\s+)?(echo|reverb)\s+and\s+(?:the\s+)?(?:background\s+)?(?:noise|hiss|hum|buzz|static)\b",
        "remove the $1, remove the background noise",
    ),
    (
        r"\bremove\s+(?:the\s+)?(?:background\s+)?(?:noise|hiss|hum|buzz|static)\s+and\s+(?:the\s+)?(echo|reverb)\b",
        "remove the background noise, remove the $1",
    ),
    (r"\s*\b(?:wherever|where|everywhere)\s+there(?:'s|\s+is)\s+an?\s+cut\b", " "),
    (
        r",?\s*\bwith\s+(?:the\s+|both\s+)?(?:sides|edges)\s+(?:cut|cropped|chopped|trimmed)(?:\s+(?:off|away))?\b",
        ", crop",
    ),
    (r"\bcircle\s+wipe\b", "circle transition"),
    (
        r"\b(?:fix|correct|adjust)\s+(?:the\s+)?white\s+balance\s*[,.;–-]+\s*(?:(?:because|as|since)\s+)?(?:it's|it\s+is|it\s+looks|everything\s+is)\s+(?:a\s+(?:bit|little)\s+)?too\s+(?:blue|cold|cool)",
        "make it warmer",
    ),
    (
        r"\b(?:fix|correct|adjust)\s+(?:the\s+)?white\s+balance\s*[,.;–-]+\s*(?:(?:because|as|since)\s+)?(?:it's|it\s+is|it\s+looks|everything\s+is)\s+(?:a\s+(?:bit|little)\s+)?too\s+(?:yellow|orange|warm)",
        "make it cooler",
    ),
    (
        r"\s*\b(?:over|on|at|across)\s+(?:both|all|each|every|those|these)\s+(?:of\s+)?(?:the\s+)?(?:2\s+|two\s+)?cuts?\b",
        "",
    ),
    // Shapes.
    (
        r"\b(?:edit|turn|make|cut|convert|transform)\s+<V>\s+(?:in)?to\s+an?\s+(?:(?:youtube|instagram|facebook|vertical|nice|quick)\s+)*(?:short|reel|tiktok|story)(?:\s+(?:for|on)\s+(?:my\s+)?(?:youtube|instagram|insta|tiktok|facebook|social\s+media)(?:\s+channel)?)?(\s*(?:$|[,.;!?])|\s+(?:with|and)\b)",
        "make it vertical$1",
    ),
    // Words.
    (r"\bposition\s+(it|them|the\s+\w+)\s+", "put $1 "),
    (r"\b(?:just\s+|right\s+)?above\s+the\s+bottom\b", "at the bottom"),
    (r"\b(?:an?|the)\s+((?:(?:small|big|large|white|yellow|short|little)\s+)*)caption\s*:?\s*(⟦)", "the $1 text $2"),
    (
        r"\b(?:max(?:imum)?|at\s+most|up\s+to|no\s+more\s+than)\s+(?:of\s+)?(\d+)\s+words\b(\s*(?:$|[,.;]|\band\b))",
        "at most $1 words per line$2",
    ),
    (r"\b(?:an?|the)\s+(?:question|exclamation)\s+mark\s+(⟦)", "$1"),
    (r"^\s*(?:an?|the)\s+(text|title)\s+(⟦)", "add $1 $2"),
    // Cards at the ends.
    (r"\b(?:make|create|add|put)\s+an?\s+(outro|intro)\s+(?:card\s+)?(that\s+says\s*⟦)", "an $1 $2"),
    (r"(⟦q[a-z]+⟧[^,.;]*?)\s+with\s+an?\s+fade\s+to\s+black\b", "$1, fade to black"),
    (r"\b(?:an?|the)\s+(⟦q[a-z]+⟧)\s+(?:button|badge|sign|label)\b", "text $1"),
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
    (
        r"\bturn\s+(?:off\s+the\s+(captions|subtitles|logo|watermark)|the\s+(captions|subtitles|logo|watermark)\s+off)\s+(?:for|in|during|from|between)\s+((?:the\s+)?(?:first|last|opening|final)\s+<T>|<R>)",
        "remove the $1$2 from $3",
    ),
    // Music and voices.
    (
        r"((?:\b(?:music|song|soundtrack|bgm)\b|⟪q[a-z]+\.(?:mp3|wav|m4a|aac)⟫)[^,.;]*?)\s+with\s+(?:an?\s+)?fades?\s+(?:of|over|lasting)\s+(<T>)",
        "$1, fade the music in and out over $2",
    ),
    (
        r"(^|[,.;]\s*|\band\s+)((?:soft|gentle|calm|light|upbeat|relaxing|quiet)\s+(?:piano|acoustic|ambient|guitar|instrumental|electronic|jazz)\s+music)\b",
        "$1 add $2",
    ),
    (r"\bat\s+(?:a\s+)?(?:very\s+)?low\s+(?:level|volume)\b", "quietly"),
    (r"\bsound\s+effects?\s*:\s*(pop|ding|click|whoosh)\b", "add a $1 sound"),
    (r"\b(?:add|put|play)\s+an?\s+(pop|ding|click|whoosh)\s+at\b", "add a $1 sound at"),
    (
        r"\b(?:make|let|have)\s+the\s+(music|song)\s+(?:start|begin)\s+at\s+(?:the\s+)?(?:very\s+)?(?:beginning|start)\b",
        "start the $1 at 0 s",
    ),
    (r"\b(?:make|let|have)\s+the\s+(music|song)\s+(?:start|begin)\s+at\s+(<T>)", "start the $1 at $2"),
    (
        r"(<F>)\s+until\s+(<T>)\s*(?:,|and|then)+\s*(?:then\s+)?(<F>)\s+(?:until|to|till)\s+the\s+end\b",
        "$1 from 0 s to $2, add $3 from $2 to the end",
    ),
    (r"[,\s]+with\s+(?:the\s+|its\s+)?(?:sound|audio)\s+(?:off|muted)\s+there\b", ", mute that part"),
    (r"[,\s]+with\s+(?:the\s+|its\s+)?(?:sound|audio)\s+(?:off|muted)\b", " and mute"),
    (
        r"\b(?:keep|leave|set|put|have)\s+(?:the|my)\s+original(?:\s+(?:sound|audio|voice))?\s+(?:down\s+)?(?:at|to)\s+(\d+\s*%)",
        "set the volume to $1",
    ),
    (
        r"\b(?:replace|swap|exchange)\s+(?:out\s+)?(?:my|the|his|her|our)\s+(?:own\s+|original\s+)?(?:voice|narration|speech|talking)\s+(?:with|for|by)\s+(<F>)",
        "mute the footage, add voice-over $1",
    ),
    (r"\b(lo-?fi|chill|upbeat|calm|hip[- ]?hop|mellow|relaxing|soft|energetic|happy)\s+beats?\b", "$1 music"),
    (
        r"(\b(?:music|song|soundtrack|bgm)\b|⟪q[a-z]+\.(?:mp3|wav|m4a|aac)⟫)\s*,?\s*(?:but|and)\s+(?:please\s+)?(?:keep|make|have|leave|play)\s+it\s+(?:(?:nice\s+and|very|really|pretty|quite)\s+)?(?:quiet(?:ly)?|low|soft(?:ly)?|subtle)(?:\s+(?:under|beneath|behind|below|underneath)\s+(?:the|my|our|his|her)\s+(?:speech|voice|talking|words|dialogue|narration|speaker))?",
        "$1 quietly",
    ),
    (
        r"\bduck\s+the\s+(?:background\s+)?(?:music|bgm|song)\b[^,.;]*?\b(?:under|below|behind|beneath|when|while|whenever)\s+(?:(?:my|the|his|her)\s+(?:voice|speech|talking|dialogue|narration)|(?:i|he|she|they|we|someone|somebody|people)(?:'m|\s+am|\s+is|\s+are)?\s+(?:talk|speak)(?:s|ing)?)",
        "lower the music when i talk",
    ),
    (r"\b(?:cross[- ]?fade|dissolve)\s+the\s+(music|song|bgm)\s+(in|out)\b", "fade the $1 $2"),
    (r"\b(fade\s+[^,.;]*?out)\s+(?:as|when|where|just\s+as)\s+<V>\s+(?:ends|stops|finishes)\b", "$1 at the end"),
    (r"\bunder\s+((?:the\s+)?(?:first|last|opening|final)\s+<T>|<R>)", "in $1"),
    (
        r"((?:\b(?:music|song|soundtrack|bgm)\b|⟪q[a-z]+\.(?:mp3|wav|m4a|aac)⟫)[^,.;]*?)\s+with\s+an?\s+(<T>)(?:long\s+)?fade[- ]?(in|out)\b",
        "$1 and fade it $3 over $2 ",
    ),
    (r"\b(\d+\s*%)\s+loud\b", "at $1 volume"),
    (
        r"\b(?:drop|lower|turn\s+down|duck|bring\s+down)\s+(?:the|my)\s+(?:talk|original|interview|footage|speech|speaker)\s+(?:down\s+)?to\s+(\d+\s*%)",
        "lower the volume to $1",
    ),
    (
        r"\b(?:put|lay|use|add|play|set)\s+(<F>)\s+(?:on\s+|in\s+)?as\s+(?:the\s+|an?\s+|my\s+)?(?:voice[- ]?over|narration|commentary)\b",
        "add voice-over $1",
    ),
    // Places of clips and photos.
    (
        r"\b(?:show|put|play|use)\s+(<F>)\s+(?:for|during|over|in)\s+((?:the\s+)?(?:first|last)\s+<T>|<R>)\s*,?\s*while\s+(?:i|he|she|we|they)\s+(?:(?:keeps?|continues?|am|is|are)\s+)?(?:on\s+)?(?:talk|speak)(?:s|ing)?",
        "show $1 over $2, keep the voice going",
    ),
    (
        r"^\s*(<F>)\s+first\s*,?\s*(?:and\s+)?then\s+(?:the\s+|my\s+)?(?:talk|<V>)\s*,?\s*(?:and\s+)?then\s+(<F>)",
        "insert $1 at the beginning, insert $2 at the end",
    ),
    (r"\b(dissolves?|cross[- ]?fades?|fades?)\s+between\s+all(\s*(?:$|[,.;]))", "$1 between all clips$2"),
    (
        r"(<F>)\s+(?:should|must|has\s+to|needs\s+to|is\s+to)\s+(?:play|come|go|be|follow)\s+(after|before|behind)\s+<V>",
        "insert $1 $2 the video",
    ),
    (
        r"\b(?:play|show|use|put)\s+(<F>)\s+instead\s+of\s+(?:the\s+(?:picture|video|footage)|me|my\s+face)\b[a-z ]*?\s+((?:from\s+|between\s+)?<R>)",
        "show $1 over $2",
    ),
    (
        r"\bturn\s+(?:all\s+)?(?:the|my|these|our)\s+(?:photos|pictures|images)\s+into\s+an?\s+(<T>)(?:long\s+)?(?:video|film|movie|clip)\b",
        "make a $1 slideshow",
    ),
    (r"^\s*(?:the\s+)?(?:clip\s+)?order\s*(?:of\s+(?:the\s+)?clips\s*)?(?:is\s+)?[:=]\s*(⟪)", "join $1"),
    (r"\b(?:at\s+)?(?:a|one)\s+quarter\s+of\s+(?:the\s+)?(?:frame\s+|screen\s+)?(?:width|size)\b", "at 25% size"),
    (
        r"\b(?:put|place|add|use)\s+(<F>)\s+(?:in\s+front|up\s+front|at\s+the\s+(?:very\s+)?front)\b(?:\s+of\s+<V>)?",
        "insert $1 at the beginning",
    ),
    (
        r"\b(insert|put|add|place)\s+(<F>)\s+(at\s+the\s+(?:beginning|start|end)|at\s+<T>)\s*,\s*(?:and\s+)?(<F>)\s+(at\s+the\s+(?:very\s+)?(?:beginning|start|end|back)|at\s+<T>)",
        "$1 $2 $3, $1 $4 $5",
    ),
    (r"(<F>)\s+(?:at|in)\s+the\s+back(\s*(?:$|[,.;]|\band\b))", "$1 at the end$2"),
    (
        r"\bcut\s+(?:away\s+)?to\s+(<F>)\s+at\s+(<T>)for\s+(<T>),?\s*(?:and\s+)?(?:then\s+)?(?:(?:cut|go|come|switch)\s+)?back(?:\s+to\s+(?:me|the\s+speaker|<V>))?",
        "show $1 over at $2 for $3",
    ),
    (
        r"\b(?:show|put|play|place|add)\s+(<F>)\s+(?:in|as)\s+(?:an?\s+)?(?:small|little|tiny|mini)\s+(?:window|box|frame|inset|corner\s+window|video)\s*,?\s*(?:(?:in|at|on)\s+the\s+)?((?:top|bottom|upper|lower)[- ](?:left|right)(?:\s+corner)?)",
        "picture in picture $1 $2",
    ),
    (
        r"\b(?:start|begin|open)\s+(?:<V>\s+)?with\s+(?:the\s+)?first\s+(<T>)\s*of\s+(<F>)(?:\s*,?\s*(?:and\s+)?then\s+(?:(?:show|play|go\s+to|comes?|on\s+to)\s+)?<V>)?",
        "insert $2 at the beginning for $1",
    ),
    (
        r"\b(?:combine|join|append|add|put|attach|place)\s+(<F>)\s*(?:,|and|&)+\s*(?:then\s+)?(<F>)\s+(?:after|behind|to\s+the\s+end\s+of|at\s+the\s+end\s+of|onto\s+the\s+end\s+of|at\s+the\s+end)(?:\s+<V>)?(?:\s*,?\s*in\s+(?:that|this)\s+order)?",
        "append $1, append $2",
    ),
    (
        r"\b(?:append|insert|add|join|put)\s+(<F>)\s+(?:right\s+)?(?:after|behind)\s+<V>\s*,?\s+with\s+(an?\s+[^,.;]+?)\s*($|[,.;])",
        "append $1, add $2 transition$3",
    ),
    (
        r"\b(?:split[- ]?screen|side[- ]by[- ]side)\s+(?:with\s+)?(<F>)\s+(?:on|at|to)\s+the\s+right(?:\s+(?:side|half))?",
        "split screen with $1",
    ),
    (
        r"(\bblack\b[^,.;]*?|<F>[^,.;]*?)\s+(?:right\s+|just\s+)?before\s+<V>\s+(?:starts|begins|plays)\b",
        "$1 at the beginning",
    ),
    (
        r"(\bblack\b[^,.;]*?|<F>[^,.;]*?)\s+(?:right\s+|just\s+)?after\s+<V>\s+(?:ends|stops|finishes|is\s+over)\b",
        "$1 at the end",
    ),
    (
        r"\b(?:insert|put|add|play|show)\s+(?:only\s+)?(?:the\s+)?first\s+(<T>)\s*of\s+(<F>)\s+(?:in\s+)?at\s+(<T>)",
        "insert $2 at $3 for $1",
    ),
    (r"\bon\s+(?:the\s+)?first\s+(?:photo|picture|image|slide)\b", "at the beginning"),
    (r"\bon\s+(?:the\s+)?last\s+(?:photo|picture|image|slide)\b", "at the end"),
    (r"^\s*(<T>)(?:for\s+)?each(?:\s+(?:photo|picture|image|slide))?\s*($|[,.;])", "make a slideshow with $1 each$2"),
    (
        r"\b(?:put|play|show|place|add|use|insert)\s+(<F>)\s+first\s*(?:,|and|then)+\s*(?:(?:put|play|show|place|add|use|insert)\s+)?(<F>)\s+(?:last|at\s+the\s+end)",
        "insert $1 at the beginning, insert $2 at the end",
    ),
    (r"\b(?:put|play|show|place)\s+(<F>)\s+(?:very\s+)?last\s*($|[,.;!])", "insert $1 at the end $2"),
    (
        r"\b((?:slow\s+)?zoom(?:s|[- ]in)?|ken\s+burns)(?:\s+effect)?\s+(?:on|for|in|across|over)\s+(?:each|every|all(?:\s+(?:of\s+)?the)?)(?:\s+(?:single|of\s+the))?\s+(?:photos?|pictures?|images?|slides?|clips?)",
        "$1",
    ),
    (
        r"\b(?:split|cut|divide)\s+<V>\s+at\s+(<T>),?\s*(?:and|then|,)+\s*(?:put|insert|add|place|drop|stick|show)\s+(<F>)\s*(?:in\s+(?:the\s+)?(?:between|middle|gap)|between\s+(?:them|the\s+(?:2\s+|two\s+)?(?:parts|halves|pieces))|there|in)(?:\s+(?:them|the\s+(?:2\s+|two\s+)?(?:parts|halves|pieces)))?",
        "insert $2 at $1",
    ),
    (r"\b((?:per|each|every)\s+(?:photo|picture|image|slide))\s+with\b", "$1, add"),
];
