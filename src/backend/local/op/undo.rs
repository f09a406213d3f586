//! Undo, redo, and looking at the timeline: they answer a whole prompt by themselves.

use super::read::Outcome;
use super::{Op, Read, Scene, UNSUPPORTED};
use crate::backend::local::store::Session;
use crate::backend::local::words::{Clause, re};
use crate::draft::{Draft, Timeline, summary_line};

pub const OP: Op =
    Op { name: "undo", phrases: &["undo", "redo", "show the timeline", "撤销", "显示时间线"], parse };

fn parse(clause: &mut Clause, _: &Scene) -> Read {
    if clause.take(re!(r"\b(?:undo|revert|redo)\b|撤销|撤回|还原|重做")).is_none() {
        return Read::No;
    }
    Read::Cannot("undo and redo stand alone: send them as a prompt of their own".into())
}

/// The answer to a prompt that is one of these and nothing else.
pub fn answer(session: &Session, prompt: &str) -> Option<Outcome> {
    let prompt = prompt.trim().trim_end_matches(['.', '!', '?', '。', '！', '？']).to_lowercase();
    let prompt = prompt.trim_end_matches("please").trim_end_matches(['吧', ' ', ',']);
    let is = |pattern: &regex::Regex| pattern.is_match(prompt);
    if is(re!(
        r"^(?:please\s+)?go\s+back(?:\s+(?:one|a|1)\s+step)?$|^(?:please\s+)?(?:undo|revert)(?:\s+(?:that|it|this|(?:the|my)\s+(?:last|previous)\s+(?:edit|change|step|thing|one)|last))?$|^(?:请)?(?:撤销|撤回|还原)(?:一下|掉)?(?:上一步|上一次|上次|刚才那?1?一?步?|刚刚)?的?(?:操作|修改|编辑|改动)?$|^(?:请)?(?:把)?(?:刚才|刚刚|上一?步|上一?次|前一?步)(?:那|的|做)?(?:的)?(?:一|1)?(?:步|下|个|次)?(?:的)?(?:操作|修改|编辑|改动)?(?:给我|帮我|都|先)?(?:撤销|撤回|取消|还原|撤|退回)(?:掉|了|一下|去)?$|^(?:请)?取消(?:上一步|上一次|上次|刚才那?一?步?|刚刚)的?(?:操作|修改|编辑|改动)?$|^(?:请)?(?:退|返)回(?:到)?上一步$"
    )) {
        return Some(step(session, true));
    }
    let whole = re!(
        r"^(?:please\s+)?(?:(?:undo|revert|reset|discard)\s+(?:everything|all(?:\s+(?:of\s+it|(?:the\s+|my\s+)?(?:edits|changes)))?|the\s+whole\s+thing)|start\s+(?:over|again|from\s+scratch)|(?:go\s+)?back\s+to\s+(?:the\s+)?(?:original|beginning|start)(?:\s+(?:video|clip|footage))?|reset(?:\s+(?:the\s+)?(?:timeline|video|project|edits?))?)$|^(?:请)?(?:全部|所有(?:的)?(?:操作|修改|编辑)?)(?:都)?(?:撤销|撤回|还原)$|^(?:撤销|撤回|还原)(?:全部|所有)(?:的)?(?:操作|修改|编辑|改动)?$|^(?:从头开始|重新开始|恢复原样|还原成?原(?:视频|片|样))$"
    );
    if is(whole) {
        return Some(steps(session, session.past.len().max(1)));
    }
    let several = re!(
        r"^(?:please\s+)?(?:undo|revert)\s+(?:the\s+)?(?:last\s+|previous\s+)?(\d+|two|three|four|five)\s+(?:edits|changes|steps|things)$|^(?:撤销|撤回)(?:最后|最近|上|前)?(\d+|[两二三四五])(?:步|个)(?:操作|修改|编辑)?$"
    );
    if let Some(found) = several.captures(prompt) {
        let count = found.get(1).or(found.get(2)).map_or("", |found| found.as_str());
        let count = match count {
            "two" | "两" | "二" => 2,
            "three" | "三" => 3,
            "four" | "四" => 4,
            "five" | "五" => 5,
            digits => digits.parse().unwrap_or(1),
        };
        return Some(steps(session, count));
    }
    if is(re!(
        r"^(?:please\s+)?redo(?:\s+(?:that|it|this|the\s+last\s+(?:edit|change|step)))?$|^(?:请)?(?:重做|恢复)(?:上一步)?$"
    )) {
        return Some(step(session, false));
    }
    if is(re!(
        r"^(?:show(?:\s+me)?|list|print|what(?:['’]?s| is) (?:on|in))?\s*(?:the\s+)?(?:status|tracks?|timeline)$|^what\s+does\s+(?:the|my)\s+(?:timeline|video|edit|project)\s+look\s+like(?:\s+(?:now|so\s+far))?$|^(?:显示|查看)?(?:状态|时间线|轨道)$|^how\s+long\s+is\s+(?:it|this|that|(?:the|my)\s+(?:\w+\s+)?(?:video|clip|timeline|film))(?:\s+(?:now|so\s+far))?$|^what(?:['’]?s| is) (?:the|its) (?:current )?(?:total )?(?:length|duration|running time)(?: (?:of|now|so far|the|my|this|it|video|clip|timeline))*$|^how\s+many\s+(?:clips|tracks|captions|titles)(?:\s+(?:are|do|does|is|there|we|i|it|have|now|the|video|timeline|in|on))*$|^(?:现在)?(?:视频|片子)?(?:的)?(?:总)?(?:时长|长度)?(?:现在)?(?:是)?(?:有)?(?:多长|多少秒|是多少)(?:时间)?(?:了|呢)?$"
    )) {
        let text = session
            .draft
            .as_ref()
            .and_then(|draft| Draft::parse(draft.to_string()).ok())
            .map_or_else(|| "There is no timeline yet.".into(), |draft| summary_line(&Timeline::of(&draft)));
        return Some(Outcome::Said { text });
    }
    if is(re!(
        r"^(?:so\s+)?what\s+(?:else\s+)?(?:can|do)\s+you\s+(?:do|understand|know)(?:\s+for\s+me)?$|^what\s+(?:can|could)\s+i\s+(?:do|say|ask(?:\s+for)?)(?:\s+here)?$|^help(?:\s+me)?$|^(?:你)?(?:能|会|可以)(?:做|干)?(?:什么|哪些)(?:操作|事情?)?(?:呢)?$|^帮助$"
    )) {
        return Some(Outcome::Said { text: super::answer::knows() });
    }
    None
}

