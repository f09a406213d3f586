//! Numbers as people write them, brought to digits: 三秒, ten seconds, half a second, ５.

use super::re;

/// The text with digits for numbers that stand before a unit, and with space between scripts, so that
/// word boundaries mean the same in both languages.
pub fn normal(text: &str) -> String {
    let text: String = text.chars().map(half_width).collect();
    let text = spaced(&text);
    let text = re!("百分之([零〇一二两三四五六七八九十百]+|[0-9]+)").replace_all(&text, |found: &regex::Captures| {
        format!(" {}% ", chinese(&found[1]).unwrap_or_else(|| found[1].to_owned()))
    });
    let text = re!("([一二两三四五六七八九]|[1-9]) ?成(的|音|$|[，,。；;、 ])").replace_all(
        &text,
        |found: &regex::Captures| {
            format!(" {}0% {}", chinese(&found[1]).unwrap_or_else(|| found[1].to_owned()), &found[2])
        },
    );
    let text = re!("(第) ?([零〇一二两三四五六七八九十百]+)").replace_all(&text, |found: &regex::Captures| {
        format!("{} {} ", &found[1], chinese(&found[2]).unwrap_or_else(|| found[2].to_owned()))
    });
    let text = re!(r"(^|[\s(\-–])(:[0-9]{2})\b").replace_all(&text, "${1}0${2}");
    let text = re!("(?:前|上)(?:一)?半(?:段|部分|场|截|程)").replace_all(&text, "前 50 % ");
    let text = re!("(?:后|下)(?:一)?半(?:段|部分|场|截|程)").replace_all(&text, "最后 50 % ");
    let text = re!("([零〇一二两三四五六七八九十百半点]+)个?(毫秒|秒|分钟|分|小时|帧|倍|遍|次|段|度)").replace_all(
        &text,
        |found: &regex::Captures| match chinese(&found[1]) {
            Some(number) => format!(" {number} {}", &found[2]),
            None => found[0].to_owned(),
        },
    );
    let text = re!("([0-9]) ?比 ?([0-9])").replace_all(&text, "$1:$2");
    let text = re!("([0-9]+) ?(秒|分|分钟)半").replace_all(&text, "${1}.5 $2");
    let text = re!(r"(?i-u:\b(one|two|three|four|five|six|seven|eight|nine|ten|[0-9]+)[ -]and[ -]a[ -]half\b)")
        .replace_all(&text, |found: &regex::Captures| {
            let word = found[1].to_ascii_lowercase();
            format!(
                "{}.5",
                if word.starts_with(|c: char| c.is_ascii_digit()) { word } else { english(&word).to_string() }
            )
        });
    let text = re!(r"(?i-u:\b(?:an?|1) (second|sec) and a half\b)").replace_all(&text, "1.5 $1");
    let text = re!(r"(?i-u:\bhalf an? (second|minute|hour)\b)").replace_all(&text, "0.5 $1");
    let text =
        re!(r"(?i-u:\b(?:an?|one)\s+quarter(?:\s+of\s+an?)?[- ](second|minute|hour)\b)").replace_all(&text, "0.25 $1");
    let text =
        re!(r"(?i-u:\b(?:three|3)\s+quarters\s+of\s+an?\s+(second|minute|hour)\b)").replace_all(&text, "0.75 $1");
    let text = re!(r"(?i-u:\b(?:an?\s+)?half[- ](second|minute)\b)").replace_all(&text, "0.5 $1");
    let text = re!(r"(?i-u:\ba\s+couple\s+(?:of\s+)?(seconds|minutes)\b)").replace_all(&text, "2 $1");
    let text = re!(
        r"(?i-u:\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|forty-five|fifty|sixty|ninety)[ -](seconds?|secs?|minutes?|mins?|hours?|frames?|times|percent|clips?|videos?|photos?|pictures?|images?|files?|moments?|parts?|highlights?)\b)"
    )
    .replace_all(&text, |found: &regex::Captures| {
        format!("{} {}", english(&found[1].to_ascii_lowercase()), &found[2])
    });
    let text = re!(r"(?i-u:([0-9])\s*(?:percent|per\s+cent|pct)\b)").replace_all(&text, "$1%");
    let text = re!(r"(?i-u:\b(?:an?|1)\s+minute\s+and\s+a\s+half\b|\b1\s+and\s+a\s+half\s+minutes?\b)")
        .replace_all(&text, "90 seconds");
    // "The first minute", "the second half".
    let text = re!(r"(?i-u:\b(first|last|final|opening)\s+(minute|second|hour)\b)").replace_all(&text, "$1 1 $2");
    let text = re!(r"(?i-u:\b(first|opening|initial)\s+half\b)").replace_all(&text, "$1 50 % ");
    let text = re!(r"(?i-u:\b1st\s+half\b)").replace_all(&text, "first 50 % ");
    let text = re!(r"(?i-u:\b(?:second|2nd|last|latter|final)\s+half\b)").replace_all(&text, "last 50 % ");
    let text = re!(r"(?i-u:\ba\s+(minute|min)\b)").replace_all(&text, "1 $1");
    let text = re!(
        r"(?i-u:\b(than|over|under|for|about|least|most|within)\s+a\s+second(\s*(?:$|[,.;!?)]|(?:and|then|each|or|at|from|before|after|long)\b)))"
    )
    .replace_all(&text, "$1 1 second$2");
    // "One minute and 30 seconds" is one length.
    let text = re!(r"(?i-u:([0-9]\s*(?:hours?|hrs?|minutes?|mins?))(?:\s*,)?\s+(?:and\s+)?([0-9]+\s*(?:minutes?|mins?|seconds?|secs?)\b))")
        .replace_all(&text, "$1 $2");
    // "1 minute 30".
    let text =
        re!(r"(?i-u:([0-9]\s*(?:minutes?|mins?))\s+([0-9]{1,2})\s*($|[.,;!?]))").replace_all(&text, "$1 $2 seconds$3");
    let text = re!(r"(?i-u:\b([0-9]{3,4})\s+by\s+([0-9]{3,4})\b)").replace_all(&text, "${1}x$2");
    let text = re!(r"([0-9])(h|m|min|s|H|M|MIN|S)([0-9])").replace_all(&text, "$1$2 $3");
    // A dash between a number and its unit: "a 6-second loop".
    let text = re!(r"(?i-u:([0-9])-(seconds?|secs?|minutes?|frames?|hours?|x)\b)").replace_all(&text, "$1 $2");
    text.into_owned()
}

