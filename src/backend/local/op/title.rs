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
    clause.take(noun);
    put(
        clause,
        scene,
        &Wish { role: TextRole::Title, name: "title", place: Place::Top, seconds: 3.0, example: "add title \"Hello\"" },
        wish,
    )
}
