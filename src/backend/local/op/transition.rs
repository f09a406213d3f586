//! Clips that melt into one another, or change in another way.

mod seams;

use super::crossing::{crossing, seam};
use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::model::{self, Crossing, positions};
use crate::backend::local::words::{At, Clause, at, re, strict_time};

pub const OP: Op = Op {
    name: "transition",
    phrases: &[
        "crossfade between clips",
        "add transitions of 0.3 s",
        "add wipe transitions",
        "slide left between clip 1 and 2",
        "转场 淡入淡出",
        "白闪转场",
    ],
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
    if let Some(read) = seams::changed(clause, scene) {
        return read;
    }
    if clause.has(re!(
        r"⟦|\b(?:remove|delete|b-?roll|beats?|titles?|texts?|captions?|subtitles?|logo)\b|删除|去掉|移除|字幕|标题"
    )) {
        return Read::No;
    }
    let mut between = clause.clone();
    let seam = seam(&mut between, scene);
    let looks = match crossing(clause) {
        Ok(looks) => looks,
        Err(why) => return Read::Cannot(why),
    };
    let plain = clause.has(re!(r"\b(?:cross[- ]?(?:fade|dissolve)|dissolve|melt)s?\b|叠化|交叉淡化"));
    if looks.is_none() && !clause.has(word) {
        return Read::No;
    }
    clause.drop(word);
    if put {
        clause.take(re!(r"\bput\b"));
    }
    clause.drop(re!(r"\b(?:switch|change|replace|swap|turn|convert|instead\s+of)\b(?:\s+(?:the\s+)?(?:editing\s+)?style)?|\b(?:hard|jump|straight|sharp|abrupt)[- ]?cuts?\b"));
    clause.drop(re!(
        r"\b(?:quick|short|brief)\b|\b(?:all|both|the|these|those|my|our)\s+\d+\s+(?:clips|shots|scenes|videos)\b"
    ));
    clause.drop(re!(r"\b(?:put\s+\||in\s+between\b)|\b(?:at|on|between)\s+(?:the|each|every)\s+cuts?\b"));
    let seam = match seam {
        None => None,
        Some(Ok(frame)) => {
            super::crossing::seam(clause, scene);
            clause.drop(re!(r"\b(?:only|just)\b|只在?"));
            Some(frame)
        }
        Some(Err(why)) => return Read::Cannot(why),
    };
    clause.drop(re!(r"\b(?:add|use|insert|apply|between|cuts|clips?|scenes?|each|every|fades?|effects?|smooth|long|overlap(?:s|ping)?)\b|添加|加上|加|使用|用|之间|中间|镜头|淡入淡出|效果|每|时长|时间|换成?|改成?|变成?|平滑|自然|流畅|柔和|丝滑"));
    if let Some(At::Time(time)) = at(clause, scene.span()) {
        return Read::Cannot(format!(
            "they stand where clips meet, at all places of them, and not at {} alone; say `add transitions`",
            show(time)
        ));
    }
    let said = strict_time(clause, scene.span());
    let seconds = said.unwrap_or(0.5);
    if !(0.03..=5.0).contains(&seconds) {
        return Read::Cannot("a transition lasts up to 5 s".into());
    }
    let label = match looks {
        Some(looks) => format!("transitions between clips: {}", looks.name()),
        None => "transitions between clips".into(),
    };
    let asked = looks.or(plain.then_some(Crossing::Fade));
    Plan::read(Stage::Order, label, move |edit: &mut Edit| {
        let wanted = seam.map(|seam| edit.place(seam));
        let here = |at: u64| wanted.is_none_or(|wanted| wanted == at);
        // Those that are there take the look that was asked for.
        let mut changed = 0;
        let mut at = 0;
        for clip in &mut edit.now.main {
            if let Some(asked) = asked.filter(|asked| clip.transition > 0 && here(at) && clip.crossing != *asked) {
                clip.crossing = asked;
                changed += 1;
            }
            at += clip.len;
        }
        let seams = positions(&edit.now.main).skip(1).filter(|(at, clip)| clip.transition == 0 && here(*at));
        let seams: Vec<u64> = seams.map(|(at, _)| at).collect();
        if let (true, Some(seconds)) = (seams.is_empty() && edit.now.main.len() > 1, said) {
            return seams::retimed(edit, seam, |_| seconds);
        }
        if seams.is_empty() && changed > 0 {
            return Ok(told("Changed", changed, seam.is_some(), asked, ""));
        }
        if seams.is_empty() && edit.now.main.len() > 1 {
            return Ok("The clips melt into one another already.".into());
        }
        if seams.is_empty() {
            return Refusal::cannot(
                "there is only one clip; join others, or cut something out, and there will be places for transitions",
            );
        }
        let length = edit.now.rate.frames(seconds).max(1);
        // From the end, so that the places before stay true; clips too short for it stay as they are.
        let fit = long_enough(edit, &seams, length);
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
                model::transition(row, *seam, length, asked.unwrap_or_default());
            }
        });
        Ok(told("Added", fit.len(), seam.is_some(), looks, &format!(" of {}", show(seconds))))
    })
}

fn told(did: &str, count: usize, one: bool, looks: Option<Crossing>, length: &str) -> String {
    let many = if one { "transition" } else { "transitions" };
    let looks = looks.map_or(String::new(), |looks| format!(": {}", looks.name()));
    format!("{did} {count} {many}{length}{looks}.")
}

/// The places between clips that are long enough on both sides.
fn long_enough(edit: &Edit, seams: &[u64], length: u64) -> Vec<u64> {
    let lengths: Vec<(u64, u64)> = positions(&edit.now.main).map(|(at, clip)| (at, clip.len)).collect();
    let fits = |seam: &u64| {
        let after = lengths.iter().find(|(at, _)| at == seam).map_or(0, |(_, len)| *len);
        let before = lengths.iter().find(|(at, len)| at + len == *seam).map_or(0, |(_, len)| *len);
        after > length * 2 && before > length * 2
    };
    seams.iter().copied().filter(fits).collect()
}
