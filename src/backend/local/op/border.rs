//! A line around the picture.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::Border;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "border",
    phrases: &["add a white border", "put a thick black frame around the video", "加白色边框"],
    parse,
};

/// Shares of the frame's shorter side.
const USUAL: f64 = 0.02;
const THIN: f64 = 0.01;
const THICK: f64 = 0.04;

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let noun = re!(
        r"\bborders?\b|\b(?:frame|outline)\s+(?:around|round)\b|\b(?:white|black|red|green|blue|yellow|orange|pink|purple|gold(?:en)?|gr[ae]y|colou?red|#[0-9a-f]{6})\s+frame\b|边框|描边框|相框"
    );
    let other = re!(
        r"[⟦⟪]|\b(?:captions?|subtitles?|titles?|texts?|logo|blur(?:red|ry)?|fill|no|without|\d+\s*[:x/]\s*\d+|square|vertical|portrait|pip|picture[- ]in[- ]picture|round(?:ed)?)\b|字幕|标题|文字|圆角|模糊|竖屏"
    );
    if !clause.has(noun) || clause.has(other) {
        return Read::No;
    }
    if clause.drop(re!(r"\b(?:remove|delete|drop|get\s+rid\s+of|take\s+(?:away|off))\b|去掉|删除|移除|取消|去除"))
    {
        clause.drop(noun);
        return Plan::read(Stage::Picture, "remove the border", |edit: &mut Edit| match edit.now.border.take() {
            Some(_) => Ok("Removed the border.".into()),
            None => Refusal::cannot(
                "no border was drawn here; one that is in the footage can be cut off: `crop 5% from all sides`",
            ),
        });
    }
    // The colour first, since it may be a part of the name.
    let color = super::color::named(clause);
    clause.drop(noun);
    clause.drop(re!(r"\b(?:frame|outline)\b"));
    let color = color.unwrap_or_else(|| "FFFFFF".into());
    let short = f64::from(scene.timeline.width.min(scene.timeline.height));
    let number = |found: &[Option<String>]| found[1].as_ref().and_then(|text| text.parse::<f64>().ok());
    let share = if let Some(found) = clause.take(re!(r"(\d+(?:\.\d+)?)\s*(?:%|percent\b)(?:\s+(?:wide|thick))?")) {
        number(&found).map(|percent| percent / 100.0)
    } else if let Some(found) = clause.take(re!(r"(\d+)[\s-]*(?:px\b|pixels?\b|像素)(?:\s+(?:wide|thick))?")) {
        number(&found).map(|pixels| pixels / short)
    } else if clause.drop(re!(r"\b(?:thick|bold|wide|heavy|big|large)\b|粗|厚|宽")) {
        Some(THICK)
    } else if clause.drop(re!(r"\b(?:thin|narrow|fine|small|subtle|slim)\b|细|窄|薄")) {
        Some(THIN)
    } else {
        Some(USUAL)
    };
    let Some(share) = share.filter(|share| (0.001..=0.2).contains(share)) else {
        return Read::Cannot("a border is up to 20% of the frame's shorter side wide".into());
    };
    clause.drop(re!(r"\b(?:add|put|draw|give|apply|around|round|on|all|sides?|edges?|simple|solid|picture|frame|image|outline|whole|entire|colou?r)\b|添加|加上|加个|加|画面|周围|四周|颜色|的"));
    let share = (share * 1e4).round() / 1e4;
    Plan::read(Stage::Picture, "border", move |edit: &mut Edit| {
        edit.now.border = Some(Border { color: color.clone(), share });
        Ok(format!(
            "Drew a border in #{color} around the picture, {}% of the shorter side wide; it lies over the picture's edge.",
            (share * 1000.0).round() / 10.0
        ))
    })
}
