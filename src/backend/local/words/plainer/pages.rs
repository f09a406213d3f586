//! What the pages of editors promise, as their readers then ask for it.

use super::Way;

pub(super) const PROMISED: &[Way] = &[
    (r"\bthe\s+middle\s+(?:section|part|third|portion|bit|segment|stretch)\b", "from 33% to 67%"),
    (
        r"\b(?:merge|join|combine|stitch|put)\s+(?:together\s+)?(?:(?:these|the|my|both|all)\s+)*(?:of\s+(?:these|the|my)\s+)?(?:(?:2|two|3|three|4|four)\s+)?(?:clips|videos|files|shots)\s*(?:together\s*)?(?:into\s+(?:one|a\s+single)(?:\s+\w+)?\s*)?(?:,\s*)?(?:with|using)\s+(?:an?\s+|some\s+)?(?:smooth\s+|nice\s+|soft\s+)?(?:dissolve|cross[- ]?fade|cross[- ]?dissolve|fade)s?(?:\s+transitions?)?(?:\s+(?:between|in\s+between)(?:\s+(?:them|each|the\s+clips))?)?",
        "join all clips with a crossfade",
    ),
    (
        r"\b(?:balance|even\s+out|level\s+out|equali[sz]e)\s+(?:out\s+)?(?:the\s+)?(?:audio|sound|volume|loudness)(?:\s+levels?)?(?:\s*,?\s*so\s+(?:that\s+)?(?:the|my)\s+(?:voice|speech|dialogue|narration|speaker)\s+is\s+(?:always\s+)?(?:louder|clearer)\s+than\s+the\s+music)?",
        "normalize the loudness",
    ),
    (
        r"\b(?:an?\s+)?(?:(?:animated|dynamic|tiktok[- ]style|auto)\s+)*(captions?|subtitles?)(?:\s+style)?(?:\s+like\s+(?:on\s+)?(?:tiktok|reels))?\s*,?\s*(?:(?:shown|appearing|displayed|that\s+appear|popping\s+up)\s+)?(?:word[- ]by[- ]word|one\s+word\s+at\s+a\s+time|1\s+word\s+at\s+a\s+time)(?:\s+(?:style|captions))?",
        "captions with 1 word per line",
    ),
    (r"\bword[- ]by[- ]word\s+(?:animated\s+)?(captions?|subtitles?)", "captions with 1 word per line"),
    (
        r"\b(add|put|show|place|display)\s+(?:(?:the|my|our|a|company|brand|channel)\s+)*(logo|watermark)\s+(?:to|in|on|during|at|over|for)\s+(?:the|my|our)\s+(?:intro|opening|beginning|start)\s+(?:for\s+)?(?:the\s+first\s+)?(<T>)",
        "add the logo for the first $3",
    ),
    (r"\b(?:chapter|section)\s+(titles?|headings?|cards?|labels?)\s*((?:at\s+<T>\s*)?:?\s*⟦)", "$1 $2"),
    (r"\b(titles?|texts?|labels?|cards?|headings?)\s+at\s+(<T>)\s*:?\s*(⟦q[a-z]+⟧)", "$1 $3 at $2"),
    (r"([,;，；]|\band\b)\s*(?:and\s+)?(?:at\s+)?(<T>)\s*[:–-]?\s*(⟦q[a-z]+⟧)", "$1 $3 at $2"),
    (
        r"\b(?:take|keep|use|pick|grab|extract|cut\s+out|find|pull\s+out|get)\s+(?:only\s+|just\s+)?(?:the\s+|my\s+)?(?:best|top|strongest|most\s+(?:interesting|important|engaging|exciting))\s+(<T>)",
        "make a highlight reel of $1",
    ),
    (
        r"\b(?:an?\s+|the\s+)?(?:(?:professional|branded|nice|short|simple|quick|custom)(?:[- ]looking)?\s+)*intro\s+and\s+(?:an?\s+)?(?:(?:professional|branded|nice|short|simple|quick|custom)\s+)*outro\b",
        "a branded intro and add a branded outro",
    ),
    (
        r"\b(?:cut|trim|shorten|edit|condense|get|bring|reduce|boil)\s+<V>\s+(?:down\s+)?to\s+(?:about\s+|around\s+|under\s+|less\s+than\s+|at\s+most\s+)?(<T>)\s*(?:[,;–-]|and|but|by|while)+\s*(?:keep(?:ing)?|leav(?:e|ing)|preserv(?:e|ing))\s+(?:only\s+)?(?:the\s+)?(?:best|most\s+(?:important|interesting|engaging)|key|good|strongest|main)\s*(?:parts?|bits?|moments?|stuff|points?|content|pieces)?",
        "condense to $1",
    ),
    (
        r"\b(?:change|set|convert|switch|make|turn|crop|reframe)\s+(?:the\s+)?(?:aspect\s+ratio|ratio|format|<V>)?\s*(?:in)?to\s+(\d+:\d+|square|vertical|portrait)\s*(?:[,;]|and|while|with)+\s*(?:keep(?:ing)?\s+)?(?:cent(?:er|re)(?:ing|ed)?\s+)?(?:on\s+)?(?:the\s+|my\s+)?(?:subject|speaker|person|presenter|face|action|frame|picture|focus)(?:\s+(?:in\s+the\s+)?cent(?:er|re)e?d?)?",
        "crop to $1",
    ),
    (
        r"\b(?:make|create|produce|give\s+me|turn\s+it\s+into|cut)\s+(?:an?\s+)?(gif|webp|mp4|mp3|wav)\s+(?:of|from|out\s+of|with|for)\s+((?:the\s+)?(?:first|last|opening|final|middle)\s+<T>|<R>)",
        "keep $2, export as $1",
    ),
    (
        r"\b(?:intro|opening)\s+(?:music|song|jingle|tune)\s*(?:,|that|which|and)?\s*(?:fades?|fading)\s+(?:it\s+)?out\s+(?:after|at|by|over|within)\s+(?:the\s+first\s+)?(<T>)",
        "music from 0 s to $1 and fade out the music",
    ),
    (
        r"\b(?:intro|opening)\s+(?:music|song|jingle|tune)\s+(?:for|of|lasting)\s+(?:the\s+first\s+)?(<T>)",
        "music from 0 s to $1",
    ),
    (
        r"\b(?:an?\s+|some\s+)?(?:soft|light|gentle|subtle|low[- ]key)(?:,|\s+and)?\s+(?:and\s+)?(?:(?:ambient|background|instrumental|relaxing|calm|mellow|peaceful|soothing|chill)\s+)*(?:music|track|soundtrack|score|tune|song|bgm)\b",
        "soft background music",
    ),
    (
        r"\b(?:an?\s+|some\s+)?(?:(?:relaxing|mellow|ambient|peaceful|soothing|dreamy|chill|calming)(?:\s*,\s*|\s+and\s+|\s+))+(?:(?:ambient|background|instrumental)\s+)*(?:music|track|soundtrack|score|tune|song|bgm)\b(?:\s+track\b)?",
        "calm background music",
    ),
    (
        r"\b(?:an?\s+|some\s+)?(?:(?:energetic|upbeat|happy|cheerful|fun|lively|positive|exciting|driving|motivating|uplifting)(?:\s*,\s*|\s+and\s+|\s+))+(?:(?:background|instrumental|bg)\s+)*(?:music|track|soundtrack|score|tune|song|bgm)\b(?:\s+track\b)?",
        "upbeat background music",
    ),
];
