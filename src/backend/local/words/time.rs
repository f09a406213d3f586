//! Times, ranges, lengths and shares in words. All times are of the timeline as it was before the
//! prompt, in seconds; ranges are half open.

use super::{Clause, re};
use crate::backend::local::model::Rate;

/// What times are measured against.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// Length of the timeline in seconds.
    pub total: f64,
    pub rate: Rate,
}

/// A place on the timeline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum At {
    Start,
    End,
    Time(f64),
}

pub const UNIT: &str = r"(?:(?:ms|msecs?|milliseconds?|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s|frames?)\b|毫秒|小时|分钟|分|秒钟|秒|帧)";
pub const CLOCK: &str = r"\d+:\d{1,2}(?::\d{1,2})?(?:\.\d+)?";

// A time with its unit, and a time whose unit may be missing.
macro_rules! strict {
    () => {
        [
            r"(?:",
            $crate::backend::local::words::CLOCK,
            // "6 seconds 25%" is no one time.
            r"|\d+(?:\.\d+)?\s*(?:%|percent\b)\s*|(?:\d+(?:\.\d+)?\s*",
            $crate::backend::local::words::UNIT,
            r"\s*)+)",
        ]
        .concat()
    };
}
pub(in crate::backend::local) use strict;

macro_rules! loose {
    () => {
        [r"(?:", CLOCK, r"|\d+(?:\.\d+)?\s*(?:%|percent\b)\s*|(?:\d+(?:\.\d+)?\s*", UNIT, r"\s*)+|\d+(?:\.\d+)?)"]
            .concat()
    };
}

impl Span {
    /// Reads one time; a bare number counts seconds.
    pub fn time(&self, text: &str) -> Option<f64> {
        let text = text.trim().to_ascii_lowercase();
        if text.contains(':') {
            return text.split(':').try_fold(0.0, |sum, part| Some(sum * 60.0 + part.trim().parse::<f64>().ok()?));
        }
        let mut sum = 0.0;
        for found in re!(r"(\d+(?:\.\d+)?)\s*([a-z]+|毫秒|小时|分钟|分|秒钟|秒|帧|%)?").captures_iter(&text)
        {
            let number: f64 = found[1].parse().ok()?;
            sum += number * self.unit(found.get(2).map_or("s", |unit| unit.as_str()));
        }
        Some(sum)
    }

    fn unit(&self, word: &str) -> f64 {
        match word {
            "毫秒" => 0.001,
            "小时" => 3600.0,
            "分钟" | "分" => 60.0,
            "帧" => 1.0 / self.rate.per_second(),
            "%" | "percent" => self.total / 100.0,
            word if word.starts_with("ms") || word.starts_with("milli") => 0.001,
            word if word.starts_with('h') => 3600.0,
            word if word.starts_with('m') => 60.0,
            word if word.starts_with('f') => 1.0 / self.rate.per_second(),
            _ => 1.0,
        }
    }
}

