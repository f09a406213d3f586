//! When and where, in which shape, and things by other names.

use super::Way;

/// When.
pub(super) const TIMES: &[Way] = &[
    (r"\b(?:after\s+that|afterwards)\s*,\s*", ", "),
    (
        r"\ball\s+(?:the\s+way\s+)?through(?:out)?\b|\b(?:the\s+)?(?:entire|whole)\s+time\b|\bfrom\s+(?:start|beginning)\s+to\s+(?:finish|end)\b",
        "throughout",
    ),
    (
        r"\b(first|last|final|opening|closing)\s+(\d+(?:\.\d+)?)\s*($|[,;!?)]|\.(?:\s|$)|\band\b|\bof\b|\bat\b|\bto\b|\bin\b)",
        "$1 $2 seconds $3",
    ),
    (
        r"\b(?:whatever|anything|everything|all|stuff|(?:the\s+)?(?:part|bit|stuff|section|footage|content|rest))\s+(?:of\s+(?:it|the\s+(?:video|clip))\s+)?(?:that\s+|which\s+|what\s+)?(?:comes|is|happens|goes|was|lies|i\s+(?:say|said|do|did)|starts)?\s*(before|after|past|until|between|from)\s+",
        "everything $1 ",
    ),
    (r"\b(?:prior\s+to|ahead\s+of|earlier\s+than|leading\s+up\s+to)\s+", "before "),
    (r"\b(?:later\s+than|following|beyond|past)\s+((?:the\s+)?\d)", "after $1"),
    (r"\b(?:around|about|roughly|approximately|approx\.?|circa|like)\s+(\d)", "$1"),
    (r"(<T>)\s*(?:mark|point|timestamp|position|timecode)\b", "$1"),
    (r"\b(?:at|from)\s+(?:the\s+)?(?:timestamp|timecode|time|position|minute\s+mark)\s+(\d)", "at $1"),
    (
        r"(?:\bfrom\s+|\bstarting\s+(?:at|from)\s+|\bbeginning\s+at\s+|\bfrom\s+the\s+)?(<T>)\s*(?:on\s*wards?|forwards?|and\s+(?:on(?:wards?)?|later|after(?:wards?)?|beyond|up)|on)\b(\s*(?:$|[,.;!?|]|and\b|at\b|to\s+\d+\s*(?:%|x)))",
        "from $1 to the end$2",
    ),
    (
        r"\b(?:from|at|starting\s+at)\s+(<T>)\s*,?\s*(?:(?:and\s+)?(?:for|through|throughout)\s+the\s+(?:rest|remainder)(?:\s+of\s+<V>)?|(?:all\s+the\s+way\s+)?(?:up\s+)?(?:to|until|through)\s+(?:the\s+)?(?:very\s+)?(?:end|finish)(?:\s+of\s+<V>)?)",
        "from $1 to the end",
    ),
    (r"\b(?:for|throughout)\s+the\s+(?:rest|remainder)(?:\s+of\s+<V>)?\b", "to the end"),
    (r"\b(?:at\s+)?(<T>)\s+in(?:to\s+<V>)?\s*($|[,.;!?])", "at $1$2"),
    (r"\b(?:at\s+)?(<T>)\s+into\s+<V>", "at $1"),
    (
        r"\b(?:at\s+(?:the\s+)?)?(?:half\s*way|mid\s*way|half-way)(?:\s+(?:through|point|mark|in))*(?:\s+<V>)?\b",
        "at 50% ",
    ),
    (r"\b(first|last|final|opening|closing)\s+third\b", "$1 33.333% "),
    (r"\b(first|last|final|opening|closing)\s+quarter\b", "$1 25% "),
    (r"\b(?:front|initial)\s+half\b", "first 50% "),
    (r"\b(?:back|rear)\s+half\b", "last 50% "),
    (r"\b(first|last|final|opening)\s+couple\s+(?:of\s+)?(seconds|secs)\b", "$1 2 $2"),
    (r"\b(first|last|final|opening)\s+few\s+(seconds|secs)\b", "$1 3 $2"),
    (r"\bcouple\s+(?:of\s+)?(seconds|secs|minutes|mins|frames)\b", "2 $1"),
    (r"\bfew\s+(seconds|secs|minutes|mins|frames)\b", "3 $1"),
    (r"\b(?:beginning|starting|leading|front|head)\s+(<T>)", "first $1"),
    (r"\b(?:tail(?:\s+end)?|trailing|rear|ending)\s+(<T>)", "last $1"),
    (r"(\d)\s*(?:->|→|=>|\.\.+|»)\s*(\d)", "$1 to $2"),
    (
        r"\b(?:only|just|solely|exclusively)\s+(in|on|during|for|over|within|between|from|after|before|at)\s+(the\s+(?:first|last|opening|middle|final|intro|outro)|\d|clip|<T>)",
        "$1 $2",
    ),
    (
        r"\b(?:within|during|across|throughout)\s+((?:the\s+)?(?:first|last|opening|middle|final|intro|outro)|\d)",
        "in $1",
    ),
    (
        r"\b(?:stay(?:s|ing)?|hold(?:s|ing)?|keep(?:s|ing)?|last(?:s|ing)?|leav(?:e|ing)|remain(?:s|ing)?|shown|visible|display(?:ed)?)\s+(?:(?:it|them|that|up|there|on\s+(?:the\s+)?screen|visible)\s+)*for\s+(<T>)",
        "for $1",
    ),
    (r"\bfor\s+(<T>)\s+(?:from|starting\s+(?:at|from)|beginning\s+at)\s+", "for $1 at "),
    (r"\b(<T>)\s*(?:total|altogether|all\s+in\s+all|overall|in\s+all)\b", "$1 long"),
    (
        r"\b(?:aim\s+for|target(?:ing)?|should\s+be|needs?\s+to\s+be|has\s+to\s+be|must\s+be)\s+(<T>)(?:\s+long)?\s*($|[,.;!?])",
        "make it $1 long$2",
    ),
];