/// Several edits back at once; as far as there are some.
fn steps(session: &Session, count: usize) -> Outcome {
    if count > session.past.len() && !session.past.is_empty() {
        let there = session.past.len();
        let text = format!("nothing was changed: there are {there} edits to undo, and not {count}");
        return Outcome::Refused { code: UNSUPPORTED, text };
    }
    let mut outcome = step(session, true);
    for _ in 1..count {
        if let Outcome::Stepped { session, .. } = &outcome {
            outcome = step(session, true);
        }
    }
    match outcome {
        Outcome::Stepped { session, .. } if count > 1 => {
            Outcome::Stepped { session, text: format!("Undid the last {count} edits.") }
        }
        other => other,
    }
}

fn step(session: &Session, back: bool) -> Outcome {
    let mut session = session.clone();
    let (from, to) =
        if back { (&mut session.past, &mut session.undone) } else { (&mut session.undone, &mut session.past) };
    let Some(draft) = from.pop() else {
        let text = format!("nothing was changed: there is no edit to {}", if back { "undo" } else { "redo" });
        return Outcome::Refused { code: UNSUPPORTED, text };
    };
    to.extend(session.draft.replace(draft));
    let text = if back { "Undid the last edit." } else { "Did the edit again." };
    Outcome::Stepped { session: Box::new(session), text: text.into() }
}