/// Takes a range: "from 5 s to 8 s", "0:05-0:20", "the first 10 seconds", "after 1:00", 第5到8秒, 最后3秒.
pub fn range(clause: &mut Clause, span: Span) -> Option<(f64, f64)> {
    let end = span.total;
    let text = |group: &Option<String>| group.clone().unwrap_or_default();
    if let Some(found) = clause.take(re!(
        r"(?:\b(?:from|between)\b|从|在)?\s*(?:the\s+)?(?:\b(?:start|beginning)\b|开头|头|开始)\s*(?:\b(?:up\s+)?to\b|\b(?:up\s+)?until\b|到|至|-)\s*第?\s*(", loose!(), ")"
    )) {
        return Some((0.0, span.time(&text(&found[1]))?));
    }
    if let Some(found) = clause.take(re!(
        r"(?:\b(?:from|between)\b|从|第|在)?\s*(",
        loose!(),
        r")\s*(?:\b(?:to|until|till|through)\b|-|–|—|到|至)\s*(?:the\s+)?(?:(?:very\s+)?\bend\b|结尾|最后|末尾|结束)"
    )) {
        return Some((span.time(&text(&found[1]))?, end));
    }
    if let Some(found) = clause
        .take(re!(
            r"(?:\b(?:from|between)\b|从|第|在)?\s*(?:\b(?:the\s+)?(?:seconds?|secs?)\s+)?第?\s*(",
            loose!(),
            r")\s*(?:\b(?:(?:up\s+)?to|(?:up\s+)?until|till|through)\b|-|–|—|~|→|到|至)\s*(?:second\s+)?第?\s*(",
            loose!(),
            r")(?:\s*之间)?"
        ))
        .or_else(|| {
            clause.take(re!(
                r"\bbetween\s+(?:(?:the\s+)?(?:seconds?|secs?)\s+)?(",
                loose!(),
                r")\s*(?:and|&)\s*(?:(?:seconds?|secs?)\s+)?(",
                loose!(),
                ")"
            ))
        })
    {
        let (from, to) = (text(&found[1]), text(&found[2]));
        // "1 to 2 minutes": the unit stands once and holds for both.
        let unit = re!(r"([a-z]+|毫秒|小时|分钟|分|秒钟|秒|帧|%)\s*$").captures(&to).map(|unit| unit[1].to_owned());
        let bare = from.trim().chars().all(|c| c.is_ascii_digit() || c == '.');
        let from = match unit {
            Some(unit) if bare => format!("{} {unit}", from.trim()),
            _ => from,
        };
        return Some((span.time(&from)?, span.time(&to)?));
    }
    if clause.has(re!(r"\b(?:until|till|up\s+to)\s+[\d.]+[^|]*\bbefore\s+(?:the\s+)?(?:very\s+)?(?:end|finish)\b")) {
        let to = before_end(clause, span)?;
        clause.take(re!(r"\b(?:until|till|up\s+to)\b"));
        return Some((0.0, to));
    }
    if let Some((from, length)) = beginning(clause, span) {
        return Some((from, from + length));
    }
    if let Some(found) = clause.take(re!(
        "(",
        strict!(),
        r")\s*(?:off|from|of|at)\s+(?:the\s+)?(?:very\s+)?(?:(start|beginning|front|top|head)|end|ending|back|tail)\b"
    )) {
        let length = span.time(&text(&found[1]))?;
        return Some(if found[2].is_some() { (0.0, length) } else { (end - length, end) });
    }
    if let Some(found) = clause.take(re!(
        r"(?:\b(?:the\s+)?(?:first|opening|initial|beginning)\b|前面?|开头|最前面?|最开始|起始)的?\s*(",
        strict!(),
        ")"
    )) {
        return Some((0.0, span.time(&text(&found[1]))?));
    }
    if let Some(found) = clause.take(re!(r"(?:\b(?:the\s+)?(?:middle|central)\b|中间的?)\s*(", strict!(), ")")) {
        let half = span.time(&text(&found[1]))? / 2.0;
        return Some((end / 2.0 - half, end / 2.0 + half));
    }
    if let Some(found) = clause.take(re!(
        r"(?:\b(?:the\s+)?(?:last|final|ending|closing)\b|最后面?|末尾|结尾|后面?)的?\s*(",
        strict!(),
        ")"
    )) {
        return Some((end - span.time(&text(&found[1]))?, end));
    }
    if let Some(found) = clause
        .take(re!(r"\b(?:everything\s+)?(?:after|past|beyond)\s+(?:the\s+)?(", loose!(), r")(?:\s*mark\b)?"))
        .or_else(|| clause.take(re!(r"\bfrom\s+(", loose!(), r")\s*(?:on|onwards?)\b")))
        .or_else(|| clause.take(re!(r"(?:从|第)?\s*(", strict!(), r")\s*(?:之后|以后|往后|后面|后|开始)")))
    {
        return Some((span.time(&text(&found[1]))?, end));
    }
    if let Some(found) = clause
        .take(re!(r"\b(?:everything\s+)?(?:before|until|up\s+to)\s+(?:the\s+)?(", loose!(), r")(?:\s*mark\b)?"))
        .or_else(|| clause.take(re!(r"第?\s*(", strict!(), r")\s*(?:之前|以前|前面|前)")))
    {
        return Some((0.0, span.time(&text(&found[1]))?));
    }
    None
}

