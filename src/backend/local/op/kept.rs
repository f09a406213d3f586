//! What a clause wants left as it is: "keep my audio", "don't touch the colours".

use crate::backend::local::words::{Clause, re};

/// The operations that would change what is to stay; none where the clause speaks of something else.
pub fn kept(clause: &Clause) -> Option<Vec<&'static str>> {
    const KEEP: &str = r"(?:\b(?:keep(?:ing)?|leave|preserve|maintain|do\s+nothing\s+(?:to|with)|(?:do\s+not|don't|dont|don’t|never|without)\s+(?:touch(?:ing)?|chang(?:e|ing)|alter(?:ing)?|mess(?:ing)?\s+with|edit(?:ing)?|affect(?:ing)?))\b\s+(?:(?:the|my|its|our|original|main|existing|own|of)\s+)*|(?:不要|别|不用)(?:动|改变?|碰)|保留|保持)";
    const STAY: &str = r"(?:\s*(?:\btracks?\b|\bas\s+(?:it\s+is|is|they\s+are)\b|\b(?:the\s+same|going|playing|running|alone|unchanged|untouched|intact|underneath|(?:sounding\s+)?(?:natural|normal)|in\s+(?:sync|time)|synced|lined\s+up)\b|不变|不动))*";
    let things: [(&regex::Regex, &[&'static str]); 8] = [
        (re!(r"\b(?:volume|loudness)\b|音量"), &["mute", "volume", "normalize"]),
        (re!(r"\b(?:pauses|silences?|gaps)\b|停顿|静音"), &["trim_silence"]),
        (re!(r"\b(?:captions|subtitles|titles?|text|logo|watermark)\b|字幕|标题|水印"), &["remove"]),
        (re!(r"\b(?:length|duration)\b|时长|长度"), &["cut", "keep", "speed", "trim_silence"]),
        (
            re!(r"\b(?:audio|sound|voice|speech)\b|原声|人声|声音|音频|音轨"),
            &["mute", "volume", "denoise", "normalize"],
        ),
        (re!(r"\b(?:music|bgm|soundtrack)\b|背景音乐|音乐|配乐"), &["remove", "bgm"]),
        (re!(r"\b(?:picture|image|colou?rs?|visuals)\b|画面|颜色"), &["color", "zoom", "rotate", "picture", "polish"]),
        (re!(r"\b(?:speed|pace)\b|速度"), &["speed"]),
    ];
    let mut rest = clause.clone();
    let (_, ops) = things.into_iter().find(|(thing, _)| rest.drop(thing))?;
    let keeps = rest.drop(re!(KEEP, r"[\s|]*", STAY));
    (keeps && rest.rest().is_empty()).then(|| ops.to_vec())
}
