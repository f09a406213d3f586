//! The colour of the footage's own sound: lower and higher tones, pitch, echo, a telephone, a voice that
//! stands out; and both sides alike for all that is heard.

use regex::Regex;

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::Fx;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "timbre",
    phrases: &[
        "boost the bass",
        "less treble",
        "make my voice deeper",
        "higher pitch",
        "add an echo",
        "add reverb from 5 s to 10 s",
        "make it sound like a telephone",
        "enhance the voice",
        "make the audio mono",
        "低音增强",
        "加回声",
        "人声增强",
        "单声道",
    ],
    parse,
};

/// How far tones are raised or lowered where nothing is said of it, in decibels.
const STEP: f64 = 6.0;
/// The same of pitch, in half tones.
const HIGHER: f64 = 4.0;

/// What a clause asks of the sound.
enum Wish {
    Add(Fx, String),
    Off(Fx, &'static str),
    Mono(bool),
}

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    if clause.has(re!("⟪|⟦")) {
        return Read::No;
    }
    let mild =
        clause.has(re!(r"\b(?:a\s+(?:bit|little|touch)|slight(?:ly)?|some|subtl[ey]|mild(?:ly)?)\b|一点|稍微|略"));
    let strong =
        clause.has(re!(r"\b(?:a\s+lot|much|way|very|heav(?:y|ily)|super|extreme(?:ly)?|really)\b|很多|大幅|特别|非常"));
    let strength = if strong {
        1.6
    } else if mild {
        0.5
    } else {
        1.0
    };
    let off = re!(
        r"\b(?:no|remove|delete|drop|without|undo|reset|disable|stop|get\s+rid\s+of|take\s+(?:off|out|away)|turn\s+off|cancel)\b|去掉|去除|删除|删掉|取消|移除|消除|不要|关闭"
    );
    let Some(wish) = wish(clause, off, strength, scene) else { return Read::No };
    let of_music = clause.drop(re!(r"\b(?:background\s+)?(?:music|bgm|song|soundtrack)\b|背景音乐|音乐|配乐"));
    clause.drop(re!(
        r"\b(?:make|made|give|add|apply|put|use|turn|set|get|change|have|want|increase|reduce|boost|let|like|sounds?|sounding|audio|voices?|speech|volume|recording|speaker|effects?|filter|eq|overall|bit|little|touch|lot|much|way|very|heav(?:y|ily)|slight(?:ly)?|some|subtl[ey]|mild(?:ly)?|more|really|super|a|an|his|her|their|of|as\s+if|it's|was|is|were|coming)\b|添加|加上|加入|加|使用|声音|人声|音频|效果|一点|一些|稍微|略|很多|大幅|特别|非常|变得?|调整?|更|得|让|把|点"
    ));
    if of_music {
        return Read::Cannot(
            "the colour of music is left as it is; the footage's own sound can have another one".into(),
        );
    }
    let frames = match scene.stretch(clause) {
        Ok(frames) => frames,
        Err(why) => return Read::Cannot(why),
    };
    let place = scene.shown(frames);
    match wish {
        Wish::Mono(_) if frames.is_some() => {
            Read::Cannot("both sides are alike for the whole or not at all: say `make the audio mono`".into())
        }
        Wish::Mono(mono) => sides(mono),
        Wish::Add(fx, what) => add(fx, what, frames, place),
        Wish::Off(fx, name) => Plan::read(Stage::Sound, format!("remove the {name}{place}"), move |edit: &mut Edit| {
            if edit.now.main.iter().all(|clip| !clip.look.has(&fx)) {
                return Refusal::cannot(format!(
                    "no {name} was added here, and one that was recorded cannot be taken out; `enhance the voice` and `remove background noise` may help"
                ));
            }
            edit.each(frames, |clip| {
                clip.look.take(&fx);
            });
            Ok(format!("Took the {name} off{place}."))
        }),
    }
}

fn add(fx: Fx, what: String, frames: Option<(u64, u64)>, place: String) -> Read {
    Plan::read(Stage::Sound, format!("{what}{place}"), move |edit: &mut Edit| {
        let heard = |name: &str| edit.media.iter().any(|medium| medium.name == name && medium.probe.channels > 0);
        if !edit.now.main.iter().any(|clip| heard(&clip.src)) {
            return Refusal::cannot("the footage has no sound");
        }
        edit.each(frames, |clip| clip.look.add(fx.clone()));
        let beside = if edit.now.sounds.is_empty() { "" } else { ", and not to what was laid beside it" };
        Ok(format!("Gave the footage's sound {what}{place}{beside}."))
    })
}

