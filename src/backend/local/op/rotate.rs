//! Quarter turns and mirrors.

use super::{Edit, Op, Plan, Read, Scene, Stage};
use crate::backend::local::model::Fx;
use crate::backend::local::words::{Clause, re};

pub const OP: Op =
    Op { name: "rotate", phrases: &["rotate 90", "mirror", "flip vertically", "旋转90度", "镜像"], parse };

fn parse(clause: &mut Clause, _: &Scene) -> Read {
    if clause.take(re!(r"\b(?:flip|mirror)(?:s|ped|ed|ing)?\b|镜像|翻转")).is_some() {
        let vertical = clause.drop(re!(r"\b(?:vertically|vertical|upside[- ]down)\b|上下|垂直"));
        clause.drop(re!(r"\b(?:horizontally|horizontal|effect|image|picture|left\s+to\s+right)\b|左右|水平"));
        let fx = if vertical { Fx::FlipV } else { Fx::FlipH };
        return Plan::read(Stage::Picture, "mirror", move |edit: &mut Edit| {
            for clip in &mut edit.now.main {
                clip.look.add(fx.clone());
            }
            Ok("Mirrored the picture.".into())
        });
    }
    let upside = clause.has(re!(r"\bupside[- ]down\b|倒过来"));
    // "Turn it into a montage of 20 s" turns nothing.
    let turned = clause.has(re!(r"\brotat|旋转|\bdeg(?:rees?)?\b|°|度|\b(?:90|180|270)\b|\bupside|\b(?:left|right|clockwise|sideways)\b|顺时针|逆时针"));
    if !turned {
        return Read::No;
    }
    let to_left = clause.has(re!(r"\b(?:counter[- ]?clockwise|anti[- ]?clockwise|left)\b|逆时针|向左"));
    if !upside
        && clause
            .take(re!(r"\brotat(?:e|ed|ing|ion)\b(?:.{0,12}?\bby\b)?|\bturn\b(?:.{0,12}?\bby\b)?|旋转|转"))
            .is_none()
    {
        return Read::No;
    }
    if upside {
        clause.drop(re!(r"\bturn(?:ed)?\b|\bdegrees?\b"));
    }
    let degrees = match clause.take(re!(r"(-?\d+)\s*(?:degrees?\b|deg\b|°|度)?")) {
        Some(found) => found[1].as_ref().and_then(|text| text.parse::<i64>().ok()).unwrap_or(0),
        None if clause.drop(re!(r"\bupside[- ]down\b|倒过来")) => 180,
        None if clause.has(re!(r"\b(?:left|right|clockwise)\b|顺时针|逆时针|左|右")) => 90,
        None => return Read::No,
    };
    let left = to_left | clause.drop(re!(r"\b(?:counter[- ]?clockwise|anti[- ]?clockwise|left)\b|逆时针|向左|左"));
    clause.drop(re!(r"\b(?:clockwise|right|degrees?|image|picture)\b|顺时针|向右|右|度"));
    let degrees = if left { -degrees } else { degrees };
    if degrees % 90 != 0 {
        return Read::Cannot("pictures are turned by quarters: 90, 180 or 270 degrees".into());
    }
    let quarters = (degrees / 90).rem_euclid(4) as u8;
    Plan::read(Stage::Picture, format!("rotate {degrees} degrees"), move |edit: &mut Edit| {
        for clip in &mut edit.now.main {
            clip.look.add(Fx::Rotate { quarters });
        }
        if quarters % 2 == 1 {
            (edit.now.width, edit.now.height) = (edit.now.height, edit.now.width);
        }
        Ok(format!("Rotated the picture by {degrees} degrees."))
    })
}
