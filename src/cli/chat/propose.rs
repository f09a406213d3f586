//! What a whole job takes, in flow's own words: concrete edits and an export, to be agreed to.

use regex::Regex;

use super::recipe::{Item, in_effect};
use super::route::Act;
use super::wish::Wish;
use crate::text::pattern;

/// What is known of the footage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Footage {
    /// There are words to make captions of.
    pub words: bool,
    /// There is a picture that moves, or a sound.
    pub plays: bool,
}

pattern!(PAUSES, r"(?i)silen|pause|dead air|静音|停顿");
pattern!(CAPTIONS, r"(?i)caption|subtitle|字幕");
pattern!(LOUDNESS, r"(?i)loudness|normali[sz]e|响度|统一音量");

/// The edits that the job takes and that the timeline does not show yet, then the export.
pub fn proposal(done: &[Item], footage: Footage, wish: Wish) -> Vec<Act> {
    let done = in_effect(done);
    let asked = |pattern: &Regex| done.iter().any(|prompt| pattern.is_match(prompt));
    let edits = [
        (footage.plays && !asked(&PAUSES), "Trim the silences."),
        (footage.words && !asked(&CAPTIONS), "Add captions."),
        (footage.plays && !asked(&LOUDNESS), "Normalize the loudness."),
    ];
    let edits = edits.into_iter().filter(|(wanted, _)| *wanted).map(|(_, prompt)| Act::Edit(prompt.to_owned()));
    edits.chain([Act::Export(wish)]).collect()
}

/// The answer to a proposal; none where the line is another request.
pub fn answer(line: &str) -> Option<bool> {
    let plain = line.trim().trim_end_matches(['.', '!', '。', '！']).to_lowercase();
    match plain.as_str() {
        "y" | "yes" | "yes please" | "ok" | "okay" | "sure" | "go" | "go ahead" | "do it" | "是" | "是的" | "好"
        | "好的" | "可以" | "行" | "确定" => Some(true),
        "" | "n" | "no" | "no thanks" | "cancel" | "stop" | "否" | "不" | "不用" | "不要" | "取消" => {
            Some(false)
        }
        _ => None,
    }
}
