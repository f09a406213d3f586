//! Clips that melt into one another.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::model::{self, positions};
use crate::backend::local::words::{At, Clause, at, re, strict_time};

pub const OP: Op = Op {
    name: "transition",
    phrases: &["crossfade between clips", "add transitions of 0.3 s", "转场 淡入淡出"],
    parse,
};

/// More would make a chain too long to be run in one piece.
const MOST: usize = 60;

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let word = re!(
        r"\b(?:smooth(?:er)?\s+|nice\s+|simple\s+|clean\s+|gentle\s+|fade\s+|cross\s*fade\s+|dissolve\s+|soft\s+)*transitions?\b|\bsmooth(?:er)?\s+(?:jump\s+)?cuts?\b|\b(?:blend|melt|fade)\s+(?:the\s+|my\s+)?(?:clips?|shots?|scenes?|photos?|pictures?)\s+(?:into|together)(?:\s+(?:each\s+other|one\s+another))?\b|\bcross[- ]?(?:fade|dissolve)s?\b|\bdissolves?\b|\bfade\s+between\b|\|\s*with\s+an?\s+(?:\w+\s+)?fade\s*$|转场|叠化|交叉淡化|过渡"
    );
    let put = clause.has(re!(r"\bput\s+(?:\S+\s+){0,3}(?:transitions?|cross|dissolves?|fades?)"))
        && !clause.has(re!(r"\btogether\b"));
    if clause.has(re!(
        r"\b(?:zoom|slide|wipe|spin|whip|swipe|flash|glitch)(?:ing)?[- ](?:in\s+|out\s+|pan\s+)?transitions?\b"
    )) {
        return Read::Cannot(
            "clips melt into one another here; other transitions are not drawn: say `crossfade between clips`".into(),
        );
    }
    if clause.has(re!(r"\b(?:remove|delete|b-?roll|beats?)\b|删除|去掉|移除")) || clause.take(word).is_none() {
        return Read::No;
    }
    clause.drop(word);
    if put {
        clause.take(re!(r"\bput\b"));
    }
    clause.drop(re!(r"\b(?:switch|change|replace|swap|turn|convert|instead\s+of)\b(?:\s+(?:the\s+)?(?:editing\s+)?style)?|\b(?:hard|jump|straight|sharp|abrupt)[- ]?cuts?\b"));
    clause.drop(re!(r"\b(?:quick|short|brief)\b|\b(?:all|both|the)\s+\d+\s+(?:clips|shots|scenes|videos)\b"));
    clause.drop(re!(r"\b(?:put\s+\||in\s+between\b)|\b(?:at|on|between)\s+(?:the|each|every)\s+cuts?\b"));
    let mut between = clause.clone();
    let seam = match seam(&mut between, scene) {
        None => None,
        Some(Ok(frame)) => {
            *clause = between;
            clause.drop(re!(r"\b(?:only|just)\b|只在?"));
            Some(frame)
        }
        Some(Err(why)) => return Read::Cannot(why),
    };
    clause.drop(re!(r"\b(?:add|use|insert|apply|between|cuts|clips?|scenes?|each|every|fades?|effects?|smooth|long|overlap(?:s|ping)?)\b|添加|加上|加|使用|用|之间|中间|镜头|淡入淡出|效果|每|平滑|自然|流畅|柔和|丝滑"));
    if let Some(At::Time(time)) = at(clause, scene.span()) {
        return Read::Cannot(format!(
            "they stand where clips meet, at all places of them, and not at {} alone; say `add transitions`",
            show(time)
        ));
    }
    let seconds = strict_time(clause, scene.span()).unwrap_or(0.5);
    if !(0.03..=5.0).contains(&seconds) {
        return Read::Cannot("a transition lasts up to 5 s".into());
    }
    Plan::read(Stage::Order, "transitions between clips", move |edit: &mut Edit| {
        let length = edit.now.rate.frames(seconds).max(1);
        let all = positions(&edit.now.main).skip(1);
        let mut seams: Vec<u64> = all.filter(|(_, clip)| clip.transition == 0).map(|(at, _)| at).collect();
        if let Some(wanted) = seam {
            let place = edit.place(wanted);
            seams.retain(|at| *at == place);
        }
        if seams.is_empty() && edit.now.main.len() > 1 {
            return Ok("The clips melt into one another already.".into());
        }
        if seams.is_empty() {
            return Refusal::cannot(
                "there is only one clip; join others, or cut something out, and there will be places for transitions",
            );
        }
        // From the end, so that the places before stay true; clips too short for it stay as they are.
        let fit: Vec<u64> = seams
            .iter()
            .copied()
            .filter(|seam| {
                let lengths: Vec<(u64, u64)> = positions(&edit.now.main).map(|(at, clip)| (at, clip.len)).collect();
                let after = lengths.iter().find(|(at, _)| at == seam).map_or(0, |(_, len)| *len);
                let before = lengths.iter().find(|(at, len)| at + len == *seam).map_or(0, |(_, len)| *len);
                after > length * 2 && before > length * 2
            })
            .collect();
        if fit.is_empty() {
            return Refusal::cannot(format!("no two clips are long enough for a transition of {}", show(seconds)));
        }
        if fit.len() > MOST {
            return Refusal::cannot(format!(
                "there are {} places, and at most {MOST} transitions can be made",
                fit.len()
            ));
        }
        edit.restructure(|row| {
            for seam in fit.iter().rev() {
                model::transition(row, *seam, length);
            }
        });
        let many = if seam.is_some() { "transition" } else { "transitions" };
        Ok(format!("Added {} {many} of {}.", fit.len(), show(seconds)))
    })
}

/// Takes "between clip 1 and clip 2": the frame at which they meet.
fn seam(clause: &mut Clause, scene: &Scene) -> Option<Result<u64, String>> {
    const CLIP: &str = r"(?:clips?|segments?|parts?|scenes?|shots?)";
    const NUMBER: &str = r"(\d+(?:st|nd|rd|th)?|first|second|third|fourth|last)";
    let found = clause.take(re!(
        r"\bbetween\s+(?:the\s+)?(?:", CLIP, r"\s+)?", NUMBER, r"(?:\s+", CLIP, r")?\s*(?:and|&)\s*(?:the\s+)?(?:", CLIP, r"\s+)?", NUMBER,
        r"(?:\s+", CLIP, r")?\b|在?第\s*(\d+)\s*(?:段|个)?(?:片段|视频)?\s*(?:和|与|跟|到)\s*第?\s*(\d+)\s*(?:段|个)?(?:片段|视频)?\s*(?:之间|中间)"
    ))?;
    let main = &scene.timeline.main;
    let index = |group: &Option<String>| -> Option<usize> {
        match group.as_ref()?.to_lowercase().as_str() {
            "last" => Some(main.len()),
            "first" => Some(1),
            "second" => Some(2),
            "third" => Some(3),
            "fourth" => Some(4),
            word => word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok(),
        }
    };
    let (one, other) = (index(&found[1]).or(index(&found[3]))?, index(&found[2]).or(index(&found[4]))?);
    if one.abs_diff(other) != 1 {
        return Some(Err(format!("clips {one} and {other} do not stand side by side")));
    }
    match positions(main).nth(one.max(other) - 1) {
        Some((at, _)) => Some(Ok(at)),
        None => Some(Err(format!("there is no clip {}; the main track has {}", one.max(other), main.len()))),
    }
}
