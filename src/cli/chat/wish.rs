//! What is wanted of an exported file, in words: its name, format, size, rate and quality.

use regex::Regex;

use crate::step::{format_of, is_document};
use crate::text::pattern;

/// What a person said of the file; the rest is as ever.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wish {
    pub name: Option<String>,
    pub format: Option<String>,
    pub resolution: Option<String>,
    pub quality: Option<String>,
    pub fps: Option<f64>,
}

pattern!(NAME, r#"["'“]([^"'”]+\.[a-zA-Z0-9]{2,4})["'”]|([^\s"'“”,，;；]+\.[a-zA-Z0-9]{2,4})\b"#);
pattern!(RESOLUTION, r"(?i)(?-u:\b)(\d{3,4}p|\d{3,4}x\d{3,4}|[24]k)(?-u:\b)|(全高清|full hd|超清)");
pattern!(FPS, r"(?i)\b(\d{1,3}(?:\.\d+)?) ?fps\b|每秒(\d{1,3})帧|(\d{1,3})帧");
pattern!(
    QUALITY,
    r"(?i)\b(high|best|top|full|medium|normal|low|small|draft)(?:est|er)?[- ]?(?:quality|res|size|file)\b|(高|中|低)(?:画质|质量|清晰度)"
);
pattern!(FORMAT, r"(?i)(?-u:\b)(mp4|mov|mkv|webm|avi|gif|webp|jpe?g|png|mp3|wav|m4a|aac|srt|vtt)(?-u:\b)");
// A name whose ending is none of ours is kept, so that it is refused with the endings that there are.
pattern!(
    ODD,
    r#"(?i)^(?:please )?(?:export|download|save|render)(?: (?:it|this|that))?(?: (?:as|to|into|under))? ["'“]?([^\s"'“”]+\.[a-z]{2,4})["'”]?$"#
);
pattern!(VERB, r"(?i)^(?:please )?(?:export|download|save|render|send me|导出|下载|输出)");
// Words that say no more of a file than that it is wanted.
pattern!(
    FILLING,
    r"(?i)^(?:it|this|that|the|a|an|my|our|final|finished|clean|polished|whole|complete|new|result|video|videos|film|movie|file|files|clip|cut|version|edit|project|timeline|audio|sound|podcast|master|copy|now|please|again|as|to|in|into|at|for|with|of|and|on|format|resolution|quality|fps|hd|uhd|web|sharing|publishing|here|me|disk|instagram|reels?|tiktok|youtube|shorts?|facebook|linkedin|twitter|x|wechat|douyin|bilibili|social|media|story|stories|vertical|square)$"
);
pattern!(
    FILLING_ZH,
    r"(?i)^(?:视频|成片|最终|版本|文件|成品|结果|干净|的|为|成|到|一下|一个|这个|格式|画质|质量|高清|吧|抖音|小红书|微信|给我|本地|音频|剪辑|请)+$"
);

impl Wish {
    /// What the words say; of words that say nothing, nothing.
    pub fn of(words: &str) -> Wish {
        let group = |pattern: &Regex| {
            let found = pattern.captures(words)?;
            found.iter().skip(1).flatten().next().map(|found| found.as_str().to_lowercase())
        };
        let name = NAME.captures(words).and_then(|found| found.iter().skip(1).flatten().next());
        let name = name.map(|name| name.as_str()).filter(|name| is_file(name));
        let odd = || ODD.captures(words).and_then(|found| found.get(1)).map(|found| found.as_str());
        let name = name.or_else(odd).map(str::to_owned);
        let resolution = group(&RESOLUTION).map(|word| match word.as_str() {
            "全高清" | "full hd" => "1080p".to_owned(),
            "超清" => "4k".to_owned(),
            _ => word,
        });
        let quality = group(&QUALITY).map(|word| match word.as_str() {
            "medium" | "normal" | "中" => "medium".to_owned(),
            "low" | "small" | "draft" | "低" => "low".to_owned(),
            _ => "high".to_owned(),
        });
        let format = match name {
            Some(_) => None,
            None => group(&FORMAT).map(|word| if word == "jpeg" { "jpg".to_owned() } else { word }),
        };
        Wish { name, format, resolution, quality, fps: group(&FPS).and_then(|fps| fps.parse().ok()) }
    }
}

/// Whether a name is that of a film, or of a document that an export writes.
fn is_file(name: &str) -> bool {
    format_of(name).is_some() || name.rsplit_once('.').is_some_and(|(_, ending)| is_document(&ending.to_lowercase()))
}

/// Whether the words speak of a file that is wanted and of nothing else.
pub fn fits(words: &str) -> bool {
    let Some(verb) = VERB.find(words) else { return false };
    let mut rest = words[verb.end()..].to_owned();
    for pattern in [&*NAME, &*RESOLUTION, &*FPS, &*QUALITY, &*FORMAT] {
        rest = pattern.replace_all(&rest, " ").into_owned();
    }
    let blank = |c: char| c.is_whitespace() || ",.;!?，。；！？、-:".contains(c);
    rest.split(blank).filter(|word| !word.is_empty()).all(|word| FILLING.is_match(word) || FILLING_ZH.is_match(word))
}
