//! Other pictures over the main track, whose sound and length stay.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage, fading, is_picture, is_video, show};
use crate::backend::local::model::{Overlay, OverlayRole, Place};
use crate::backend::local::store::Medium;
use crate::backend::local::words::{At, Clause, at, length, range, re};

pub const OP: Op = Op {
    name: "broll",
    phrases: &[
        "add b-roll broll.mp4 at 5 s for 3 s",
        "show broll.mp4 over 5 s to 8 s",
        "picture in picture cam.mp4 bottom right",
        "画中画 cam.mp4 右下角",
    ],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let mut pip = clause.drop(re!(r"\bpicture[- ]in[- ]picture\b|\bpip\b|画中画"));
    let over = clause.drop(re!(r"\bb[- ]?roll\b|空镜|覆盖|叠加|\b(?:overlay|cutaway)\b"))
        || clause.has(re!(r"\b(?:show|overlay|put|place)\b.*\bover\b|\bcover\b.*⟪|\bshow\s+⟪[^⟫]*⟫\s+(?:from|between|at)\b|显示\s*⟪|盖住|⟪[^⟫]*\.(?:mp4|mov|webm|mkv|avi)⟫.*\b(?:on|over)\s+(?:the\s+)?screen\b"));
    if !(pip || over) || clause.has(re!(r"\|\s*first\s*$|\b(?:logo|watermark|transitions?|append|remove|delete|titles?|headlines?|texts?|captions?|subtitles?|cuts?)\b|水印|转场|删除|去掉|⟦"))
    {
        return Read::No;
    }
    // What is smaller than the picture, or stands in a corner of it, leaves the rest of it in sight.
    let sized = clause.take(re!(r"(?:\bat\s+)?(\d+(?:\.\d+)?)\s*%\s*(?:of\s+the\s+)?(?:size|wide|width|scale|screen|frame)\b|\b(?:size|width|scale)(?:\s+of)?\s*(\d+(?:\.\d+)?)\s*%|(?:大小|尺寸|缩放)(?:为|到)?\s*(\d+(?:\.\d+)?)\s*%"));
    let sized = sized.and_then(|found| found.into_iter().skip(1).flatten().next()?.parse::<f64>().ok());
    let corner = super::text::place(&mut clause.clone());
    pip |= sized.is_some()
        || matches!(corner, Some(Place::TopLeft | Place::TopRight | Place::BottomLeft | Place::BottomRight));
    let file = clause.file();
    let free = |medium: &Medium| !scene.on_main(&medium.name);
    let picked = scene.pick(file.as_deref(), "b-roll", |medium| is_video(medium) && free(medium));
    let medium = match picked.or_else(|why| match &file {
        Some(_) => {
            scene.pick(file.as_deref(), "b-roll", |medium| (is_video(medium) || is_picture(medium)) && free(medium))
        }
        None => Err(why),
    }) {
        Ok(medium) => medium,
        Err(why) => return Read::Cannot(why),
    };
    let middle = !pip
        && clause.drop(re!(r"\b(?:over|in|at|on|for|during|across)\s+(?:the\s+)?middle(?:\s+(?:part|section|bit|of\s+(?:the\s+)?(?:video|clip|footage|timeline)))?\b"));
    let fades = match fading::fades(clause, scene) {
        Ok(fades) => fades,
        Err(why) => return Read::Cannot(why),
    };
    clause
        .drop(re!(r"\b(?:add|show|cover|with|put|place|insert|use|play|over|overlay|on\s+top|as|picture|main|screen|size|sized|wide|width|scale|large|big|small|window|inset|corner)\b|添加|加上|加|显示|放|插入|用"));
    // It is shown and not heard.
    clause.drop(re!(
        r"\b(?:keep\s+it\s+)?(?:muted?|silent)\b|\b(?:without|no)\s+(?:its\s+|any\s+)?(?:sound|audio)\b|静音"
    ));
    let span = scene.span();
    let place = super::text::place(clause).unwrap_or(Place::BottomRight);
    let width = if pip {
        sized
            .map(|share| share / 100.0)
            .or_else(|| crate::backend::local::words::percent(clause))
            .unwrap_or(0.25)
            .clamp(0.05, 1.0)
    } else {
        1.0
    };
    let found = range(clause, span);
    let (when, seconds) = (at(clause, span), length(clause, span));
    let own = if medium.probe.duration > 0.0 {
        medium.probe.duration
    } else if pip {
        span.total
    } else {
        4.0
    };
    let begin = match (found, when) {
        (Some((from, _)), _) => from,
        (None, Some(At::Time(time))) => time,
        (None, Some(At::End)) => (span.total - seconds.unwrap_or(own)).max(0.0),
        (None, None) if middle => ((span.total - seconds.unwrap_or(own)) / 2.0).max(0.0),
        (None, Some(At::Start) | None) => 0.0,
    };
    let wished = found.map(|(from, to)| to - from).or(seconds);
    if let Some(wished) = wished.filter(|wished| medium.probe.duration > 0.0 && *wished > medium.probe.duration + 0.05)
    {
        return Read::Cannot(format!(
            "`{}` is {} long, which is less than {}",
            medium.name,
            show(medium.probe.duration),
            show(wished)
        ));
    }
    let end = (begin + wished.unwrap_or(own)).min(span.total);
    let (from, to) = match scene.frames((begin, if wished.is_some() { begin + wished.unwrap_or(0.0) } else { end })) {
        Ok(range) => range,
        Err(why) => return Read::Cannot(why),
    };
    let (src, title) = (medium.name.clone(), medium.stem().to_owned());
    let role = if pip { OverlayRole::Pip } else { OverlayRole::Broll };
    Plan::read(Stage::Picture, format!("show `{src}` over {} to {}", show(begin), show(end)), move |edit: &mut Edit| {
        let mut start = 0;
        let (pieces, rate) = (edit.pieces(from, to), edit.now.rate);
        let whole: u64 = pieces.iter().map(|(from, to)| to - from).sum();
        if let Some(why) = fading::too_long(fades, whole, rate) {
            return Refusal::cannot(why);
        }
        let last = pieces.len().saturating_sub(1);
        for (index, (from, to)) in pieces.into_iter().enumerate() {
            let len = to - from;
            edit.now.overlays.push(Overlay {
                role,
                src: src.clone(),
                title: title.clone(),
                at: from,
                len,
                start,
                place,
                width,
                opacity: 1.0,
                fades: fades.piece(index == 0, index == last),
            });
            start += len;
        }
        let faded = fading::told(fades, rate);
        Ok(format!("Put `{src}` over the picture for {}.{faded}", show(rate.seconds(start))))
    })
}
