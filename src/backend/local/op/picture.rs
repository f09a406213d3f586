//! Sharper, softer, calmer pictures.

use super::{Edit, Op, Plan, Read, Scene, Stage};
use crate::backend::local::model::Fx;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "picture",
    phrases: &["sharpen", "stabilise", "blur the picture", "reduce grain", "防抖", "锐化"],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let (fx, name) = if clause.drop(re!(r"\bstabili[sz](?:e|ed|ing|ation)\b|\b(?:remove|reduce|fix)\s+(?:the\s+)?(?:camera\s+)?(?:shake|shakiness|shaky\s+(?:footage|camera))\b|防抖|稳定|去抖")) {
        (Fx::Stabilize, "stabilised")
    } else if clause.drop(re!(r"\bsharpen(?:ed|ing)?\b|\bsharper\b|锐化|清晰一点|更清晰")) {
        (Fx::Sharpen, "sharper")
    } else if clause.drop(re!(r"\b(?:remove|reduce)\s+(?:the\s+)?(?:(?:picture|image|video)\s+noise|grain)\b|\bdenoise\s+(?:the\s+)?(?:picture|image|video|footage)\b|画面降噪")) {
        (Fx::Denoise, "less grainy")
    } else if clause.has(re!(r"\b(?:faces?|background|details?|licen[cs]e|plates?|borders?)\b|人脸|背景")) {
        return Read::No;
    } else if clause.drop(re!(r"\bblur(?:red|ry)?\b|模糊|虚化")) {
        (Fx::Blur, "blurred")
    } else {
        return Read::No;
    };
    clause.drop(re!(r"\b(?:picture|image|camera|shaky|look|add|apply|effect|filter)\b|效果|添加|加"));
    let frames = match scene.stretch(clause) {
        Ok(frames) => frames,
        Err(why) => return Read::Cannot(why),
    };
    let place = scene.shown(frames);
    Plan::read(Stage::Picture, format!("picture {name}{place}"), move |edit: &mut Edit| {
        edit.each(frames, |clip| clip.look.add(fx.clone()));
        Ok(format!("Made the picture {name}{place}."))
    })
}
