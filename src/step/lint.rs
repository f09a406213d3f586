//! What can be said of a prompt before it is sent, and of the editor's words before they are shown.

use std::sync::LazyLock;

use regex::Regex;

use super::read::{Reader, Text};
use crate::text::{Diagnostic, pattern};

pattern!(
    EXPORT,
    r"(?i)^(please )?(export|download|render|save|导出|下载|send me the (video|file))( (it|this|the (final )?(video|file|cut|result)|as|to|in|a|an|mp4|mov|gif|1080p|720p|4k|final|clean|\w{0,4}))*[.!。！]?$"
);
pattern!(CREDITS, r"(?i)^(show |check )?(my |the )?(credits?|balance|积分|余额|剩余积分)[?.!。？]?$");
pattern!(STATUS, r"(?i)^(show )?(the )?(status|tracks|timeline|状态|显示时间线|show tracks)[?.!。？]?$");
pattern!(UPLOAD, r"(?i)^(upload|上传)( (it|this|a|the) ?(file|video|clip|footage)?|文件|视频)?[.!。]?$");
pattern!(MIXED, r"(?i)(,? (and|then)( then)? |[,;] ?|并|然后|，|、)(export|download|导出|下载)\b[^,.;。]*[.。]?");
pattern!(
    VAGUE,
    r"(?i)^(please )?((make|let) (it|this|the video|my video)( look| feel)? (better|nicer|good|great|cool|professional|awesome)|improve (it|this|the video)|polish (it|this)|fix (it|this)|edit (it|this|my (raw )?(video|footage)( footage)?)|让(它|视频)(更好|好看)(一点|一些)?|美化(一下)?)[.!。！]?$"
);
pattern!(GENERATES, r"(?i)\b(generate|create|make me|animate)\b|生成|创建|制作|帮我做");
pattern!(
    GESTURE,
    r"(?i)\b(click|tap|press|drag|drop|hover|scroll|open the|select the button|preview (it )?in|(check|see|visit|go to) (your |the )?(account|billing|settings))\b|点击|拖拽|拖动|打开|预览"
);
pattern!(QUOTED, r#"("[^"\n]*"|“[^”\n]*”|‘[^’\n]*’|「[^」\n]*」|『[^』\n]*』|«[^»\n]*»|\B'[^'\n]+'\B)"#);
pattern!(EXPORTING, r"(?i)\bexport\b|导出");

/// Errors and warnings about a prompt that is known to the last letter, and about YAML that ate a
/// part of it.
pub fn prompt(reader: &mut Reader<'_>, prompt: &Text) {
    let at = prompt.at;
    if let Some(source) = reader.sources.get(at.file) {
        let rest = source.text[source.snap(at.end as usize)..].lines().next().unwrap_or("");
        let tag = rest.trim_start();
        let plain = !reader.sources.slice(at).starts_with(['"', '\'']);
        if plain && rest.starts_with([' ', '\t']) && tag.starts_with('#') && tag[1..].starts_with(char::is_alphanumeric)
        {
            let whole = format!("{} {}", prompt.text, tag.trim_end());
            reader.push(
                Diagnostic::error("comment_in_prompt", at, format!("YAML takes `{}` for a comment", tag.trim_end()))
                    .help(format!("quote the prompt: '{}'", whole.replace('\'', "''"))),
            );
        }
    }
    let text = prompt.text.trim();
    if text.contains("{{") {
        return;
    }
    if text.is_empty() {
        reader.push(
            Diagnostic::error("empty_prompt", at, "the prompt is empty")
                .help("say what to change: `edit: Trim the silences.`"),
        );
        return;
    }
    for (pattern, starts, what, help) in WHOLE {
        if begins(text, starts) && pattern.is_match(text) {
            reader.push(Diagnostic::error("not_an_edit", at, format!("{what}, and changes nothing")).help(*help));
            return;
        }
    }
    let words = || text.split(|c: char| !c.is_ascii_alphabetic());
    let asks = words().any(|word| begins(word, &["export", "download"]))
        || (!text.is_ascii() && ["导出", "下载"].iter().any(|word| text.contains(word)));
    if asks && let Some(found) = MIXED.find(&unquoted(text)) {
        let rest = format!("{}{}", &text[..found.start()], &text[found.end()..]);
        reader.push(
            Diagnostic::warning(
                "export_in_prompt",
                at,
                "the prompt asks for an export beside edits; exports are steps",
            )
            .help(format!("write `edit: {}` and an export step below it", rest.trim().trim_end_matches([',', '，']))),
        );
    }
    let vague = ["please", "make", "let", "improve", "polish", "fix", "edit", "让", "美化"];
    if begins(text, &vague) && VAGUE.is_match(text) {
        reader.push(
            Diagnostic::warning("vague_prompt", at, "the prompt leaves open what to change")
                .help("say what: trim silences, add captions"),
        );
    }
}

/// Requests that are no edits: what they look like, how they begin, and what to do instead.
static WHOLE: &[(&LazyLock<Regex>, &[&str], &str, &str)] = &[
    (
        &EXPORT,
        &["please", "export", "download", "render", "save", "send", "导出", "下载"],
        "this asks for an export",
        "exports are steps: `export: final.mp4`",
    ),
    (
        &CREDITS,
        &["show", "check", "my", "the", "credit", "balance", "积分", "余额", "剩余"],
        "this asks for the credits",
        "ask `flow credits`",
    ),
    (
        &STATUS,
        &["show", "the", "status", "tracks", "timeline", "状态", "显示"],
        "this asks how the timeline looks",
        "ask `flow state`, or use a `check` step",
    ),
    (&UPLOAD, &["upload", "上传"], "this asks for an upload", "uploads are steps: `upload: talk.mov`"),
];

/// Whether a text begins with one of these words, in any case: making a pattern ready takes longer
/// than a short recipe takes to plan.
fn begins(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
}

/// Whether a prompt leaves open what to change.
pub fn is_vague(prompt: &str) -> bool {
    VAGUE.is_match(prompt.trim())
}

/// Whether a prompt asks for an export and for nothing else.
pub fn asks_for_export(prompt: &str) -> bool {
    EXPORT.is_match(prompt.trim())
}

/// The text, of the same length in bytes, with what stands in quotation marks made unreadable: the words
/// of a title are no instructions.
pub fn unquoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for found in QUOTED.captures_iter(text) {
        let Some(inner) = found.get(1) else { continue };
        out += &text[end..inner.start()];
        out += &"_".repeat(inner.len());
        end = inner.end();
    }
    out + &text[end..]
}

