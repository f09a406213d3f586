//! The same prompt in plainer words: what people say in many ways, in the one way that operations read.
//! Tried only where the words as they stand are not understood, so that it never changes what was clear.

use std::sync::LazyLock;

use regex::Regex;

use super::{plainer_zh, strict};

/// A way of saying something, and the plain way of saying it.
pub(super) type Rule = (Regex, &'static str);

/// The text in plainer words. Marks of quoted text and of files stay as they are.
pub fn plainer(text: &str) -> String {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        let tables = [NUMBERS, SHORT, CHAT, REASONS, SOUNDS, VERBS, TIMES, THINGS, PLACES, SHAPES];
        tables.into_iter().flatten().chain(plainer_zh::WAYS).map(rule).collect()
    });
    RULES.iter().fold(text.to_owned(), |text, (pattern, plain)| pattern.replace_all(&text, *plain).into_owned())
}

/// Makes a rule of its words: `<T>` stands for a time with its unit, `<F>` for a file, `<V>` for what footage is called.
fn rule((words, plain): &(&'static str, &'static str)) -> Rule {
    let words = words.replace("<T>", &strict!()).replace("<F>", "⟪q[a-z]+[^⟫]*⟫").replace(
        "<V>",
        r"(?:it|this|(?:(?:the|my|this|our|whole|entire)\s+)*(?:video|clip|footage|film|movie|recording|thing))",
    );
    let pattern = Regex::new(&format!("(?i){words}")).expect("a pattern of this house is well formed");
    (pattern, plain)
}