fn half_width(letter: char) -> char {
    match u32::from(letter) {
        code @ 0xff10..=0xff19 => char::from_u32(code - 0xff10 + 0x30).unwrap_or(letter),
        0xff1a => ':',
        0xff05 => '%',
        0x3000 => ' ',
        _ => letter,
    }
}

fn is_han(letter: char) -> bool {
    matches!(u32::from(letter), 0x3400..=0x9fff)
}

fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    for letter in text.chars() {
        let edge = |a: char, b: char| is_han(a) && b.is_ascii_alphanumeric();
        if edge(before, letter) || edge(letter, before) || (before == '%' && is_han(letter)) {
            out.push(' ');
        }
        out.push(letter);
        before = letter;
    }
    out
}

/// 十五, 二十, 一百二十, 半, 一点五.
fn chinese(text: &str) -> Option<String> {
    if text == "半" {
        return Some("0.5".into());
    }
    if let Some((whole, part)) = text.split_once('点') {
        let part: Option<String> = part.chars().map(|c| digit(c).map(|d| d.to_string())).collect();
        return Some(format!("{}.{}", chinese(whole)?, part.filter(|part| !part.is_empty())?));
    }
    let half = text.ends_with('半');
    let text = text.trim_end_matches('半');
    let (mut sum, mut pending) = (0, None);
    for letter in text.chars() {
        match letter {
            '十' => sum += pending.take().unwrap_or(1) * 10,
            '百' => sum += pending.take().unwrap_or(1) * 100,
            other => pending = Some(digit(other)?),
        }
    }
    let sum = sum + pending.unwrap_or(0);
    Some(if half { format!("{sum}.5") } else { sum.to_string() })
}

fn digit(letter: char) -> Option<u32> {
    if letter == '两' {
        return Some(2);
    }
    if letter == '〇' {
        return Some(0);
    }
    "零一二三四五六七八九".chars().position(|known| known == letter).map(|at| at as u32)
}

fn english(word: &str) -> u32 {
    const WORDS: [(&str, u32); 19] = [
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("eleven", 11),
        ("twelve", 12),
        ("fifteen", 15),
        ("twenty", 20),
        ("thirty", 30),
        ("forty", 40),
        ("forty-five", 45),
        ("fifty", 50),
        ("sixty", 60),
    ];
    WORDS.iter().find(|(known, _)| *known == word).map_or(90, |(_, number)| *number)
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn numbers_become_digits_before_units_and_nowhere_else() {
        for (text, wanted) in [
            ("删除第五到八秒", "删除第 5 到 8 秒"),
            ("前十五秒", "前 15 秒"),
            ("保留前10秒", "保留前 10 秒"),
            ("半秒", " 0.5 秒"),
            ("一点五倍速", " 1.5 倍速"),
            ("ten seconds in one take", "10 seconds in one take"),
            ("1m30s", "1m 30s"),
            ("a 6-second loop", "a 6 second loop"),
            ("one minute and 30 seconds", "1 minute 30 seconds"),
            ("a minute and a half", "90 seconds"),
            ("these three clips", "these 3 clips"),
            ("百分之三十五", " 35% "),
        ] {
            let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(squeeze(&normal(text)), squeeze(wanted), "{text}");
        }
    }
}
