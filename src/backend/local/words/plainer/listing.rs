//! What short listings of wishes say in half a sentence.

use super::Way;

pub(super) const LISTED: &[Way] = &[
    (
        r"\b(?:trim|cut|shorten)\s+(?:down\s+)?(?:the\s+)?(?:clip|segment|shot|scene)\s+(\d+)\s+(?:down\s+)?to\s+(<T>)\s*(?:,|and|then)+\s*(?:put|move|place|bring)\s+(?:it|that)\s+(?:at|to)\s+(?:the\s+)?(?:very\s+)?(end|start|beginning|front)",
        "trim clip $1 to $2, move clip $1 to the $3",
    ),
    (
        r"\b(?:trim|cut|shorten)\s+(?:down\s+)?(?:the\s+)?(?:clip|segment|shot|scene)\s+1\s+(?:down\s+)?to\s+(<T>)",
        "trim the first clip to $1",
    ),
    (
        r"\b(?:trim|cut|shorten)\s+(?:down\s+)?(?:the\s+)?(?:clip|segment|shot|scene)\s+2\s+(?:down\s+)?to\s+(<T>)",
        "trim the second clip to $1",
    ),
    (
        r"\b(?:trim|cut|shorten)\s+(?:down\s+)?(?:the\s+)?(?:clip|segment|shot|scene)\s+3\s+(?:down\s+)?to\s+(<T>)",
        "trim the third clip to $1",
    ),
    (
        r"\b(lower\s+thirds?|name\s+tags?|titles?|texts?|text\s+overlays?|intro\s+cards?|end\s+cards?)\s+(?:with|showing|for|of|displaying|that\s+(?:says|shows|reads))\s+(?:the\s+|my\s+|an?\s+|his\s+|her\s+|our\s+)?(?:(?:speaker|guest|host|presenter|full)(?:'s)?\s+)?(?:names?|text|words?|titles?|captions?|headline)\s*:?\s*(⟦)",
        "$1 $2",
    ),
    (
        r"\b(?:add|put|show|insert|include|create)\s+(?:an?\s+|the\s+|some\s+|my\s+)?(?:outro|closing|ending|end|end\s+screen|final)\s*(?:text|message|words|caption|line|overlay|cta|call[- ]to[- ]action|saying|that\s+says|with|screen|card|the)*\s*:?\s*(⟦q[a-z]+⟧)",
        "add text $1 at the end",
    ),
    (
        r"\b(?:add|put|show|insert|include|create)\s+(?:an?\s+|the\s+|some\s+|my\s+)?(?:intro|opening)\s*(?:text|message|words|caption|line|overlay|saying|that\s+says|with|screen|card|the)*\s*:?\s*(⟦q[a-z]+⟧)",
        "add title $1 at the beginning",
    ),
    (r"\b(?:add|use|make|create|put\s+in|with)\s+(?:some\s+)?jump[- ]?cuts\b", "trim the silences"),
    (
        r"\b(?:trim|shorten|cut|reduce|tighten|limit|cap|bring)\s+(?:all\s+)?(?:the\s+|any\s+)?(?:long\s+)?(pauses|silences|gaps)\s+(?:down\s+)?(?:to|at)\s+(?:at\s+most\s+|max(?:imum)?\s+|no\s+(?:more|longer)\s+than\s+|under\s+|about\s+)?(?:an?\s+)?(<T>)",
        "shorten the pauses to $2",
    ),
    (
        r"\btrim\s+(?:it|(?:(?:the|my|this|whole|main)\s+)*(?:video|clip|footage|recording|film|movie))\s+from\s+(<R>|\d+:\d+\s+(?:to|until)\s+\d+:\d+)",
        "keep $1",
    ),
    (
        r"\b(?:website|price(?:\s+tag)?|promo(?:tional)?|discount|contact|watermark|brand|company|sale|slogan|opening)\s+(text(?:\s+overlay)?|label|tag)\s*:?\s*(⟦)",
        "text $2",
    ),
    (r"(?:调[高大]|提高|提升|增加)亮度", "画面调亮"),
    (r"调[高大](对比度|饱和度)", "提高$1"),
    (r"\b(?:trim|cut|remove|delete)\s*掉", "剪掉"),
    (r"多余的?(停顿|静音|空白)", "$1"),
    (r"(?:语速|播放速度|速度)(?:加快|提高|调快|提升|加)(?:到|至|为)\s*(\d+(?:\.\d+)?)\s*倍(?:速)?", "加速到 $1 倍"),
    (r"[，,]?\s*(?:音量|声音)(?:不要?|别)太[大响]", "，音量小一点"),
    (
        r"\b(add\s+(?:an?\s+)?(?:smooth\s+)?(?:dissolves?|cross[- ]?fades?|transitions?)(?:\s+(?:of|lasting)\s+<T>)?(?:\s+(?:between|at)\s+(?:the\s+|every\s+|each\s+|all\s+)*(?:cuts?|clips?))?)\s+after\s+(?:removing|cutting|trimming|deleting)\s+(?:out\s+)?(?:the\s+|all\s+)*(silences?|pauses?|gaps|dead\s+air|silent\s+parts)",
        "remove the silences, $1",
    ),
    (r"\bhook\s+(text|title|line)", "$1"),
    (
        r"\b(?:add|put|show)\s+(?:an?\s+|my\s+|the\s+|our\s+)?(?:company\s+|brand\s+)?logo\s+(?:at|to|in)\s+the\s+(?:very\s+)?end\b",
        "add a logo outro",
    ),
    (
        r"\b(?:merge|join|append|add|put|insert)\s+(<F>)\s+(?:right\s+)?(?:after|behind)\s+(?:the\s+|my\s+)?(?:main|first|original)\s+(?:clip|video|footage|part)",
        "append $1",
    ),
    (r"\b(?:trim|cut|shorten|crop)\s*(?:到|成|至|为)\s*(\d)", "剪到 $1"),
    (r"字体(?:再)?(?:放大|变大|加大|调大)", "字幕大一点"),
    (r"字体(?:再)?(?:缩小|变小|调小)", "字幕小一点"),
];
