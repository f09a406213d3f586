//! How footage of another shape stands in the frame, after the shape was chosen.

use super::{Edit, Op, Plan, Read, Scene, Stage};
use crate::backend::local::model::Fit;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "fit",
    phrases: &[
        "fill the frame instead of the blurred background",
        "use black bars instead of the blur",
        "show the whole picture",
        "填满画面",
    ],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    const BLUR: &str = r"(?:the\s+)?blur(?:red|ry|ring)?(?:\s+(?:the\s+)?(?:background|sides|edges|bars|borders?))?";
    if clause.has(re!(r"[⟦⟪\d]|\b(?:captions?|titles?|texts?|logo|clips?|letter)\b|字幕|标题")) {
        return Read::No;
    }
    let crop = re!(
        r"\b(?:fill|crop\s+(?:to|and)\s+fill|crop)\s*(?:(?:the|whole|entire|\|)\s*)*(?:frame|screen|canvas|picture|it)?\s*(?:instead\s+of|rather\s+than|without|,?\s*no)\s+",
        BLUR,
        r"\b|\bfill\s+(?:(?:the|whole|entire)\s+)*(?:frame|screen|canvas)\b|(?:不要模糊(?:背景)?[，,]?\s*)?填满(?:整个)?(?:画面|屏幕)"
    );
    let bars = re!(
        r"\b(?:use\s+|put\s+)?(?:plain\s+)?black\s+bars?\s+(?:instead\s+of|rather\s+than|not)\s+",
        BLUR,
        r"\b|(?:用)?黑边(?:代替|替换)模糊(?:背景)?"
    );
    let whole = re!(
        r"\b(?:show|fit|keep)\s+(?:(?:the|\||whole|entire|full|complete|uncropped)\s*)*(?:picture|image|frame)\b(?:\s*(?:instead\s+of|without|rather\s+than)\s+cropp(?:ing|ed)(?:\s+it)?)?|(?:显示|保留)完整画面"
    );
    let shaped = scene.timeline.fit != Fit::Pad;
    let (fit, told) = if clause.has(bars) {
        clause.drop(bars);
        (Fit::Pad, "between bars")
    } else if clause.has(crop) {
        clause.drop(crop);
        (Fit::Crop, "cropped to the centre")
    } else if shaped && clause.has(whole) {
        clause.drop(whole);
        (Fit::Blur, "whole, over a blurred background")
    } else {
        return Read::No;
    };
    clause.drop(re!(
        r"\b(?:no|without|remove|instead\s+of)\s+",
        BLUR,
        r"\b|\binstead\b|(?:不要|去掉|取消)模糊(?:背景)?"
    ));
    Plan::read(Stage::Picture, format!("the picture {told}"), move |edit: &mut Edit| {
        edit.now.fit = fit;
        Ok(format!("Footage of another shape stands in the frame {told} now."))
    })
}
