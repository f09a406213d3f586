//! How a wish opens where no verb does: "I'd love some music", and the figures that stand beside it.

use super::Way;

pub(super) const WISHES: &[Way] = &[
    // What is wished for by its name alone is to be added.
    (
        r"\b(?:i(?:'d|\s+would)\s+(?:really\s+)?(?:love|like|prefer)|i(?:'m|\s+am)\s+(?:after|looking\s+for|thinking(?:\s+of)?)|(?:i|we)\s+(?:really\s+)?(?:want|need)|(?:can|could|may|might)\s+(?:i|we|you)\s+(?:please\s+)?(?:get|have|do)|let's\s+(?:have|do|get|try)|(?:how|what)\s+about|(?:please\s+)?give\s+(?:it|me|us|the\s+(?:video|clip)))\s+(?:to\s+have\s+)?((?:(?:a\s+(?:bit|little|touch)\s+of|some|an?|the|my|our|nice|big|small|simple|short|quick|upbeat|soft|calm|chill|gentle|yellow|white|large)\s+)*(?:[a-z-]+\s+)?(?:music|soundtrack|captions?|subtitles?|subs|title(?:\s+card)?|headline|logo|watermark|lower\s+third|fade(?:[- ](?:in|out))?|transitions?|crossfades?|b-?roll|voice-?over)\b)",
        "add $1",
    ),
    (r"\ba\s+(?:bit|little|touch)\s+of\s+", "some "),
    (
        r"\b(?:i|we)\s+(?:don't|do\s+not|dont)\s+(?:want|need|like)\s+(?:any\s+|the\s+)?(?:of\s+the\s+)?(?:original\s+)?(?:sound|audio)(?:\s+(?:from|of|in)\s+(?:the\s+)?(?:original|video|clip|footage|camera)(?:\s+(?:video|clip|footage))?)?",
        "mute",
    ),
    (
        r"(^|[,.;]\s*|\band\s+)(?:just|only)\s+(?:the\s+)?(⟪q[a-z]+\.(?:mp3|wav|m4a|aac)⟫)\s*(?:please\s*)?($|[.!])",
        "$1 add $2 at 100% $3",
    ),
    (r"(?:[,;]|\band\b|\bbut\b)\s*(?:but\s+|and\s+)?not\s+(?:too|so|overly|very|that)\s+(?:big|large|huge)\b", ""),
    (
        r"\b(?:shorten|trim|cut|tighten)\s+(?:down\s+)?the\s+(?:intro|introduction|beginning|start|opening)\s+by\s+(<T>)",
        "remove the first $1",
    ),
    (r"\b(?:shorten|trim|cut|tighten)\s+(?:down\s+)?the\s+(?:outro|ending|end)\s+by\s+(<T>)", "remove the last $1"),
    (
        r"\b(?:replace|swap|cover|hide)\s+(?:out\s+)?(?:everything|all|what's|the\s+(?:part|section|bit|piece|stretch))\s+((?:from|between)\s+<R>|<R>)\s+(?:with|for|by|using)\s+(<F>)",
        "show $2 over $1",
    ),
    (r"^\s*(⟦q[a-z]+⟧)\s+(at|from|for|in|on)\b", "add text $1 $2"),
    (
        r"\btake\s+(<F>)\s*(?:,|\band\b)+\s*(?:then\s+)?(?:stick|put|use|insert|add|place|show|play)\s+(?:its|the)\s+first\s+(<T>)\s+(?:at|on|to|in)\s+(?:the\s+)?(?:very\s+)?(?:start|beginning|front)(?:\s+as\s+(?:an?|the|my)\s+(?:teaser|hook|intro|opener))?",
        "insert $1 at the beginning for $2",
    ),
    (r"\bhalve\s+(the\s+(?:background\s+)?(?:music|volume|sound|audio|song)|it)\b", "lower $1 by half"),
    (
        r"\b(fad(?:e|ing)\s+(?:it|the\s+\w+|(?:audio|sound|music|video|picture))\s+)in\s+((?:over|for)\s+<T>)\s*(?:and|,)\s*(?:then\s+)?out\s+(over|for)\s+(\d+(?:\.\d+)?)\b",
        "${1}in $2, ${1}out $3 $4",
    ),
    (r"\b(for|over)\s+(\d+(?:\.\d+)?)\s*($|[,;!?]|\.(?:\s|$))", "$1 $2 seconds$3"),
    (
        r"(?:\b(?:cut|trim|shorten|edit|reduce)\s+(?:<V>\s+)?(?:down\s+)?)?\bso\s+(?:that\s+)?(?:only|just)\s+([^.;]*?)\s+(?:remains?|is\s+left|are\s+left|stays?|survives?|is\s+there)\b",
        "keep only $1",
    ),
    (r"\bsize\s+(large|small|big)\b|\b(large|small|big)\s+size\b", "$1$2"),
    (r"\bdouble\s+(?:the|its)\s+(?:length|duration)\s+by\s+slowing\s+<V>(?:\s+down)?", "slow it down to half speed"),
    (r"(^|[.,;!]\s*)([+-]\s*\d+(?:\.\d+)?\s*db)\b", "$1 volume $2"),
    (r"\b(normali[sz]e(?:\s+(?:it|the\s+\w+|everything))?)\s+afterwards?\b", "$1"),
    (
        r"[,;]?\s*(?:and\s+)?keep(?:ing)?\s+(?:only\s+)?the\s+(?:middle|cent(?:er|re))(?:\s+of\s+(?:the\s+)?(?:picture|frame|image|video))?",
        ", crop",
    ),
    (
        r"\b(?:extend|stretch|prolong|hold)\s+the\s+(last|final|first)\s+frame\s+(?:by|for)\s+",
        "freeze the $1 frame for ",
    ),
    (
        r"\b(?:make|let|have)\s+the\s+music\s+duck\b(?:\s+(?:under|when|while|whenever)[^,.;]*)?",
        "lower the music when i talk",
    ),
    (
        r"(⟪q[a-z]+\.(?:mp3|wav|m4a|aac)⟫|\b(?:music|song|track|bgm)\b)([^.;]*?)[,\s]*(?:\band\s+|\bbut\s+|\bthen\s+)*(?:stop|end|finish|cut)\s+it\s+(?:off\s+)?(<T>)\s+before\s+the\s+end",
        "$1$2 until $3 before the end",
    ),
    (
        r"\b((?:turn|lower|raise|set|make|bring|halve|reduce|increase)\b[^.;]*?\bmusic\b[^.;]*?)(?:,|\band\b)\s*(?:then\s+)?(?:cut|stop|end|kill)\s+it\s+(?:off\s+|out\s+)?(?:at|after)\s+(<T>)",
        "$1, stop the music at $2",
    ),
    (
        r"\b(?:coming|comes?|appearing|appears?|starting|starts?|showing|shows?|popping|pops?)\s*(?:in|on|up)?\s*(?:at|from)\s+(<T>)\s*(?:and|,|then)+\s*(?:leaving|leaves?|going|goes?|disappearing|disappears?|ending|ends?|gone|vanish(?:es|ing)?)\s*(?:away|out|off)?\s*(?:at|by|after)\s+(<T>)",
        "from $1 to $2",
    ),
    (r"\bstretch\s+(<V>)\s+(?:out\s+)?to\s+(<T>)", "slow $1 down to last $2"),
    (
        r"\b(?:cut|split|divide|chop)\s+<V>\s+in(?:to)?\s+(?:half|2|two)\s*(?:,|\band\b|\bthen\b)+\s*(keep|delete|remove|drop|use|discard)\b",
        "$1",
    ),
    (
        r"\b(?:leave|leaving|keep|with)\s+(<T>)\s+(?:on\s+|at\s+)?(?:either|each|both)\s+(?:sides?|ends?)\b",
        "with $1 of margin",
    ),
    (
        r"(<R>|(?:first|last)\s+<T>)([^.;]*?)[,\s]*(?:\band\s+|\bthen\s+)+(?:go(?:es)?\s+|switch(?:es)?\s+)?back\s+to\s+(?:normal|regular|original|(?:full\s+)?colou?r)(?:\s+(?:speed|volume|colou?rs?))?",
        "$1$2",
    ),
    (
        r"\b(?:hide|cover|conceal|mask)\s+(?:up\s+)?[a-z ]*?(<R>)\s*[,;]?\s*(?:and\s+|by\s+)?(?:cover(?:ing)?|hid(?:e|ing)|us(?:e|ing)|show(?:ing)?|put(?:ting)?)\s+(?:it\s+|that\s+|up\s+)*(?:with\s+)?(<F>)(?:\s+over\s+it)?",
        "show $2 over $1",
    ),
    (
        r"\b(speed\s+up|slow\s+down)\b([^,.;]*),\s*(<R>)\s*,\s*(?:by\s+|to\s+)?(\d+(?:\.\d+)?)\s*(?:x|times)\b",
        "$1 $3 to ${4}x",
    ),
    (r"\bloop(?:ed|ing)?\s+(?:it\s+)?(?:to|until)\s+the\s+end\b", "looped"),
    (r"\bas\s+the\s+only\s+(?:sound|audio|music)\b", "at 100%"),
    (r"\bgive\s+me\s+(?:only|just)\s+", "keep only "),
    (r"\b(brightness|contrast|saturation|exposure)\s*\+\s*(\d+)\s*%?", "increase the $1 by $2%"),
    (r"\b(brightness|contrast|saturation|exposure)\s*[-–−]\s*(\d+)\s*%?", "reduce the $1 by $2%"),
    (
        r"\b(?:reduce|scale|downscale|convert|bring|shrink|lower)\s+(?:<V>\s+)?(?:down\s+)?to\s+(\d{3,4}p|4k)\b",
        "make it $1",
    ),
    (
        r"\b(?:start|begin)\s+(?:off\s+)?(?:<V>\s+)?with\s+(?:the\s+)?(<F>)\s*,?\s*(?:and\s+)?then\s+(?:(?:show|play|go\s+to|comes?)\s+)?(?:my|the)\s+(?:talk|video|clip|footage|rest|interview|main\s+\w+)\b",
        "insert $1 at the beginning",
    ),
    (
        r"\b(?:trim|cut|condense|reduce|shorten|get|bring)\s+<V>\s+(?:down\s+)?to\s+(?:the|its)\s+best\s+(<T>)",
        "make a highlight reel of $1",
    ),
    (r"\bto\s+(?:a|one)\s+quarter\b", "to 25%"),
    (r"\bto\s+(?:a|one)\s+third\b", "to 33%"),
    (
        r"\b(?:set|put|bring|return|change)\s+(?:the\s+)?speed\s+back\s+to\s+(?:normal|1x|original)\b|\b(?:go\s+)?(?:back\s+to|restore|reset)\s+(?:the\s+)?(?:normal|original|regular)\s+speed\b",
        "play at normal speed",
    ),
    (r"\b(?:duplicate|double)\s+((?:the\s+)?(?:first|last|final)\s+<T>|<R>)", "loop $1 twice"),
    (
        r"\b(?:cross[- ]?fade|dissolve|fade|blend)\s+(?:from\s+)?(<F>)\s+(?:in)?to\s+(<F>)\s+(?:over|for|in)\s+(<T>)",
        "join $1 and $2 with a $3 crossfade",
    ),
    (
        r"\b(?:cut|stop|end)\s+<V>\s+at\s+(<T>)\s*[,.;–-]+\s*(?:nothing|everything|what\s+comes)\s+(?:after|past|behind)\s*(?:that|it|there)?\s+(?:is|matters|isn't|counts)\b[a-z ]*",
        "remove everything after $1",
    ),
    (
        r"(^|[,.;]\s*|\band\s+)(?:(?:i|we)(?:'d)?\s+(?:want|need|like|love|have)\s+)?((?:the\s+)?(?:first|last|opening|final|middle)\s+<T>|<R>|the\s+rest|clip\s+\d+|the\s+\w+\s+clip)\s+(?:should\s+(?:be\s+|play\s+|run\s+)?|to\s+(?:be|play)\s+)?(in\s+slow[- ]?mo(?:tion)?|in\s+black\s+and\s+white|at\s+(?:half|double|normal)\s+speed)",
        "$1 make $2 $3",
    ),
    (
        r"\b(?:drop|lower|reduce|bring|set|change|raise|increase)\s+(?:the\s+)?(?:resolution|quality|size)\s+(?:down\s+|up\s+)?to\s+(\d{3,4}p|4k)\b",
        "make it $1",
    ),
    (
        r"\b(?:(?:an?|the)\s+)?(?:outro|closing)\s+(?:that\s+says\s+|saying\s+|with\s+)?(⟦q[a-z]+⟧)",
        "add an end title card $1",
    ),
    (r"\bmute\s+(?:only|just)\s+", "mute "),
    (r"\b(?:delete|remove|mute|strip)\s+(the\s+\w+\s+clip|clip\s+\d+)'s\s+(?:audio|sound)\b", "mute $1"),
    (
        r"^\s*(?:go\s+)?back\s+to\s+(white|yellow|red|green|blue|small|large|big)\s+(captions|subtitles)\b",
        "make the captions $1",
    ),
    (
        r"(⟪q[a-z]+\.(?:mp3|wav|m4a|aac)⟫|\b(?:music|song|track|bgm)\b)([^.;]*?)(?:,|\band\b|\bbut\b|\bthen\b)+\s*(?:then\s+)?(?:cut|stop|end|kill)\s+it\s+(?:off\s+|out\s+)?(?:at|after)\s+(<T>)",
        "$1$2 until $3",
    ),
    (r"\b(captions|subtitles|music|logo|watermark)\s+off\b", "remove the $1"),
    (
        r"\buse\s+(⟪q[a-z]+\.(?:mp4|mov|webm|mkv|avi)⟫)\s+(?:for|during|over)\s+((?:the\s+)?(?:first|last)\s+<T>|<R>)",
        "show $1 over $2",
    ),
    (
        r"[,;]?\s*\bwhile\s+(?:i|he|she|they|we)\s+(?:keeps?|continues?|goes?\s+on|go\s+on)\s+(?:on\s+)?(?:talking|speaking)\b",
        ", keep the voice going",
    ),
    (r"\b(?:in|on|at)\s+the\s+lower\s+third\s+of\s+(?:the\s+)?(?:screen|frame|picture|video)\b", "at the bottom"),
    (
        r"(^|[,.;]\s*|\band\s+)(?:make\s+)?(?:the\s+|my\s+)?(?:sound|audio|voice)\s+(?:to\s+be\s+)?(?:cleaner|clearer|crisper)\b",
        "$1 clean up the sound",
    ),
    // An amount that is named in passing.
    (r"\b(for|over|to|at|by)\s*,?\s*(?:say|like|maybe|perhaps)\s*,?\s*(\d)", "$1 $2"),
    (r"[,\s(]+(?:say|like|maybe|perhaps)[,\s]+(?:at\s+)?(\d+(?:\.\d+)?\s*%)\s*\)?", " at $1"),
    (r"\b(?:nothing|not)\s+(?:(?:too|overly|very|so|that)\s+)*(?:loud|intrusive|distracting|overpowering)\b", "quiet"),
    (r"\b(?:have|let|make)\s+(it|them|the\s+\w+)\s+fade\s+(in|out)\b", "fade $1 $2"),
    (
        r"\b(?:the\s+)?(?:opening|beginning|start|intro|end|ending|outro|finale)\s*(?:\(|,|–|-)\s*(?:i\.e\.|that\s+is|meaning|so|about)?[,\s]*((?:the\s+)?(?:first|last|opening|final)\s+<T>)\s*\)?",
        "the $1",
    ),
    (r"\(\s*([^()]*\d[^()]*?)\s*\)", " $1 "),
    (r"\b(\d+(?:\.\d+)?)\s+(off|from)\s+(?:the\s+)?(start|beginning|front|end|back|tail)\b", "$1 seconds $2 the $3"),
    (
        r"\bspeed\s+((?:<V>\s+)?up(?:\s+<V>)?)\s+by\s+(?:a\s+factor\s+of\s+)?(\d(?:\.\d+)?)\s*($|[,.;!?]|and\b)",
        "speed $1 to ${2}x $3",
    ),
    (r"\bby\s+a\s+factor\s+of\s+(\d+(?:\.\d+)?)", "to ${1}x"),
    (
        r"(^|[,.;]\s*|\band\s+)(?:(?:i|we)(?:'d)?\s+(?:want|need|like|love|have)\s+)?((?:the\s+)?(?:first|last|opening|final|middle)\s+<T>|<R>|the\s+rest|everything\s+else|clip\s+\d+|the\s+\w+\s+clip)\s+(?:should\s+(?:be\s+|play\s+|run\s+)?|goes\s+|runs?\s+|plays?\s+)?(?:at|in)\s+(\d+(?:\.\d+)?\s*x)\s*($|[,.;!?]|\band\b)",
        "$1 $2 at $3 speed $4",
    ),
    // What goes on by itself.
    (
        r"[,;]?\s*(?:\b(?:while|and|but|with)\s+)+(?:my|the)\s+(?:original\s+)?(?:voice|audio|sound|narration|talking)\s+(?:(?:keeps?|continues?|goes|going|carries|carrying|continuing|still|runs?|plays?|playing|on|running|over\s+it|underneath)\s*)+",
        ", keep the voice going ",
    ),
    (
        r"[,;]?\s*(?:\band\s+)?\b(?:after\s+that|then|afterwards)\s+(?:just\s+)?(?:carry|go|keep|play|run|continue|resume)\s*(?:on|going|playing)?\s*(?:as\s+(?:normal|usual|before|it\s+was)|normally)\b",
        "",
    ),
    (
        r"\b(drop|delete|remove|lose|bin|discard|cut|ditch)\s+the\s+(first|second|third|fourth|last|middle)(?:\s+one)?\s*($|[,.;!?])",
        "$1 the $2 clip$3",
    ),
    (
        r"\bcrop(?:ped|ping)?\s+in(?:to)?(?:\s+(?:on|to|into))?(?:\s+the\s+(?:cent(?:er|re)|middle))?\s+(?:by\s+)?(?:about\s+)?(\d+\s*%)",
        "zoom in $1",
    ),
];
