//! Around a wish: short forms, courtesies, reasons.

use super::Way;

/// Numbers that stand before no unit.
pub(super) const NUMBERS: &[Way] = &[
    (r"\b(clip|segment|part|scene|shot|section|number)\s+one\b", "$1 1"),
    (r"\bby\s+(?:a|one)\s+third\b", "by 33%"),
    (r"\bby\s+(?:a|one)\s+quarter\b", "by 25%"),
    (r"\bby\s+(?:a|one)\s+fifth\b", "by 20%"),
    (r"\b(?:at\s+)?(?:a|one)\s+third\s+(?:of\s+)?(?:the\s+)?(volume|speed|size|opacity)", "at 33% $1"),
    (r"\b(?:at\s+)?(?:a|one)\s+quarter\s+(?:of\s+)?(?:the\s+)?(volume|speed|size|opacity)", "at 25% $1"),
    (r"\b(?:at\s+)?(?:a|one)\s+fifth\s+(?:of\s+)?(?:the\s+)?(volume|speed|size|opacity)", "at 20% $1"),
    (r"\b(?:at\s+)?(?:a|one)\s+tenth\s+(?:of\s+)?(?:the\s+)?(volume|speed|size|opacity)", "at 10% $1"),
    (r"\b(?:at\s+)?half\s+(?:the\s+)?(volume|opacity)", "at 50% $1"),
    (r"\b(\d{3,4}p)(24|25|30|48|50|60|120)\b", "$1 $2 fps"),
    (r"\btwo\b", "2"),
    (r"\bthree\b", "3"),
    (r"\bfour\b", "4"),
    (r"\bfive\b", "5"),
    (r"\bsix\b", "6"),
    (r"\bseven\b", "7"),
    (r"\beight\b", "8"),
    (r"\bnine\b", "9"),
    (r"\bten\b", "10"),
    (r"\bdouble[- ](?:time|speed)\b", "2x speed"),
    (r"\btriple\s+(?:the\s+)?speed\b|\bthrice\s+as\s+fast\b", "3x speed"),
];

/// Short forms.
pub(super) const SHORT: &[Way] = &[
    (r"\bvid(s?)\b", "video$1"),
    (r"\bpics?\b", "pictures"),
    (r"\bu\b", "you"),
    (r"\bur\b", "your"),
    (r"\bw/o\b", "without"),
    (r"\bw/\s*", "with "),
    (r"\bthru\b", "through"),
    (r"(?:\btill|\btil|\B'til)\b", "until"),
    (r"\bbg\b", "background"),
    (r"\bvol\b", "volume"),
    (r"\bres\b", "resolution"),
    (r"\byt\b", "youtube"),
    (r"\big\b", "instagram"),
    (r"\bb/w\b", "black and white"),
    (r"\b(?:cuz|coz|'cause|bc)\b", "because"),
    (r"\b(?:wanna|gonna|gotta)\b", "want to"),
    (r"\blemme\b", "let me"),
    (r"\bgimme\b", "give me"),
    (r"\blogos\b", "logo"),
    (r"\bdecibels?\b", "dB"),
];

