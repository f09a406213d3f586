//! A small picture in a corner, all the time.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage, fading, is_picture, show};
use crate::backend::local::model::{Overlay, OverlayRole, Place};
use crate::backend::local::words::{At, Clause, at, percent, re};

pub const OP: Op =
    Op {
        name: "logo", phrases: &["logo top right", "add logo.png bottom left at 80% opacity", "右上角加logo"], parse
    };

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let noun = re!(r"\b(?:(?:my|our|the|company|brand)\s+)*(?:logo|watermark)\b|水印|标志|商标|图标");
    if clause.has(re!(r"\b(?:remove|delete|hide|drop)\b|删除|去掉|移除|⟦"))
        || clause.has(re!(r"\binsert\b.*\bfull[- ]?screen\b|插入.*全屏"))
        || !clause.has(noun) && !clause.names().iter().any(|name| name.to_lowercase().contains("logo"))
    {
        return Read::No;
    }
    let there = scene.timeline.overlays.iter().any(|one| one.role == OverlayRole::Logo);
    if there && clause.names().is_empty() && clause.has(re!(r"\b(?:move|shift|make|resize|change|double|smaller|bigger|larger|put|set|reduce|shrink|enlarge|transparent|fainter|opaque|only|just)\b|移|挪|调|改|放|缩|透明|大一点|小一点|\bfad(?:e|es|ing)\b|淡[入出]")) && !clause.has(re!(r"\b(?:add|another|second)\b|加|再"))
    {
        return changed(clause, noun, scene);
    }
    let file = clause.file();
    clause.drop(noun);
    clause.drop(re!(r"\b(?:add|put|place|show|insert|overlay|use|with|as)\b|添加|加上|加|放|显示|叠加"));
    let medium = match scene.pick(file.as_deref(), "a logo", is_picture) {
        Ok(medium) => medium,
        Err(why) => {
            // Among several pictures the one that is called so is meant.
            let named: Vec<_> = scene
                .media
                .iter()
                .filter(|medium| is_picture(medium) && medium.name.to_lowercase().contains("logo"))
                .collect();
            match (named[..].first(), named.len(), &file) {
                (Some(one), 1, None) => *one,
                _ => return Read::Cannot(why),
            }
        }
    };
    let fades = match fading::fades(clause, scene) {
        Ok(fades) => fades,
        Err(why) => return Read::Cannot(why),
    };
    let place = super::text::place(clause).unwrap_or(Place::TopRight);
    let mut opacity = 1.0;
    if let Some(found) = clause.take(re!(r"(?:at|with)?\s*(\d+(?:\.\d+)?)\s*%\s*(?:opacity|opaque|不透明度|透明度)|(?:opacity|透明度|不透明度)\s*(?:of|at|to|为)?\s*(\d+(?:\.\d+)?)\s*%")) {
        let number = found[1].clone().or(found[2].clone()).and_then(|text| text.parse::<f64>().ok()).unwrap_or(100.0);
        opacity = (number / 100.0).clamp(0.0, 1.0);
    } else if let Some(found) = clause.take(re!(r"(\d+(?:\.\d+)?)\s*%\s*(?:(?:transparent|transparency|see[- ]?through)\b|透明)|\b(?:transparency|transparent|see[- ]?through)\s*(?:of|at|to|by)?\s*(\d+(?:\.\d+)?)\s*%")) {
        let number = found[1].clone().or(found[2].clone()).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
        opacity = (1.0 - number / 100.0).clamp(0.0, 1.0);
    } else if clause.drop(re!(r"\b(?:(?:at\s+|with\s+)?half[- ](?:opacity|transparen(?:t|cy))|semi[- ]?transparent|translucent|transparent|see[- ]?through|faint)\b|半透明|透明度(?:为|是|调?到?|调?成?)?\s*(?:1\s*|一)?半")) {
        opacity = 0.5;
    }
    let found = scene.range(clause).or_else(|| spell(clause, scene));
    let frames = match found.map(|range| scene.frames(range)).transpose() {
        Ok(frames) => frames,
        Err(why) => return Read::Cannot(why),
    };
    clause.drop(re!("大小|尺寸"));
    let small = clause.drop(re!(r"\b(?:smaller|tiny|little)\b|小一?[点些]"));
    let large = clause.drop(re!(r"\b(?:big(?:ger)?|large(?:r)?)\b|大一?[点些]"));
    clause.drop(re!(r"\bsmall\b|小的?"));
    let usual = match (small, large) {
        (true, _) => 0.07,
        (_, true) => 0.18,
        _ => 0.11,
    };
    let full = clause.drop(re!(r"\bfull[- ]?screen\b|全屏"));
    let width = percent(clause).unwrap_or(if full { 1.0 } else { usual });
    clause.drop(re!(r"\bkeep\s+it\s+(?:there|on\s+screen|visible|up)\b|\bthe\s+(?:whole|entire)\s+(?:time|video|way\s+through)\b|\bin\s+(?:the|a)\s+corner\b|\b(?:only|just|width|size|wide|throughout|always|corner)\b|全程|一直|大小|宽度|只在?|仅在?"));
    if !(0.01..=1.0).contains(&width) {
        return Read::Cannot("a logo is between 1% and 100% as wide as the picture".into());
    }
    let (src, title) = (medium.name.clone(), medium.stem().to_owned());
    Read::Do(vec![
        Plan::new(Stage::Picture, format!("logo `{src}`"), move |edit: &mut Edit| {
            let pieces = match frames {
                Some((from, to)) => edit.pieces(from, to),
                None => vec![(0, edit.now.total())],
            };
            let rate = edit.now.rate;
            let whole: u64 = pieces.iter().map(|(from, to)| to - from).sum();
            if let Some(why) = fading::too_long(fades, whole, rate) {
                return Refusal::cannot(why);
            }
            let last = pieces.len().saturating_sub(1);
            for (index, (from, to)) in pieces.into_iter().enumerate() {
                edit.now.overlays.push(Overlay {
                    role: OverlayRole::Logo,
                    src: src.clone(),
                    title: title.clone(),
                    at: from,
                    len: to - from,
                    start: 0,
                    place,
                    width,
                    opacity,
                    fades: fades.piece(index == 0, index == last),
                });
            }
            let when = found.map_or(String::new(), |(from, to)| format!(" from {} to {}", show(from), show(to)));
            Ok(format!("Added `{src}` as a logo{when}.{}", fading::told(fades, rate)))
        })
        .placed(frames),
    ])
}

