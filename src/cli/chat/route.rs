//! What a line asks for. Requests are matched whole: words for exports, credits, the timeline and
//! uploads never reach the editor, and everything else does.

use super::wish::{Wish, fits};
use crate::step::{asks_for_export, is_vague, unquoted};
use crate::text::pattern;

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    Edit(String),
    Export(Wish),
    /// The files; none where the person asks how.
    Upload(Vec<String>),
    Credits,
    State,
    Undo,
    /// The film in a small size, to look at.
    Preview,
    /// The whole job: what it takes is proposed first. The wish is the export's.
    Propose(Wish),
}

/// What was understood of a line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Heard {
    pub acts: Vec<Act>,
    /// The words at the end of a line that breaks off, which nothing is made of.
    pub missing: Option<String>,
}

pattern!(
    CREDITS,
    r"(?i)^(?:please )?(?:(?:show|check|what(?:'s| is| are)|how (?:many|much))\s+)?(?:me )?(?:my |the )?(?:remaining |available |account )?(?:credits?|balance)(?: do i have| are left| left| remaining)*$|^(?:请)?(?:查看|查询|看看|查一下|显示)?(?:我的|我)?(?:还有|还剩|剩余|有)?(?:多少)?(?:账户)?(?:积分|余额|点数)(?:还有多少|还剩多少|有多少|是多少|多少)?$"
);
pattern!(
    STATE,
    r"(?i)^(?:please )?(?:(?:show|list|print|display|see|what(?:'s| is)(?: on| in)?)\s+)?(?:me )?(?:the |my )?(?:current )?(?:status|state|tracks?|timeline)$|^show (?:me|it)$|^(?:请)?(?:查看|显示|看看|看一下)?(?:当前)?(?:的)?(?:状态|时间线|轨道|进度)$"
);
pattern!(
    UPLOAD,
    r"(?i)^(?:please )?upload(?: (?:it|this|a|an|the|my|some|another|new))*(?: (?:files?|videos?|clips?|footage|media|images?|photos?|audio))?$|^(?:请)?上传(?:一个|这个|我的|新的?)?(?:文件|视频|素材|图片|音频)?$|^(?:a |the |my )?file$"
);
pattern!(
    UNDO,
    r"(?i)^(?:please )?(?:undo|revert)(?: (?:that|it|this|last|the last (?:edit|change|step)))?$|^(?:请)?(?:撤销|撤回|还原)(?:上一步|上次|刚才的?)?(?:操作|修改|编辑)?$"
);
pattern!(
    PREVIEW,
    r"(?i)^(?:please )?(?:(?:show|give|make|render|export|play|open|see|watch|let)\s+)?(?:me |us )?(?:(?:see|have|watch)\s+)?(?:a |the )?(?:quick |small |low[- ]res(?:olution)? |rough |short )*preview(?:(?: of)? (?:it|this|that|(?:the|my) (?:film|video|edit|cut|result|timeline|draft)))?(?: (?:please|now|first))?$|^(?:请)?(?:先)?(?:给我)?(?:看看|看一下|生成|播放|做个?)?(?:一个|个)?预览(?:一下|视频|效果)?$"
);
pattern!(
    WHOLE,
    r"(?i)^(?:please |can you |could you |help me )?(?:edit|cut|automate|process|finish|do|handle|take care of) (?:the editing of )?(?:a|an|my|this|the|our|all my)\b(?: [\w-]+){0,4}? (?:recording|interview|videos?|footage|clips?|podcast|vlog|talk|meeting|webinar|lecture)(?: (?:video|footage|recording|clip))?(?: for me)?(?P<into>,? (?:into|to|as|and (?:export|save)(?: it)?(?: as)?) .*)?$|^(?:请|帮我|请帮我)?(?:自动)?(?:剪辑|剪一下|处理)(?:一下)?(?:我的|这个|这段)?(?:原始)?(?:视频|素材|采访|录像|录音|片子)(?:素材)?$"
);
// A verb that may begin an export, at the beginning of a line or of a clause of it.
pattern!(
    VERB,
    r"(?i)(?:^|\s*(?:[,;，；、。！!]|\.\s)\s*|\s+(?:and|then|&)\s+|\s*(?:并且?|然后|最后|接着|再)\s*)(?:(?:and|then|finally|please|并且?|然后|最后|接着|再|请)\s*)*(?P<verb>\b(?:export|download|save|render|send me)\b|导出|下载|输出)"
);
pattern!(CLAUSE, r"(?i)\s*(?:[,;，；、。！!]|\.(?:\s|$))\s*|\s+(?:and|then|&)\s+|并且?|然后|最后|接着");
// What links a clause to the one before it.
pattern!(LINK, r"(?i)^(?:(?:and then|and|then|finally)\s+|(?:并且?|然后|最后|接着)\s*)+");
// A line's end that lacks what it joins.
pattern!(
    JOINS,
    r"(?i)(?:^|[\s,，、;；]+)(?P<word>and then|and also|as well as|and|then|or|but|also|plus|&)[\s,，、.…]*$|(?P<zh>然后|并且|以及|还有|或者|并|和|再)[\s，、。.…]*$"
);
// A line's end whose last clause lacks its object.
pattern!(OPEN, r"(?i)(?:^|\s)(?P<word>(?:to|with|at|for|from|into|by|of|the|a|an)(?: (?:the|a|an))?)[\s.…]*$");
// The same, where the clause is a verb alone.
pattern!(
    BARE,
    r"(?i)(?:^|[,;，；、。！!]\s*|\s(?:and|then|&)\s+)(?P<word>(?:add|trim|remove|cut|make|put|insert|change)(?: (?:the|a|an))?)[\s.…]*$"
);