/// Words around a wish that say nothing of it.
pub(super) const CHAT: &[Way] = &[
    (r"\b(?:could|can|would)\s+(?:someone|somebody|anyone|one\s+of\s+you)\b", "please"),
    (r"^\s*(?:hi|hey|hello|dear)\s+(?:team|all|everyone|folks|guys|editor|editors|again)\s*[,!.]", " "),
    (r"^\s*(?:morning|evening|afternoon|greetings|howdy)(?:\s+(?:all|everyone|team))?\s*[!,.]+", " "),
    (
        r"\b(?:real(?:ly)?\s+quick(?:ly)?|asap|right\s+(?:now|away)|for\s+now|if\s+(?:you\s+can|you\s+could|possible|you\s+don't\s+mind|that's\s+(?:ok|okay|possible|alright))|when(?:ever)?\s+you\s+(?:can|get\s+(?:a\s+)?(?:chance|time|minute|sec(?:ond)?))|for\s+me\b|thx+|ty|tysm|cheers|(?:much\s+)?appreciated|(?:i'd\s+)?(?:really\s+)?appreciate\s+it|thank\s+you(?:\s+(?:so|very)\s+much)?|many\s+thanks|in\s+advance|btw|by\s+the\s+way|ok(?:ay)?|alright|yo|hiya|heya|dear\s+editor|good\s+(?:morning|afternoon|evening|day)|i\s+(?:think|guess|believe|suppose|feel\s+like)|perhaps|obviously|honestly|kinda|kind\s+of|sort\s+of|tho|lol|haha|imo|a\s+tad|a\s+smidge|ideally|preferably|exactly|precisely|overall|in\s+general|permanently|completely|totally|entirely|as\s+(?:usual|always)|already|a\s+lot|only\s+then|once\s+(?:that's|that\s+is)\s+done|when\s+(?:that's|that\s+is|you're)\s+done|the\s+following|two\s+things|a\s+few\s+things|some\s+changes|all\s+of\s+it|this\s+time|once\s+more|from\s+now\s+on)\b",
        " ",
    ),
    (
        r"(^|[,.;!?]\s*|\b(?:and|but|then|please|can\s+you)\s+)(?:only|just|simply)\s+(trim|cut|remove|delete|add|mute|keep|put|show|speed|slow|fade|crop|normali[sz]e|denoise|zoom|rotate|flip|blur)",
        "$1$2",
    ),
    (r"\bauto(?:matically|matic)?[- ](remove|cut|trim|caption|add|detect|generate|delete|zoom|crop)", "$1"),
    (r"\b(?:instead|again|though|anyway|too|as\s+well|only|alone)\s*($|[,.;!?])", "$1"),
    (
        r"\b(?:i\s+(?:would|'d)\s+(?:love|like|prefer)|i\s+(?:really\s+)?(?:want|need|wish)|we\s+(?:want|need)|what\s+i\s+(?:want|need)\s+is|my\s+(?:wish|request)\s+is|the\s+(?:task|goal|plan|idea)\s+is|your\s+(?:task|job)\s+is|feel\s+free|go\s+and|try\s+(?:to|and)|be\s+sure\s+to|remember\s+to|don't\s+forget\s+to|make\s+sure\s+(?:to|that\s+you)|see\s+if\s+you\s+can|is\s+it\s+possible|any\s+chance\s+(?:you|of))\s+(?:(?:could|can|for\s+you)\s+)?to\b",
        " ",
    ),
    (r"^\s*(?:first(?:ly)?|to\s+(?:begin|start)(?:\s+with)?|step\s+(?:one|1))\s*[,:]\s*", ""),
    (
        r"([,.;!?]|\band\b|\bthen\b)\s*(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|fourth(?:ly)?|next|last(?:ly)?|finally|step\s+(?:\d+|one|two|three|four))\s*[,:]\s*",
        "$1 ",
    ),
    (
        r"\b(?:on\s+top\s+of\s+that|in\s+addition|additionally|moreover|besides\s+that|while\s+you're\s+at\s+it|oh\s+and|p\.?s\.?)\b\s*[,:]?",
        ", ",
    ),
    (r"\s+(?:before|and)\s+(?:you\s+)?(?:export(?:ing)?|render(?:ing)?)\b", ", export"),
];

