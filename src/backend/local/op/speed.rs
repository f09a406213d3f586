//! Faster and slower, all of it or a range. Trims of the same prompt come first.

use super::{Edit, Op, Plan, Read, Scene, Stage, show};
use crate::backend::local::model;
use crate::backend::local::words::{Clause, re, strict};

pub const OP: Op = Op {
    name: "speed",
    phrases: &["speed up to 2x", "slow motion", "play 3 s to 5 s at half speed", "加速到2倍", "慢动作"],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let faster = re!(
        r"\b(?:speed(?:s|ed|ing)?\s+(?:\S+\s+){0,3}?up|speed\s+up|faster|accelerate|fast[- ]forward|time[- ]?lapse|double\s+(?:the\s+)?(?:playback\s+)?speed|twice\s+as\s+fast)\b|加速|快放|快进|倍速|提速|加快|快一点"
    );
    let slower = re!(
        r"\b(?:slow(?:s|ed|ing)?\s+(?:\S+\s+){0,3}?down|slow\s+down|slower|slow[- ]?mo(?:tion)?|half\s+(?:the\s+)?speed|decelerate)\b|慢动作|慢放|减速|降速|放慢|慢速|慢一点"
    );
    let factor = re!(
        r"(?:\b(?:to|at|by|of)\s+)?(\d+(?:\.\d+)?|\.\d+)\s*(?:x\b|×|倍速?|times\b)(?:\s+(?:of\s+)?(?:the\s+)?(?:normal\s+)?speed\b|\s+as\s+fast\b|\s+faster\b|\s+slower\b)?"
    );
    let share = re!(
        r"(?:\b(?:to|at|by|of)\s+)?(\d+(?:\.\d+)?)\s*%\s*(?:of\s+(?:the\s+)?(?:original\s+)?)?(?:speed\b|速度?|faster\b|slower\b)?"
    );
    let speaks = clause.has(re!(r"\b(?:speed|pace|play(?:back)?)\b|速"));
    if clause.has(re!(r"\bzoom\b|\blouder\b|\bvolume\b|\bloop|\brepeat|音量|循环|重复|放大")) {
        return Read::No;
    }
    let normal =
        re!(r"\b(?:at\s+(?:the\s+)?)?(?:normal|original|regular|real|usual)\s+(?:speed|pace)\b|正常速度|原速|原始速度");
    let (up, down) = (clause.has(faster), clause.has(slower));
    if clause.has(re!(r"\b(?:chang(?:e|ing)|adjust(?:ing)?|alter(?:ing)?)\s+(?:the\s+)?(?:playback\s+)?(?:speed|pace)\b|(?:改变|调整)(?:播放)?速度"))
        && !(up || down || clause.has(factor) || clause.has(share) || clause.has(normal))
    {
        return Read::Cannot(format!("say how fast, such as `{}` or `{}`", OP.phrases[0], OP.phrases[1]));
    }
    if !(up
        || clause.has(normal)
        || down
        || speaks && (clause.has(factor) || clause.has(share))
        || clause.has(re!(r"^\s*(?:make\s+it\s+)?\d+(?:\.\d+)?\s*(?:x|倍)\s*(?:speed|速)?\s*$")))
    {
        return Read::No;
    }
    let mild = clause.has(re!(r"\b(?:slightly|somewhat|a\s+(?:bit|little|touch))\b|一点|稍微"));
    let plain = clause.has(normal);
    let doubled = clause.has(re!(r"\b(?:double|twice)\b"));
    let halved = clause.has(re!(r"\bhalf\b|一半"));
    let motion = clause.has(re!(r"\bslow[- ]?mo(?:tion)?\b|慢动作")) && !clause.has(re!(r"\bby\b"));
    let relative = !motion && clause.has(re!(r"%\s*(?:faster|slower)|\bby\s+\d+(?:\.\d+)?\s*%|快\s*\d+(?:\.\d+)?\s*%"))
        || !motion
            && (up || down)
            && !clause
                .has(re!(r"(?:\b(?:to|at|of)|到|至|为|成)\s*\d+(?:\.\d+)?\s*(?:%|percent\b)|%\s*(?:of\b|speed|速)"));
    // "The first 50 %" is a stretch, and no share of the speed.
    let half = clause.has(re!(r"\b(?:first|last|middle|final|opening)\s+\d+(?:\.\d+)?\s*%|(?:前|最后|中间)\s*\d+\s*%"));
    let early = half.then(|| scene.stretch(clause));
    let mut speed = None;
    // "Speed it up so it's 20 seconds long".
    let fit = re!(
        r"\b(?:so\s+(?:that\s+)?(?:it|the\s+\w+)(?:'s|\s+is|\s+lasts|\s+takes|\s+fits(?:\s+in(?:to)?)?)?|to\s+(?:fit(?:\s+in(?:to)?)?|last|take|be|make\s+it))\s+(?:only\s+|just\s+|about\s+|exactly\s+)?(",
        strict!(),
        r")(?:\s*long\b)?"
    );
    if let Some(length) =
        (up || down).then(|| clause.take(fit)).flatten().and_then(|found| scene.span().time(found[1].as_ref()?))
        && length > 0.0
    {
        speed = Some(scene.span().total / length);
    }
    // "Speed it up by 1.5", 放慢一倍.
    let bare =
        (up || down).then(|| clause.take(re!(r"\b(?:by|to)\s+(\d+(?:\.\d+)?)\s*(?:$|\||,|\.(?:\s|$))"))).flatten();
    let once = (up || down) && clause.drop(re!(r"(?:^|[^\d.])1\s*倍(?:速)?\s*$"));
    if speed.is_some() {
        clause.drop(re!(r"\blong\b"));
    } else if once {
        speed = Some(if down { 0.5 } else { 2.0 });
    } else if let Some(number) = bare.and_then(|found| found[1].clone()).and_then(|text| text.parse::<f64>().ok()) {
        speed = Some(if down && number > 1.0 { 1.0 / number } else { number });
    } else if let Some(number) =
        clause.take(factor).and_then(|found| found[1].clone()).and_then(|text| text.parse::<f64>().ok())
    {
        // "2x slower" is half the speed.
        speed = Some(if down && number > 1.0 { 1.0 / number } else { number });
    } else if let Some(number) =
        clause.take(share).and_then(|found| found[1].clone()).and_then(|text| text.parse::<f64>().ok())
    {
        let number = number / 100.0;
        speed = Some(match (relative, down) {
            (true, false) => 1.0 + number,
            (true, true) => 1.0 - number,
            (false, _) => number,
        });
    }
    // After the factor, whose "to 2" is no range.
    let frames = match early.unwrap_or_else(|| scene.stretch(clause)) {
        Ok(frames) => frames,
        Err(why) => return Read::Cannot(why),
    };
    clause.drop(normal);
    clause.drop(faster);
    clause.drop(slower);
    clause.drop(re!(r"\b(?:speed|pace|play(?:s|ed|back|ing)?|double|twice|half|set|change|changing|adjust|increase|decrease|reduce|run|keep|leave|it|as\s+fast|a\s+(?:bit|little)|effect|add|apply|some)\b|播放|速度|调到|调成|设为|一半|变成|改为|度|变"));
    let back = plain && speed.is_none();
    let speed = match speed {
        Some(speed) => speed,
        None if plain => 1.0,
        None if doubled => 2.0,
        None if halved || down && !mild => 0.5,
        None if down => 0.75,
        None if up && mild => 1.25,
        None if up => 1.5,
        None => return Read::No,
    };
    if !(0.1..=20.0).contains(&speed) {
        return Read::Cannot("a speed lies between 0.1x and 20x".into());
    }
    let label = format!("speed {}x{}", (speed * 100.0).round() / 100.0, scene.shown(frames));
    // What is said of a part holds there, whatever is said of the whole.
    let stage = if frames.is_some() { Stage::Pace } else { Stage::Speed };
    Plan::read(stage, label.clone(), move |edit: &mut Edit| {
        let pieces = match frames {
            Some((from, to)) => edit.pieces(from, to),
            None => vec![(0, edit.now.total())],
        };
        let faster = if frames.is_some() { edit.faster } else { 1.0 };
        edit.restructure(|row| {
            for (from, to) in pieces.iter().rev() {
                if !back {
                    model::speed(row, *from, *to, speed / faster);
                    continue;
                }
                // Normal is what each clip was shot at, whatever was done to it before.
                let within = |(at, clip): (u64, &model::Clip)| (at.max(*from), (at + clip.len).min(*to), clip.speed);
                let changed: Vec<_> =
                    model::positions(row).map(within).filter(|(from, to, was)| from < to && *was != 1.0).collect();
                for (from, to, was) in changed.into_iter().rev() {
                    model::speed(row, from, to, 1.0 / was);
                }
            }
        });
        if frames.is_none() {
            edit.faster *= speed;
        }
        Ok(format!("Set {label}: {} is left.", show(edit.now.rate.seconds(edit.now.total()))))
    })
}
