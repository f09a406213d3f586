//! Another shape for the picture.

use super::lettering::SOCIAL;
use super::{Edit, Op, Plan, Read, Scene, Stage};
use crate::backend::local::model::Fit;
use crate::backend::local::render::even;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "aspect",
    phrases: &["make it vertical", "crop to 9:16", "square with bars", "改成竖屏", "裁剪成方形"],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let shapes: [(&regex::Regex, (u32, u32)); 10] = [
        (
            re!(
                r"\b(?:9\s*[:x/]\s*16|vertical|portrait|upright|tiktok|tik\s+tok|reels?|instagram\s+(?:reels?|story|stories)|shorts|youtube\s+shorts|stories|story\s+format|douyin)\b|竖屏|竖版|竖向|抖音|快手|小红书"
            ),
            (9, 16),
        ),
        (re!(r"\b(?:1\s*[:x/]\s*1|square)\b|方形|正方形|方的"), (1, 1)),
        (re!(r"\b4\s*[:x/]\s*5\b"), (4, 5)),
        (re!(r"\b4\s*[:x/]\s*3\b"), (4, 3)),
        (re!(r"\b3\s*[:/]\s*4\b"), (3, 4)),
        (re!(r"\b2\s*[:/]\s*3\b"), (2, 3)),
        (re!(r"\b3\s*[:/]\s*2\b"), (3, 2)),
        (re!(r"\b5\s*[:/]\s*4\b"), (5, 4)),
        (re!(r"\b21\s*[:/]\s*9\b|\b2[.:]35\s*(?::\s*1)?\b|\b(?:ultra-?wide|cinemascope|scope\s+format)\b"), (21, 9)),
        (re!(r"\b(?:16\s*[:x/]\s*9|landscape|widescreen|horizontal(?:\s+format)?)\b|横屏|横版|宽屏"), (16, 9)),
    ];
    // Bars that are in the footage are another matter than those that a shape brings.
    let barred = re!(
        r"\b(?:crop|cut|remove|trim|get\s+rid\s+of)\s+(?:out\s+|off\s+|away\s+)?(?:of\s+)?(?:the\s+)?black\s+bars\b"
    );
    if clause.has(barred) || clause.has(re!(r"\bflip|mirror|镜像|翻转")) || super::bars::wanted(clause) {
        return Read::No;
    }
    // What is blurred around the picture leaves the picture whole, whatever the word for shaping it.
    let around = clause.drop(re!(
        r"\bblur(?:red|ry)?[- ]fill\b|(?:两边|两侧|左右|上下|四周|背景)(?:用|加)?模糊(?:填充)?|模糊(?:的)?(?:两边|两侧|边|背景)(?:填充)?"
    ));
    // "this 16:9 demo to vertical": the shape behind "to" is the one that is wanted.
    clause.take(re!(r"\b(?:this|the|my|from)\s+(?:16\s*:\s*9|9\s*:\s*16|landscape|horizontal|vertical)\s+(?:\S+\s+){0,3}?(?:to|into)\b"));
    clause.take(re!(r"(?:竖屏|竖版|竖向|横屏|横版|方形|9\s*:\s*16|16\s*:\s*9)的?(?:视频|片子|画面|素材|录像)?\s*(?:转换?|改|变|裁|调|做|换)\s*(?:成|为|到)"));
    let mut bare = clause.clone();
    if bare.drop(re!(SOCIAL)) && !shapes.iter().any(|(pattern, _)| bare.has(pattern)) {
        return Read::No;
    }
    let Some(&(_, named)) = shapes.iter().find(|(pattern, _)| clause.has(pattern)) else { return Read::No };
    // "1:1 for TikTok", "the 3:4 of Xiaohongshu", "vertical 4:5": a shape says more than a platform's name does,
    // and numbers more than a word.
    let upright = clause.has(re!(r"\b(?:9\s*[:x/]\s*16|vertical|portrait|upright)\b|竖"));
    let written = clause.has(re!(r"\b9\s*[:x/]\s*16\b"));
    let other = shapes.iter().map(|(pattern, ratio)| (pattern, *ratio)).find(|(pattern, (w, h))| {
        (*w, *h) != (9, 16) && (*w, *h) != (16, 9) && (!upright || w < h) && clause.has(pattern)
    });
    let ratio = match other {
        Some((_, ratio)) if named == (9, 16) && !written => ratio,
        _ => named,
    };
    for (pattern, _) in shapes {
        clause.drop(pattern);
    }
    let whole = clause.drop(re!(
        r"\b(?:without|no|don't|do\s+not)\s+crop(?:ping)?(?:\s+(?:anything|it|the\s+\w+))?\b|(?:不要?|别)裁[剪切]?"
    ));
    let crop =
        !whole && clause.drop(re!(r"\b(?:crop(?:ped|ping)?|fill(?:ing)?|cut\s+to\s+fit)\b|裁掉(?:左右|上下|两边|两侧|四周|多余)?(?:的?部分)?|裁剪|裁切|填满|裁成|裁为"));
    clause.drop(re!(r"\b(?:no|without|don't\s+add|avoid)\s+(?:any\s+)?(?:black\s+)?(?:bars|borders|edges)\b|(?:不要|别留?|没有|无)(?:有)?黑边"));
    clause.drop(re!(r"\b(?:with\s+)?(?:the\s+)?(?:sides|edges|background)\s+blurred\b"));
    // Before the bars alone, which would stay black.
    clause.drop(re!(r"\b(?:blur(?:red|ry)?\s+(?:the\s+)?(?:background|bars?|sides?|edges?)(?:\s+(?:bars?|sides?|edges?))?)\b|模糊背景|背景模糊"));
    let pad = clause.drop(re!(r"\b(?:pad(?:ded|ding)?|letterbox(?:ed)?|black\s+bars?|bars?|borders?)\b|黑边|留白|两边|四周|左右两?边?|上下两?边?"));
    clause.drop(re!(r"\b(?:cent(?:er|re)(?:ed|d)|sides|edges|put|add|create|do|version|turn|convert|change|switch|reframe|resize|reformat|format|aspect(?:\s+ratio)?|ratio|orientation|mode|shape|set|ready|fit|version|frame|screen|keep(?:ing)?\s+(?:the\s+)?(?:speaker|subject|person|me|face|it)\s+(?:centered|centred|in\s+(?:the\s+)?(?:frame|cent(?:er|re)|middle))(?:\s+throughout)?)\b|居中|转成|转为|变成|改成|改为|转换成?|比例|画幅|格式|适合|适配|尺寸|版本|版|加"));
    let (w, h) = (scene.timeline.width, scene.timeline.height);
    let short = f64::from(w.min(h)).max(720.0).min(f64::from(w.min(h).max(1080)));
    // An upright canvas keeps the longer side of what there is, as far as screens have it.
    let long = f64::from(w.max(h)).clamp(1280.0, 1920.0);
    let (rw, rh) = (f64::from(ratio.0), f64::from(ratio.1));
    let (width, height) = if rw == rh {
        let side = short.min(1080.0);
        (side, side)
    } else if rw > rh {
        (long, long * rh / rw)
    } else {
        (long * rw / rh, long)
    };
    let (width, height) = (even(width.round() as u32), even(height.round() as u32));
    let fit = if crop && !around {
        Fit::Crop
    } else if pad {
        Fit::Pad
    } else {
        Fit::Blur
    };
    let how = match fit {
        Fit::Crop => "cropped to the centre",
        Fit::Pad => "between bars",
        Fit::Blur | Fit::Low | Fit::High => "whole, over a blurred background",
    };
    let name = format!("{}:{}", ratio.0, ratio.1);
    Plan::read(Stage::Picture, format!("shape {name}"), move |edit: &mut Edit| {
        // A size of the same prompt that has this shape is kept.
        let (now_w, now_h) = (edit.now.width, edit.now.height);
        if edit.now.sized && edit.before.width != now_w && now_w * ratio.1 == now_h * ratio.0 {
            edit.now.fit = fit;
            return Ok(format!("Made it {name} ({now_w}x{now_h}), the picture {how}.{}", bars(edit)));
        }
        edit.canvas(width, height, fit);
        Ok(format!("Made it {name} ({width}x{height}), the picture {how}.{}", bars(edit)))
    })
}

/// What is said of bars that were drawn before, and cover more or less of another shape.
fn bars(edit: &Edit) -> &'static str {
    if edit.now.bars.is_some() {
        " The bars above and below stay; `remove the cinematic bars` takes them away."
    } else {
        ""
    }
}
