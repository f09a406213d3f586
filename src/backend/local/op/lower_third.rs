//! A lower third: who speaks, in a band at the left below.

use super::change_text::reworded;
use super::text::{Wish, put, restyled};
use super::{Op, Read, Scene};
use crate::backend::local::model::{Place, TextRole};
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "lower_third",
    phrases: &["add lower third \"Ann, host\"", "lower third \"Ann, host\" at 3 s for 5 s", "加人名条“小王，主持人”"],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    // The lower third of the screen is a place, and captions are other words.
    let other = re!(r"\blower[- ]?third\s+of\b|\b(?:captions?|subtitles?)\b");
    let noun = re!(r"\blower[- ]?thirds?\b|\bname\s*(?:tag|plate|card|bar)s?\b|人名条|名牌|姓名条|字幕条");
    if clause.has(other) || !clause.has(noun) {
        return Read::No;
    }
    if !clause.has(re!(r"\b(?:remove|delete|drop|hide)\b|删除|去掉|移除"))
        && let Some(read) = reworded(clause, noun, scene, TextRole::LowerThird, "lower third")
            .or_else(|| restyled(clause, noun, scene, TextRole::LowerThird))
    {
        return read;
    }
    clause.take(noun);
    let habits = Wish {
        role: TextRole::LowerThird,
        name: "lower third",
        place: Place::BottomLeft,
        seconds: 4.0,
        example: OP.phrases[0],
        fallback: None,
        end: false,
    };
    put(clause, scene, &habits, super::text::wish)
}
