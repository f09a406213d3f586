//! A part of the picture at its edges that goes; the rest is the whole picture then.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::Fx;
use crate::backend::local::render::kept;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "crop",
    phrases: &[
        "crop 10% off the bottom",
        "crop out the left third",
        "crop 100 pixels from the top and bottom",
        "keep only the right half of the frame",
        "裁掉下方10%",
    ],
    parse,
};

/// The sides of a picture, in the order of [`Gone`].
const SIDES: [&str; 4] = ["left", "top", "right", "bottom"];

/// How much goes at each side: a share of the width or the height, or pixels of the canvas.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Much {
    Share(f64),
    Pixels(f64),
}

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let verb = re!(
        r"\bcrop(?:s|ped|ping)?\b(?:\s+(?:out|off|away))?|裁[掉剪切去除]*|\b(?:keep|leave)\s+(?:only|just)\b|\b(?:cut|trim|remove|shave)\b(?:\s+(?:out|off|away))?|[剪切][掉去除]*|只(?:保留|留下|留)"
    );
    let other = re!(
        r"[⟦⟪]|\b(?:captions?|subtitles?|titles?|texts?|logo|watermark|music|sound|audio|clips?|seconds?|secs?|minutes?|bars?|corners?|\d+\s*[:x/]\s*\d+|square|vertical|portrait|landscape|cent(?:er|re)|middle)\b|黑边|字幕|标题|秒|片段|文字|角"
    );
    if !clause.has(verb) || clause.has(other) {
        return Read::No;
    }
    let crops = clause.has(re!(r"\bcrop|裁"));
    let frame = re!(r"\b(?:frame|picture|screen|image|shot)\b|画面|屏幕");
    // "Cut the last half" is a matter of time; an edge of the frame is named as one.
    if !crops && !clause.has(re!(r"\b(?:frame|picture|screen|image|px|pixels?)\b|画面|屏幕|像素")) {
        return Read::No;
    }
    let keeps =
        clause.has(re!(r"\b(?:keep|leave)\b|\b(?:crop|down)\s+(?:\||\s)*to\b|只?(?:保留|留下|留)|裁[剪切]?[到成为]"));
    let sides = sides(clause);
    if sides == [false; 4] {
        return Read::No;
    }
    let much = match amount(clause) {
        Some(Much::Share(share)) if !(0.005..=0.9).contains(&share) => {
            return Read::Cannot("a crop takes between 0.5% and 90% of a side away".into());
        }
        Some(much) => much,
        None => {
            return Read::Cannot(
                "say how much of it goes, such as `crop 10% off the bottom`, or `crop out the left third`".into(),
            );
        }
    };
    clause.drop(verb);
    clause.drop(frame);
    clause.drop(re!(
        r"\b(?:off|from|of|at|by|to|down|the|each|both|every|all|sides?|edges?|part|area|strip|only|just|portion|away|out)\b|边缘|边|部分|的|掉|到|成|各"
    ));
    let (w, h) = (f64::from(scene.timeline.width), f64::from(scene.timeline.height));
    let share = |side: usize| match much {
        Much::Share(share) => share,
        Much::Pixels(pixels) => pixels / if side.is_multiple_of(2) { w } else { h },
    };
    let mut gone = [0.0; 4];
    for (side, wanted) in sides.into_iter().enumerate() {
        if wanted {
            // What is kept at one side goes at the other.
            let (side, share) = if keeps { ((side + 2) % 4, 1.0 - share(side)) } else { (side, share(side)) };
            gone[side] = (share * 1e4).round() / 1e4;
        }
    }
    let [left, top, right, bottom] = gone;
    let rect = [left, top, 1.0 - left - right, 1.0 - top - bottom].map(|share| (share * 1e4).round() / 1e4);
    if rect[2] < 0.1 || rect[3] < 0.1 {
        return Read::Cannot("less than a tenth of the picture would be left".into());
    }
    let told: Vec<String> = SIDES
        .iter()
        .zip(gone)
        .filter(|(_, share)| *share > 0.0)
        .map(|(side, share)| format!("{}% at the {side}", (share * 1000.0).round() / 10.0))
        .collect();
    let told = told.join(", ");
    Plan::read(Stage::Picture, format!("crop {told}"), move |edit: &mut Edit| crop(edit, rect, &told))
}