/// Whether a prompt asks for something to be generated, which costs more.
pub fn generates(prompt: &str) -> bool {
    GENERATES.is_match(prompt)
}

/// What stands in the place of the editor's words about its Export button.
pub const EXPORT_WRITES: &str = "An export step writes the file.";

/// The editor's words with what it says of buttons taken out: there is no screen.
pub fn translated(reply: &str) -> String {
    let mut out = Vec::new();
    let mut exporting = false;
    for sentence in sentences(reply) {
        if EXPORTING.is_match(sentence) && GESTURE.is_match(sentence) {
            exporting = true;
        } else if !GESTURE.is_match(sentence) {
            out.push(sentence.trim());
        }
    }
    if exporting {
        out.push(EXPORT_WRITES);
    }
    out.join(" ").trim().to_owned()
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['。', '！', '\n'])
        .flat_map(|part| part.split_inclusive(". "))
        .flat_map(|part| part.split_inclusive("! "))
        .filter(|part| !part.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_requests_are_matched_and_not_parts() {
        for text in ["export 1080p MP4", "导出", "download", "send me the video", "Export the final cut."] {
            assert!(EXPORT.is_match(text), "{text}");
        }
        for text in [
            "trim silences, add captions, and export a clean final cut",
            "export the captions in yellow text over the clip",
        ] {
            assert!(!EXPORT.is_match(text), "{text}");
        }
        assert!(STATUS.is_match("show tracks") && CREDITS.is_match("余额") && UPLOAD.is_match("upload a file"));
        assert!(VAGUE.is_match("make it look better") && VAGUE.is_match("edit my raw video footage"));
        assert!(MIXED.is_match("trim silences, add captions, and export a clean final cut"));
    }

    #[test]
    fn what_stands_in_quotation_marks_is_no_request() {
        assert_eq!(unquoted("it's \"a, b\" 'c' d's"), "it's ______ ___ d's");
        assert!(!MIXED.is_match(&unquoted("add the title \"Buy now, download the app\"")));
        assert!(MIXED.is_match(&unquoted("add the title \"Buy now\", download the file")));
    }

    #[test]
    fn buttons_are_not_shown() {
        assert_eq!(
            translated("I trimmed 3 pauses. Click the Export button to save it. 点击预览。"),
            "I trimmed 3 pauses. An export step writes the file."
        );
    }
}