fn sides(mono: bool) -> Read {
    let label = if mono { "mono sound" } else { "stereo sound" };
    Plan::read(Stage::Sound, label, move |edit: &mut Edit| {
        if !mono && !edit.now.mono {
            return Refusal::cannot(
                "sound is stereo as it is; what was recorded on one channel is heard on both sides",
            );
        }
        edit.now.mono = mono;
        Ok(if mono { "Made the sound mono: both sides are alike." } else { "Made the sound stereo again." }.into())
    })
}

/// Takes the words of a wish.
fn wish(clause: &mut Clause, off: &Regex, strength: f64, scene: &Scene) -> Option<Wish> {
    if clause.drop(re!(
        r"\b(?:in(?:to)?\s+|to\s+)?mono(?:\s*-?\s*(?:audio|sound|track|channel|mix))?\b|\b(?:single|one)[- ]channel\b|单声道"
    )) {
        let back = clause.drop(off);
        return Some(Wish::Mono(!back));
    }
    if clause.drop(re!(r"\b(?:back\s+)?(?:in(?:to)?\s+|to\s+)?stereo\b|立体声|双声道")) {
        clause.drop(re!(r"\b(?:again|back)\b"));
        return Some(Wish::Mono(false));
    }
    let named: [(&Regex, Fx, &'static str); 3] = [
        (re!(r"\b(?:room\s+)?echo(?:es|y|ing)?(?:\s+effect)?\b|回声|回音"), Fx::Echo, "echo"),
        (
            re!(
                r"\breverb(?:eration)?\b|\b(?:(?:like|in)\s+(?:an?\s+)?)(?:(?:big|large|empty)\s+)*(?:church|cathedral|hall|cave|bathroom)\b|混响|空灵"
            ),
            Fx::Reverb,
            "reverb",
        ),
        (
            re!(
                r"\b(?:(?:like|as\s+if|through|over|on|from|via|into)\s+(?:(?:it's|it\s+is|it\s+was|(?:i|you|we|he|she|they)(?:'m|'s|'re|\s+am|\s+is|\s+are|\s+was|\s+were)|heard|coming|spoken|talking|an?|the|old|small|through|over|on|from)\s+)*)?(?:(?:old|vintage|small|tinny)\s+)?(?:telephones?|phones?(?:\s+call)?|radios?|walkie[- ]?talkies?)(?:\s+(?:call|effects?|sounds?|voices?|filters?|eq|style|broadcast))*\b|(?:老式)?(?:电话|收音机|对讲机|电台)(?:里)?(?:的)?(?:音|声|效果|音效|声音)*"
            ),
            Fx::Telephone,
            "telephone sound",
        ),
    ];
    for (pattern, fx, name) in named {
        if !clause.has(pattern) {
            continue;
        }
        // A phone that is shown, and a radio that plays, are none.
        let heard = re!(r"\b(?:sounds?|voices?|audio|effects?|filter|eq|like|through|call|speech|style)\b|音|声|效果");
        if fx == Fx::Telephone
            && (!clause.has(heard) || clause.has(re!(r"\b(?:for|on|to\s+fit|fits?)\s+(?:my\s+|a\s+|the\s+)?phones?\b")))
        {
            return None;
        }
        // "Reduce noise and echo" is no wish for one.
        let wished = fx == Fx::Telephone
            || clause.has(re!(r"\b(?:add|put|apply|give|with|use|make|some|more|effects?|like|want)\b|\bechoe?y\b|加|添|效果|用|变|空灵"));
        clause.drop(pattern);
        if clause.drop(off) || clause.drop(re!(r"\b(?:less|reduce|lower|denoise)\b|减少|减弱")) {
            clause.drop(re!(r"\b(?:in|from|on)\s+(?:the\s+|my\s+)?(?:audio|sound|voice|recording|room|video)\b"));
            return Some(Wish::Off(fx, name));
        }
        if !wished {
            return None;
        }
        let article = match fx {
            Fx::Echo => "an echo".into(),
            Fx::Telephone => format!("the {name}"),
            _ => name.to_owned(),
        };
        return Some(Wish::Add(fx, article));
    }
    if clause.drop(re!(
        r"\b(?:make|get)?\s*(?:(?:the|my|his|her|our|their)\s+)?(?:voices?|speech|dialogues?|vocals?)\s+(?:(?:sounds?|is|be|more|much|a\s+(?:bit|little))\s+)*(?:clear(?:er)?|crisp(?:er)?|stand\s+out|fuller|richer)\b|\b(?:clearer|crisper)\s+(?:voices?|speech|dialogue|vocals)\b|\b(?:enhance|improve|polish)\s+(?:(?:the|my|his|her|our)\s+)?(?:voices?|speech|vocals?|dialogue)(?:\s+(?:quality|clarity))?\b|\b(?:voice|vocal|speech|dialogue)\s+(?:enhance(?:r|ment)?|clarity|boost)\b|\bstudio(?:[- ](?:quality|grade|like))?\s+(?:sound|audio|voice|quality|effect|mic(?:rophone)?)\b|\b(?:like|in)\s+a\s+(?:recording\s+|professional\s+|sound\s+)?studio\b|人声(?:增强|更?清晰|更?清楚|变清晰)|(?:增强|提升|优化|美化)(?:人声|说话声)|(?:声音|说话|语音)(?:更|变得?更?)?(?:清晰|清楚)|录音棚(?:音质|效果)?"
    )) {
        if clause.drop(off) {
            return Some(Wish::Off(Fx::Voice, "voice enhancement"));
        }
        return Some(Wish::Add(Fx::Voice, "more presence and less rumble, for a clearer voice".into()));
    }
    tones(clause, strength).or_else(|| pitch(clause, strength, scene))
}

/// Bass and treble.
fn tones(clause: &mut Clause, strength: f64) -> Option<Wish> {
    let things: [(&Regex, &'static str); 2] = [
        (re!(r"\b(?:bass|low\s+(?:end|frequencies|tones)|lows)\b|重?低音|低频"), "bass"),
        (re!(r"\b(?:treble|high\s+(?:end|frequencies|tones)|highs)\b|高音|高频"), "treble"),
    ];
    let (pattern, name) = things.into_iter().find(|(pattern, _)| clause.has(pattern))?;
    if clause.has(re!(r"\b(?:guitar|drop|drum|fish(?:ing)?)\b|\b(?:play|add)\s+(?:a\s+)?bass\s+(?:line|track)\b|(?:男|女)高音|(?:男|女)低音")) {
        return None;
    }
    let less = clause.drop(re!(
        r"\b(?:less|reduce|cut|lower|decrease|remove|soften|weaken|roll\s+off|turn\s+down|bring\s+down|no|down|too\s+much)\b|减少|减弱|降低|调低|削弱|减|去掉|小|轻|弱"
    ));
    let more = clause.drop(re!(
        r"\b(?:more|extra|boost(?:ed|ing)?|increase|raise|enhance|add|turn\s+up|bring\s+up|up|heav(?:y|ier)|strong(?:er)?|punch(?:y|ier)|(?:bass|treble|lows|highs)\s+louder|deep(?:er)?)\b|增强|加强|提升|加重|增加|提高|调高|加|重|多|强|大"
    ));
    let level = clause.take(re!(r"(?:\bby\s+)?([+-]?\d+(?:\.\d+)?)\s*(?:db|decibels?|分贝)"));
    let plain = clause.lower().contains("重低音");
    if !(less || more || plain || level.is_some()) {
        return None;
    }
    clause.drop(pattern);
    let level = level.and_then(|found| found[1].as_ref()?.parse::<f64>().ok());
    let db = level.unwrap_or((STEP * strength).round());
    let db = (if less { -db.abs() } else { db }).clamp(-15.0, 12.0);
    let how = if db < 0.0 { "less" } else { "more" };
    let fx = if name == "bass" { Fx::Bass { db } } else { Fx::Treble { db } };
    Some(Wish::Add(fx, format!("{how} {name} ({db:+} dB)")))
}

fn pitch(clause: &mut Clause, strength: f64, _: &Scene) -> Option<Wish> {
    let normal = re!(
        r"\b(?:normal|original|natural|regular)\s+(?:pitch|voice)\b|\b(?:reset|restore|undo|remove)\s+(?:the\s+)?pitch(?:\s+(?:change|shift|effect))?\b|原来的音调|恢复音调"
    );
    if clause.drop(normal) {
        return Some(Wish::Off(Fx::Pitch { half_tones: 0.0 }, "change of pitch"));
    }
    let squeaky = clause.drop(re!(r"\b(?:like\s+)?(?:an?\s+)?(?:chipmunks?|helium|squeaky|smurf|minion)(?:\s+(?:voice|effect|sound))*\b|花栗鼠(?:音|声)?|小黄人(?:音|声)?"));
    let monster = !squeaky && clause.drop(re!(r"\b(?:like\s+)?(?:an?\s+)?(?:monster|demon|giant|darth\s+vader)(?:[- ](?:voice|effect|sound))+\b|\blike\s+an?\s+(?:monster|demon|giant)\b"));
    let thing = re!(r"\b(?:voices?|pitch(?:ed)?|tone|speech|audio|sound)\b|声音|人声|音调|声调|嗓音|嗓门");
    let low = re!(
        r"\b(?:deep(?:er|en)?|low(?:er)?[- ](?:the\s+|my\s+|its\s+)?pitch(?:ed)?|pitch(?:\s+(?:it|the\s+\w+|my\s+\w+))?\s+(?:down|lower)|(?:lower|decrease|reduce|drop)\s+(?:the\s+|my\s+|its\s+)?(?:(?:voice|audio|sound)(?:'s)?\s+)?(?:pitch|tone)|pitch\s+(?:is\s+)?(?:a\s+(?:bit|little)\s+|slightly\s+|much\s+)*lower)\b|(?:降低|调低|压低)(?:声音的?)?(?:音调|声调)|(?:音调|声调)(?:降低|调低|变低|低一?点)|低沉|(?:声音|嗓音)(?:变|更)?(?:粗|厚)"
    );
    let high = re!(
        r"\b(?:high(?:er)?[- ](?:the\s+|my\s+|its\s+)?(?:pitch(?:ed)?|voices?)|pitch(?:\s+(?:it|the\s+\w+|my\s+\w+))?\s+(?:up|higher)|(?:raise|increase|heighten)\s+(?:the\s+|my\s+|its\s+)?(?:(?:voice|audio|sound)(?:'s)?\s+)?(?:pitch|tone)|(?:pitch|voice)\s+(?:is\s+)?(?:a\s+(?:bit|little)\s+|slightly\s+|much\s+)*higher)\b|(?:升高|提高|调高)(?:声音的?)?(?:音调|声调)|(?:音调|声调)(?:升高|提高|调高|变高|高一?点)|尖细|(?:声音|嗓音)(?:变|更)?尖"
    );
    let (down, up) = (clause.has(low), clause.has(high));
    let speaks = clause.has(thing) || clause.has(re!("低沉|尖"));
    if !(squeaky || monster || (down || up) && speaks) || down && up {
        return None;
    }
    clause.drop(low);
    clause.drop(high);
    clause.drop(re!(r"\bpitch(?:ed)?(?:\s+(?:voice|audio|sound|shift))?\b|\btone\b|音调|声调|嗓音|的"));
    let amount = clause.take(re!(
        r"(?:\bby\s+)?(\d+(?:\.\d+)?)\s*(?:(semi[- ]?tones?|half[- ]?(?:tones?|steps?)|半音)|(octaves?|个?八度)|(%|percent\b))"
    ));
    clause.drop(re!(r"\bby\b"));
    let amount = amount.and_then(|found| {
        let number: f64 = found[1].as_ref()?.parse().ok()?;
        Some(match (&found[2], &found[3]) {
            (Some(_), _) => number,
            (_, Some(_)) => number * 12.0,
            _ if down && number < 100.0 => -12.0 * (1.0 - number / 100.0).log2(),
            _ => 12.0 * (1.0 + number / 100.0).log2(),
        })
    });
    let step = if squeaky || monster { 8.0 } else { HIGHER * strength };
    let half_tones = amount.unwrap_or(step).clamp(0.0, 12.0);
    let half_tones = ((if down || monster { -half_tones } else { half_tones }) * 100.0).round() / 100.0;
    let how = if half_tones < 0.0 { "lower" } else { "higher" };
    Some(Wish::Add(Fx::Pitch { half_tones }, format!("a {how} pitch ({half_tones:+} half tones, at the same length)")))
}
