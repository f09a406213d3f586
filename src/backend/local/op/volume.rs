//! Levels, set and not multiplied: "volume 80%" twice is still 80 %.

use super::music::{self, Change, Where};
use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::SoundRole;
use crate::backend::local::words::{Clause, percent, re};

pub const OP: Op = Op {
    name: "volume",
    phrases: &[
        "set the volume to 80%",
        "make it louder",
        "music to 20%",
        "lower the music to 10% from 5 s to 10 s",
        "音量调到80%",
        "声音大一点",
    ],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let music = re!(r"\b(?:background\s+)?(?:music|bgm|song|soundtrack)\b|背景音乐|配乐|音乐");
    let sound = re!(r"\b(?:volume|audio|sound|voice|speech|loudness|level)s?\b|音量|声音|原声|人声");
    let louder = re!(
        r"\b(?:louder|turn\s+(?:it\s+|the\s+(?:volume|music|sound)\s+)?up|(?:volume|sound|audio|music)\s+up|up\s+the\s+(?:volume|sound)|boost|increase|raise|amplify)\b|大一点|大点|调大|调高|提高|大声|增大|(?:[调变放开弄]|再)大"
    );
    let softer = re!(
        r"\b(?:quieter|softer|turn\s+(?:it\s+|the\s+(?:volume|music|sound)\s+)?down|(?:volume|sound|audio|music)\s+down|lower|reduce|decrease)\b|小一点|小点|调小|调低|降低|小声|减小|(?:[调变放关弄]|再)小"
    );
    if clause.has(re!(
        r"\b(?:add|put|play|insert|noise|hiss|hum|mute|normali[sz]e|even\s+out|third)\b|添加|加上|加入|降噪|⟪|统一|均衡"
    )) {
        return Read::No;
    }
    let timed = re!(
        r"\d\s*(?:s|secs?|seconds?|m|mins?|minutes?)\b|\d:\d|秒|分钟|\b(?:intro|outro|opening|ending|clip|segment|shot)\b|开场|片尾部分|第|\b(?:first|last|middle|final|opening)\s+\d+(?:\.\d+)?\s*%"
    );
    // "The first 5 seconds to 30%" is no range that ends at 30 %.
    let level = if clause.has(timed) {
        clause.take(re!(r"(?:\b(?:to|at)\s+|到\s*)(\d+(?:\.\d+)?)\s*(?:%|percent\b)"))
    } else {
        None
    };
    let level = level.and_then(|found| found[1].as_ref()?.parse::<f64>().ok());
    // "While the title shows" is a stretch of the music.
    let titled = clause.has(music) && music::titled(clause);
    let stretch = clause.has(timed).then(|| scene.stretch(clause)).transpose();
    let (up, down) = (clause.has(louder), clause.has(softer));
    if down
        && clause.has(music)
        && clause
            .has(re!(r"\b(?:when|while|whenever|under|during)\b.*\b(?:talk|speak|voice|speech|say)|说话|讲话|人声"))
    {
        // How far it steps back is no level of the whole.
        return match clause.has(re!(r"\d")) {
            true => Read::Cannot(
                "how far music steps back under speech is not chosen here; say `duck the music`, or set all of it: `music to 20%`".into(),
            ),
            false => Read::No,
        };
    }
    let of_music = clause.has(music);
    // Two things at once are no level of the music alone.
    if of_music && clause.has(re!(r"\b(?:voice|speech)\b|人声|原声")) {
        return Read::No;
    }
    let as_loud = clause.has(re!(r"\b(?:half|twice)\s+as\s+loud\b"));
    let to = clause.has(re!(r"\bto\s+(?:about\s+)?\d|[到至为成]\s*\d"));
    // "Lower it", 大一点: what is to be lower or larger is not said.
    let heard = re!(r"\b(?:louder|quieter|softer|amplify|turn\s+(?:it|the\s+\w+)\s+(?:up|down))\b|大声|小声");
    if (up || down) && !of_music && !clause.has(sound) && !clause.has(heard) {
        return Read::No;
    }
    let by_half = clause.has(re!(r"\bby\s+(?:about\s+)?half\b|(?:降低|减小|调低|减少|小)一半"));
    if !(up
        || down
        || as_loud
        || (of_music || clause.has(sound)) && level.is_some()
        || ((of_music || clause.has(sound))
            && clause.has(re!(r"%|\bpercent\b|\bdb\b|分贝|\b0?\.\d+\b|\bhalf\b|\bdouble\b|一半|\d+(?:\.\d+)?\s*x\b"))))
    {
        return Read::No;
    }
    let frames = match stretch {
        Ok(frames) => frames.flatten(),
        Err(why) => return Read::Cannot(why),
    };
    if (up || down) && !of_music && !clause.has(sound) && clause.has(re!(r"\b(?:brightness|contrast|saturation|speed|resolution|size|fps|quality|shadows|exposure)\b|亮度|对比|饱和|速度")) {
        return Read::No;
    }
    // "By 20%" is said beside what it is.
    let beside = clause.has(re!(r"\bby\b|\d\s*%\s*(?:quieter|softer|lower)\b"));
    clause.drop(louder);
    clause.drop(softer);
    clause.drop(music);
    clause.drop(sound);
    clause.drop(re!(r"\b(?:original|own|overall|as\s+loud|loud|down|only|just|set|keep|leave|lower|raise|turn|change|make|bring|adjust|by|a\s+(?:bit|little)|slightly|much|of)\b|调整|调到|调|设置|设为|设|一点|稍微|再|降到|降至|降|升到|提到|减到"));
    // "Softer" says how it is to be beside what it is.
    let mut relative = false;
    let halved = clause.has(re!(r"\bin\s+half\b"));
    // 大一倍 is twice as loud, 小一倍 half.
    let once = !to && clause.drop(re!(r"(?:^|[^\d.])1\s*倍"));
    let gain = if let Some(level) = level {
        level / 100.0
    } else if once && (up || down) {
        relative = true;
        if down { 0.5 } else { 2.0 }
    } else if let Some(found) = clause.take(re!(r"([+-]?\d+(?:\.\d+)?)\s*(?:db|分贝)")) {
        let db: f64 = found[1].as_ref().and_then(|text| text.parse().ok()).unwrap_or(0.0);
        relative = (up || down) && !to;
        10f64.powf(if down && db > 0.0 { -db } else { db } / 20.0)
    } else if let Some(found) = clause.take(re!(r"(\d+(?:\.\d+)?)\s*(?:x\b|倍)")) {
        found[1].as_ref().and_then(|text| text.parse().ok()).unwrap_or(1.0)
    } else if let Some(share) = percent(clause) {
        // "20% louder" is more than before; "to 20%" is a level.
        if up && share <= 1.0 && !to {
            relative = true;
            1.0 + share
        } else if down && beside && !to {
            relative = true;
            1.0 - share
        } else {
            share
        }
    } else if let Some(found) = clause.take(re!(r"(?:\bto\s+|\bat\s+|\s)(0?\.\d+|0|1\.0)\s*(?:$|\|)")) {
        found[1].as_ref().and_then(|text| text.parse().ok()).unwrap_or(1.0)
    } else if clause.drop(re!(r"\b(?:in\s+)?half\b|一半")) {
        relative = as_loud || by_half || halved;
        if up && by_half { 1.5 } else { 0.5 }
    } else if clause.drop(re!(r"\b(?:double|twice)\b")) {
        relative = true;
        2.0
    } else {
        relative = true;
        if up { 1.5 } else { 0.6 }
    };
    if !(0.0..=8.0).contains(&gain) {
        return Read::Cannot("a volume lies between 0% and 800%".into());
    }
    let percent = (gain * 100.0).round();
    let place = scene.shown(frames);
    if of_music && (titled || frames.is_some()) {
        let place = frames.filter(|_| !titled).map_or(Where::Titles, |(from, to)| Where::Range(from, to));
        return music::leveled(place, scene, if relative { Change::By(gain) } else { Change::To(gain) });
    }
    let what = if of_music { "music" } else { "volume" };
    Plan::read(Stage::Sound, format!("{what} to {percent}%{place}"), move |edit: &mut Edit| {
        if of_music {
            let (mut found, mut level) = (false, percent);
            for sound in edit.now.sounds.iter_mut().filter(|sound| sound.role == SoundRole::Music) {
                // A stretch that is muted stays so.
                sound.levels.retain(|level| level.volume == 0.0);
                sound.volume = if relative { (sound.volume * gain).min(8.0) } else { gain };
                level = (sound.volume * 100.0).round();
                found = true;
            }
            if !found {
                return Refusal::cannot(
                    "there is no music on the timeline; add some first, such as `add music.mp3 at 35%`",
                );
            }
            return Ok(format!("Set the music to {level}%."));
        }
        if edit.now.main.iter().all(|clip| clip.volume == 0.0) {
            return Refusal::cannot("the footage is muted, so it has no volume to set; `undo` brings its sound back");
        }
        edit.each(frames, |clip| clip.volume = if clip.volume > 0.0 { gain } else { 0.0 });
        Ok(format!("Set the volume to {percent}%{place}."))
    })
}
