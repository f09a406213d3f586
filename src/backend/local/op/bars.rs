//! Black bars above and below, as in the cinema: drawn over the picture, whose shape stays.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::words::{Clause, re};

pub const OP: Op =
    Op { name: "bars", phrases: &["add cinematic black bars", "2.35:1 letterbox bars", "加电影黑边"], parse };

/// Width by height of what is left in sight, where nothing is said.
const USUAL: f64 = 2.35;

/// What asks for bars over the picture. Bars where another shape is asked for are another wish.
const WORD: &str = r"\b(?:(?:cinematic|cinema|cinemascope|movie|film|widescreen|wide[- ]?screen|anamorphic|hollywood)[- ]+(?:style\s+|looking\s+|look\s+)?)*(?:(?:black\s+)?(?:letter[- ]?box(?:es|ed|ing)?(?:\s+(?:bars?|effect|look|style))?|bars))(?:\s+(?:on|at|to|across)\s+(?:the\s+)?top\s+and\s+(?:the\s+)?bottom|\s+top\s+and\s+bottom|\s+above\s+and\s+below)?|(?:电影|影院|宽银幕|宽荧幕)(?:感|风格?|式|级)?的?(?:上下)?的?(?:黑边|黑框|遮幅|黑条)|上下(?:的|加)?(?:黑边|黑条|遮幅)|遮幅|信箱(?:模式|效果)";

/// Whether a clause asks for them.
pub fn wanted(clause: &Clause) -> bool {
    let shaped = re!(
        r"\b(?:9\s*[:x/]\s*16|16\s*[:x/]\s*9|1\s*[:x/]\s*1|4\s*[:x/]\s*[53]|3\s*[:/]\s*[42]|2\s*[:/]\s*3|5\s*[:/]\s*4|square|vertical|portrait|landscape|upright|tiktok|reels?|shorts|stories|instagram|crop|fit|convert|resize|reframe|aspect|white|blurred|sides?|left|right|with|without|no|don't|not|progress|volume|colou?r|make\s+(?:it|this|the\s+\w+)\s+(?:[\d.:]+|ultra))\b|竖|横|方|两边|两侧|左右|四周|不要|别|不留|白边|改成|裁"
    );
    let found = clause.has(re!(WORD));
    let mut rest = clause.clone();
    // "With cinematic bars" beside nothing else says nothing of a shape.
    rest.drop(re!(r"^[\s|]*with\b|\bmake\s+it\s+look\b"));
    // "Add bars" alone may be bars at the sides: what they are for, or where they stand, is to be said.
    let clear = clause.has(re!(
        r"cinema|\b(?:movie|film|wide[- ]?screen|anamorphic|hollywood|letter[- ]?box\w*|black\s+bars|top|above)\b|2[.:][0-9]|1[.]85|电影|影院|宽银幕|遮幅|上下|信箱"
    ));
    found && clear && !rest.has(shaped)
}

fn parse(clause: &mut Clause, _: &Scene) -> Read {
    let gone = clause.has(re!(r"\b(?:remove|delete|drop|get\s+rid\s+of|take\s+away)\b|去掉|删除|移除|取消|去除"));
    if gone && clause.has(re!(WORD)) && !clause.has(re!("裁|crop")) {
        clause.drop(re!(WORD));
        clause.drop(re!(
            r"\b(?:remove|delete|drop|get\s+rid\s+of|take\s+away|cinematic|black)\b|去掉|删除|移除|取消|去除"
        ));
        return Plan::read(Stage::Picture, "remove the bars", |edit: &mut Edit| match edit.now.bars.take() {
            Some(_) => Ok("Removed the bars above and below.".into()),
            None => Refusal::cannot(
                "no bars were drawn here; those of the footage itself can be cut off: `zoom in 1.3x`, `crop to 21:9`",
            ),
        });
    }
    if gone || !wanted(clause) {
        return Read::No;
    }
    clause.drop(re!(WORD));
    let found = clause.take(re!(
        r"(?:\b(?:in|at|of|to|with|for)\s+)?(?:an?\s+)?\b(?:(\d\.\d{1,2})(?:\s*[:x/]\s*1)?|(21)\s*[:x/]\s*9|(2)\s*[:x/]\s*1|(\d)\s*[:](\d\d)(?:\s*:\s*1)?)\b(?:\s+(?:aspect\s+)?ratio)?"
    ));
    let ratio = found.map_or(Some(USUAL), |found| match (&found[1], &found[2], &found[3], &found[4], &found[5]) {
        (Some(text), ..) => text.parse::<f64>().ok(),
        (_, Some(_), ..) => Some(21.0 / 9.0),
        (_, _, Some(_), ..) => Some(2.0),
        (.., Some(whole), Some(part)) => format!("{whole}.{part}").parse().ok(),
        _ => None,
    });
    let Some(ratio) = ratio.filter(|ratio| (1.2..=4.0).contains(ratio)) else {
        return Read::Cannot(
            "bars leave a picture between 1.2:1 and 4:1 in sight, such as `2.35:1 letterbox bars`".into(),
        );
    };
    clause.drop(re!(r"\b(?:add|apply|put|use|give|want|cinematic|cinema|movie|film|style|look|effect|feel|ratio|aspect|black|letterbox|top|bottom)\b|添加|加上|加入?|效果|电影感?|比例|黑色?"));
    Plan::read(Stage::Picture, "bars above and below", move |edit: &mut Edit| {
        let (width, height) = (f64::from(edit.now.width), f64::from(edit.now.height));
        let bar = (height - width / ratio) / 2.0;
        if bar < height * 0.01 {
            return Refusal::cannot(
                "the picture is as wide as that already, and there is no room for bars above and below",
            );
        }
        edit.now.bars = Some(ratio);
        Ok(format!(
            "Drew black bars above and below, each {:.0}% of the height; {} : 1 of the picture stays in sight, and its size is as before.",
            bar / height * 100.0,
            (ratio * 100.0).round() / 100.0
        ))
    })
}
