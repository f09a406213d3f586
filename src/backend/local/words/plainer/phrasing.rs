//! Wishes of two things in one, and places and amounts said behind them.

use super::Way;

pub(super) const PHRASED: &[Way] = &[
    (
        r"\s*,?\s*\bbut\s+(?:please\s+)?(?:(?:don't|don’t|do\s+not|never)\s+(?:touch|change|cut|trim|edit|affect)|leave|skip)\s+((?:the\s+)?(?:first|last)\s+<T>|<R>)(?:\s+(?:alone|as\s+(?:it\s+)?is|untouched|out))?",
        " except $1",
    ),
    (
        r"\b(captions?|subtitles?)\s+(?:that\s+are\s+|which\s+are\s+)?(?:easy|easier|simple)\s+to\s+read(?:\s+on\s+(?:an?\s+|any\s+|small\s+)*(?:phones?|mobiles?)(?:\s+screens?)?)?",
        "large $1",
    ),
    (
        r"\b((?:captions?|subtitles?)\b[^.;]*?)\s*(?:,|and)\s*(?:save|keep|store|put)\s+(?:them|it)\s+(?:in\s+|on\s+)?(?:as\s+)?(?:an?\s+)?(?:separate\s+|soft\s+)?(?:subtitle|caption)\s+(?:track|stream)",
        "$1 as a subtitle track",
    ),
    (
        r"(\b(?:music|bgm|song)\b[^.;]*?)\s*(?:,|\bbut\b|\band\b)+\s*(?:have\s+it\s+|let\s+it\s+|make\s+it\s+)?(?:start|begin)\s+(?:it\s+|the\s+music\s+)?(?:only\s+)?(?:after|at|from)\s+(?:the\s+first\s+)?(<T>)",
        "$1 from $2",
    ),
    (
        r"\b(?:youtube|spotify|tiktok|instagram|podcast|broadcast|netflix)(?:'s|s')?\s+(?:standard\s+)?(?:level\s+)?(?:of\s+)?(-\d+)",
        "$1",
    ),
    (
        r"\b(?:make|create|cut|do|give\s+me)\s+(?:me\s+)?an?\s+(vertical|square|landscape|portrait|9:16|1:1|4:5|16:9)\s+(?:cut|version|edit|clip|copy|crop)\b(?:\s+of\s+(?:it|this|<V>))?",
        "make it $1",
    ),
    (r"\b(?:drop|slot|pop|throw|bring|lay)\s+(<F>)\s+in\s+as\s+b-?roll\b", "add b-roll $1"),
    (
        r"\b(?:swap|switch|exchange|flip|change)\s+(?:around\s+)?(?:the\s+)?order\s+of\s+(?:the\s+|my\s+|both\s+)*(?:(?:two|2)\s+)?(?:clips|videos|films|shots)\b",
        "swap the first clip with the second clip",
    ),
    (r"\b(?:while|as)\s+the\s+music\s+fades(?:\s+(?:out|away))?\b", ", fade out the music"),
    (
        r"\b(?:trim|cut|shorten)\s+(?:<V>\s+)?(?:down\s+)?to\s+(<T>)\s*,?\s*(?:and\s+)?(?:keep(?:ing)?|from)\s+(?:only\s+)?(?:the\s+)?(?:end|ending|last\s+part|end\s+part|final\s+part)(?:\s+of\s+<V>)?\b",
        "keep the last $1",
    ),
    (
        r"\b(?:show|display|hold|keep)\s+(?:the\s+)?((?:first|second|third|fourth|fifth|last)\s+clip|clip\s+\d+)\s+(?:on\s+screen\s+)?for\s+(<T>)(?:\s*long\b)?",
        "trim $1 to $2",
    ),
    (r"\b(?:start|begin|open)\s+(?:<V>\s+)?with\s+(?:the\s+)?(<F>)\s+for\s+(<T>)", "insert $1 at the beginning for $2"),
    (r"^\s*(?:in\s+(?:this|the)\s+)?order\s*:?\s*(<F>(?:\s*(?:,|and|then|->|→)+\s*<F>)+)\s*$", "join $1"),
    (
        r"\bcut\s+(?:away\s+)?to\s+(<F>)\s+(?:at|from)\s+(<T>)\s*,?\s*for\s+(<T>)(?:\s*,?\s*(?:and\s+)?(?:then\s+)?(?:(?:cut|go|come|switch)\s+)?back(?:\s+(?:to\s+)?(?:<V>|<F>|me|again))?)?",
        "add b-roll $1 at $2 for $3",
    ),
    (r"\b(?:end|closing|final)\s+(?:screen|card)\s+with\s+(?:the|my|our)\s+logo\b", "add an outro with our logo"),
    (r"\bwith\s+(?:nice\s+|smooth\s+|soft\s+)?fades\s+(?:in\s+)?between(?:\s+(?:them|each|all))?\b", "with crossfades"),
    (
        r"\bput\s+(?:the\s+)?(<F>)\s+(?:at\s+the\s+)?(?:before|in\s+front|start|beginning)\s*,?\s*(?:and\s+)?(?:the\s+)?(<F>)\s+(?:at\s+the\s+)?(?:after|behind|end)\b",
        "insert $1 at the beginning and insert $2 at the end",
    ),
    (
        r"\badd\s+(?:the\s+)?(<F>)\s+before\s*,?\s*(?:and\s+)?(?:the\s+)?(<F>)\s+after\b",
        "insert $1 at the beginning and insert $2 at the end",
    ),
    (r"\buse\s+only\s+(<F>)\s+and\s+(<F>)", "use only $1 and join $2"),
    // "Set it back to 30 fps": what it is to be is all that counts.
    (
        r"\b(?:go|switch|change|set|put|turn|bring|convert|revert)\s+(?:<V>\s+)?back\s+(?:in)?to\s+((?:\d+\s*:\s*\d+|landscape|portrait|vertical|horizontal|square|widescreen|\d+\s*(?:fps|p\b)|720p|1080p|4k)\b)",
        "convert to $1",
    ),
    (r"\bwipe\s+(?:out|off|away)\b", "remove"),
    (
        r"\b(?:change|switch|replace|turn|swap|make)\s+(?:the\s+|that\s+|all\s+)*(?:cross[- ]?fades?|dissolves?|transitions?|wipes?)\s+(?:in)?(?:to|with|by|for|a)\s+(?:an?\s+)?(wipe|slide|zoom|cross[- ]?fade|dissolve|circle|blur|flash|fade\s+through\s+(?:black|white)|dip\s+to\s+(?:black|white))s?(?:\s+transitions?)?(?:\s+instead)?\b",
        "$1 transition",
    ),
    (
        r"\b(?:use\s+|make\s+it\s+|put\s+|i\s+want\s+)(?:an?\s+)?(wipe|slide|zoom|cross[- ]?fade|dissolve|circle|blur|flash|fade\s+through\s+(?:black|white))s?(?:\s+transitions?)?\s+(?:instead\s+of|rather\s+than)\s+(?:the\s+|an?\s+)?(?:cross[- ]?fades?|dissolves?|transitions?|wipes?)\b",
        "$1 transition",
    ),
    (
        r"\b(?:the\s+)(title|headline|text|lower\s+third|name\s+tag)\s+(?:should|must|has\s+to|needs\s+to|ought\s+to)\s+(?:say|read|be)\s+(⟦[a-z]+⟧)(?:\s+instead)?",
        "change the $1 to $2",
    ),
    (
        r"\b(?:make|let|have)\s+(?:the\s+)(title|headline|text|lower\s+third|name\s+tag)\s+(?:say|read)\s+(⟦[a-z]+⟧)(?:\s+instead)?",
        "change the $1 to $2",
    ),
    (
        r"\bmake\s+(?:the\s+)?fade[- ]?(in|out)\s+(?:(?:longer|shorter|slower|quicker)\s*,?\s*)?(?:(?:to|about|last|over|take|be)\s+)*(<T>)(?:\s*long\b)?",
        "fade $1 over $2",
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
