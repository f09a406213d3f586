//! More wishes of every day: moments by their number, words in front of a text, looks and shapes in passing.

use super::Way;

pub(super) const ORDINARY: &[Way] = &[
    // Moments and lengths.
    (r"\b(after|before|until|at|from)\s+(?:the\s+)?(\d+)(?:st|nd|rd|th)\s+second\b", "$1 $2 s"),
    (r"\b(?:over|at|on)\s+the\s+new\s+(?:beginning|start)\b", "at the beginning"),
    (r"(⟦q[a-z]+⟧[^,.;]*?)\s+(?:over|on)\s+the\s+(?:very\s+)?last\s+frame\b", "$1 at the end"),
    (r"\bstart\s+(?:off\s+)?slow(?:ly)?\s+at\s+(\d*\.?\d+\s*x)\s+for\s+(the\s+first\s+<T>)", "slow down $2 to $1 "),
    (
        r"\bspeed\s+(?:<V>\s+)?up(?:\s+<V>)?\s+until\s+(?:<V>)(?:'s|\s+is|\s+lasts|\s+runs)\s+(?:only\s+|exactly\s+|about\s+)?(<T>)(?:long)?",
        "speed it up to fit $1 ",
    ),
    (
        r"\bsilence\s+before\s+(?:i|he|she|they|we|anyone|the\s+\w+)\s+(?:start|begin)s?\s+(?:talking|speaking|to\s+(?:talk|speak))",
        "silence at the start",
    ),
    (
        r"\bsilence\s+after\s+(?:i|he|she|they|we|anyone|the\s+\w+)\s+(?:stop|finish)(?:s|es)?\s+(?:talking|speaking)",
        "silence at the end",
    ),
    (r"^\s*(?:please\s+)?make\s+(?:me\s+)?an?\s+short(?:er)?\s+version\s*[:,]\s*(?:only|just)\b", "keep"),
    (r"^\s*highlights?\s+(?:in|of)\s+(<T>)\s*with\b", "make a highlight reel of $1, add"),
    (r"^\s*highlights?\s+(?:in|of)\s+(<T>)", "make a highlight reel of $1"),
    // Music and sound.
    (
        r"(\bmusic\b[^,.;]*?\d+\s*%)\s*,?\s*but\s+(?:only\s+)?(?:at\s+)?(\d+\s*%)\s+((?:from\s+|between\s+)?<R>)",
        "$1, lower the music to $2 $3",
    ),
    (r"\bdo\s+(?:some\s+)?jump[- ]?cuts\b", "trim the silences"),
    // Words.
    (r"\bend\s+(?:<V>\s+)?with\s+(?:the\s+)?(⟦q[a-z]+⟧)\s+(?:text|title|card|message)\b", "add text $1 at the end"),
    (
        r"(^|[,.;]\s*)((?:(?:big|large|small|huge|bold|white|yellow|red|green|blue|orange|centered|centred)\s+)+)text\s+(⟦q[a-z]+⟧)",
        "$1 add text $3 $2",
    ),
    // Shapes and looks.
    (r"\bfit\s+(?:on\s+)?an?\s+(?:phone|mobile)(?:'s)?(?:\s+screen)?\b", "vertical"),
    (r"\bwithout\s+(?:cutting|cropping|chopping)\s+(?:anything|things)(?:\s+(?:off|away))?", "without cropping"),
    (r"\btint\s+(?:<V>\s+)?(?:(?:a\s+(?:bit|little)|slightly)\s+)?warm(?:er)?\b", "make it warmer"),
    (r"\btint\s+(?:<V>\s+)?(?:(?:a\s+(?:bit|little)|slightly)\s+)?(?:cool|cold)(?:er)?\b", "make it cooler"),
    // Joining.
    (
        r"\b(?:put|show|lay|place|play)\s+(<F>)\s+((?:from\s+|between\s+)?<R>)\s*(?:on\s+top\s+of|over)\s+<V>",
        "show $1 over $2",
    ),
    (
        r"\b(wipe|dissolve|cross[- ]?fade|slide)\s+(?:over\s+)?to\s+(<F>)\s+(?:after\s+<V>(?:\s+(?:ends|stops|is\s+over))?|at\s+the\s+end)\b",
        "append $2, add a $1 transition",
    ),
    (r"\bconcat(?:enate)?\b", "join"),
    (r"(\b(?:join|merge|combine)\b[^,.;]*?)\s+(?:with\s+no|without)\s+(?:any\s+)?transitions?\b", "$1"),
    (r"\bshow\s+(?:each|every)\s+(?:photo|picture|image)\s+for\s+(<T>)\s*with\b", "make a slideshow with $1 each, add"),
    (r"\bshow\s+(?:each|every)\s+(?:photo|picture|image)\s+for\s+(<T>)", "make a slideshow with $1 each"),
];