/// Where on the picture.
pub(super) const PLACES: &[Way] = &[
    (
        r"(^|[,.;]\s*)(top|bottom)(?:\s+of\s+(?:the\s+)?(?:frame|screen|picture|video))?(\s*(?:$|[,.;!?]))",
        "${1}at the $2$3",
    ),
    (
        r"(^|[,.;]\s*)(?:middle|cent(?:er|re)(?:e?d)?)(?:\s+of\s+(?:the\s+)?(?:frame|screen|picture|video))?(\s*(?:$|[,.;!?]))",
        "${1}in the center$2",
    ),
    (r"\b(?:at\s+)?(?:the\s+)?(top|bottom)\s+of\s+(?:the\s+)?(?:frame|screen|picture|video)\b", "at the $1"),
    (r"\b(top|upper|bottom|lower)[- ](left|right)[- ]hand(?:\s+(?:corner|side))?\b", "$1 $2"),
    (
        r"\b(?:up\s+top|(?:along|across|near|by|towards?)\s+the\s+top|at\s+the\s+very\s+top|on\s+the\s+upper\s+(?:part|half|third))\b",
        "at the top",
    ),
    (
        r"\b(?:down\s+(?:low|below|at\s+the\s+bottom)|(?:along|across|near|by|towards?)\s+the\s+bottom|at\s+the\s+(?:very\s+bottom|foot)|on\s+the\s+lower\s+(?:part|half))\b",
        "at the bottom",
    ),
    (
        r"\b(?:dead[- ]cent(?:er|re)|(?:right|smack(?:\s+dab)?|bang)\s+in\s+the\s+(?:middle|cent(?:er|re))|mid-?screen|cent(?:er|re)[- ]screen|cent(?:er|re)\s+of\s+(?:the\s+)?(?:screen|frame)|on\s+(?:the\s+)?cent(?:er|re))\b",
        "in the center",
    ),
    (r"\b(?:left|right)\s+(top|upper|bottom|lower)\s+corner\b", "$1 corner"),
    (r"\b(?:on|to)\s+(?:the\s+)?(?:screen|display)\b|\bon-?screen\b", " "),
];

