//! The middle of the picture, larger.

use super::{Edit, Op, Plan, Read, Scene, Stage};
use crate::backend::local::model::Fx;
use crate::backend::local::words::{At, Clause, at, re};

pub const OP: Op = Op { name: "zoom", phrases: &["zoom in 20%", "zoom in 1.5x from 2 s to 4 s", "放大20%"], parse };

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    if clause.has(re!(r"\bzoom(?:s|ing)?[- ](?:in\s+|out\s+)?transitions?\b|\b(?:slow(?:ly)?|animate|ken\s+burns|zoom[- ]?out|zoom(?:ed|ing)?\s+(?:in\s+)?to\s+fill)\b|\bzoom(?:ed|ing)?\s+(?:in\s+)?to\s*\||字幕|文字|缓慢|声|音量|音乐"))
        || clause.take(re!(r"\bzoom(?:s|ed|ing)?(?:[- ]in)?\b|\bpunch(?:ed|ing)?[- ]in\b|放大|推近")).is_none()
    {
        return Read::No;
    }
    let frames = match scene.stretch(clause) {
        Ok(frames) => frames,
        Err(why) => return Read::Cannot(why),
    };
    // From a moment on.
    let frames = match frames {
        None => match at(clause, scene.span()) {
            Some(At::Time(time)) => match scene.frames((time, scene.span().total)) {
                Ok(frames) => Some(frames),
                Err(why) => return Read::Cannot(why),
            },
            _ => None,
        },
        some => some,
    };
    let slight = clause.drop(re!(r"\b(?:slightly|subtl[ey]|a\s+(?:tiny|little)\s+bit|gently)\b|稍微|略微"));
    let by = if let Some(found) = clause.take(re!(r"(?:\b(?:to|by)\s+)?(\d+(?:\.\d+)?)\s*(?:%|percent\b)")) {
        let share = found[1].as_ref().and_then(|text| text.parse::<f64>().ok()).unwrap_or(20.0) / 100.0;
        if share < 1.0 { 1.0 + share } else { share }
    } else if let Some(found) = clause.take(re!(r"(?:\b(?:to|by)\s+)?(\d+(?:\.\d+)?)\s*(?:x\b|倍)?")) {
        found[1].as_ref().and_then(|text| text.parse::<f64>().ok()).unwrap_or(1.2)
    } else if slight {
        1.1
    } else {
        1.2
    };
    clause
        .drop(re!(r"\b(?:on|to|towards)\s+(?:the\s+|my\s+)?(?:speaker|subject)\b|\b(?:picture|image|cent(?:er|re)|middle|a\s+(?:bit|little)|effect|add|apply)\b|\bcent(?:er|re)e?d\b|居中|一点|中间|添加|加"));
    if !(1.01..=10.0).contains(&by) {
        return Read::Cannot("a zoom makes the picture larger, up to ten times".into());
    }
    let place = scene.shown(frames);
    Plan::read(Stage::Picture, format!("zoom {by}x{place}"), move |edit: &mut Edit| {
        edit.each(frames, |clip| clip.look.add(Fx::Zoom { by }));
        Ok(format!("Zoomed in {by}x{place}."))
    })
}
