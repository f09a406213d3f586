//! Wishes of two things in one, and places and amounts said behind them.

use super::Way;

pub(super) const PHRASED: &[Way] = &[
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
    (r"[,;]?\s*(?:and\s+)?\bthen\s+(?:back\s+to\s+)?(?:normal|regular)(?:\s+speed)?\s*($|[.;])", "$1"),
    (
        r"\bcut\s+(?:<V>\s+)?at\s+(\d[\d:.]*\s*(?:s|secs?|seconds?)?(?:\s*(?:,|and|&)+\s*(?:at\s+)?\d[\d:.]*\s*(?:s|secs?|seconds?)?){2,})",
        "split at $1",
    ),
    (
        r"\b(?:cross[- ]?fade|dissolve|blend)\s+(?:between\s+|at\s+|across\s+)?(?:the|all|those|these)\s+(?:joins|cuts|edits|seams|cut\s+points)\b",
        "crossfade between clips",
    ),
    (r"\bwhat(?:'s|\s+is|\s+s)\s+left\b|\bwhat\s+remains\b", "the video"),
    (
        r"\b((?:captions?|subtitles?)\b[^.;]*?),\s*(?:(?:at|on)\s+)?(?:the\s+)?(bottom|top)\s*($|[.;,])",
        "$1 at the $2$3",
    ),
    (
        r"\b(?:show|put|play|place)\s+(?:<F>|(?:the\s+|my\s+)?(?:talk|video|main\s+\w+))\s+and\s+(?:the\s+|my\s+)?b-?roll\s+side[- ]by[- ]side",
        "split screen",
    ),
    (r"[,;]?\s*(?:and\s+)?\bthen\s+(?:just\s+)?(?:continue|carry\s+on|go\s+on|resume)(?:\s+playing)?\s*($|[.;])", "$1"),
    (r"\b(?:running\s+)?time\s*(?:stamp|code)\b", "timer"),
];
