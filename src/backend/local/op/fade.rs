//! The whole fades in from black, or out to it, picture and sound.

use super::{Edit, Op, Plan, Read, Scene, Stage};
use crate::backend::local::model::SoundRole;
use crate::backend::local::words::{Clause, range, re, strict, strict_time};

pub const OP: Op =
    Op {
        name: "fade", phrases: &["fade in", "fade to black", "fade out the music over 2 s", "淡入", "淡出"], parse
    };

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    if clause.has(re!(r"\bfad(?:e|es|ing)\s+(?:in)?to\s+(?:the\s+|my\s+)?(?:main\s+)?(?:video|clip|footage|film|next)\b|\b(?:cross|between|transition)|转场|⟦|⟪|\|\s*with\s+an?\s+(?:\w+\s+)?fade\s*$"))
        || !clause.has(re!(r"\bfad(?:e|es|ing|ed)\b|淡入|淡出|渐入|渐出|渐黑"))
    {
        return Read::No;
    }
    let music = clause.drop(re!(r"\b(?:background\s+)?(?:music|bgm)\b|背景音乐|音乐"));
    if clause.has(re!(r"\b(?:audio|sound|voice)\b|声音|原声"))
        && !music
        && !clause.has(re!(r"\b(?:video|picture|image)\b|画面"))
    {
        return Read::Cannot(
            "the footage's sound fades together with its picture: say `fade out`; music fades by itself: say `fade out the music over 2 s`".into(),
        );
    }
    let slow = clause.has(re!(r"\b(?:slow(?:ly)?|long|gradual(?:ly)?)\b|慢慢|缓缓|缓慢"));
    let both =
        clause.drop(re!(r"\bfad(?:e|es|ing)[- ]?in\s*(?:and|&|/)\s*(?:fad(?:e|es|ing)[- ]?)?out\b|淡入淡出|\bfades\b"));
    let mut inward = clause.drop(re!(
        r"\bfad(?:e|es|ing)[- ]?(?:(?:it|everything|(?:the|my)\s+(?:video|clip|footage|picture))\s+|\|\s*|(?:the|my)\s+\|\s*)?in(?:\s+from\s+black)?\b|\bfade\s+from\s+black\b|淡入|渐入"
    ));
    let mut outward = clause.drop(re!(r"\bfad(?:e|es|ing)[- ]?(?:(?:it|everything|(?:the|my)\s+(?:video|clip|footage|picture))\s+|\|\s*|(?:the|my)\s+\|\s*)?(?:out|to\s+black)(?:\s+to\s+black)?\b|\bfade\s+to\s+black\b|淡出(?:到|至|为)?黑?(?:场|屏|色)?|渐出|渐黑"));
    inward |= both;
    outward |= both;
    if clause.drop(re!(r"\bfad(?:e|ing)\b")) && !(inward || outward) {
        if clause.has(re!(r"\b(?:start|beginning)\b|开头")) {
            inward = true;
        } else {
            outward = true;
        }
    }
    // "Over the last 2 seconds", "from 0:25": how long it lasts.
    let open = || {
        let mut clause = clause.clone();
        let found = clause.take(re!(r"\bfrom\s+(", strict!(), r")\s*(?:$|\|)|从\s*(", strict!(), ")"))?;
        let from = scene.span().time(found[1].as_ref().or(found[2].as_ref())?)?;
        Some((clause, (from, scene.span().total)))
    };
    let range = {
        let mut clause = clause.clone();
        range(&mut clause, scene.span()).map(|range| (clause, range)).or_else(open)
    };
    let mut lasts = None;
    if let Some((rest, (from, to))) = range.filter(|_| inward != outward) {
        let (first, last) = (from <= 0.01, to >= scene.span().total - 0.05);
        if !(inward && first || outward && last) {
            return Read::Cannot(
                "it fades in at the beginning and out at the end; say how long, such as `fade out over 2 s`".into(),
            );
        }
        *clause = rest;
        lasts = Some(to - from);
    }
    clause.drop(re!(
        r"\b(?:at|in|from|to)\s+(?:the\s+)?(?:start|beginning|end|ending)\b|在?(?:开头|结尾|片头|片尾|最后)"
    ));
    clause.drop(re!(
        r"\b(?:(?:start|begin|open|end|finish|close)(?:s|ing)?(?:\s+(?:it|the\s+video))?\s+with|audio|sound|picture|image|over|add|apply|effect|put|black|use|last|lasting|transition|slow|gentle)\b|添加|加上|加|效果|做|各"
    ));
    let seconds = lasts.or_else(|| strict_time(clause, scene.span()));
    let frames = scene.timeline.rate.frames(seconds.unwrap_or(if music || slow { 2.0 } else { 0.5 }));
    let label = match (inward, outward) {
        (true, true) => "fade in and out",
        (true, false) => "fade in",
        _ => "fade out",
    };
    if music {
        return Plan::read(Stage::Export, format!("{label} the music"), move |edit: &mut Edit| {
            let mut found = false;
            for sound in edit.now.sounds.iter_mut().filter(|sound| sound.role == SoundRole::Music) {
                found = true;
                if inward {
                    sound.fade_in = frames.min(sound.len / 2);
                }
                if outward {
                    sound.fade_out = frames.min(sound.len / 2);
                }
            }
            if found {
                Ok(format!("Set the music to {label}."))
            } else {
                super::Refusal::cannot("there is no music on the timeline")
            }
        });
    }
    Plan::read(Stage::Picture, label, move |edit: &mut Edit| {
        let most = edit.now.total() / 2;
        if inward {
            edit.now.fade_in = frames.min(most);
        }
        if outward {
            edit.now.fade_out = frames.min(most);
        }
        Ok(format!("Added {label}."))
    })
}