/// Shapes and sizes.
pub(super) const SHAPES: &[Way] = &[
    (r"\b(?:1080\s*[x×]\s*1920|720\s*[x×]\s*1280)\b", "9:16 $0"),
    (r"\b1080\s*[x×]\s*1350\b", "4:5 $0"),
    (r"\b1080\s*[x×]\s*1080\b", "1:1 $0"),
    (
        r"\b(?:(?:an?|my|the|youtube|instagram|facebook|9:16)\s+)+(?:short|reel|story|tiktok)\b(\s*(?:$|[,.;!?]|format|size|shape|version|video|clip|from|with|and|out))",
        "vertical$1",
    ),
    (r"\b(?:for|on|to)\s+(?:my\s+|the\s+)?(?:youtube\s+|instagram\s+|ig\s+)?(?:short|reel|story)s?\b", "vertical"),
    (
        r"\b(?:phone|mobile|smartphone)[- ](?:format|shaped?|sized?|friendly|orientation|ready|screens?)\b|\bfull[- ]?screen\s+on\s+(?:a\s+)?(?:phones?|mobile)\b|\btall\s+(?:format|video|version)\b|\bup\s*right\s+format\b",
        "vertical",
    ),
    (
        r"\b(?:desktop|tv|computer|laptop)[- ](?:format|shaped?|orientation)\b|\bwide\s+(?:format|version)\b",
        "landscape",
    ),
    (
        r"\b(?:in|to|into|as)\s+(?:a\s+)?(\d+(?:\.\d+)?\s*[:x]\s*\d+)\s+(?:aspect\s+)?(?:ratio|format|frame|canvas|size)\b",
        "to $1",
    ),
    (r"\b(?:full\s+hd|fullhd)\b", "1080p"),
    (r"\b(?:ultra\s+hd)\b", "4k"),
];

/// Things by other names.
pub(super) const THINGS: &[Way] = &[
    (
        r"\b1\s+word\s+(?:at\s+a\s+time|per\s+(?:line|caption|screen|time))|\bone\s+word\s+(?:at\s+a\s+time|per\s+(?:line|caption|screen|time))",
        "with 1 words per line",
    ),
    (
        r"\b(white|yellow|red|green|blue|orange|pink)\s+(?:text\s+|letters\s+|font\s+)?on\s+(?:an?\s+)?(?:solid\s+)?(?:black|dark)(?:\s+(?:background|box|bar))?",
        "$1 on a black box",
    ),
    (
        r"\b(?:show|display|put|add|have)\s+(?:me\s+)?(?:the\s+(?:words|text)\s+of\s+)?what\s+(?:i'm|i\s+am|is\s+being|people\s+are|they're|he's|she's|we're|i|is)\s+(?:saying|said|say)(?:\s+(?:as|in|on)\s+(?:the\s+)?(?:text|screen|words))?\b",
        "add captions",
    ),
    (
        r"\b(?:the\s+)?(?:spoken\s+)?words\s+on\s+(?:the\s+)?screen\b|\b(?:spoken|speech)\s+(?:text|words)\b|\bon-?screen\s+(?:dialogue|transcript|speech|words)\b|\bspeech[- ]to[- ]text\b|\btranscript\s+on\s+(?:the\s+)?screen\b",
        "captions",
    ),
    (r"\b(?:subtitle|caption|sub)\s+(?:it|this|(?:the|my)\s+(?:video|clip))\b", "add captions"),
    (r"\b(?:subtitling|captioning|sub\s*titles|closed\s+captioning)\b", "captions"),
    (
        r"\b(?:backing|musical)\s+(?:track|music|bed)\b|\bmusic\s+bed\b|\bunderscore\b|\bbackground\s+(?:song|beat|sound)\b|\b(?:a|some)\s+(?:beat|tunes?)\b",
        "background music",
    ),
    (r"\b(?:brand(?:ing)?\s+mark|bug|emblem|brand\s+logo|company\s+logo|channel\s+logo)\b", "logo"),
    (r"\b(?:name\s*plate|name\s*tag|name\s+bar|name\s+strap|chyron|name\s+super)\b", "lower third"),
    (r"\b(?:text\s*box|label|sticker|callout|banner|slogan|tagline)\s+(⟦)", "text $1"),
    (
        r"\b(?:blank\s+(?:spots?|parts?)|dead\s+moments?|empty\s+(?:moments?|gaps?|bits?)|lulls?|awkward\s+(?:gaps?|breaks?)|breaks\s+in\s+(?:the\s+)?(?:speech|talking))\b",
        "pauses",
    ),
    (r"\b(?:blend|morph|melt|smooth\s+blend)s?\s+between\b", "crossfade between"),
    (r"\bsoft\s+cuts?\b", "crossfades"),
    (r"\b(?:snippet|portion|stretch|chunk|span|interval|range|passage)\b", "section"),
];