/// Takes "for 3 s at the beginning", "3 s at 0:05": where it begins and how long it stays, in seconds.
fn spell(clause: &mut Clause, scene: &Scene) -> Option<(f64, f64)> {
    let span = scene.span();
    let mut rest = clause.clone();
    let place = at(&mut rest, span);
    // A share is the logo's size.
    let long = re!(r"(?:\b(?:for|lasting)\s+)?(\d+(?:\.\d+)?)\s*(?:s\b|secs?\b|seconds?\b|秒钟?)(?:\s*long\b|的)?");
    let seconds = span.time(rest.take(long)?[1].as_ref()?)?;
    let (from, to) = match place {
        Some(At::Time(time)) => (time, time + seconds),
        Some(At::End) => (span.total - seconds, span.total),
        Some(At::Start) | None => (0.0, seconds),
    };
    *clause = rest;
    Some((from, to.min(span.total)))
}

/// A logo that is there, at another place, in another size, fainter.
fn changed(clause: &mut Clause, noun: &regex::Regex, scene: &Scene) -> Read {
    clause.drop(noun);
    let fades = match fading::fades(clause, scene) {
        Ok(fades) => Some(fades).filter(|fades| fades.any()),
        Err(why) => return Read::Cannot(why),
    };
    let place = super::text::place(clause);
    let opacity = clause
        .take(re!(r"(?:at|to)?\s*(\d+(?:\.\d+)?)\s*%\s*(?:opacity|opaque|不透明度|透明度)|(?:opacity|透明度|不透明度)\s*(?:of|at|to|为)?\s*(\d+(?:\.\d+)?)\s*%"))
        .and_then(|found| found.into_iter().skip(1).flatten().next()?.parse::<f64>().ok())
        .map(|percent| (percent / 100.0).clamp(0.0, 1.0));
    let times = if clause.drop(re!(r"\b(?:twice\s+as\s+(?:big|large)|double(?:\s+(?:the|its))?\s+size)\b|大1倍|大一倍"))
    {
        Some(2.0)
    } else {
        clause.drop(re!(r"\b(?:half\s+as\s+(?:big|large)|half\s+(?:the|its)\s+size)\b|小一半")).then_some(0.5)
    };
    let fainter = clause.drop(re!(r"\b(?:more\s+(?:transparent|see[- ]?through)|less\s+(?:opaque|visible)|fainter|subtler)\b|透明一?[点些]|淡一?[点些]"));
    let clear = clause.take(re!(
        r"(?:\bto\s+)?(\d+(?:\.\d+)?)\s*%\s*(?:transparent|transparency|see[- ]?through)\b|(\d+(?:\.\d+)?)\s*%\s*透明"
    ));
    let clear = clear.and_then(|found| found.into_iter().skip(1).flatten().next()?.parse::<f64>().ok());
    let opacity = opacity.or(clear.map(|percent| (1.0 - percent / 100.0).clamp(0.0, 1.0)));
    let opacity = opacity.or_else(|| clause.drop(re!(r"\b(?:semi|half)[- ]?transparent\b|半透明")).then_some(0.5));
    let width = percent(clause).filter(|width| (0.01..=1.0).contains(width));
    // A share behind "more transparent" is no width.
    let (width, opacity) = if fainter { (None, opacity.or(width)) } else { (width, opacity) };
    let range = match scene.range(clause).or_else(|| spell(clause, scene)).map(|range| scene.frames(range)).transpose()
    {
        Ok(range) => range,
        Err(why) => return Read::Cannot(why),
    };
    let smaller = clause.drop(re!(r"\b(?:smaller|tiny|shrink|reduce)\b|小一?[点些]|缩小"));
    let larger = clause.drop(re!(r"\b(?:bigger|larger|enlarge)\b|大一?[点些]|放大"));
    clause.drop(re!(r"\b(?:move|shift|make|resize|change|put|set|wide|width|size|corner|be|show|display|only|just|during|for|a\s+(?:bit|little))\b|移|挪|调|改|放|缩|到|成|宽度?|大小"));
    let nothing = range.is_none()
        && !fainter
        && place.is_none()
        && opacity.is_none()
        && width.is_none()
        && times.is_none()
        && fades.is_none();
    if nothing && !smaller && !larger {
        return Read::No;
    }
    Plan::read(Stage::Picture, "change the logo", move |edit: &mut Edit| {
        if let Some((from, to)) = range {
            let (from, to) = (edit.place(from), edit.place(to));
            for logo in edit.now.overlays.iter_mut().filter(|one| one.role == OverlayRole::Logo) {
                (logo.at, logo.len) = (from, to.saturating_sub(from));
            }
            edit.now.overlays.retain(|one| one.len > 0);
        }
        for logo in edit.now.overlays.iter_mut().filter(|one| one.role == OverlayRole::Logo) {
            logo.fades = fades.unwrap_or(logo.fades);
            logo.place = place.unwrap_or(logo.place);
            logo.opacity = opacity.unwrap_or(logo.opacity * if fainter { 0.6 } else { 1.0 });
            let scale = if let Some(times) = times {
                times
            } else if smaller {
                0.7
            } else if larger {
                1.4
            } else {
                1.0
            };
            logo.width = width.unwrap_or((logo.width * scale).clamp(0.01, 1.0));
        }
        Ok(format!("Changed the logo.{}", fading::told(fades.unwrap_or_default(), edit.now.rate)))
    })
}