fn crop(edit: &mut Edit, [x, y, w, h]: [f64; 4], told: &str) -> Result<String, Refusal> {
    let media = edit.media;
    let (width, height) = (edit.now.width, edit.now.height);
    // Only a canvas in the footage's own shape takes the new one; any other was chosen.
    let own = edit.now.main.iter().find_map(|clip| media.iter().find(|medium| medium.name == clip.src));
    let whole = own.is_some_and(|medium| {
        let (a, b) = (u64::from(medium.probe.width), u64::from(medium.probe.height));
        (a * u64::from(height)).abs_diff(b * u64::from(width)) * 100 < b * u64::from(width)
    });
    for clip in &mut edit.now.main {
        clip.look.add(Fx::Crop { x, y, w, h });
    }
    if whole {
        let [_, _, wide, high] = kept([x, y, w, h], width, height);
        let fit = edit.now.fit;
        edit.canvas(wide, high, fit);
    }
    let (wide, high) = (edit.now.width, edit.now.height);
    Ok(match whole {
        true => format!("Cropped the picture: {told} went, and {wide}x{high} are left."),
        false => format!("Cropped the footage: {told} went; the frame is {wide}x{high} as before."),
    })
}

/// Takes the sides that are named.
fn sides(clause: &mut Clause) -> [bool; 4] {
    let mut sides = [false; 4];
    if clause
        .drop(re!(r"\b(?:all|every|each)\s+(?:four\s+|4\s+)?(?:sides?|edges?)\b|\ball\s+around\b|四[边周]|每[一]?边"))
    {
        return [true; 4];
    }
    if clause
        .drop(re!(r"\b(?:both\s+sides|(?:on|from|off|at)\s+(?:each|either|the)\s+sides?|the\s+sides)\b|两[边侧]|左右"))
    {
        (sides[0], sides[2]) = (true, true);
    }
    if clause.drop(re!("上下")) {
        (sides[1], sides[3]) = (true, true);
    }
    let named = [
        re!(r"\bleft(?:[- ]hand)?\b|左[边侧面方]?"),
        re!(r"\b(?:top|upper)\b|顶部|上[边面方部]?"),
        re!(r"\bright(?:[- ]hand)?\b|右[边侧面方]?"),
        re!(r"\b(?:bottom|lower)\b|底部|下[边面方部]?"),
    ];
    for (side, pattern) in sides.iter_mut().zip(named) {
        *side |= clause.drop(pattern);
    }
    sides
}

fn amount(clause: &mut Clause) -> Option<Much> {
    let number = |text: Option<&String>| text.and_then(|text| text.parse::<f64>().ok());
    if let Some(found) = clause.take(re!(r"(\d+(?:\.\d+)?)\s*(?:%|percent\b)(?:\s+(?:each|of)\b)?")) {
        return number(found[1].as_ref()).map(|share| Much::Share(share / 100.0));
    }
    if let Some(found) = clause.take(re!(r"(\d+)\s*(?:px|pixels?\b|像素)")) {
        return number(found[1].as_ref()).map(Much::Pixels);
    }
    let words = [
        (re!(r"\bhalf\b|(?:1\s*|一)?半"), 0.5),
        (re!(r"\b(?:an?\s+)?third\b|[3三]\s*分之\s*[1一]"), 1.0 / 3.0),
        (re!(r"\b(?:an?\s+)?quarter\b|[4四]\s*分之\s*[1一]"), 0.25),
        (re!(r"\b(?:an?\s+)?fifth\b|5\s*分之\s*1"), 0.2),
        (re!(r"\b(?:an?\s+)?tenth\b|10\s*分之\s*1"), 0.1),
    ];
    words.into_iter().find(|(pattern, _)| clause.drop(pattern)).map(|(_, share)| Much::Share(share))
}