/// Takes a range by where it begins and how long it is: "3 seconds starting at 0:10", 从第10秒起的3秒.
fn beginning(clause: &mut Clause, span: Span) -> Option<(f64, f64)> {
    let behind = re!(
        "(",
        strict!(),
        r")\s*(?:of\s+(?:it\s+|the\s+\w+\s+)?)?(?:(?:starting|beginning|counting)(?:\s+(?:at|from))?|from|after)\s+(?:the\s+)?(?:second\s+)?(",
        loose!(),
        r")(?:\s*mark\b)?"
    );
    let ahead = re!(
        r"(?:\b(?:from|starting\s+(?:at|from))\s+(",
        loose!(),
        r")\s*,?\s*for\s+|从\s*第?\s*(",
        strict!(),
        r")\s*(?:处)?(?:开始|起)(?:的|往后|向后|之后|后)*\s*)(",
        strict!(),
        ")"
    );
    let times = match clause.take(behind) {
        Some(found) => (found[2].clone(), found[1].clone()),
        None => {
            let found = clause.take(ahead)?;
            (found[1].clone().or(found[2].clone()), found[3].clone())
        }
    };
    Some((span.time(&times.0?)?, span.time(&times.1?)?))
}

/// Takes "3 seconds before the end", as seconds from the beginning.
fn before_end(clause: &mut Clause, span: Span) -> Option<f64> {
    let found = clause.take(re!("(", strict!(), r")\s*before\s+(?:the\s+)?(?:very\s+)?(?:end|finish)\b"))?;
    Some(span.total - span.time(found[1].as_ref()?)?).filter(|at| *at > 0.0)
}

/// Takes a place: "at 5 s", "at the beginning", 在10秒处, 开头.
pub fn at(clause: &mut Clause, span: Span) -> Option<At> {
    if let Some(found) = clause
        .take(re!(
            r"(?:\b(?:at|starting|beginning|from)\b(?:\s+(?:at|from))?|@|在|从|第)\s*(?:about\s+)?(?:the\s+)?第?\s*(",
            strict!(),
            r")\s*(?:mark\b|in\b|处|的时候|的地方|位置|时)?(?:出现|弹出)?"
        ))
        .or_else(|| clause.take(re!(r"第?\s*(", strict!(), r")\s*(?:处|的时候|的地方|时|出现|弹出)")))
        .or_else(|| clause.take(re!(r"\b(?:at|@)\s*(\d+(?:\.\d+)?)(?:\s|$)")))
    {
        return Some(At::Time(span.time(found[1].as_ref()?)?));
    }
    if clause
        .take(re!(r"\b(?:at|in|to|on|from)\s+(?:the\s+)?(?:very\s+)?(?:start|beginning|opening|front|intro)\b(?:\s+of\s+(?:the|my|this)\s+(?:video|clip|footage))?|在?(?:视频|片子)?(?:开头|片头|最前面|开始)处?"))
        .is_some()
    {
        return Some(At::Start);
    }
    clause
        .take(re!(r"\b(?:at|in|to|on)\s+(?:the\s+)?(?:very\s+)?(?:end|ending|outro|finish)\b(?:\s+of\s+(?:the|my|this)\s+(?:video|clip|footage))?|在?(?:视频|片子)?(?:结尾|片尾|末尾|最后)处?"))
        .map(|_| At::End)
}

/// Takes a length: "for 3 seconds", "3 s long", 持续5秒.
pub fn length(clause: &mut Clause, span: Span) -> Option<f64> {
    let found = clause
        .take(re!(
            r"(?:\b(?:for|lasting|lasts|duration(?:\s+of)?|over)\b|持续|时长|显示|长度?)\s*(?:is\s+|为\s*|of\s+)?(",
            strict!(),
            ")"
        ))
        .or_else(|| clause.take(re!(r"(", strict!(), r")\s*(?:long\b|duration\b|时长|长)")))?;
    span.time(found[1].as_ref()?)
}

