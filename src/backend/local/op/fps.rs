//! Another frame rate.

use super::{Edit, Op, Plan, Read, Scene, Stage};
use crate::backend::local::model::Rate;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op { name: "fps", phrases: &["30 fps", "change the frame rate to 60 fps", "每秒30帧"], parse };

fn parse(clause: &mut Clause, _: &Scene) -> Read {
    let Some(found) = clause.take(re!(
        r"(\d+(?:\.\d+)?)\s*(?:fps\b|frames?\s+(?:per|a)\s+second\b|帧每秒|帧/秒)|(?:每秒)\s*(\d+(?:\.\d+)?)\s*帧|(?:frame\s*rate|帧率)\s*(?:to|of|改成|改为|调到|设为|为|到)?\s*(\d+(?:\.\d+)?)\s*(?:fps\b|帧)?"
    )) else {
        return Read::No;
    };
    clause.drop(re!(r"\b(?:frame\s*rate|convert|change|set|turn)\b|帧率|改成|改为|设为"));
    let number = found[1..].iter().flatten().next().and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    if !(5.0..=120.0).contains(&number) {
        return Read::Cannot("a frame rate lies between 5 and 120".into());
    }
    let rate = Rate::near((number * 1000.0).round() as u32, 1000);
    // Last among the pictures: every time before it is counted at the old rate.
    Plan::read(Stage::Export, format!("{rate} frames per second"), move |edit: &mut Edit| {
        edit.now = edit.now.retimed(rate);
        Ok(format!("Set the frame rate to {rate}."))
    })
}
