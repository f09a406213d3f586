//! A green or blue screen gives way to a picture, a film or a colour.

use super::{Edit, Op, Plan, Read, Scene, Stage, is_picture, is_video};
use crate::backend::local::model::{Backdrop, Fx};
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "chroma_key",
    phrases: &["remove the green background", "replace the green screen with beach.jpg", "抠像", "绿幕换成 beach.jpg"],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let screen = re!(
        r"\b(?:green|blue)[- ]?(?:screen|background|backdrop)\b|\bchroma[- ]?key(?:ing)?\b|绿幕|蓝幕|绿色背景|蓝色背景|绿屏|抠像|抠图"
    );
    if !clause.has(screen) {
        return Read::No;
    }
    let blue = clause.has(re!(r"\bblue\b|蓝"));
    clause.drop(screen);
    clause.drop(re!(
        r"\b(?:remove|replace|key|swap|change|delete|cut|use|apply|add|put|show|behind|background|instead|solid|plain|colou?r|picture|image)\b|去掉|去除|移除|换成|替换成|替换为|改成|使用|背景"
    ));
    let file = match clause.file() {
        None => None,
        Some(name) => match scene.medium(&name) {
            Ok(medium) if is_picture(medium) || is_video(medium) => Some(medium.name.clone()),
            Ok(medium) => return Read::Cannot(format!("`{}` has no picture", medium.name)),
            Err(why) => return Read::Cannot(why),
        },
    };
    let backdrop = match file {
        Some(name) => Backdrop::Medium(name),
        None => Backdrop::Color(super::color::named(clause).unwrap_or_else(|| "000000".into())),
    };
    Plan::read(Stage::Picture, "replace the screen behind", move |edit: &mut Edit| {
        edit.now.backdrop = Some(backdrop.clone());
        for clip in &mut edit.now.main {
            clip.look.add(Fx::Key { blue });
        }
        let screen = if blue { "blue" } else { "green" };
        Ok(match &backdrop {
            Backdrop::Medium(name) => format!("Replaced the {screen} screen with `{name}`."),
            Backdrop::Color(color) => format!("Replaced the {screen} screen with the colour #{color}."),
        })
    })
}
