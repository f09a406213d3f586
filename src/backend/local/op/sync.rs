//! Sound that comes before or after its picture, and captions that do.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::{Fx, TextRole};
use crate::backend::local::words::{Clause, re, strict_time};

pub const OP: Op = Op {
    name: "sync",
    phrases: &[
        "delay the audio by 200 ms",
        "the sound is 0.3 s late, fix it",
        "shift the captions 0.5 s earlier",
        "声音提前0.2秒",
        "字幕延后0.5秒",
    ],
    parse,
};

/// The most that is mended, in seconds.
const MOST: f64 = 10.0;

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let sound = re!(r"\b(?:(?:audio|sound|voice)(?:[- ]?(?:track|sync))?|lip[- ]?sync)\b|声音|音频|音轨|人声");
    let captions = re!(r"\b(?:captions?|subtitles?|subs)\b|字幕");
    let other = re!(r"[⟦⟪]|\b(?:music|bgm|song|effects?|volume|speed|fade|echo|pauses?|silences?)\b|音乐|音效|音量");
    let words = clause.has(captions);
    if !words && !clause.has(sound) || clause.has(other) {
        return Read::No;
    }
    // What is said of it as it is, and what is to be done with it.
    let late = re!(
        r"\b(?:(?:is|are|comes?|runs?|seems?|sounds?|plays?)\s+)?(?:\||\s)*(?:too\s+late|late|behind|lagging(?:\s+behind)?|lags?(?:\s+behind)?|delayed)\b|慢了|晚了|滞后|落后|太晚"
    );
    let early = re!(r"\b(?:too\s+early|early|ahead|leads?|leading)\b|快了|早了|超前|太早");
    let later = re!(
        r"\bdelay(?:s|ing)?\b|\b(?:a\s+bit\s+)?later\b|\bpush(?:es|ed|ing)?\s+(?:[^|]*?[\s|])?back\b|延后|推迟|延迟|往后(?:移|挪)?|后移"
    );
    let sooner = re!(r"\b(?:a\s+bit\s+)?(?:earlier|sooner)\b|\badvance\b|提前|往前(?:移|挪)?|前移");
    let told = clause.has(late) as i32 - clause.has(early) as i32;
    let wished = clause.has(later) as i32 - clause.has(sooner) as i32;
    // "It is late" is mended by making it earlier.
    let way = if wished != 0 { wished } else { -told };
    let ways = [late, early, later, sooner];
    let unsaid = re!(r"\b(?:out\s+of\s+sync|sync|shift|offset)\b|同步|对不上");
    if way == 0 {
        let moved = clause.has(re!(r"\b(?:shift|offset|slide|nudge)\b"));
        return match strict_time(clause, scene.span()) {
            Some(_) if moved => {
                Read::Cannot("say whether it is to come later or earlier, such as `shift the audio 0.2 s later`".into())
            }
            None if clause.has(re!(r"\bout\s+of\s+sync\b|不同步|对不上")) => {
                Read::Cannot("say which of them comes first and by how much, such as `the sound is 0.3 s late`".into())
            }
            _ => Read::No,
        };
    }
    let Some(seconds) = strict_time(clause, scene.span()) else { return Read::No };
    if !(0.001..=MOST).contains(&seconds) {
        return Read::Cannot(format!("sound and captions are moved by up to {MOST} s"));
    }
    clause.drop(if words { captions } else { sound });
    ways.into_iter().for_each(|pattern| {
        clause.drop(pattern);
    });
    clause.drop(unsaid);
    clause.drop(re!(
        r"\b(?:by|than|from|of|to|the\s+(?:video|picture|image)|compared|relative|shift|move|slide|nudge|make|let|come|comes|start|fix|correct|adjust|about|around|roughly|add|an?)\b|比?画面|视频|移动|移|挪|修正|调整|调"
    ));
    let by = seconds * f64::from(way);
    let way = if by > 0.0 { "later" } else { "earlier" };
    let (what, stage) = if words { ("captions", Stage::Words) } else { ("sound", Stage::Sound) };
    Plan::read(stage, format!("{what} {seconds} s {way}"), move |edit: &mut Edit| {
        if words {
            captions_by(edit, by)?
        } else {
            sound_by(edit, by)?
        }
        Ok(match words {
            true => format!("Moved the captions {seconds} s {way}."),
            false => format!("The footage's own sound comes {seconds} s {way}, in every cut of it; music stays."),
        })
    })
}

fn sound_by(edit: &mut Edit, by: f64) -> Result<(), Refusal> {
    if edit.media.iter().all(|medium| medium.probe.channels == 0) {
        return Refusal::cannot("the footage has no sound");
    }
    for clip in &mut edit.now.main {
        clip.look.add(Fx::Late { seconds: by });
    }
    Ok(())
}

fn captions_by(edit: &mut Edit, by: f64) -> Result<(), Refusal> {
    let (total, rate) = (edit.now.total() as i64, edit.now.rate);
    let frames = rate.frames(by.abs()) as i64 * if by < 0.0 { -1 } else { 1 };
    if edit.now.texts.iter().all(|text| text.role != TextRole::Caption) {
        return Refusal::cannot("there are no captions; `add captions` puts them there");
    }
    for text in edit.now.texts.iter_mut().filter(|text| text.role == TextRole::Caption) {
        let (from, to) = (text.at as i64 + frames, (text.at + text.len) as i64 + frames);
        let (from, to) = (from.clamp(0, total), to.clamp(0, total));
        (text.at, text.len) = (from as u64, (to - from) as u64);
    }
    edit.now.texts.retain(|text| text.len > 0);
    if edit.now.texts.iter().all(|text| text.role != TextRole::Caption) {
        return Refusal::cannot("no caption would be left on the timeline");
    }
    Ok(())
}
