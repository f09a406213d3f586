//! Media that a prompt speaks of by their order or by what they are called without an ending: "the second
//! video", "my intro", "as long as the music", as the names and numbers that operations read. Tried only
//! where the words as they stand are not understood.

use super::{Kind, Session, re};
use crate::backend::local::store::Medium;

const ORDINALS: [&str; 10] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/// The same prompt with other names, the nearest to its words first.
pub fn readings(session: &Session, prompt: &str) -> Vec<String> {
    let counted = lengths(session, prompt);
    let clips = if only_pictures(session) { clips(&counted) } else { counted.clone() };
    let named = stems(session, &media(session, &counted));
    let both = stems(session, &media(session, &clips));
    let mut found: Vec<String> = vec![];
    for reading in [counted, clips, named, both] {
        if reading != prompt && !found.contains(&reading) {
            found.push(reading);
        }
    }
    found
}

/// Whether pictures are all that can be seen.
fn only_pictures(session: &Session) -> bool {
    let kinds = || session.media.iter().map(|medium| medium.probe.kind);
    kinds().any(|kind| kind == Kind::Image) && kinds().all(|kind| kind != Kind::Video)
}

/// "The second photo" is a clip where every clip is one.
fn clips(prompt: &str) -> String {
    let text = re!(
        r"(?i)\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|\d+(?:st|nd|rd|th))\s+(?:photo|picture|image|pic|slide)\b"
    )
    .replace_all(prompt, "$1 clip");
    let text = re!(r"(?i)\b(?:photo|picture|image|pic|slide)\s+(?:no\.?\s*|number\s+|#\s*)?(\d+)\b")
        .replace_all(&text, "clip $1");
    let text =
        re!(r"(?i)\b(?:on|to|in|for|over)\s+(?:every|each)\s+(?:photo|picture|image|slide)\b").replace_all(&text, "");
    let text = re!(r"第\s*(\d+|[一二两三四五六七八九十])\s*张(?:照片|图片|图)?").replace_all(&text, "第${1}段");
    re!(r"最后(?:一|1)张(?:照片|图片|图)?").replace_all(&text, "最后一段").into_owned()
}

/// The name of the medium at a place among those of its kind.
fn media(session: &Session, prompt: &str) -> String {
    let of = |kind: Option<Kind>| -> Vec<&Medium> {
        session.media.iter().filter(|medium| kind.is_none_or(|kind| medium.probe.kind == kind)).collect()
    };
    let pick = |list: Vec<&Medium>, word: &str| -> Option<String> {
        let place = match word.to_lowercase().as_str() {
            "last" | "最后" => list.len().checked_sub(1)?,
            word => ORDINALS
                .iter()
                .position(|known| *known == word)
                .or_else(|| "一二三四五六七八九十".chars().position(|known| word == known.to_string()))
                .or_else(|| {
                    word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<usize>().ok()?.checked_sub(1)
                })?,
        };
        Some(format!(" {} ", list.get(place)?.name))
    };
    let kind = |word: &str| match word.to_lowercase().as_str() {
        "photo" | "picture" | "image" | "pic" | "照片" | "图片" => Some(Kind::Image),
        "song" | "track" | "tune" | "音乐" => Some(Kind::Audio),
        "file" | "upload" | "文件" | "素材" => None,
        _ => Some(Kind::Video),
    };
    let english = re!(
        r"(?i)\b(?:the\s+|my\s+)?(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|\d+(?:st|nd|rd|th))\s+(?:uploaded\s+)?(video|clip|film|photo|picture|image|pic|song|track|tune|file|upload)\b(?:\s+(?:that\s+)?(?:i\s+)?uploaded)?"
    );
    // "The second and third video": both are of that kind.
    let listed = re!(
        r"(?i)\b(?:the\s+|my\s+)?(first|second|third|fourth|fifth|last)\s+(and|&)\s+(?:the\s+)?(first|second|third|fourth|fifth|last)\s+(video|clip|film|photo|picture|image|song|file)s?\b"
    );
    let text = listed.replace_all(prompt, "the $1 $4 $2 the $3 $4");
    let text = english.replace_all(&text, |found: &regex::Captures| {
        pick(of(kind(&found[2])), &found[1]).unwrap_or_else(|| found[0].to_owned())
    });
    let chinese = re!(
        r"(?:第\s*(\d+|[一二三四五六七八九十])|(最后)(?:一|1)?)\s*(?:个|张|段|首|条)\s*(?:上传的)?(视频|片段|照片|图片|音乐|文件|素材)"
    );
    chinese
        .replace_all(&text, |found: &regex::Captures| {
            let word = found.get(1).or(found.get(2)).map_or("", |word| word.as_str());
            pick(of(kind(&found[3])), word).unwrap_or_else(|| found[0].to_owned())
        })
        .into_owned()
}

/// "My intro" where there is an `intro.mp4`.
fn stems(session: &Session, prompt: &str) -> String {
    let mut text = prompt.to_owned();
    for medium in &session.media {
        let stem = medium.stem();
        let plain = stem.chars().count() >= 3 && stem.chars().all(|letter| letter.is_alphabetic() || letter == '_');
        // A word of the language means what it means everywhere.
        let spoken = re!(
            r"(?i)^(?:music|song|track|voice|audio|sound|logo|watermark|title|text|captions?|subtitles?|video|clip|film|movie|photo|picture|image|talk|interview|b_?roll|footage|recording|main|final|new|the|and|for|all|end|start)$"
        );
        if spoken.is_match(stem) || !plain || text.to_lowercase().contains(&medium.name.to_lowercase()) {
            continue;
        }
        let words = regex::escape(&stem.replace('_', " "));
        let pattern = format!(
            r#"(?i)(^|[^\w."“”'-])(?:(?:the|my|our)\s+)?{words}(?:\s+(?:clip|video|file|photo|picture|image|song))?([^\w."“”'-]|[.]?\s|[.]?$)"#
        );
        if let Ok(pattern) = regex::Regex::new(&pattern) {
            text = pattern.replace(&text, format!("${{1}}{}${{2}}", medium.name)).into_owned();
        }
    }
    text
}

/// "As long as the music", in seconds.
fn lengths(session: &Session, prompt: &str) -> String {
    let mut sounds = session.media.iter().filter(|medium| medium.probe.kind == Kind::Audio);
    let (Some(sound), None) = (sounds.next(), sounds.next()) else { return prompt.to_owned() };
    let seconds = (sound.probe.duration * 100.0).floor() / 100.0;
    let text = re!(
        r"(?i)\b(?:(?:just\s+)?as\s+long\s+as|(?:to\s+)?(?:match|fit|last\s+as\s+long\s+as)|(?:to\s+)?the\s+length\s+of)\s+(?:the\s+|my\s+)?(?:length\s+of\s+(?:the\s+)?)?(?:music|song|track|audio|soundtrack)\b"
    )
    .replace(prompt, format!("{seconds} seconds long"));
    re!(r"(?:和|跟|与)音乐(?:1\s*|一)?(?:样|般|致)长").replace(&text, format!("{seconds}秒")).into_owned()
}
