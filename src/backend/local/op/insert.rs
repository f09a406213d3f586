//! Other footage in the middle of what is there, which goes on behind it.

use super::use_only::nth;
use super::{Edit, Op, Plan, Read, Scene, Stage, is_picture, is_video, show};
use crate::backend::local::model::{self, positions};
use crate::backend::local::words::{At, Clause, at, length, re, strict};

pub const OP: Op = Op {
    name: "insert",
    phrases: &["insert broll.mp4 at 5 s", "insert intro.mp4 at the beginning", "在5秒处插入 broll.mp4"],
    parse,
};

/// The clip of the timeline that another is put beside.
fn anchor_of(scene: &Scene, name: &str) -> Result<String, String> {
    let name = scene.medium(name)?.name.clone();
    if scene.on_main(&name) { Ok(name) } else { Err(format!("`{name}` is not on the timeline")) }
}

/// "Before the first clip", "after clip 2", as a place.
fn by_number(found: &[Option<String>], scene: &Scene) -> Option<Result<At, String>> {
    let main = &scene.timeline.main;
    let mut which = Clause::new(found[2].as_ref()?, &[]);
    let (begin, clip) = match nth(&mut which, main.len())? {
        Ok(index) => positions(main).nth(index)?,
        Err(why) => return Some(Err(why)),
    };
    let ahead = re!("^(?:before|in)").is_match(&found[1].as_ref()?.to_lowercase());
    let edge = if ahead { begin } else { begin + clip.len };
    Some(Ok(match edge {
        0 => At::Start,
        edge if edge >= scene.timeline.total() => At::End,
        edge => At::Time(scene.timeline.rate.seconds(edge)),
    }))
}

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let inserts = clause.has(re!(r"\b(?:insert|splice|full[- ]?screen|photo|picture|image|at\s+the\s+(?:very\s+)?end)\b|插入|全屏|片头|片尾|照片|图片|结尾"));
    if !clause.has(re!("⟪"))
        || clause.take(re!(r"\b(?:insert|splice|add|put|place|move)\b|插入|添加|加入|放")).is_none()
    {
        return Read::No;
    }
    // "After a.mp4" says where, and not what.
    let beside = clause.take(re!(r"\b(?:(?:right|directly|straight)\s+)?(before|after|behind|in\s+front\s+of)\s+(⟪q[a-z]+[^⟫]*⟫)|(?:放|插|接)?(?:到|在)\s*(⟪q[a-z]+[^⟫]*⟫)\s*(?:的)?(前|后)面?"));
    let beside = beside.and_then(|found| {
        let mut mark = clause.part(0, 0).with_verb(found[2].as_ref().or(found[3].as_ref())?);
        let ahead = found[1].as_ref().or(found[4].as_ref())?;
        let ahead = ahead.starts_with(['b', 'B']) && !ahead.eq_ignore_ascii_case("behind")
            || ahead.starts_with(['i', 'I', '前']);
        Some((mark.file()?, ahead))
    });
    let Some(name) = clause.file() else { return Read::No };
    let beside = match beside.map(|(anchor, ahead)| anchor_of(scene, &anchor).map(|anchor| (anchor, ahead))).transpose()
    {
        Ok(beside) => beside,
        Err(why) => return Read::Cannot(why),
    };
    if beside.as_ref().is_some_and(|(anchor, _)| anchor.eq_ignore_ascii_case(&name)) {
        return Read::Cannot("a clip cannot stand beside itself".into());
    }
    let medium = match scene.medium(&name) {
        // A logo that is added lies over the picture.
        Ok(medium)
            if is_picture(medium) && medium.name.to_lowercase().contains("logo") && !inserts && beside.is_none() =>
        {
            return Read::No;
        }
        Ok(medium) if is_video(medium) || is_picture(medium) => medium,
        Ok(_) => return Read::No,
        Err(why) => return Read::Cannot(why),
    };
    if clause.has(re!(r"\b(?:logo|watermark|b-?roll|overlay|over|picture[- ]in|pip|corner)\b|画中画|标志|水印|右上|左上|右下|左下|覆盖")) {
        return Read::No;
    }
    let after = clause.take(re!(r"\b(?:after|past)\s+(?:the\s+first\s+)?(", strict!(), r")(?:\s*mark\b)?"));
    let after = after.and_then(|found| scene.span().time(found[1].as_ref()?)).map(At::Time);
    let side = clause.take(re!(r"\b(before|after|behind|in\s+front\s+of)\s+(?:the\s+|my\s+)?(?:main\s+|whole\s+|rest\s+of\s+the\s+)?(?:video|clip|footage|film|talk|interview|recording|rest|everything(?:\s+else)?)\b"));
    let side = side.and_then(|found| found[1].clone()).map(|word| match word.to_lowercase().as_str() {
        "after" | "behind" => At::End,
        _ => At::Start,
    });
    let ordinal = clause.take(re!(r"\b(before|after|behind|in\s+front\s+of)\s+((?:the\s+)?(?:first|second|third|fourth|fifth|last)\s+(?:clip|video|shot|scene)|(?:clip|shot|scene)\s+\d+)\b"));
    let ordinal = match ordinal.and_then(|found| by_number(&found, scene)).transpose() {
        Ok(place) => place,
        Err(why) => return Read::Cannot(why),
    };
    let place = after.or(ordinal).or(side).or_else(|| at(clause, scene.span()));
    let seconds = length(clause, scene.span());
    clause.drop(re!(r"\bfull[- ]?screen\b|全屏"));
    clause.drop(re!(r"\b(?:as|intro|outro|an)\b|片头|片尾|作为"));
    let frame = match place {
        Some(At::Start) => 0,
        Some(At::End) | None => scene.timeline.total(),
        Some(At::Time(time)) => match scene.frame(time) {
            Ok(frame) => frame,
            Err(why) => return Read::Cannot(why),
        },
    };
    if place.is_none() && beside.is_none() && is_picture(medium) && medium.name.to_lowercase().contains("logo") {
        return Read::No;
    }
    if place.is_none() && beside.is_none() {
        return Read::Cannot(format!("say where, such as `insert {} at 5 s`", medium.name));
    }
    if beside.is_some() {
        clause.drop(re!(r"\b(?:move|show|play)\b|移动|移"));
    }
    let (name, total) = (medium.name.clone(), scene.timeline.total());
    Plan::read(Stage::Order, format!("insert `{name}`"), move |edit: &mut Edit| {
        let Some(medium) = edit.media.iter().find(|medium| medium.name == name) else {
            return super::Refusal::cannot("the file is gone");
        };
        // "Join all clips, put c.mp4 at the start": it is moved there, and not shown twice.
        let fresh = beside.is_some() || !edit.before.main.iter().any(|clip| clip.src == name);
        let found = positions(&edit.now.main).find(|(_, clip)| clip.src == name).map(|(at, clip)| (at, at + clip.len));
        if let Some((from, to)) = found.filter(|(from, to)| fresh && to - from < edit.now.total()) {
            edit.restructure(|row| drop(model::cut(row, from, to)));
        }
        let mut clip = edit.clip_of(medium);
        if let Some(seconds) = seconds {
            let len = edit.now.rate.frames(seconds).max(1);
            if len > clip.len && medium.probe.duration > 0.0 {
                return super::Refusal::cannot(format!("`{name}` is only {} long", show(medium.probe.duration)));
            }
            clip.len = len;
        }
        let spot = beside.as_ref().and_then(|(anchor, ahead)| {
            let mut there = positions(&edit.now.main).filter(|(_, clip)| clip.src == *anchor);
            if *ahead { there.next().map(|(at, _)| at) } else { there.last().map(|(at, clip)| at + clip.len) }
        });
        let place = if let Some(spot) = spot {
            spot
        } else if frame == total {
            edit.now.total()
        } else {
            edit.place(frame)
        };
        let len = clip.len;
        edit.insert(place, &[clip]);
        let rate = edit.now.rate;
        Ok(format!("Inserted `{name}` at {} for {}.", show(rate.seconds(place)), show(rate.seconds(len))))
    })
}