/// Why something is wished, which is no wish.
pub(super) const REASONS: &[Way] = &[
    // What is said is a wish, though it stands where reasons do.
    (
        r"\b(?:(?:only|just)\s+)?(?:keep|leave|use)\s+(?:(?:only|just)\s+)?(?:the\s+)?(?:bits?|parts?|sections?|moments?)\s+(?:where|when|in\s+which)\s+(?:i|we|he|she|they|someone|somebody|people|anyone|the\s+speaker)(?:'m|'s|'re|\s+am|\s+is|\s+are)?\s+(?:actually\s+)?(?:talk|speak)(?:s|ing)?\b",
        "trim the silences",
    ),
    (r"[,\s]*\bbecause\b[^,.;!?]*", ""),
    (r"[,\s]*\bsince\s+(?:my|the)\s+[a-z]+(?:\s+[a-z]+)?\s+(?:is|are|was|were|has|looks?|sounds?)\b[^,.;!?]*", ""),
    (r"[,\s]*\bsince\s+(?:i|it|it's|there|they|we|he|she|that|nobody|nothing|i'm|there's)\b[^,.;!?]*", ""),
    (
        r"[,\s]*\bas\s+(?:it's|i'm|it\s+(?:looks|sounds|feels|was|has|runs)|i\s+(?:am|was|have)|they|there's|there\s+(?:is|are|was))\b[^,.;!?]*",
        "",
    ),
    (r"\(\s*[a-z][a-z' ]*\)", " "),
    (
        r"\s+(?:in\s+order\s+)?to\s+(?:hide|conceal|protect|emphasi[sz]e|highlight|build|draw|grab|avoid|prevent|hook|save|match|tease|wrap\s+up)\s+[^,.;0-9⟦⟪]*",
        " ",
    ),
    (
        r"\bso\s+(?:that\s+)?(?:it|people|viewers|they|everyone|everything|i|you|the\s+\w+)(?:'s|\s+(?:can|will|is|be))*\s+(?:(?:looks?|feels?|sounds?|seems?|flows?|is|be|more|really|nice\s+and|a\s+(?:bit|little))\s+)*(?:nice|good|great|clean(?:er)?|smooth(?:er|ly)?|better|professional|natural|clear(?:er)?|snapp(?:y|ier)|tight(?:er)?|punch(?:y|ier)|readable|visible|polished|dynamic|flows?|fits?|stands?\s+out)\b",
        "",
    ),
    (
        r"\b(?:in\s+order\s+)?to\s+(?:make|keep)\s+(?:it|things|the\s+\w+|people|viewers)\s+(?:(?:a\s+(?:bit|little)|more|feel|look)\s+)*(?:snappy|snappier|tight(?:er)?|clean(?:er)?|smooth(?:er)?|short(?:er)?|punch(?:y|ier)|interesting|engag(?:ing|ed)|concise|clear(?:er)?|dynamic|watching|hooked)\b",
        "",
    ),
    (
        r"[,\s]*\bso\s+(?:that\s+)?(?:(?:my|the|our|your)\s+)?[a-z]+\s+(?:can|could|won't|don't|doesn't|cannot|can't)\s+(?:have\s+to\s+|need\s+to\s+|be\s+)?(?:follow|read|see|hear|watch|understand|enjoy|share|skip|miss|catch|learn|find|get|know|scroll|notice|focus|wait)\w*[^,.;0-9⟦⟪]*",
        "",
    ),
    // What happens in a stretch that is named by its times.
    (
        r"\b(?:where|when|in\s+which|during\s+which)\s+(?:i|we|he|she|they|it|you|nobody|nothing|the\s+\w+|someone|my\s+\w+)\b[a-z' ]*?(\s*(?:[,(:–—-]|\b(?:from|between|at)\b)\s*\d)",
        "$1",
    ),
    (
        r"(<R>|(?:first|last|opening|final|middle)\s+<T>|(?:before|after|until|past)\s+<T>)\s*,?\s*(?:where|when|in\s+which|during\s+which)\s+(?:i|we|he|she|they|it|you|nobody|nothing|the\s+\w+|someone|my\s+\w+)(?:'(?:m|s|re))?\b[a-z' ]*?(\s*(?:$|[,.;!?]|\b(?:and|then)\s+(?:then\s+|also\s+)?<I>\b))",
        "$1$2",
    ),
];
