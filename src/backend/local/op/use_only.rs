//! The timeline becomes one file, or one of its clips.

use super::{Edit, Op, Plan, Read, Scene, Stage, is_picture, is_video};
use crate::backend::local::model;
use crate::backend::local::words::{Clause, re};

pub const OP: Op =
    Op {
        name: "use_only", phrases: &["use only b.mov", "work on the second clip", "只用 b.mov", "只用第二段"], parse
    };

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let verb = re!(
        r"\b(?:use|keep|take|show|edit)\s+only\b|\bonly\s+(?:use|keep)\b|\bwork\s+(?:only\s+)?(?:on|with)\b|\bswitch\s+to\b|\b(?:start\s+over|start\s+again|begin)\s+with\b|只用|只使用|只保留|仅用|切换到|处理"
    );
    if clause.take(verb).is_none() {
        return Read::No;
    }
    clause.drop(re!(r"\bonly\b"));
    if let Some(name) = clause.file() {
        let medium = match scene.medium(&name) {
            Ok(medium) if is_video(medium) || is_picture(medium) => medium,
            Ok(medium) => return Read::Cannot(format!("`{}` has no picture", medium.name)),
            Err(why) => return Read::Cannot(why),
        };
        let fresh = crate::backend::local::upload::whole(medium);
        return Plan::read(Stage::Material, format!("use only `{name}`"), move |edit: &mut Edit| {
            let title = std::mem::take(&mut edit.now.title);
            let facts = edit.facts;
            let media = edit.media;
            let before = edit.before;
            *edit = Edit::new(before, media, facts);
            edit.now = model::Timeline { title, ..fresh.clone() };
            Ok(format!("The timeline is now `{name}` alone."))
        });
    }
    let Some(index) = nth(clause, scene.timeline.main.len()) else { return Read::No };
    let index = match index {
        Ok(index) => index,
        Err(why) => return Read::Cannot(why),
    };
    let (at, len) = model::positions(&scene.timeline.main).nth(index).map_or((0, 0), |(at, clip)| (at, clip.len));
    Plan::read(Stage::Material, format!("use only clip {}", index + 1), move |edit: &mut Edit| {
        edit.restructure(|row| {
            let end = model::total(row);
            model::cut(row, at + len, end);
            model::cut(row, 0, at);
        });
        Ok(format!("Kept clip {} alone.", index + 1))
    })
}

/// Takes "the second clip", "clip 2", "the last clip", 第2段; a number from zero.
pub fn nth(clause: &mut Clause, count: usize) -> Option<Result<usize, String>> {
    const WORDS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    // "A 10 second video" counts no clips.
    let middle = re!(
        r"\bmiddle\s+(?:clip|segment|part|bit|shot|scene|video|piece|one)\b|中间(?:那|的)?(?:1\s*|一)?(?:段|个片段|个镜头)"
    );
    if count < 3 && clause.has(middle) {
        return None;
    }
    if clause.has(re!(r"\d\s*second\s+(?:clip|segment|part|shot|scene|video|piece)\b")) {
        return None;
    }
    let found = clause
        .take(re!(r"\b(?:the\s+)?(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|middle|\d+(?:st|nd|rd|th))\s+(?:clip|segment|part|bit|shot|scene|video|piece|one)\b"))
        .or_else(|| clause.take(re!(r"\b(?:clip|segment|part|shot|scene)\s*#?\s*(\d+)\b")))
        .or_else(|| clause.take(re!(r"第\s*(\d+)\s*(?:段|个片段|个镜头|个视频|个|片段)")))
        .or_else(|| clause.take(re!(r"(最后|中间)(?:那|的)?(?:1\s*|一)?(?:段|个片段|个镜头)")))?;
    let word = found[1].clone()?.to_lowercase();
    let number = match word.as_str() {
        "last" | "最后" => count,
        "middle" | "中间" if count % 2 == 1 => count / 2 + 1,
        "middle" | "中间" => return Some(Err(format!("there is no middle one among {count} clips; say its number"))),
        word => WORDS
            .iter()
            .position(|known| *known == word)
            .map(|at| at + 1)
            .or_else(|| word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok())?,
    };
    Some(if (1..=count).contains(&number) {
        Ok(number - 1)
    } else {
        Err(format!("there is no clip {number}; the main track has {count}"))
    })
}
