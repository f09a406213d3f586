//! Another size in the same shape.

use super::{Edit, Op, Plan, Read, Scene, Stage};
use crate::backend::local::render::{short_side, sized};
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op { name: "resolution", phrases: &["make it 1080p", "resize to 720p", "改成1080p"], parse };

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let Some(found) = clause
        .take(re!(r"\b(?:(\d{3,4})\s*p|([248]k|uhd|full\s*hd|fhd|hd))\b|(\d{3,4})\s*[x×]\s*(\d{3,4})|(高清)|(超清)"))
    else {
        return Read::No;
    };
    clause.drop(re!(r"\b(?:resolution|resize|upscale|downscale|scale|quality|change|set|convert|turn|definition)\b|分辨率|画质|尺寸|像素|改成|改为|调整|调|变成|设为|设置"));
    let size = if let (Some(width), Some(height)) = (&found[3], &found[4]) {
        match (width.parse::<u32>(), height.parse::<u32>()) {
            (Ok(width), Ok(height)) => Some((width / 2 * 2, height / 2 * 2)),
            _ => None,
        }
    } else {
        let word = found[1].clone().or(found[2].clone()).map(|word| word.to_lowercase());
        let short = word
            .as_deref()
            .and_then(short_side)
            .or(found[5].as_ref().map(|_| 1080))
            .or(found[6].as_ref().map(|_| 2160));
        short.map(|short| sized(scene.timeline.width, scene.timeline.height, short))
    };
    let Some((width, height)) = size.filter(|(w, h)| (120..=8192).contains(w) && (120..=8192).contains(h)) else {
        return Read::Cannot("that size cannot be made; use one such as 1080p".into());
    };
    Plan::read(Stage::Picture, format!("size {width}x{height}"), move |edit: &mut Edit| {
        // A shape of the same prompt comes first and is kept.
        let (now_w, now_h) = (edit.now.width, edit.now.height);
        let (before_w, before_h) = (edit.before.width, edit.before.height);
        let (width, height) = if (now_w, now_h) == (before_w, before_h) {
            (width, height)
        } else {
            sized(now_w, now_h, width.min(height))
        };
        (edit.now.width, edit.now.height, edit.now.sized) = (width, height, true);
        Ok(format!("Set the size to {width}x{height}."))
    })
}
