//! Slips of typing: words written twice, a dash between two sentences.

use super::re;

/// The text without a word's second copy, and with a full stop for a dash that parts sentences.
pub fn tidy(text: &str) -> String {
    let text = once(text);
    // What stands above a list is no instruction, and a list is one instruction after another.
    let text = re!(r"(?i)^\s*(?:please\s+)?(?:edits?|changes|to-?do|tasks?|instructions?|steps?|notes?)\s*[:：]\s*")
        .replace(&text, "");
    let text = re!(r"(?i)^\s*(?:please\s+|let's\s+)?make\s+(?:it|this|(?:the|my)\s+\w+)\s+(?:(?:more|a\s+(?:bit|little)|look|feel)\s+)*(?:punchier|snapp(?:y|ier)|tighter|better|cleaner|nicer|smoother|engaging|dynamic|professional|watchable)\s*[:：–—-]\s+")
        .replace(&text, "");
    let text =
        re!(r"(?i)\bad\s+(an?|the|some|my|captions?|subtitles?|music|titles?|text)\b").replace_all(&text, "add $1");
    let listed = re!(r"(?:^|\s)1[.、]\s").is_match(&text) && re!(r"\s2[.、]\s").is_match(&text);
    let text = if listed { re!(r"(?:,?\s+and)?(?:^|\s)[1-9][.、]\s").replace_all(&text, "; ") } else { text };
    let text = re!(r"(?m)^\s*(?:[-*•]|\d{1,2}[.)])\s+|\s\d{1,2}\)\s+|\s[①-⑨]\s*|^[①-⑨]\s*").replace_all(&text, "; ");
    let text = re!(r"(?i)\b(?:start|begin|open)\s+with\s+a\s+fade(?:[- ]in)?\s*,?\s*(?:and\s+)?(?:end|finish|close)\s+with\s+a\s+fade(?:[- ]out)?\b")
        .replace_all(&text, "fade in and out");
    let text = ordered(&text);
    let text = re!(r"(?i)\bteh\b").replace_all(&text, "the");
    let text = re!(r"(?i)\b(?:adn|nad)\b").replace_all(&text, "and");
    let text = re!(r"(?i)\bwiht\b").replace_all(&text, "with");
    // One letter says it too, in front of what is to go.
    let text =
        re!(r"(?i)(?:去|消除|抹掉|擦掉|清掉)\s*((?:背景)?音乐|配乐|字幕|水印|标题|文字|logo|人名条|转场|滤镜)|擦除\s*((?:背景)?音乐|配乐|字幕|水印|标题|文字|logo|人名条|滤镜)")
            .replace_all(&text, "去掉$1$2");
    // Between numbers a dash is a range.
    let ranged = re!(r"(?i)(\d\s*(?:s|secs?|seconds?|m|mins?|minutes?|ms))\s+(?:--|[-–—])\s+(\d)");
    let text = ranged.replace_all(&text, "$1-$2");
    re!(r"([^0-9\s])\s+(?:--|[-–—])\s+|—{1,2}").replace_all(&text, "$1. ").into_owned()
}

/// "Reorder the clips: 2, 1, 3" names one order, and no three things.
fn ordered(text: &str) -> String {
    let list = re!(
        r"(?i)\b((?:(?:re-?order|re-?arrange|arrange|order|sort|put|play|show)\s+)?(?:the\s+|my\s+|all\s+)*(?:clips?|segments|scenes|shots)(?:'s)?(?:\s+(?:in|into|to|as|like|follows|this|the|new|order|so|it|goes|is))*\s*:?\s*)(\d+(?:\s*(?:,\s*(?:and\s+|then\s+)*|>|->|→|-|\s(?:and\s+)?then\s)\s*\d+)+(?:\s+and\s+\d+)?)(\s*(?:$|[.!;]))"
    );
    let wished = re!(r"(?i)\b(?:re-?)?order|\b(?:re-?)?arrang|\bsort");
    list.replace(text, |found: &regex::Captures| {
        if !wished.is_match(&found[1]) {
            return found[0].to_owned();
        }
        let numbers: Vec<&str> = re!(r"\d+").find_iter(&found[2]).map(|number| number.as_str()).collect();
        format!("order of clips {}{}", numbers.join("/"), &found[3])
    })
    .into_owned()
}

/// "trim trim the pauses" says it once.
fn once(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = "";
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let letters = word.len() > 1 && word.chars().all(|c| c.is_ascii_alphabetic());
        if letters && word.eq_ignore_ascii_case(before) {
            continue;
        }
        out += piece;
        if !word.is_empty() {
            before = word;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn a_word_twice_is_a_word_once_and_a_dash_ends_a_sentence() {
        for (text, wanted) in [
            ("add captions, then trim trim the pauses", "add captions, then trim the pauses"),
            ("a raw clip — help me trim it", "a raw clip. help me trim it"),
            ("keep 0:05 – 0:20", "keep 0:05 – 0:20"),
            ("mute 3s - 6s", "mute 3s-6s"),
            ("1) trim teh pauses 2) add music", "; trim the pauses; add music"),
            ("5 5 seconds", "5 5 seconds"),
            ("Reorder the clips: 2, 1 and 3", "order of clips 2/1/3"),
            ("delete clips 1, 2", "delete clips 1, 2"),
        ] {
            assert_eq!(tidy(text), wanted);
        }
    }
}
