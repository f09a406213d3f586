//! Words to show that stand behind a colon without quotes: "add a title: Welcome back".

use super::re;

/// The prompt with such words in quotes, so that nothing in them is taken for an instruction.
pub fn quoted(text: &str) -> String {
    let opening = re!(
        r"(?i)(?:(?-u:\b)(?:titles?|title\s+card|headline|heading|lower[- ]?third|name\s*tag|text|words|text\s+overlay|message|end\s+card|call\s+to\s+action)(?-u:\b)(?:\s+(?:at|on|in)\s+(?:the\s+)?(?:very\s+)?(?:start|beginning|end|top|bottom|cent(?:er|re)|middle))?(?:\s+(?:that\s+)?(?:says?|saying|reads?|reading))?|\b(?:says?|saying|reads?|reading)|标题|人名条|字幕条|文字|文本|文案|字样|写着|写上)\s*[:：]\s*"
    );
    let text = &shown_for(&named(text));
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

/// 标题 我的旅行日记 停留3秒, 片尾加一行字：谢谢: words behind a space, up to how long they are shown, and words that
/// are only called letters.
fn shown_for(text: &str) -> String {
    let lasting = re!(
        r"((?:标题|大标题|文字|字幕条))\s+([^\s“”'「『《⟪⟦，,。；;:：0-9]+)(\s*[，,]?\s*(?:停留|显示|持续|展示)\s*(?:[0-9]|[一二两三四五六七八九十半]))"
    );
    let text = lasting.replace(text, "$1：“$2” $3");
    // An account's name is a watermark, and what a sound is like is no text.
    let account = re!(r"(?:我的|我们的)?(?:账号|抖音号|快手号|微信号|频道名?|昵称|id)\s*[:：]?\s*(@[\w-]+)");
    let text = account.replace(&text, "水印“$1”");
    let sound = re!(r"[“「](叮|叮咚|嗖|咻|啵|咔哒|咔嚓)[”」]\s*(?:的)?(?:一声)?(?:的)?(音效|声音|声)");
    let text = sound.replace(&text, "$1声$2");
    let letters = re!(r"(加|写|打|上|放|配|来)(上)?(?:一|1|两|几)?(?:个|行|句|排)?(?:大|小)?(?:字|话)\s*([:：])");
    letters.replace_all(&text, "$1$2文字$3").into_owned()
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
        r"(?i)[;\n；。!！?？]|,?\s+(?:and\s+)?then\s|[,，、]?\s*(?:然后|接着|并且|再加|再把|同时|持续|显示|停留|展示|时长)|[,，、]\s*(?:从?第?\s*\d+(?:\.\d+)?\s*秒|(?:再)?配|放(?:在|到)|[左右][上下]角|[顶底]部)|\s*[,，、]\s*(?:and\s+)?(?:add|put|cut|trim|remove|make|export|speed|slow|fade|mute|with|at|for|from|in|on|large|small|white|yellow|加|去|把|剪|导出|删|在|字体|白色|黄色|居中)\b|[,，]\s*(?:加|去|把|剪|导出|删|在|字体|字号|[大小]字|[白黄红绿蓝橙粉黑紫]色|居中|(?:慢慢|渐渐)?淡[入出])|\s+(?:and\s+)(?:add|put|cut|trim|remove|make|export|speed|slow|fade|mute)\s|\s+(?:at|from|for|in|on|over)\s+(?:the\s+)?(?:very\s+)?(?:\d|start\b|beginning\b|end\b|top\b|bottom\b|first\b|last\b|cent(?:er|re)\b|middle\b|white\b|yellow\b|red\b)"
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