/// Takes the length that something is brought to: "to 10 seconds", 改成10秒.
pub fn length_to(clause: &mut Clause, span: Span) -> Option<f64> {
    let found = clause.take(re!(
        r"(?:\bto\b|到|成|为|至)\s*(?:about\s+|only\s+|just\s+|under\s+|at\s+most\s+)?(",
        strict!(),
        ")"
    ))?;
    span.time(found[1].as_ref()?)
}

/// Takes a bare time that has a unit.
pub fn strict_time(clause: &mut Clause, span: Span) -> Option<f64> {
    let found = clause.take(re!("(", strict!(), ")"))?;
    span.time(found[1].as_ref()?)
}

/// Takes a share: "at 35%", "to 80 percent", 35%.
pub fn percent(clause: &mut Clause) -> Option<f64> {
    let found = clause.take(re!(r"(?:\b(?:at|to|by|of)\b|到|至|为)?\s*(?:about\s+)?(\d+(?:\.\d+)?)\s*(?:%|percent\b)(?:\s*(?:volume|opacity|loudness|音量))?"))?;
    found[1].as_ref()?.parse::<f64>().ok().map(|percent| percent / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: Span = Span { total: 100.0, rate: Rate { num: 30, den: 1 } };

    #[test]
    fn ranges_in_both_languages() {
        for (text, wanted) in [
            ("keep 0:05 to 0:20", (5.0, 20.0)),
            ("cut from 5s to 8s", (5.0, 8.0)),
            ("remove 5-8 seconds", (5.0, 8.0)),
            ("keep seconds 5 through 8", (5.0, 8.0)),
            ("remove 1 to 2 minutes", (60.0, 120.0)),
            ("the section between 1:10 and 1:45", (70.0, 105.0)),
            ("the first 10 seconds", (0.0, 10.0)),
            ("the first 500 ms", (0.0, 0.5)),
            ("the last 3 s", (97.0, 100.0)),
            ("the middle 10 seconds", (45.0, 55.0)),
            ("trim 2 seconds off the start", (0.0, 2.0)),
            ("3 s from the end", (97.0, 100.0)),
            ("take out 3 seconds starting at 0:10", (10.0, 13.0)),
            ("from 0:10 for 3 s", (10.0, 13.0)),
            ("从第10秒开始的3秒", (10.0, 13.0)),
            ("first 50%", (0.0, 50.0)),
            ("first 45 frames", (0.0, 1.5)),
            ("everything after 1:00", (60.0, 100.0)),
            ("from 90s to the end", (90.0, 100.0)),
            ("from the start to 5 s", (0.0, 5.0)),
            ("first 1m30s", (0.0, 90.0)),
            ("删除第5到8秒", (5.0, 8.0)),
            ("删除第五秒到第八秒", (5.0, 8.0)),
            ("保留前十秒", (0.0, 10.0)),
            ("剪掉最后三秒", (97.0, 100.0)),
            ("删掉20秒之后的内容", (20.0, 100.0)),
            ("前1分30秒", (0.0, 90.0)),
        ] {
            let got = range(&mut Clause::new(text, &[]), SPAN);
            assert_eq!(got, Some(wanted), "{text}");
        }
        for text in ["add captions", "the first 2 clips", "vertical 9:16", "make it 2x"] {
            assert_eq!(range(&mut Clause::new(text, &[]), SPAN), None, "{text}");
        }
    }

    #[test]
    fn places_and_lengths() {
        for (text, wanted) in [
            ("at 5 s", Some(At::Time(5.0))),
            ("在10秒处", Some(At::Time(10.0))),
            ("at the beginning", Some(At::Start)),
            ("at the end of the video", Some(At::End)),
            ("在片头", Some(At::Start)),
            ("at 0:07", Some(At::Time(7.0))),
            ("at 35%", Some(At::Time(35.0))),
            ("vertical", None),
        ] {
            assert_eq!(at(&mut Clause::new(text, &[]), SPAN), wanted, "{text}");
        }
        assert_eq!(length(&mut Clause::new("for 4 seconds", &[]), SPAN), Some(4.0));
        assert_eq!(percent(&mut Clause::new("at 35%", &[])), Some(0.35));
    }
}
