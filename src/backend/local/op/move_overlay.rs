//! Words and pictures over the footage at another time, or for another while.

use super::{Edit, Frames, Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::model::{OverlayRole, TextRole};
use crate::backend::local::words::{At, Clause, at, length, re, strict_time};

pub const OP: Op = Op {
    name: "move_overlay",
    phrases: &[
        "move the text to 8 s",
        "show the title 2 seconds later",
        "delay the lower third by 1 s",
        "move the b-roll to 0:08",
        "标题晚2秒出现",
    ],
    parse,
};

/// What is moved.
#[derive(Clone, Copy, PartialEq)]
enum Thing {
    Words(TextRole),
    Over(OverlayRole),
}

/// Where to, in frames.
#[derive(Clone, Copy)]
enum To {
    Frame(Frames),
    By(i64),
    /// Only another length.
    Stay,
}

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let things: [(&regex::Regex, Thing, &'static str); 5] = [
        (re!(r"\b(?:titles?|headlines?)(?:\s+cards?)?\b|标题"), Thing::Words(TextRole::Title), "title"),
        (re!(r"\blower[- ]?thirds?\b|\bname\s*tags?\b|人名条"), Thing::Words(TextRole::LowerThird), "lower third"),
        (re!(r"\b(?:texts?|words)(?:\s+overlays?)?\b|文字|文本"), Thing::Words(TextRole::Text), "text"),
        (
            re!(r"\b(?:picture[- ]in[- ]picture|pip|inset)\b|画中画"),
            Thing::Over(OverlayRole::Pip),
            "picture in picture",
        ),
        (re!(r"\b(?:b[- ]?roll|overlays?|cutaways?)\b|空镜"), Thing::Over(OverlayRole::Broll), "b-roll"),
    ];
    let Some((noun, thing, name)) = things.into_iter().find(|(noun, ..)| clause.has(noun)) else { return Read::No };
    if clause.has(re!(
        r"⟪|\b(?:add|remove|delete|captions?|subtitles?|size|colou?r|bigger|smaller|fad(?:e|es|ing)|corner|top|bottom|left|right|first|last|until|from|between|during|only)\b|字幕|删除|去掉|加|颜色"
    )) {
        return Read::No;
    }
    let named = clause.quote();
    let there: Vec<(Frames, Frames)> = places(scene, thing, named.as_deref());
    if there.is_empty() {
        return Read::No;
    }
    let verb = re!(
        r"\b(?:move|shift|put|place|start|begin|show|display|delay|push|bring|have|let|make|appear(?:s|ing)?|come(?:s)?(?:\s+(?:in|up|on))?|should|later|earlier|sooner|back|longer|shorter|last(?:s|ing)?)\b|移|挪|改到|调到|延后|推迟|提前|早|晚|出现|显示|放"
    );
    if !clause.has(verb) {
        return Read::No;
    }
    let later = clause.has(re!(r"\b(?:later|delay|push|back)\b|延后|推迟|晚"));
    let sooner = clause.has(re!(r"\b(?:earlier|sooner|forward)\b|提前|早"));
    let span = scene.span();
    let (to, seconds) = if later || sooner {
        let Some(by) = strict_time(clause, span) else { return Read::No };
        let frames = span.rate.frames(by) as i64;
        (To::By(if sooner { -frames } else { frames }), None)
    } else {
        let to = clause.take(re!(r"\bto\s+(?:the\s+)?(\d[\d:.]*\s*(?:s\b|secs?\b|seconds?\b|m\b|mins?\b|minutes?\b)?)(?:\s*mark\b)?|到第?\s*(\d[\d:.]*\s*(?:秒|分)?)"));
        let to = to.and_then(|found| span.time(found[1].as_ref().or(found[2].as_ref())?)).map(At::Time);
        let to = to.or_else(|| at(clause, span));
        // How long words stay is read with how they look.
        let seconds = if matches!(thing, Thing::Over(_)) {
            length(clause, span).or_else(|| strict_time(clause, span))
        } else {
            length(clause, span)
        };
        match (to, seconds) {
            (Some(At::Time(time)), seconds) => match scene.frame(time) {
                Ok(frame) => (To::Frame(frame), seconds),
                Err(why) => return Read::Cannot(why),
            },
            (Some(At::Start), seconds) => (To::Frame(0), seconds),
            (Some(At::End), _) => (To::Frame(scene.timeline.total()), seconds),
            (None, Some(seconds)) if matches!(thing, Thing::Over(_)) => (To::Stay, Some(seconds)),
            _ => return Read::No,
        }
    };
    clause.drop(noun);
    clause.drop(verb);
    clause.drop(re!(r"\b(?:by|in|it|the|about|start|time|on\s+screen|until|to|be|long)\b|把|时间|的"));
    if there.len() > 1 && matches!(to, To::Frame(_)) {
        return Read::Cannot(format!(
            "there are {} of them; say which one by its words, such as `move the text \"Sale\" to 8 s`",
            there.len()
        ));
    }
    Plan::read(Stage::Words, format!("another time for the {name}"), move |edit: &mut Edit| {
        moved(edit, (thing, name), named.as_deref(), to, seconds)
    })
}

/// Where those stand that are meant.
fn places(scene: &Scene, thing: Thing, named: Option<&str>) -> Vec<(Frames, Frames)> {
    let is = |text: &str| named.is_none_or(|named| text.eq_ignore_ascii_case(named));
    match thing {
        Thing::Words(role) => {
            let texts = scene.timeline.texts.iter().filter(|text| text.role == role && is(&text.text));
            texts.map(|text| (text.at, text.len)).collect()
        }
        Thing::Over(role) => {
            let over = scene.timeline.overlays.iter().filter(|one| one.role == role);
            over.map(|one| (one.at, one.len)).collect()
        }
    }
}

fn moved(
    edit: &mut Edit,
    (thing, name): (Thing, &str),
    named: Option<&str>,
    to: To,
    seconds: Option<f64>,
) -> Result<String, Refusal> {
    let (total, rate) = (edit.now.total(), edit.now.rate);
    let media = edit.media;
    let to = match to {
        To::Frame(frame) => To::Frame(edit.place(frame)),
        other => other,
    };
    let wanted = seconds.map(|seconds| rate.frames(seconds).max(1));
    let (mut told, mut lost) = (None, false);
    let mut place = |at: Frames, len: Frames| {
        let len = wanted.unwrap_or(len);
        let at = match to {
            // At the end it ends with the film.
            To::Frame(frame) if frame >= total => total.saturating_sub(len),
            To::Frame(frame) => frame,
            To::By(by) => at.saturating_add_signed(by),
            To::Stay => at,
        };
        let len = len.min(total.saturating_sub(at));
        told = Some((at, len));
        lost |= len == 0;
        (at, len)
    };
    match thing {
        Thing::Words(role) => {
            let is = |text: &str| named.is_none_or(|named| text.eq_ignore_ascii_case(named));
            for text in edit.now.texts.iter_mut().filter(|text| text.role == role && is(&text.text)) {
                (text.at, text.len) = place(text.at, text.len);
            }
        }
        Thing::Over(role) => {
            for one in edit.now.overlays.iter_mut().filter(|one| one.role == role) {
                (one.at, one.len) = place(one.at, one.len);
                let probe = media.iter().find(|medium| medium.name == one.src).map(|medium| &medium.probe);
                if let Some(probe) = probe.filter(|probe| probe.duration > 0.0)
                    && rate.seconds(one.start + one.len) > probe.duration + 0.05
                {
                    return Refusal::cannot(format!("`{}` is {} long, and no longer", one.src, show(probe.duration)));
                }
            }
        }
    }
    match told {
        // One of several would be lost without a word.
        Some(_) if lost => Refusal::cannot("nothing of it would be left on the timeline"),
        Some((at, len)) => {
            Ok(format!("The {name} is there from {} to {} now.", show(rate.seconds(at)), show(rate.seconds(at + len))))
        }
        None => Refusal::cannot(format!("there is no {name} on the timeline")),
    }
}