/// What the line asks for.
pub fn heard(line: &str) -> Heard {
    let (whole, missing) = whole(bare(line.trim()));
    let mut heard = Heard { acts: Vec::new(), missing };
    acts(whole, &mut heard.acts);
    heard
}

/// The line without the quotation marks that stand around all of it.
fn bare(line: &str) -> &str {
    let pairs = [('"', '"'), ('“', '”'), ('「', '」')];
    let inner = pairs.iter().find_map(|(open, close)| line.strip_prefix(*open)?.strip_suffix(*close));
    inner.filter(|inner| !inner.contains(['"', '“', '”', '「'])).map_or(line, str::trim)
}

/// The line without an end that breaks off, and those words.
fn whole(line: &str) -> (&str, Option<String>) {
    let mut rest = line;
    let mut missing = None;
    loop {
        let masked = unquoted(rest);
        if let Some(found) = JOINS.captures(&masked) {
            let word = found.name("word").or_else(|| found.name("zh")).map_or(0, |word| word.start());
            missing.get_or_insert_with(|| rest[word..].trim().to_owned());
            rest = rest[..word].trim_end_matches(joint);
        } else if let Some(found) = OPEN.captures(&masked).or_else(|| BARE.captures(&masked))
            && let Some(word) = found.name("word")
        {
            // Nothing can be made of a clause without its end.
            let from = CLAUSE.find_iter(&masked[..word.start()]).last().map_or(0, |joint| joint.end());
            missing.get_or_insert_with(|| rest[from..].trim().to_owned());
            rest = rest[..from].trim_end_matches(joint);
        } else {
            return (rest.trim_end_matches(joint), missing);
        }
    }
}

fn joint(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；' | '…' | '&')
}

/// The request in its parts, in their order.
fn acts(text: &str, out: &mut Vec<Act>) {
    let text = text.trim_start_matches(joint).trim_end_matches(joint).trim();
    let text = &text[LINK.find(text).map_or(0, |link| link.end())..];
    let plain = text.trim_end_matches(['.', '!', '?', '。', '！', '？']).trim();
    let plain = plain.strip_suffix("please").map_or(plain, |plain| plain.trim_end_matches(joint));
    if plain.is_empty() {
        return;
    }
    let alone = [(&*CREDITS, Act::Credits), (&*STATE, Act::State), (&*UNDO, Act::Undo), (&*PREVIEW, Act::Preview)];
    if let Some((_, act)) = alone.into_iter().find(|(pattern, _)| pattern.is_match(plain)) {
        return out.push(act);
    }
    if UPLOAD.is_match(plain) {
        return out.push(Act::Upload(Vec::new()));
    }
    if let Some(found) = WHOLE.captures(plain) {
        let into = found.name("into").map_or("", |into| into.as_str());
        return out.push(Act::Propose(Wish::of(into)));
    }
    if is_vague(plain) {
        return out.push(Act::Propose(Wish::default()));
    }
    if asks_for_export(plain) {
        return out.push(Act::Export(Wish::of(plain)));
    }
    let masked = unquoted(text);
    let last = CLAUSE.find_iter(&masked).filter(|joint| joint.end() < text.len()).last();
    if let Some(joint) =
        last.filter(|joint| PREVIEW.is_match(text[joint.end()..].trim_end_matches(|c| ".!?。！？".contains(c))))
    {
        acts(&text[..joint.start()], out);
        return out.push(Act::Preview);
    }
    for found in VERB.captures_iter(&masked) {
        let (Some(joint), Some(verb)) = (found.get(0), found.name("verb")) else { continue };
        let end = end_of_wish(text, &masked, verb.end());
        let said = &text[verb.start()..end];
        // Beside edits, `export` and its kin mean the file whatever follows; at the beginning of a line
        // only where nothing but the file is spoken of.
        let sure = joint.start() > 0 && !matches!(verb.as_str().to_lowercase().as_str(), "save" | "render" | "send me");
        if !sure && !fits(said) {
            continue;
        }
        acts(&text[..joint.start()], out);
        out.push(Act::Export(Wish::of(said)));
        return acts(&text[end..], out);
    }
    out.push(Act::Edit(text.to_owned()));
}

/// Where the words end that belong to an export: with its clause, and with those clauses after it
/// that speak of nothing but the file ("export as MP4, 1080p").
fn end_of_wish(text: &str, masked: &str, from: usize) -> usize {
    let mut joints =
        CLAUSE.find_iter(&masked[from..]).map(|found| (from + found.start(), from + found.end())).peekable();
    let mut end = joints.peek().map_or(text.len(), |(start, _)| *start);
    while let Some((_, after)) = joints.next() {
        let next = joints.peek().map_or(text.len(), |(start, _)| *start);
        let clause = text[after..next].trim();
        let more = VERB.captures(clause).is_some_and(|found| found.name("verb").is_some_and(|verb| verb.start() == 0));
        if more || (!clause.is_empty() && !fits(&format!("export {clause}"))) {
            return end;
        }
        end = next;
    }
    end
}
