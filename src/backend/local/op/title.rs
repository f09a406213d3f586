//! A title: large words at the top, at the beginning unless another place is named.

use super::text::{Wish, put, wish};
use super::{Op, Read, Scene};
use crate::backend::local::model::{Place, TextRole};
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "title",
    phrases: &["add title \"Hello\" at the beginning", "add a title \"Part two\" at 10 s for 4 s", "添加标题“你好”"],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let noun = re!(r"\b(?:title|headline|heading)(?:\s+(?:card|text|overlay|screen|slide))?s?\b|标题|片名|大标题");
    if !clause.has(noun) || clause.has(re!(r"\b(?:remove|delete|drop|hide|lower)\b|删除|去掉|移除|删掉|字幕条"))
    {
        return Read::No;
    }
    if !unquoted(clause, noun) {
        return Read::Cannot("say the words in quotes, such as `add title \"Hello\"`".into());
    }
    clause.take(noun);
    put(
        clause,
        scene,
        &Wish { role: TextRole::Title, name: "title", place: Place::Top, seconds: 3.0, example: "add title \"Hello\"" },
        wish,
    )
}

/// Words without quotes are taken only where they stand behind the noun, in one piece: anything else
/// may be an instruction.
fn unquoted(clause: &Clause, noun: &regex::Regex) -> bool {
    if clause.has(re!("⟦")) {
        return true;
    }
    let Some(found) = noun.find(clause.lower()) else { return false };
    let (mut head, tail) = (clause.part(0, found.start()), clause.part(found.end(), clause.lower().len()));
    head.drop(re!(
        r"\b(?:add|put|show|write|display|insert|overlay|place|create|include|give|large|big|huge|small|at|beginning|start|end)\b|添加|加上|加入|加|写|显示|放|开头|片头"
    ));
    head.rest().is_empty() && !tail.has(re!(r"[,，、]|\band\b"))
}
