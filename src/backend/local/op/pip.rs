//! A small picture that is there, in another corner or of another size.

use super::{Edit, Op, Plan, Read, Scene, Stage};
use crate::backend::local::model::OverlayRole;
use crate::backend::local::words::{Clause, percent, re};

pub const OP: Op = Op {
    name: "pip",
    phrases: &["make the picture in picture bigger", "move the picture in picture to the top left", "画中画放大一点"],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let noun = re!(
        r"\b(?:picture[- ]in[- ]picture|pip|inset|small\s+(?:picture|window|video)|webcam|facecam)\b|画中画|小窗口?"
    );
    let there = scene.timeline.overlays.iter().any(|one| one.role == OverlayRole::Pip);
    if !there || !clause.has(noun) || clause.has(re!(r"[⟦⟪]|\b(?:add|remove|delete)\b|添加|删除|去掉|移除"))
    {
        return Read::No;
    }
    let mut rest = clause.clone();
    rest.drop(noun);
    let place = super::text::place(&mut rest);
    let larger = rest.drop(re!(r"\b(?:bigger|larger|enlarge|grow)\b|放?大一?[点些]?|放大"));
    let smaller = rest.drop(re!(r"\b(?:smaller|shrink|tinier)\b|缩?小一?[点些]?|缩小"));
    let half = rest.drop(re!(r"\bhalf\s+(?:the|its)\s+size\b"));
    let width = percent(&mut rest);
    rest.drop(re!(
        r"\b(?:make|move|put|place|shift|resize|set|change|it|to|wide|width|size|of\s+the\s+(?:frame|screen|width)|a\s+(?:bit|little)|much)\b|把|移动?到?|放到?|挪到?|改成?|调|宽度?|大小"
    ));
    if place.is_none() && width.is_none() && !larger && !smaller && !half || !rest.rest().is_empty() {
        return Read::No;
    }
    if width.is_some_and(|width| !(0.05..=1.0).contains(&width)) {
        return Read::Cannot("a picture in the picture is between 5% and 100% as wide as the frame".into());
    }
    *clause = rest;
    Plan::read(Stage::Picture, "change the picture in picture", move |edit: &mut Edit| {
        let mut told = 0.0;
        for one in edit.now.overlays.iter_mut().filter(|one| one.role == OverlayRole::Pip) {
            one.place = place.unwrap_or(one.place);
            let scale = match (larger, smaller, half) {
                (true, ..) => 1.4,
                (_, true, _) => 0.7,
                (.., true) => 0.5,
                _ => 1.0,
            };
            one.width = width.unwrap_or((one.width * scale).clamp(0.05, 1.0));
            told = one.width;
        }
        Ok(format!("Changed the picture in picture: it is {:.0}% as wide as the frame.", told * 100.0))
    })
}
