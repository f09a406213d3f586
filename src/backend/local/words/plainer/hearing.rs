//! What is heard.

use super::Way;

pub(super) const SOUNDS: &[Way] = &[
    (
        r"\b(?:turn|set|bring|put|change)\s+the\s+(?:playback\s+)?speed\s+(?:up\s+|down\s+)?to\s+(\d+(?:\.\d+)?)\s*(?:x\b)?(\s*(?:$|[,.;]|and\b))",
        "set speed ${1}x$2",
    ),
    (r"\b(audio|sound|voice|volume)\s+gain\b|\bgain\b", "volume"),
    (
        r"\b(?:fix|balance|adjust|correct|sort\s+out)\s+(?:the\s+|my\s+)?(?:(?:audio|sound|volume)\s+)?levels?\b|\b(?:fix|correct)\s+(?:the\s+|my\s+)?(?:volume|loudness)\b",
        "normalize the audio",
    ),
    (
        r"\b(?:bring|set|get|match|adjust|take|mix|master)\s+(?:the\s+|my\s+|it\s+)?(?:loudness|levels?|audio|volume|sound)?\s*(?:to|for)\s+(broadcast|tv|podcast|youtube|streaming|spotify|web)(?:\s+(?:standards?|levels?|loudness|specs?|volume))",
        "normalize for $1",
    ),
    (
        r"\bthere(?:'s|\s+is|\s+are)\s+(?:an?\s+|some\s+|a\s+lot\s+of\s+|lots\s+of\s+)?(?:[a-z]+\s+)?(?:hiss|noise|hum|buzz|static|rumble)[^,.;]*[,.;–-]+\s*(?:so\s+|please\s+|can\s+you\s+|and\s+)*(?:clean|remove|fix|get\s+rid\s+of|kill|cut|reduce|take)\s+(?:it|that|this)(?:\s+(?:out|up|away))?\b",
        "remove background noise",
    ),
    (
        r"\b(?:but\s+)?(?:keep|leave)\s+(?:(?:at\s+least|about|around)\s+)?(<T>)\s*(?:of\s+)?(?:silence|pause|gap|space|air|room)?\s*(?:in\s+)?between\s+(?:the\s+)?(?:sentences|words|phrases|cuts|clips)",
        "down to $1",
    ),
    (r"\b(?:crank|pump|bump|push|jack|dial|bring|turn)\s+up\b", "increase"),
    (r"\b(?:crank|pump|bump|push|jack|dial|bring|turn)\s+((?:the|my|its)\s+(?:[a-z]+\s+){1,2}?)up\b", "increase $1"),
    (r"\b(?:dial|tone|bring|take|knock|pull|push|turn|dip)\s+down\b", "lower"),
    (
        r"\b(?:dial|tone|bring|take|knock|pull|push|turn|drop|dip)\s+((?:the|my|its)\s+(?:[a-z]+\s+){1,2}?)down\b",
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
