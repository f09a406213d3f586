//! One frame that stands still for a while.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::model::{Clip, positions};
use crate::backend::local::words::{At, Clause, at, length, re, strict_time};

pub const OP: Op = Op {
    name: "freeze",
    phrases: &["freeze at 5 s for 2 s", "freeze the last frame for 1 s", "在5秒处定格2秒"],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let last = clause.has(re!(r"\b(?:last|final)\s+(?:frame|picture|image)\b"));
    if clause
        .take(re!(r"\bfreez(?:e|es|ing)\b(?:[- ]frame)?|\bpause\s+(?:on|at)\s+(?:the\s+|this\s+|that\s+)?(?:last\s+)?(?:frame|picture|image)\b|\b(?:hold|pause)\s+(?:on\s+)?(?:the\s+)?(?:last\s+|final\s+)?(?:frame|picture|image|video)\b|定格|冻结"))
        .is_none()
    {
        return Read::No;
    }
    // The words that stand on it.
    let shown = re!(
        r"\b(?:with|showing|saying)\s+(?:(?:the|an?)\s+)?(?:(?:texts?|words?|title|caption|message|label|overlay)\s+)*(?:(?:saying|that\s+says|reading)\s+)?⟦|[，,]?(?:并|同时)?(?:显示|写上|配上|加上?)(?:文字|字幕|标题)?\s*⟦"
    );
    let words = if clause.has(shown) { clause.quote() } else { None };
    if words.is_some() {
        clause.drop(re!(
            r"\b(?:with|showing|saying|reading|that\s+says|texts?|words?|title|caption|message|label|overlay)\b|并|同时|显示|写上|配上|文字|字幕|标题"
        ));
    }
    let span = scene.span();
    let last = last
        | clause.drop(re!(
            r"\b(?:the\s+)?(?:last|final)\s+frame\b|(?:最后|末尾?)的?\s*(?:1\s*|一)\s*(?:帧|个画面|幅画面|画面)|尾帧"
        ));
    let first = clause.drop(re!(r"\b(?:the\s+)?first\s+frame\b|第\s*(?:1\s*|一)帧|首帧"));
    let seconds = length(clause, span);
    let place = at(clause, span);
    let seconds = seconds.or_else(|| strict_time(clause, span)).unwrap_or(1.0);
    clause.drop(re!(r"\b(?:frame|picture|image|add|effect|a)\b|画面|添加|加|帧"));
    let total = scene.timeline.total();
    let frame = match place {
        _ if last => total - 1,
        _ if first => 0,
        Some(At::Start) => 0,
        Some(At::End) => total - 1,
        Some(At::Time(time)) => match scene.frame(time) {
            Ok(frame) => frame.min(total - 1),
            Err(why) => return Read::Cannot(why),
        },
        None => return Read::Cannot("say where, such as `freeze at 5 s for 2 s`".into()),
    };
    let len = span.rate.frames(seconds);
    if !(1..=span.rate.frames(600.0)).contains(&len) {
        return Read::Cannot("a picture can stand still for up to ten minutes".into());
    }
    Read::Do(vec![
        Plan::new(Stage::Order, format!("freeze for {}", show(seconds)), move |edit: &mut Edit| {
            let place = edit.place(frame).min(edit.now.total() - 1);
            let Some((begin, clip)) =
                positions(&edit.now.main).find(|(at, clip)| (*at..at + clip.len).contains(&place))
            else {
                return Refusal::cannot("there is no frame at that place");
            };
            let within = ((place - begin) as f64 * clip.speed).round() as u64;
            let still = Clip {
                start: clip.start + within,
                len,
                speed: 1.0,
                still: true,
                transition: 0,
                volume: 1.0,
                ..clip.clone()
            };
            let at = if frame + 1 == total { edit.now.total() } else { place };
            edit.insert(at, &[still]);
            if let Some(words) = &words {
                super::text::lay(edit, words, None, (at, len))?;
            }
            let said = words.as_ref().map_or(String::new(), |words| format!(", with the words \"{words}\""));
            Ok(format!("The picture stands still at {} for {}{said}.", show(edit.now.rate.seconds(at)), show(seconds)))
        })
        .placed(frame),
    ])
}
