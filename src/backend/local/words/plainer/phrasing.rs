//! Wishes of two things in one, and places and amounts said behind them.

use super::Way;

pub(super) const PHRASED: &[Way] = &[
    // A film that is put behind the other with a transition is joined, and does not cover the end.
    (
        r"\b(?:add|put|attach|place|insert|stick)\s+(?:the\s+|my\s+)?(b-?roll(?:\s+(?:clip|video|footage))?|<F>)\s+(?:at|to|on|onto)\s+(?:the\s+)?(?:very\s+)?end(?:\s+of\s+<V>)?\s*,?\s*(?:with|using|via)\s+(?:an?\s+)?((?:[\w.-]+\s+){0,3}?(?:(?:wipe|slide|zoom|fade|dissolve|circle|blur|crossfade|push|flash)\s+transition|crossfade))\b(?:\s+(?:of|over|for|lasting)\s+(<T>))?",
        "append $1 with a $3 $2",
    ),
    (
        r"\b(?:add|put|attach|place|insert|stick)\s+(?:the\s+|my\s+)?(b-?roll(?:\s+(?:clip|video|footage))?|<F>)\s+(?:at|to|on|onto)\s+(?:the\s+)?(?:very\s+)?end(?:\s+of\s+<V>)?\s*,?\s*(?:with|using|via)\s+(?:an?\s+)?(<T>[- ]+)?(?:smooth\s+|soft\s+)?(?:cross[- ]?)?(?:dissolve|fade)\b(?:\s+transition)?(?:\s+(?:of|over|for|lasting)\s+(<T>))?",
        "append $1 with a $2 $3 crossfade",
    ),
    (
        r"\b((?:wipe|slide|zoom|fade|dissolve|circle|blur|crossfade|push|flash)(?:\s+(?:left|right|up|down))?\s+transition|crossfade)\s+between\s+(?:the|my)\s+(?:main\s+)?(?:clip|video|talk|footage|interview)\s+and\s+(?:the\s+|my\s+)?(b-?roll)\b",
        "append the $2 with a $1",
    ),
    (
        r"\b(?:split[- ]?screen|side[- ]by[- ]side)\s*(?:with|of|:|,)?\s*(<F>)\s+(?:on\s+)?(?:the\s+)?left(?:\s+(?:side|half))?\s*(?:,|and|with)+\s*(<F>)\s+(?:on\s+)?(?:the\s+)?right(?:\s+(?:side|half))?",
        "put $1 and $2 side by side",
    ),
    (
        r"\b(?:split[- ]?screen|side[- ]by[- ]side)\s*(?:with|of|:|,)?\s*(<F>)\s+(?:on\s+)?(?:the\s+)?right(?:\s+(?:side|half))?\s*(?:,|and|with)+\s*(<F>)\s+(?:on\s+)?(?:the\s+)?left(?:\s+(?:side|half))?",
        "put $2 and $1 side by side",
    ),
    (
        r"\b(?:split[- ]?screen|side[- ]by[- ]side)\s*(?:with|of|:|,)?\s*(?:(?:the|my)\s+)?(?:talk|main\s+\w+|interview|video|original|me)\s+(?:on\s+)?(?:the\s+)?left(?:\s+(?:side|half))?\s*(?:,|and|with)+\s*(?:the\s+|my\s+)?(?:b-?roll|(<F>))\s+(?:on\s+)?(?:the\s+)?right(?:\s+(?:side|half))?",
        "split screen with $1",
    ),
    (
        r"\bsplit[- ]?screen\s+with\s+(?:the\s+|my\s+)?b-?roll(?:\s+(?:clip|video|footage))?\s*($|[,.;!])",
        "split screen $1",
    ),
    (
        r"\b(?:duplicate|copy|repeat|double)\s+(?:the\s+)?(?:(?:part|section|bit|stretch|segment|piece)\s+)?(<R>|(?:the\s+)?(?:first|last)\s+<T>)\s*,?\s*(?:(?:and\s+)?(?:put|paste|place|insert)\s+(?:it|them|that|the\s+copy)\s+)?(?:right|directly|immediately|straight)?\s*(?:after|behind|following)\s+(?:it(?:self)?|that|them)\b",
        "loop $1 twice",
    ),
    (
        r"\b(captions?|subtitles?)\s+(?:word[- ]by[- ]word|(?:one|1)\s+word\s+at\s+a\s+time)\s*,?\s*(?:like|in|as)\s+(?:on\s+|in\s+|the\s+|a\s+)*(?:tiktok|tik\s+tok|reels|shorts|instagram)\b(?:[- ]style)?",
        "$1 with 1 word per line",
    ),
    (
        r"\b(?:leav(?:e|ing)|keep(?:ing)?|with)\s+(<T>)\s+(?:of\s+)?(?:breathing\s+(?:room|space)|air|padding)\s+(?:when|while|as)\s+(?:you\s+)?((?:tighten|remove|cut|trim)(?:ing)?\s+[^.;]*)$",
        "$2 with $1 of margin",
    ),
];
