//! What is to be done.

use super::Way;

pub(super) const VERBS: &[Way] = &[
    (
        r"\b(?:but\s+)?(?:keep|leave)\s+(?:the\s+|any\s+)?(?:pauses|silences|gaps|ones|those|anything)\s+(?:that\s+are\s+)?(?:shorter\s+than|under|below|less\s+than)\s+(<T>)",
        "longer than $1",
    ),
    (
        r"\b(?:convert|turn|change|make)\s+<V>\s+(?:in)?to\s+(?:an?\s+)?(mp3|mp4|mov|wav|gif|webm|mkv|avi)\b",
        "export as $1",
    ),
    (r"\b(?:the\s+)?(?:end|ending|rest)\s+(?:from|after|past)\s+(<T>)", "everything after $1"),
    (r"\b(?:the\s+)?(?:start|beginning|opening)\s+(?:up\s+to|until|before|to)\s+(<T>)", "everything before $1"),
    (r"\bget\s+me\b", "make"),
    (r"(<T>)\s+around\s+(?:the\s+)?(?:speech|words|voice|talking|sentences|each\s+\w+)\b", "$1 of margin"),
    (
        r"\b(?:focus(?:ing|ed)?|cent(?:er|re)(?:ed|ing)?|centring)\s+(?:on|in|around)\s+(?:the\s+|my\s+)?(?:cent(?:er|re)|middle|frame|subject|speaker|person|face)\b",
        "",
    ),
    (r"\badd\s+(?:\d+|some|these|the\s+following)\s+(title|text|caption|label)s?\s*[:–-]\s*(⟦)", "add $1 $2"),
    (
        r"(?:,|\band\b)?\s*(?:make\s+sure\s+)?(?:that\s+)?(?:it|the\s+music)\s+(?:doesn't|does\s+not|won't|will\s+not|shouldn't|should\s+not)\s+(?:cover|drown(?:\s+out)?|overpower|mask|compete\s+with)\s+(?:out\s+)?(?:my|the|his|her)\s+(?:voice|speech|talking|words|audio)",
        " and duck it under my voice",
    ),
    (
        r"\b(?:make|let|have)\s+the\s+(last|final|first)\s+frame\s+(?:hold|stay|linger|freeze|remain)\s+(?:on\s+screen\s+)?(?:for\s+)?",
        "freeze the $1 frame for ",
    ),
    (
        r"\b(?:shorten|cut|trim|get|bring|reduce|condense)\s+<V>\s+(?:down\s+)?to\s+(?:about\s+|under\s+)?(<T>)\s+by\s+(?:removing|cutting|trimming|deleting)\s+(?:out\s+)?(?:all\s+)?(?:the\s+)?(?:pauses|silences?|dead\s+air|silent\s+parts|gaps)",
        "condense to $1",
    ),
    (
        r"\b(?:cut|remove|trim|delete)(?:\s+out)?\s+the\s+(?:long\s+|awkward\s+)?(?:pause|silence|gap|break)\s+((?:between|from|at)\s+\d)",
        "remove $1",
    ),
    (
        r"\b(?:trim|cut)\s+(?:off\s+)?the\s+(?:start|beginning|end|ending|intro)\s+so\s+(?:that\s+)?<V>\s+(begin|start|end|stop)s?\s+(?:at|on)\s+(<T>)",
        ", the video should $1 at $2",
    ),
    (r"\bthe\s+first\s+and\s+(?:the\s+)?last\s+(<T>)", "the first $1 and the last $1"),
    (
        r"\b(?:give\s+me\s+|make\s+|create\s+)?(?:(?:an?|the)\s+)?(?:version|cut|edit|copy)\s+without\s+(the\s+(?:first|last)\s+<T>|<R>)",
        "remove $1",
    ),
    (r"\s*\b(?:where|at|on|over)\s+(?:the|that|this)\s+cut(?:\s+(?:is|was|happens))?\b", ""),
    (r"\s*\b(?:that\s+)?(?:i|we|you)\s+(?:just\s+)?(?:added|made|put\s+in|created)\s*($|[,.;!?])", "$1"),
    (
        r"\b(?:raise|increase|boost|lift)\s+the\s+(brightness|contrast|saturation|exposure)\s+(?:by\s+)?(\d+\s*%)\s*(?:and|,)\s*the\s+(brightness|contrast|saturation|exposure)\s+(?:by\s+)?(\d+\s*%)",
        "increase the $1 by $2, increase the $3 by $4",
    ),
    (
        r"\b(?:lower|reduce|decrease|drop)\s+the\s+(brightness|contrast|saturation|exposure)\s+(?:by\s+)?(\d+\s*%)\s*(?:and|,)\s*the\s+(brightness|contrast|saturation|exposure)\s+(?:by\s+)?(\d+\s*%)",
        "reduce the $1 by $2, reduce the $3 by $4",
    ),
    (
        r"\b(?:an?\s+)?(\d+(?:\.\d+)?[- ]?(?:seconds?|secs?|minutes?|mins?|s))\s+(?:long\s+)?(?:version|cut|edit)\b(?:\s+of\s+<V>)?",
        "trim to $1 ",
    ),
    (
        r"\bsmooth(?:en)?\s+(?:out\s+)?(?:the|that|each|every|all)\s+(?:cuts?|jumps?)(?:\s+(?:with|using)\s+(?:an?\s+)?(?:crossfades?|dissolves?|transitions?|fades?))?",
        "add transitions",
    ),
    (
        r"\b(the|that|this)\s+(?:slow|boring|long|dull|quiet|loud|dark|shaky|funny|best|important|awkward|messy|rambling|bad|good|main|useless|unneeded)\s+(part|bit|section|piece|moment|stretch|segment)\s*,?\s*((?:from|between|at|after|before|until)?\s*(?:the\s+)?\d)",
        "$1 $2 $3",
    ),
    (
        r"\bwhile\s+(?:i|he|she|they|we)(?:'m|\s+am|\s+are|\s+is)?\s+(?:talk|speak|say|explain|show|walk|demo|present)\w*[a-z ]*?(\s*(?:,\s*)?(?:from|between|at|,)\s*\d)",
        "$1",
    ),
    (r"\bin\s+the\s+back\b", "in the background"),
    (
        r"\b(?:trim|cut|edit|shorten)\s+(?:<V>\s+)?so\s+(?:that\s+)?(?:it|the\s+\w+)\s+(?:runs|goes|plays|covers|is)\s+(?:from\s+)?(\d[^,.;]*)",
        "keep $1",
    ),
    (
        r"\b(?:lose|remove|cut|delete|drop)\s+(?:out\s+)?(?:these\s+|the\s+following\s+|some\s+)?(?:\d+\s+)?(?:chunks?|parts?|sections?|bits?|pieces|segments|ranges|places|spots)\s*[:–-]\s*(\d)",
        "remove $1",
    ),
    (
        r"(?:\b(?:can|could|should|make|let|have|please)\s+)*(?:<V>\s+)?\b(?:end|stop|finish)(?:s|ing)?\s+(<T>)\s+(?:earlier|sooner|before)\b",
        ", remove the last $1",
    ),
    (
        r"(?:\b(?:can|could|should|make|let|have|please)\s+)*(?:<V>\s+)?\b(?:start|begin)(?:s|ing)?\s+(<T>)\s+later\b",
        ", remove the first $1",
    ),
    (
        r"(?:\b(?:can|could|should|make|let|have|please|we)\s+)*(?:<V>\s+)?\bstart(?:s|ing)?\s+(?:a\s+(?:bit|little)\s+)?later\s*,?\s*(?:like\s+|maybe\s+|say\s+)?at\s+(<T>)",
        ", the video should start at $1",
    ),
    (
        r"([^,.;]*?)\bthe\s+(first|second|third|fourth|last|middle)\s+and\s+(?:the\s+)?(first|second|third|fourth|last|middle)\s+(clip|segment|part|shot|scene)s\b([^,.;]*)",
        "$1 the $2 $4 $5, $1 the $3 $4 $5",
    ),
    (r"\bhyper[- ]?lapse\b", "speed up"),
    (
        r"(^|[,.;]\s*|\band\s+)(?:an?\s+|the\s+)?((?:(?:big|small|huge|large|bold|red|white|yellow|green|blue|orange|pink|black)\s+)+)(?:text\s+|words?\s+)?(⟦)",
        "${1}add $2 text $3",
    ),
    (
        r"\b(?:closing|ending|final|end|outro)\s+(?:text|words|message|line)\s*:?\s*(⟦q[a-z]+⟧)",
        "add text $1 at the end",
    ),
    (
        r"\b(?:an?\s+|the\s+)?(?:caption|subtitle)\s+(?:that\s+|which\s+)?(?:says?|saying|reads?|reading)\s*:?\s*(⟦)",
        "the text $1",
    ),
    (r"\bduck\s+(the\s+(?:music|bgm))", "lower $1"),
    (
        r"^\s*(?:i\s+want\s+|with\s+)?no\s+(?:more\s+)?(?:dead\s+air|pauses|silences?|gaps|awkward\s+[a-z]+)\b",
        "remove the silences",
    ),
    (
        r"\b(?:it's|it\s+is|(?:the|my)\s+[a-z]+\s+is|video's)\s+(?:filmed\s+|recorded\s+|shot\s+)?upside[- ]down\b[^.;]*",
        "rotate 180 degrees",
    ),
    (
        r"\b(?:end|finish|close)\s+(?:<V>\s+)?on\s+a\s+(?:freeze[- ]?frame|still|frozen\s+frame)\b",
        "freeze the last frame",
    ),
    (r"\b(insert|put|add|place|drop)\s+(<F>)\s+(?:in|at|into)\s+the\s+middle(?:\s+of\s+<V>)?", "insert $2 at 50%"),
    (r"\bplay\s+the\s+(music|song)\s+(twice|half|louder|quieter|softer)", "make the $1 $2"),
    (r"(⟪q[a-z]+\.(?:mp4|mov|webm|mkv|avi)⟫[^,.;]*?)\s*\bfull[- ]?screen\b", "$1"),
    (r"\bmake\s+<V>\s+(<T>)\s*(?:long)?\s*($|[,.;!?]|\bby\b)", "trim to $1 $2"),
    (
        r"\b(music|song|track|bgm)\b([^.;]*?)[,\s]+(?:and\s+)?(?:start|begin)(?:s|ing)?\s+(?:it\s+)?(?:at|from)\s+(<T>)\s*,?\s*(?:and\s+)?(?:stop|end|finish)(?:s|ing)?\s+(?:it\s+)?(?:at|by|on)\s+(<T>)",
        "$1$2 from $3 to $4",
    ),
    (
        r"\b(?:start|begin|open)\s+with\s+a\s+fade(?:[- ]in)?\s*,?\s*(?:and\s+)?(?:end|finish|close)\s+with\s+a\s+fade(?:[- ]out)?\b",
        "fade in and out",
    ),
    (r"\s*\bby\s+(?:trimming|cutting|chopping|shortening)\s+(?:off\s+)?(?:the\s+)?(?:end|rest|tail|ending)\b", ""),
    (
        r"\b(?:chop|cut|split|divide)\s+<V>\s+at\s+(<T>)\s*,?\s*(?:and|then)+\s+(?:throw\s+away|remove|delete|drop|lose|discard|cut|toss|ditch)\s+(?:the\s+)?(?:second\s+(?:half|part|piece)|rest|last\s+50\s*%|end|remainder|last\s+part|what(?:'s|\s+is|\s+comes)\s+after)",
        "remove everything after $1",
    ),
    (
        r"\b(?:chop|cut|split|divide)\s+<V>\s+at\s+(<T>)\s*,?\s*(?:and|then)+\s+(?:throw\s+away|remove|delete|drop|lose|discard|cut|toss|ditch)\s+(?:the\s+)?(?:first\s+(?:half|part|piece)|first\s+50\s*%|start|beginning|what(?:'s|\s+is|\s+comes)\s+before)",
        "remove everything before $1",
    ),
    (
        r"\b(?:take|find|get|select|pick)\s+([^,.;]*?\d[^,.;]*?)\s+and\s+(delete|remove|cut|mute|slow\s+down|speed\s+up|blur|reverse)\s+(?:it|that|them)\b",
        "$2 $1",
    ),
    (
        r"\b(?:make|play|run|set)\s+(all\s+(?:the\s+)?clips|everything|all\s+of\s+it|<V>|the\s+\w+\s+clip|clip\s+\d+)\s+(\d+(?:\.\d+)?\s*x)\b",
        "make $1 $2 speed",
    ),
    (
        r"\bthe\s+(?:last|final|first|opening)\s+(?:bit|part|section|piece)\s*,?\s*((?:from|after|until|up\s+to|before)\s+(?:the\s+)?\d)",
        "$1",
    ),
    (r"\s*\bbehind\s+(?:it|them|the\s+(?:text|words|captions|subtitles|letters))\b", ""),
    (
        r"\b(?:can|could|may)\s+(?:i|we|you)\s+(?:get|have|see|put)\s+(⟦|music|background\s+music|captions|subtitles|a\s+(?:title|logo|text|fade))",
        "add $1",
    ),
    (r"\b(?:lose|kill|drop|ditch)\s+(the|my|that|any|all)\s+(subs|captioning|lower\s+thirds?|b-?roll)", "remove $1 $2"),
    (
        r"\bmake\s+(?:all\s+)?(?:the\s+)?(?:pauses|gaps|silences)\s+shorter\s*,?\s*(?:to\s+|at\s+)?(<T>)\s*(?:max(?:imum)?|at\s+most|or\s+less)?",
        "shorten the pauses to $1",
    ),
    (r"\b(?:every|each|any)\s+(pause|silence|gap)\b", "all ${1}s"),
    (
        r"\b(?:delete|cut|remove|trim)\s+(?:everything\s+|the\s+(?:part|bit)\s+|from\s+the\s+(?:start|beginning)\s+)*(?:until|before)\s+(?:i|he|she|they|we|someone|anyone|anybody|the\s+\w+)\s+(?:begin|start)s?\s+(?:talking|speaking|to\s+(?:talk|speak))",
        "remove the silence at the start",
    ),
    (r"\bless\s+bright(?:ness)?\b|\bnot\s+(?:so|as|too)\s+bright\b", "darker"),
    (r"\bless\s+dark\b|\bnot\s+(?:so|as|too)\s+dark\b", "brighter"),
    (r"\bless\s+loud\b|\bnot\s+(?:so|as|quite\s+so)\s+loud\b", "quieter"),
    (r"\bless\s+(?:warm|yellow|orange)\b|\bnot\s+(?:so|as|too)\s+warm\b", "cooler"),
    (r"\bless\s+(?:cold|cool|blue)\b|\bnot\s+(?:so|as|too)\s+(?:cold|blue)\b", "warmer"),
    (r"\bkeep(?:ing)?\s+(?:the\s+)?(?:audio|sound|voice)\s+(?:from|of|on)\s+<F>", "keep the audio"),
    (
        r"\b(?:use|have|put|add|play)\s+(<F>)\s+(?:as|for)\s+(?:the\s+|an?\s+|my\s+)?(?:ending|outro|closer|closing)\b",
        "insert $1 at the end",
    ),
    (
        r"\b(?:use|have|put|add|play)\s+(<F>)\s+(?:as|for)\s+(?:the\s+|an?\s+|my\s+)?(?:intro|opening|opener|start|beginning)\b",
        "insert $1 at the beginning",
    ),
    (r"\bfreeze(?:\s+frame)?\s+on\s+the\s+(?:last|final)\s+(?:shot|image|moment|scene)", "freeze the last frame"),
    (
        r"\bzoom(?:ing)?\s+(slowly\s+)?(?:in\s*to|in|into|on|onto)\s+(?:the\s+)?(?:cent(?:er|re)|middle)\b",
        "zoom ${1}in",
    ),
    (
        r"\bevery\s+(?:single\s+)?(?:frame|second|thing|moment|bit)\s+(after|before|past|from|between|until)",
        "everything $1",
    ),
    (
        r"\b(?:make\s+the\s+cut|cut\s+<V>(?:\s+off)?|stop\s+<V>|end\s+<V>)\s+at\s+(<T>)\s*[,.;–-]+\s*(?:i\s+)?(?:don't|do\s+not|dont)\s+(?:need|want|use|show|keep)\s+(?:anything|the\s+rest|what(?:'s|\s+is|\s+comes)?|everything)?\s*(?:past|after|beyond|behind|of)?\s*(?:that|it|there)?",
        "remove everything after $1",
    ),
    (
        r"^\s*(?:start|begin)(?:s|ing)?\s+(?:<V>\s+)?(?:at|from)\s+(<T>)\s*,?\s*(?:and|then)?\s*(?:stop|end|finish)(?:s|ing)?\s+(?:<V>\s+)?(?:at|by|on)\s+(<T>)",
        "keep $1 to $2",
    ),
    (
        r"\b(?:take|cut|trim|chop|lop|shave)\s+(?:off\s+)?(?:the\s+|its\s+)?(?:ending|end|tail|outro)(?:\s+off)?\W+(?:(?:about|by|like|the\s+last|maybe|only)\s+)*(<T>)",
        "remove the last $1",
    ),
    (
        r"\b(?:take|cut|trim|chop|lop|shave)\s+(?:off\s+)?(?:the\s+|its\s+)?(?:beginning|start|opening|front|intro|head)(?:\s+off)?\W+(?:(?:about|by|like|the\s+first|maybe|only)\s+)*(<T>)",
        "remove the first $1",
    ),
    (
        r"\b(?:the\s+)?((?:first|second|third|fourth|last|middle|\d+(?:st|nd|rd|th))\s+(?:clip|segment|part|shot|scene|section)|(?:clip|segment|part|shot|scene|section)\s+\d+)\s+(?:(?:should|to|must|has\s+to|needs\s+to)\s+)*(?:come|be|go|play|start|move|stand)\s+(?:(first|last)|(?:at|to)\s+the\s+(start|beginning|front|end|back))\b",
        "move the $1 $2$3",
    ),
    (
        r"([^,.;]*?)\b(clip|segment|part|shot|scene|section)s\s+(\d+)\s*(?:and|&|\+)\s*(\d+)([^,.;]*)",
        "$1 $2 $3 $5, $1 $2 $4 $5",
    ),
    (
        r"\bget\s+rid\s+of\s+(the\s+(?:first|second|third|fourth|last|middle|\d+(?:st|nd|rd|th))\s+(?:clip|segment|part|shot|scene)|clip\s+\d+)",
        "delete $1",
    ),
    (r"\bmake\s+(?:it|this|<V>|the\s+colou?rs?)\s+pop\s*[:–-]", "make the colors pop, "),
    (r"\bzoom(?:ed|ing)?\s+(?:in\s+)?to\s+fill(?:\s+(?:it|the\s+\w+))?\b", "crop"),
    (r"\bjump[- ]?cut\s+(?:<V>|this|everything|the\s+\w+)\b", "trim the silences"),
    (
        r"\b(?:use|take|put|add|insert|play|show)\s+(?:only\s+|just\s+)?the\s+first\s+(<T>)\s+of\s+(<F>)\s+(?:as\s+(?:(?:an?|the|my)\s+)?(?:intro|opening|opener|hook|cold\s+open)|at\s+the\s+(?:start|beginning|front)|first)\b",
        "insert $2 at the beginning for $1",
    ),
    (
        r"\b(?:use|take|put|add|insert|play|show)\s+(?:only\s+|just\s+)?the\s+first\s+(<T>)\s+of\s+(<F>)\s+(?:as\s+(?:(?:an?|the|my)\s+)?(?:outro|ending|closer)|at\s+the\s+end|last)\b",
        "insert $2 at the end for $1",
    ),
    (
        r"\b(?:swap|replace|cover|hide)\s+(?:out\s+)?(?:the\s+|my\s+)?(?:video|picture|footage|image|visuals?|shot|clip|screen|part)?\s*(?:(?:at|from|between|during|in)\s+)?(<R>)\s+(?:with|for|by|using)\s+(<F>)",
        "show $2 over $1",
    ),
    (
        r"(^|[,.;]\s*|\band\s+)((?:(?:soft|calm|upbeat|chill|happy|epic|gentle|quiet|relaxing|energetic|lo-?fi|ambient|background|some|nice|cheerful|subtle)\s+)+(?:music|bgm|soundtrack))\b",
        "${1}add $2",
    ),
    (
        r"\b(music|song|track|bgm)\b([^.;]*?)[,\s]+(?:but\s+|and\s+)?(?:(?:make|have|let)\s+(?:it|the\s+\w+)\s+|it\s+should\s+|should\s+|then\s+)?(?:stop|end|finish)s?\s+(?:it\s+)?(?:at|by|after)\s+(<T>)",
        "$1$2 until $3",
    ),
    (
        r"^\s*(?:actually\s+)?(?:no|without|no\s+more)\s+(?:the\s+)?(music|captions?|subtitles?|logo|watermark|title|text|transitions?)(?:\s+(?:after\s+all|any\s*more|now|please|actually))*\s*[.!]?\s*$",
        "remove the $1",
    ),
    (
        r"((?:the\s+)?(?:part|bit|section|stuff|stretch|footage|piece)\s+[^,.;]*?\d[^,.;]*?)\s+(?:is|was|are|sounds|looks|feels|gets)\s+[^,.;\d]*[,.;–-]+\s*(?:so\s+|please\s+|just\s+|and\s+)*([a-z]+(?:\s+(?:out|off|up|down))?)\s+(?:it|that|them)\b",
        "$2 $1",
    ),
    (r"\b(?:chuck|ditch|scrap|nuke|axe|bin|trash)\b", "remove"),
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
        r"\b(?:the\s+|a\s+|my\s+)?(?:hashtag|handle|phrase|quote|line|sentence|word|hook|question|number|price|url|link|website|banner|label|sticker|badge|tag|date|year|time|location|wording|letters|headline\s+text|slogan)\s*[:→]?\s*(⟦)",
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
        r"\b(?:ditch|scrap|nuke|axe|bin|zap|kill|yank|eliminate|omit|exclude|nix|trash|scrub|purge|banish|leave\s+out|cut\s+away)(?:\s+(?:out|off|away))?\b",
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
