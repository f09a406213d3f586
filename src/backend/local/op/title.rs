//! A title: large words at the top, at the beginning unless another place is named. A title card without
//! words takes the footage's name.

use super::change_text::reworded;
use super::text::{Wish, put, restyled, wish};
use super::{Op, Read, Scene};
use crate::backend::local::model::{Place, TextRole};
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "title",
    phrases: &[
        "add title \"Hello\" at the beginning",
        "add a title \"Part two\" at 10 s for 4 s",
        "put a title card at the beginning",
        "添加标题“你好”",
    ],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    const THING: &str = r"(?:card|text|overlay|screen|slide|slate)";
    let noun = re!(
        r"\b(?:(?:opening|intro|main|end|ending|closing|outro)\s+)?(?:title|headline|heading)(?:\s+",
        THING,
        r")?s?\b|\b(?:end|ending|closing|outro|intro|opening)\s+(?:card|screen|slate)s?\b|片头标题|片尾标题|大标题|标题|片名"
    );
    if !clause.has(noun) || clause.has(re!(r"\b(?:remove|delete|drop|hide|lower)\b|删除|去掉|移除|删掉|字幕条"))
    {
        return Read::No;
    }
    if let Some(read) = restyled(clause, noun, scene, TextRole::Title) {
        return read;
    }
    let there = scene.timeline.texts.iter().any(|text| text.role == TextRole::Title);
    if !there
        && !clause.has(re!("⟦"))
        && clause.has(re!(
            r"^[\s|]*(?:please\s+)?(?:change|make|move)\s+(?:the|my|our|this|that)\s+(?:title|headline)\b|标题[\s|]*(?:改|变|换|调|移)"
        ))
    {
        return Read::Cannot("there is no title on the timeline; add one first, such as `add title \"Hello\"`".into());
    }
    // What others have left of a clause is no title.
    if clause.has(re!(r"\|")) && !clause.has(re!("⟦")) {
        return Read::No;
    }
    if !sayable(clause, noun) {
        return Read::Cannot(
            "what it is to say is not known here; say the words in quotes, such as `add title \"Acme\"`".into(),
        );
    }
    if let Some(read) = reworded(clause, noun, scene, TextRole::Title, "title") {
        return read;
    }
    let closes = clause.has(re!(r"\b(?:end|close|finish)\s+with\b"));
    let found = clause.take(noun).and_then(|found| found.into_iter().next().flatten()).unwrap_or_default();
    let end = closes || ["end", "closing", "outro", "片尾"].iter().any(|word| found.to_lowercase().starts_with(word));
    put(
        clause,
        scene,
        &Wish {
            role: TextRole::Title,
            name: "title",
            place: Place::Top,
            seconds: 3.0,
            example: "add title \"Hello\"",
            fallback: scene.timeline.main.first().map(|clip| name(&clip.title)),
            end,
        },
        wish,
    )
}

/// A file's name as people would write it.
fn name(stem: &str) -> String {
    let text = stem.replace(['_', '-', '.'], " ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = text.chars();
    letters.next().map_or(text.clone(), |first| first.to_uppercase().chain(letters).collect())
}

/// Words without quotes are taken only where they stand behind the noun, in one piece, and are words and not
/// a description of them: anything else may be an instruction, or something that only the person knows.
fn sayable(clause: &Clause, noun: &regex::Regex) -> bool {
    if clause.has(re!("⟦")) {
        return true;
    }
    let Some(found) = noun.find(clause.lower()) else { return false };
    let (mut head, tail) = (clause.part(0, found.start()), clause.part(found.end(), clause.lower().len()));
    let added = head.has(re!(r"加|写|打|放|来|做|显示|生成|[a-z]"));
    head.drop(re!(
        r"\b(?:add|put|show|write|display|insert|overlay|place|create|generate|include|give|large|big|huge|small|nice|simple|short|at|beginning|start|end)\b|添加|加上|加入|加|写|显示|放|开头|片头|结尾|生成"
    ));
    let described = tail.has(re!(
        r"^\s*(?:of|for|about|matching|explaining|showing|describing|summari[sz]ing|introducing|fad(?:e|es|ing)|appear(?:s|ing)?|pop(?:s|ping)?|slid(?:e|es|ing)|bounc(?:e|es|ing)|in\s+and\s+out)\b|^\s*with\s+(?:my|our|the|its|their)\b|\bnames?\b|\b(?:topic|subject|brand|company)\b|公司名|名称|主题|^\s*(?:要|慢慢)*淡[入出]|^\s*(?:再|更|换成|改成|变成|调|移|挪|缩|加粗|[往向朝][上下左右]|(?:的)?(?:颜色|位置|字体))|^\s*[大小]1?一?[点些号]"
    ));
    let said = tail.has(re!(r"^\s*(?:that|which)\s+(?:says?|said|reads?)\b"));
    // 标题停留5秒 tells of the title; only 加标题 and a colon are followed by its words.
    let spoken = tail.has(re!(r"^[^\s:|a-z0-9]")) && !added;
    let described = described || spoken || (tail.has(re!(r"^\s*(?:that|which)\b")) && !said);
    head.rest().is_empty() && !described && !tail.has(re!(r"[,，、]|\band\b"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_file_name_becomes_words() {
        assert_eq!(super::name("camera_slider-part_2"), "Camera slider part 2");
        assert_eq!(super::name("talk"), "Talk");
    }
}
