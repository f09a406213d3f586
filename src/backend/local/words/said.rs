//! Words to show that stand behind a colon without quotes: "add a title: Welcome back".

use super::re;

/// The prompt with such words in quotes, so that nothing in them is taken for an instruction.
pub fn quoted(text: &str) -> String {
    let opening = re!(
        r"(?i)(?:\b(?:titles?|title\s+card|headline|heading|lower[- ]?third|name\s*tag|text|words|text\s+overlay|message|end\s+card|call\s+to\s+action)\b(?:\s+(?:at|on|in)\s+(?:the\s+)?(?:very\s+)?(?:start|beginning|end|top|bottom|cent(?:er|re)|middle))?(?:\s+(?:that\s+)?(?:says?|saying|reads?|reading))?|\b(?:says?|saying|reads?|reading)|标题|人名条|字幕条|文字|文本|文案|字样|写着|写上)\s*[:：]\s*"
    );
    let text = &named(text);
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(found) = opening.find(rest) {
        let (before, behind) = rest.split_at(found.end());
        out += before;
        let said = &behind[..end(behind)];
        rest = &behind[said.len()..];
        let marked = said.trim_start().starts_with(['"', '“', '‘', '「', '『', '《', '«', '\'', '`'])
            || said.contains(['⟪', '"']);
        let bare = said.trim_end();
        if marked || bare.is_empty() {
            out += said;
        } else {
            out += &format!("\"{bare}\" ");
        }
    }
    out + rest
}

/// "Write my name, Dana Cruz, at the bottom": what is called so stands in quotes.
fn named(text: &str) -> String {
    // A lower third takes names by itself.
    if re!(r"(?i)\blower[- ]?third|name\s*tag").is_match(text) {
        return text.to_owned();
    }
    const WHOSE: &str = r"\b(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]he)\s+(?:[a-z]+\s+)?";
    let name = re!(
        "(",
        WHOSE,
        r"(?:name|handle|slogan|channel|company|brand|tagline)\s*(?:,|is|:|-)\s*)([A-Z][\w.'&-]*(?:\s+[A-Z][\w.'&-]*)*)"
    );
    let link = re!(
        "(",
        WHOSE,
        r"(?:handle|website|site|url|link|account|page|domain|channel)\s*(?:,|is|:|-)?\s*)(@\w+|(?:https?://)?(?:www\.[\w-]+(?:\.\w{2,})+|[\w-]+\.(?:com|io|net|org|co|cn|tv|de|fr|uk|eu|es|it|nl|ch|ai|app|dev|me|info|shop|store))\b(?:/\S*)?)"
    );
    let text = name.replace_all(text, "${1}\"${2}\" ");
    link.replace_all(&text, "${1}\"${2}\" ").into_owned()
}

/// Where such words end: at the end of the sentence, where a time or a place is named, or where the next
/// instruction begins.
fn end(text: &str) -> usize {
    let next = re!(
        r"(?i)[;\n；。!！?？]|,?\s+(?:and\s+)?then\s|[,，、]?\s*(?:然后|接着|并且|再加|再把|同时|持续|显示|时长)|[,，、]\s*(?:从?第?\s*\d+(?:\.\d+)?\s*秒|(?:再)?配|放(?:在|到)|[左右][上下]角|[顶底]部)|\s*[,，、]\s*(?:and\s+)?(?:add|put|cut|trim|remove|make|export|speed|slow|fade|mute|with|at|for|from|in|on|large|small|white|yellow|加|去|把|剪|导出|删|在|字体|白色|黄色|居中)\b|[,，]\s*(?:加|去|把|剪|导出|删|在|字体|白色|黄色|居中)|\s+(?:and\s+)(?:add|put|cut|trim|remove|make|export|speed|slow|fade|mute)\s|\s+(?:at|from|for|in|on|over)\s+(?:the\s+)?(?:very\s+)?(?:\d|start\b|beginning\b|end\b|top\b|bottom\b|first\b|last\b|cent(?:er|re)\b|middle\b|white\b|yellow\b|red\b)"
    );
    let sentence =
        re!(r"[A-Za-z]{4,}\.(?:\s|$)").find(text).map(|found| found.start() + found.as_str().find('.').unwrap_or(0));
    let other = next.find(text).map(|found| {
        // What ends a sentence and belongs to the words, such as an exclamation mark, is shown.
        found.start()
            + if found.as_str().starts_with(['!', '！', '?', '？']) {
                found.as_str().chars().next().map_or(0, char::len_utf8)
            } else {
                0
            }
    });
    [sentence, other].into_iter().flatten().min().unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_behind_a_colon_are_quoted_up_to_what_is_no_longer_said() {
        for (text, wanted) in [
            ("add a title: Welcome back", "add a title: \"Welcome back\" "),
            ("Title: My 3 rules! Then add captions", "Title: \"My 3 rules!\"  Then add captions"),
            (
                "lower third: Dr. Ann Lee, host, and add captions",
                "lower third: \"Dr. Ann Lee, host\" , and add captions",
            ),
            ("title: Part two at 0:10 for 4 s", "title: \"Part two\"  at 0:10 for 4 s"),
            ("加标题：我的第一支视频，然后加字幕", "加标题：\"我的第一支视频\" ，然后加字幕"),
            ("add title: \"Hello\"", "add title: \"Hello\""),
            ("keep 0:05 to 0:20", "keep 0:05 to 0:20"),
        ] {
            assert_eq!(quoted(text), wanted);
        }
    }
}