/// Numbers that stand before no unit.
const NUMBERS: &[(&str, &str)] = &[
    (r"\b(clip|segment|part|scene|shot|section|number)\s+one\b", "$1 1"),
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
const SHORT: &[(&str, &str)] = &[
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
const CHAT: &[(&str, &str)] = &[
    (
        r"\b(?:real(?:ly)?\s+quick(?:ly)?|asap|right\s+(?:now|away)|for\s+now|if\s+(?:you\s+can|you\s+could|possible|you\s+don't\s+mind|that's\s+(?:ok|okay|possible|alright))|when(?:ever)?\s+you\s+(?:can|get\s+(?:a\s+)?(?:chance|time|minute|sec(?:ond)?))|for\s+me\b|thx+|ty|tysm|cheers|(?:much\s+)?appreciated|(?:i'd\s+)?(?:really\s+)?appreciate\s+it|thank\s+you(?:\s+(?:so|very)\s+much)?|many\s+thanks|in\s+advance|btw|by\s+the\s+way|ok(?:ay)?|alright|yo|hiya|heya|dear\s+editor|good\s+(?:morning|afternoon|evening|day)|i\s+(?:think|guess|believe|suppose|feel\s+like)|perhaps|obviously|honestly|kinda|kind\s+of|sort\s+of|tho|lol|haha|imo|a\s+tad|a\s+smidge|ideally|preferably|exactly|precisely|overall|in\s+general|permanently|completely|totally|entirely|as\s+(?:usual|always)|already|a\s+lot|only\s+then|after\s+that|afterwards|once\s+(?:that's|that\s+is)\s+done|when\s+(?:that's|that\s+is|you're)\s+done|the\s+following|two\s+things|a\s+few\s+things|some\s+changes|all\s+of\s+it|this\s+time|once\s+more|from\s+now\s+on)\b",
        " ",
    ),
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
const REASONS: &[(&str, &str)] = &[
    (r"[,\s]*\bbecause\b[^,.;!?]*", ""),
    (r"[,\s]*\bsince\s+(?:i|it|it's|there|they|we|he|she|that|nobody|nothing|i'm|there's)\b[^,.;!?]*", ""),
    (
        r"[,\s]*\bas\s+(?:it's|i'm|it\s+(?:looks|sounds|feels|was|has|runs)|i\s+(?:am|was|have)|they|there's|there\s+(?:is|are|was))\b[^,.;!?]*",
        "",
    ),
    (r"\(\s*[a-z][a-z' ]*\)", " "),
    (
        r"\bso\s+(?:that\s+)?(?:it|people|viewers|they|everyone|everything|i|you|the\s+\w+)(?:'s|\s+(?:can|will|is|be))*\s+(?:(?:looks?|feels?|sounds?|seems?|flows?|is|be|more|really|nice\s+and|a\s+(?:bit|little))\s+)*(?:nice|good|great|clean(?:er)?|smooth(?:er|ly)?|better|professional|natural|clear(?:er)?|snapp(?:y|ier)|tight(?:er)?|punch(?:y|ier)|readable|visible|polished|dynamic|flows?|fits?|stands?\s+out)\b",
        "",
    ),
    (
        r"\b(?:in\s+order\s+)?to\s+(?:make|keep)\s+(?:it|things|the\s+\w+|people|viewers)\s+(?:(?:a\s+(?:bit|little)|more|feel|look)\s+)*(?:snappy|snappier|tight(?:er)?|clean(?:er)?|smooth(?:er)?|short(?:er)?|punch(?:y|ier)|interesting|engag(?:ing|ed)|concise|clear(?:er)?|dynamic|watching|hooked)\b",
        "",
    ),
    // What happens in a stretch that is named by its times.
    (
        r"\b(?:where|when|in\s+which|during\s+which)\s+(?:i|we|he|she|they|it|you|nobody|nothing|the\s+\w+|someone|my\s+\w+)\b[a-z' ]*?(\s*(?:[,(:–—-]|\b(?:from|between|at)\b)\s*\d)",
        "$1",
    ),
    (
        r"(<T>\s*(?:to|until|-|–|and)\s*<T>)\s*,?\s*(?:where|when|in\s+which|during\s+which)\s+(?:i|we|he|she|they|it|you|nobody|nothing|the\s+\w+|someone|my\s+\w+)\b[a-z' ]*",
        "$1",
    ),
];

/// What is to be done.
const VERBS: &[(&str, &str)] = &[
    (
        r"((?:the\s+)?(?:part|bit|section|stuff|stretch|footage|piece)\s+[^,.;]*?\d[^,.;]*?)\s+(?:is|was|are|sounds|looks|feels|gets)\s+[^,.;\d]*[,.;–-]+\s*(?:so\s+|please\s+|just\s+|and\s+)*([a-z]+(?:\s+(?:out|off|up|down))?)\s+(?:it|that|them)\b",
        "$2 $1",
    ),
    (r"\b(?:chuck|ditch|scrap|nuke|axe|bin|trash)\b", "remove"),
    (
        r"(?:\b(?:cut|trim|shorten|edit|reduce)\s+<V>\s+(?:down\s+)?)?\bso\s+(?:that\s+)?(?:only|just)\s+([^,.;]*?)\s+(?:remains?|is\s+left|are\s+left|stays?|survives?|is\s+there)\b",
        "keep only $1",
    ),
    (r"(<T>)\s*(?:off|from|at|of)\s+(?:both|each|either)\s+(?:ends?|sides?)\b", "$1 off the start and $1 off the end"),
    (r"\b(clip|segment|part|scene|shot|section)\s+(?:number|no\.?|nr\.?|#)\s*(\d+)", "$1 $2"),
    (
        r"\b(except|but|besides|without)\s+(?:for\s+)?the\s+(first|second|third|fourth|last|middle)\s*($|[,.;!?])",
        "$1 the $2 clip$3",
    ),
    (
        r"\b(?:every|all|each)(?:\s+of)?(?:\s+the|\s+my)?\s+(?:clips?|segments?|shots?|scenes?)\s+(except|but)\b",
        "everything $1",
    ),
    (
        r"\b(everything|all(?:\s+of\s+(?:it|them))?)\s+(but|except(?:\s+for)?)\s+(the\s+(?:first|last|opening|final)\s+<T>|<T>\s*(?:to|-|–)\s*<T>|the\s+(?:first|second|third|last|middle)\s+clip|the\s+(?:intro|outro))\s+([a-z0-9][^,.;]*)",
        "it $4 except $3",
    ),
    (r"\bslow\s+(the|my|it|this|that|clip|everything)\b", "slow down $1"),
    (r"^\s*(\d+(?:\.\d+)?\s*x)\s+(?:for\s+)?(the|it|this|everything|my|clip)\b", "speed up $2 $1"),
    (
        r"\b(?:and\s+)?(?:leave|keep)\s+(?:the\s+)?(?:rest|others?|remainder|everything\s+else)(?:\s+of\s+<V>)?(?:\s+(?:as\s+(?:it\s+)?is|as\s+(?:they\s+)?are|alone|untouched|unchanged|normal|at\s+normal\s+speed|in\s+colou?r))?\s*($|[,.;!?])",
        "$1",
    ),
    (
        r"[,;]?\s*(?:\band\s+|\bbut\s+)?(?:in\s+|at\s+)?\b(?:full\s+)?(?:colou?r|normal(?:\s+speed)?|regular\s+speed|unchanged|untouched|as\s+is)\s+for\s+the\s+(?:rest|remainder)(?:\s+of\s+<V>)?",
        "",
    ),
    (
        r"[,;]?\s*(?:\band\s+|\bbut\s+)?the\s+(?:rest|remainder)(?:\s+of\s+<V>)?\s+(?:stays?|is|remains?|in|at|can\s+stay)?\s*(?:in\s+|at\s+)?(?:full\s+)?(?:colou?r|normal(?:\s+speed)?|as\s+(?:it\s+)?is|unchanged|untouched|the\s+same)\b",
        "",
    ),
    (
        r"\b(?:stick|slap|throw|put|pop|drop|toss|lay|whack|get)\s+((?:some\s+|the\s+|my\s+)?(?:[a-z]+\s+){0,2}(?:captions?|subtitles?|subs|music|logo|watermark|title))\s+on(?:to)?(?:\s+(?:it|there|top|this|the\s+(?:video|clip|screen)|my\s+(?:video|clip)))?\s*($|[,.;!?])",
        "add $1$2",
    ),
    (
        r"\b(?:the\s+|a\s+|my\s+)?(?:hashtag|handle|phrase|quote|line|sentence|word|hook|question|number|price|url|link|website|banner|label|sticker|badge|tag|wording|letters|headline\s+text|slogan)\s*[:→]?\s*(⟦)",
        "the text $1",
    ),
    (r"\s*(?:→|->|=>)\s*(⟦)", " $1"),
    (r"\bmute\s+(the\s+(?:background\s+)?(?:music|bgm|song|soundtrack))\b", "remove $1"),
    (r"\bturn\s+(?:the\s+|my\s+)?(?:original\s+)?(?:sound|audio|volume)\s+off\b|\b(?:sound|audio)\s+off\b", "mute"),
    (r"\b(?:tilt|spin|pivot|swivel)\b", "rotate"),
    (
        r"\b(?:crank|boost|up|bump|push|pump|kick|amp|raise)\s+(?:up\s+)?(?:the\s+)?(contrast|saturation|brightness|exposure)(?:\s+up)?\b",
        "increase the $1",
    ),
    (
        r"\b(?:drop|cut|dial|bring|pull|tone|knock|take|turn)\s+(?:down\s+)?(?:the\s+)?(contrast|saturation|brightness|exposure)(?:\s+down)?\b",
        "reduce the $1",
    ),
    (r"\blo-?fi\b(\s*(?:$|[,.;]|at\b|under\b|in\b|with\b))", "add lo-fi music$1"),
    (r"\b(?:background\s+)?(?:tunes?|jams?|bops?)\b", "music"),
    (r"\bput\s+on\s+(some|a|an|the)\b", "add $1"),
    (
        r"\b(?:cap|limit|shorten|reduce|cut|trim|bring)\s+(?:them|(?:all\s+)?(?:the\s+)?(?:pauses|silences|gaps))\s+(?:down\s+)?(?:to|at|under|below)\s+(?:at\s+most\s+|max(?:imum)?\s+)?(\d)",
        "shorten the pauses to $1",
    ),
    (
        r"\b(?:lose|kill|drop)\s+(the|my|that|any|all)\s+(watermark|logo|title|text|captions?|subtitles?|music|transitions?|fades?|effects?)",
        "remove $1 $2",
    ),
    (r"\b(?:no|without\s+any)\s+([a-z]+)\s+(?:needed|necessary|required|please)\b", "no $1"),
    (
        r"\b(?:i'd\s+like|i\s+(?:want|need|would\s+like)|(?:can|could)\s+(?:we|i|you)\s+(?:get|have)|please\s+(?:get|have))\s+([^,.;!?]+?)\s+(?:removed|deleted|cut\s+out|taken\s+out|gone|dropped|cut)\b",
        "remove $1",
    ),
    (
        r"\b(?:i'd\s+like|i\s+(?:want|need|would\s+like)|(?:can|could)\s+(?:we|i|you)\s+(?:get|have)|please\s+(?:get|have))\s+([^,.;!?]+?)\s+(?:added|put\s+in|inserted|included)\b",
        "add $1",
    ),
    (
        r"(^|[,.;!?]\s*|\band\s+)((?:the|my|all|any|those|these|everything|every|first|last)\b[^,.;!?]*?)\s+(?:should|must|has\s+to|have\s+to|needs?\s+to|can)\s+(?:go|be\s+(?:removed|cut|cut\s+out|deleted|gone|dropped)|disappear)(?:\s+away)?\b",
        "${1}remove $2",
    ),
    (
        r"(^|[,.;!?]\s*|\band\s+)((?:some|the|my|an?)\b[^,.;!?]*?)\s+(?:should|must|has\s+to|have\s+to|needs?\s+to)\s+be\s+(?:added|put\s+in|inserted|included|shown|there)\b",
        "${1}add $2",
    ),
    (r"\b(?:throw|toss|chuck|pull|rip|get|take|pare)\s+(?:away|out)\b", "remove"),
    (r"\bdo\s+away\s+with\b", "remove"),
    (r"\b(?:chop|slice|break|divide|cut|carve|separate)\s+(?:<V>\s+)?(?:up\s+)?(?:in|into)\s+(\d+)", "split into $1"),
    (
        r"\b(?:ditch|scrap|nuke|axe|bin|zap|kill|yank|eliminate|omit|exclude|nix|trash|scrub|purge|wipe|banish|leave\s+out|cut\s+away)(?:\s+(?:out|off|away))?\b",
        "remove",
    ),
    (r"\b(?:take|throw|pull|rip|get)\s+((?:[a-z]+\s+){1,5}?)(?:out|away|off)\b", "remove $1"),
    (
        r"\b(?:slap|throw|stick|drop|pop|toss|chuck|bring|lay|whack|plonk|sprinkle|blend|weave|put|mix|work)\s+(?:in|on|down|over)\b\s*(some|an?|the|my|our|⟪|⟦|background|music|captions|$)",
        "add $1",
    ),
    (r"\b(?:throw|stick|pop|toss)\s+(some|an?|the|my|our|⟪|⟦)", "add $1"),
    (r"\b(?:slap|plonk|whack|sprinkle|superimpose|incorporate|integrate|stamp|introduce|attach|lay|layer)\b", "add"),
    (
        r"\bhave\s+(⟪q[a-z]+[^⟫]*⟫|⟦q[a-z]+⟧|music|background\s+music|captions?|subtitles?|a\s+(?:title|logo|text|fade))\b",
        "add $1",
    ),
    (r"\b(?:flash|pop|bring)\s+up\b", "show"),
    (r"\b(?:quicker|snappier|speedier)\b", "faster"),
    (r"\b(?:quicken|hurry\s+up|rush)\b", "speed up"),
    (r"\b(?:at\s+)?quarter\s+(?:of\s+(?:the\s+)?)?(?:the\s+)?speed\b", "at 0.25x speed"),
    (r"\b(\d+(?:\.\d+)?)\s*x\s+(?:as\s+(?:fast|quick)|quicker|the\s+speed)\b", "${1}x speed"),
    (
        r"\b(forward|run|speed|race|skip|fly|zip|go|cut|zoom|blast|breeze|whizz|rush|up)\s+(?:it\s+)?(?:through|over|across)\s+(?:the\s+part\s+)?(?:from\s+)?(\d)",
        "$1 from $2",
    ),
    (
        r"(?:\b(?:can|could|would|will|please|pls|you|just)\s+)*\b(?:trim|cut|edit|shorten|crop|clip|make)\s+<V>\s+(?:so\s+(?:that\s+)?|to\s+)?(?:it\s+)?(start|begin|end|stop|finish)s?\s+(?:at|on|by|from)\s+(<T>)",
        ", the video should $1 at $2",
    ),
    (
        r"\b(?:open|start|begin|lead|kick\s+off)\s+(?:off\s+)?(?:<V>\s+)?with\s+(?:the\s+)?(<F>)\s*,?\s*(?:and\s+)?(?:then|before|followed\s+by)\s+(?:(?:cut(?:ting)?|go(?:ing)?|switch(?:ing)?|mov(?:e|ing)|back|show|play)\s+)*(?:(?:back|over|on)\s+)*(?:to\s+)?(<F>)",
        "play $1 first, then $2",
    ),
    (r"\b(?:open|lead|kick\s+off)\s+(?:off\s+)?(?:<V>\s+)?with\s+(?:the\s+)?(<F>)", "insert $1 at the beginning"),
    (r"\b(?:end|close|finish|wrap\s+up)\s+(?:<V>\s+)?with\s+(?:the\s+)?(<F>)", "insert $1 at the end"),
    (
        r"(<F>)\s+(?:should\s+)?(?:goes|go|comes|come|plays|play|be)\s+(?:first|at\s+the\s+(?:start|beginning|front))\b",
        "insert $1 at the beginning",
    ),
    (r"(<F>)\s+(?:should\s+)?(?:goes|go|comes|come|plays|play|be)\s+(?:last|at\s+the\s+end)\b", "insert $1 at the end"),
    (
        r"\b(?:attach|tack|stick|append|add|glue|put)\s+(<F>)\s+(?:on\s*)?(?:to|onto|on|at)\s+(?:the\s+)?(?:end|back)(?:\s+of\s+<V>)?",
        "insert $1 at the end",
    ),
    (
        r"\b(?:attach|tack|stick|prepend|add|glue|put)\s+(<F>)\s+(?:on\s*)?(?:to|onto|on|at|up)?\s*(?:the\s+)?(?:front|beginning|start|head)(?:\s+of\s+<V>)?",
        "insert $1 at the beginning",
    ),
    (
        r"\b(?:cut(?:ting)?|switch(?:ing)?|go(?:ing)?|jump(?:ing)?)\s+(?:away\s+)?to\s+(?:the\s+)?(<F>)\s+(?:at|from)\s+(<T>)",
        "show $1 over from $2",
    ),
    (
        r"\b(crop|fill)(?:\s+(?:it|the\s+\w+))?\s*[,;]?\s*(?:and\s+)?(?:don't|do\s+not|not|no|rather\s+than|instead\s+of)\s+(?:letterbox(?:ing)?|pad(?:ding)?|bars|black\s+bars|blur(?:ring)?)",
        "$1",
    ),
    (r"\bfad(?:e|ing)\s+in((?:\s+(?:for|over|of))?\s+<T>)\s*(?:and|&|,|/)\s*(?:then\s+)?out\b", "fade in $1, fade out"),
    (r"\bplay(?:ed|ing)?\s+(?:<V>\s+)?in\s+reverse\b|\bin\s+reverse\b", "reverse"),
    (
        r"\bflip(?:ped)?\s+(?:<V>\s+)?(?:around|sideways|left[- ]to[- ]right|the\s+other\s+way\s+(?:a)?round)\b",
        "flip horizontally",
    ),
    (
        r"\bbehind\s+(?:my|the|his|her)\s+(?:voice|speech|talking|words)\b|\bunder(?:neath)?\s+(?:my|the|his|her|it)(?:\s+(?:voice|speech|talking|words|whole\s+\w+|video|clip))?\b",
        "in the background",
    ),
];

/// What is heard.
const SOUNDS: &[(&str, &str)] = &[
    (r"\b(?:crank|pump|bump|push|jack|dial|bring|turn)\s+up\b", "increase"),
    (r"\b(?:crank|pump|bump|push|jack|dial|bring|turn)\s+((?:the|my|its)\s+(?:[a-z]+\s+){1,2}?)up\b", "increase $1"),
    (r"\b(?:dial|tone|bring|take|knock|pull|push|turn|dip)\s+down\b", "lower"),
    (
        r"\b(?:dial|tone|bring|take|knock|pull|push|turn|drop|dip)\s+((?:the|my|its)\s+(?:[a-z]+\s+){1,2}?)(?:down|back)\b",
        "lower $1",
    ),
    (r"\bdrop\s+((?:the|my|its)\s+(?:background\s+)?(?:volume|music|audio|sound|level|loudness))\b", "lower $1"),
    (
        r"\b(?:background\s+)?(?:static|buzz(?:ing)?|humming|rumble|rumbling|crackl(?:e|ing)|hissing)\b",
        "background noise",
    ),
    (
        r"\b(?:make|keep|get)\s+(?:the\s+|my\s+|its\s+)?(?:audio|sound|volume|loudness|levels?)\s+(?:levels?\s+)?(?:consistent|even|equal|balanced|the\s+same|steady|uniform)(?:\s+(?:throughout|all\s+the\s+way(?:\s+through)?|everywhere))?\b|\b(?:consistent|even|balanced|uniform)\s+(?:audio|sound|volume|loudness)(?:\s+levels?)?\b",
        "normalize the audio",
    ),
    (
        r"\b(?:breathing\s+(?:room|space)|breathing|breather|headroom|room|space|air|gap|buffer|cushion)\s+(?:at|on|around|before|after|between)\s+(?:each|every|the)\s+(?:cut|end|side|sentence|pause)s?\b",
        "margin",
    ),
    (r"(<T>)\s*(?:of\s+)?(?:breathing\s+(?:room|space)|breather|air|buffer|cushion|silence)\b", "$1 of margin"),
    (r"\bspeaking\s+voice|talking\s+voice|narrator(?:'s\s+voice)?|speaker'?s?\s+voice\b", "voice"),
    (
        r"\b(?:make|get)\s+rid\s+of\s+the\s+(?:original\s+)?(?:audio|sound)\b|\b(?:no|without)\s+(?:any\s+)?(?:audio|sound)\b|\bsoundless\b",
        "mute",
    ),
    (r"\bsilence\s+((?:from|between|everything|the\s+(?:first|last|audio|sound))\b|\d)", "mute $1"),
];

/// When.
const TIMES: &[(&str, &str)] = &[
    (
        r"\b(first|last|final|opening|closing)\s+(\d+(?:\.\d+)?)\s*($|[,.;!?)]|\band\b|\bof\b|\bat\b|\bto\b|\bin\b)",
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
    (r"\b(?:few|couple\s+of|couple)\s+(seconds|secs|minutes|mins|frames)\b", "3 $1"),
    (r"\b(first|last|final|opening)\s+(?:couple|few)\s+(?:of\s+)?(seconds|secs)\b", "$1 3 $2"),
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
const PLACES: &[(&str, &str)] = &[
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
const SHAPES: &[(&str, &str)] = &[
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
const THINGS: &[(&str, &str)] = &[
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
