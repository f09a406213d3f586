//! SubRip, WebVTT and plain transcripts, read as people really write them: a cue that cannot be read
//! is dropped, and markup is never shown.

/// Words with the time of the medium at which they are spoken, in seconds.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Cue {
    pub start: f64,
    pub end: f64,
    pub text: String,
}

/// Reads a caption file; empty where it holds no cue.
pub fn parse(bytes: &[u8]) -> Vec<Cue> {
    let text = decode(bytes);
    let mut cues: Vec<Cue> = vec![];
    let mut lines = text.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        let Some((start, end)) = times(line) else { continue };
        let mut words = vec![];
        while let Some(line) = lines.peek() {
            if line.is_empty() || times(line).is_some() {
                break;
            }
            words.extend(lines.next().map(clean).filter(|line| !line.is_empty()));
        }
        // Without an empty line between cues the next one's number ends this one's words.
        if lines.peek().is_some_and(|line| times(line).is_some())
            && words.last().is_some_and(|last| last.parse::<u32>().is_ok())
        {
            words.pop();
        }
        if end > start && !words.is_empty() {
            cues.push(Cue { start, end, text: words.join("\n") });
        }
    }
    cues.sort_by(|a, b| a.start.total_cmp(&b.start));
    cues
}

/// Spreads the sentences of a transcript over the stretches where somebody speaks, by their length.
pub fn spread(transcript: &str, speech: &[(f64, f64)]) -> Vec<Cue> {
    let sentences = sentences(transcript);
    let letters: f64 = sentences.iter().map(|text| text.chars().count() as f64).sum();
    let spoken: f64 = speech.iter().map(|(from, to)| to - from).sum();
    if letters == 0.0 || spoken <= 0.0 {
        return vec![];
    }
    let place = |share: f64, late: bool| {
        let mut left = share * spoken;
        for (from, to) in speech {
            let here = to - from;
            if left < here - 1e-6 || (late && left <= here + 1e-6) {
                return from + left.min(here);
            }
            left -= here;
        }
        speech.last().map_or(0.0, |(_, to)| *to)
    };
    let mut done = 0.0;
    sentences
        .into_iter()
        .map(|text| {
            let start = place(done / letters, false);
            done += text.chars().count() as f64;
            Cue { start, end: place(done / letters, true), text }
        })
        .filter(|cue| cue.end > cue.start)
        .collect()
}

fn sentences(text: &str) -> Vec<String> {
    let mut sentences = vec![];
    let mut sentence = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\n' {
            sentence.push(' ');
        } else {
            sentence.push(letter);
        }
        let stop = matches!(letter, '。' | '！' | '？')
            || (matches!(letter, '.' | '!' | '?') && letters.peek().is_none_or(|next| next.is_whitespace()))
            || (letter == '\n' && letters.peek() == Some(&'\n'));
        if stop {
            sentences.push(std::mem::take(&mut sentence));
        }
    }
    sentences.push(sentence);
    sentences.iter().map(|text| clean(text)).filter(|text| !text.is_empty()).collect()
}

/// Words without tags, override blocks, entities and doubled space.
pub fn clean(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(letter) = rest.chars().next() {
        let skipped = match letter {
            '<' => rest.find('>').filter(|end| tag(&rest[1..*end])),
            '{' => rest.find('}').filter(|_| rest[1..].starts_with('\\')),
            _ => None,
        };
        match skipped {
            Some(end) => rest = &rest[end + 1..],
            None => {
                if !letter.is_control() {
                    out.push(letter);
                } else {
                    out.push(' ');
                }
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    for (entity, letter) in
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&lrm;", ""), ("&rlm;", ""), ("&amp;", "&")]
    {
        out = out.replace(entity, letter);
    }
    out.replace("\\N", " ").replace("\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether it is markup rather than a sign for "smaller than".
fn tag(inside: &str) -> bool {
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    inside.chars().next().is_some_and(|c| c.is_ascii_alphanumeric()) && inside.len() < 200
}

fn times(line: &str) -> Option<(f64, f64)> {
    let (start, rest) = line.split_once("-->")?;
    Some((time(start.trim())?, time(rest.split_whitespace().next()?)?))
}

fn time(text: &str) -> Option<f64> {
    let mut seconds = 0.0;
    let mut parts = 0;
    for part in text.replace(',', ".").split(':') {
        let part: f64 = part.trim().parse().ok().filter(|n: &f64| n.is_finite() && *n >= 0.0)?;
        seconds = seconds * 60.0 + part;
        parts += 1;
    }
    (2..=3).contains(&parts).then_some(seconds)
}

/// UTF-8 with or without its mark, UTF-16 with it, else the western code page.
pub fn decode(bytes: &[u8]) -> String {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let text = match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
        },
    };
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_are_read_as_people_write_them() {
        let cues = parse("\u{feff}1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Hello</i> {\\an8}there\r\n\r\n2\r\n00:00:03.000 --> bad\r\nlost\r\n\r\n3\r\n00:05,000 --> 00:06,000 align:start\r\na < b &amp; c\r\n".as_bytes());
        assert_eq!(
            cues,
            [
                Cue { start: 1.0, end: 2.5, text: "Hello there".into() },
                Cue { start: 5.0, end: 6.0, text: "a < b & c".into() }
            ]
        );
    }

    #[test]
    fn a_file_without_empty_lines_keeps_its_numbers_out_of_the_words() {
        let cues = parse(b"1\n00:00:01,000 --> 00:00:02,000\none\n2\n00:00:02,000 --> 00:00:03,000\ntwo\n");
        assert_eq!(cues.iter().map(|cue| cue.text.as_str()).collect::<Vec<_>>(), ["one", "two"]);
    }

    #[test]
    fn a_transcript_is_spread_over_speech_alone() {
        let cues = spread("Four. Four.", &[(1.0, 2.0), (5.0, 6.0)]);
        assert_eq!(cues[0], Cue { start: 1.0, end: 2.0, text: "Four.".into() });
        assert_eq!(cues[1], Cue { start: 5.0, end: 6.0, text: "Four.".into() });
    }
}
