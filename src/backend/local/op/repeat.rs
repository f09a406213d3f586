//! The whole again and again, or backwards.

use super::reorder::copy;
use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::model::{self, Clip, Crossing, Frames};
use crate::backend::local::words::{Clause, re, strict_time};

pub const OP: Op = Op {
    name: "repeat",
    phrases: &[
        "loop 3 times",
        "make a seamless 6-second loop",
        "play it twice",
        "replay the last 2 seconds in slow motion",
        "reverse",
        "循环3次",
        "倒放",
    ],
    parse,
};

/// How long the end of a loop melts into its beginning, in seconds.
const MELT: f64 = 0.5;

/// Every frame of a reversed clip is held in memory: seconds at 1080p.
const BACKWARDS: f64 = 20.0;

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    if !clause.has(re!(r"\border\b.*\b(?:clips|videos|shots)\b|\b(?:clips?|reversed?|opposite|backwards?)\s+order\b"))
        && clause
            .take(re!(r"\brevers(?:e|ed|ing)\b|\b(?:play\s+(?:it\s+)?)?backwards?\b|倒放|倒播|反向播放|倒着"))
            .is_some()
    {
        clause.drop(re!(r"\b(?:play|order)\b|播放"));
        let frames = match scene.stretch(clause).and_then(|frames| room(frames, scene).map(|()| frames)) {
            Ok(frames) => frames,
            Err(why) => return Read::Cannot(why),
        };
        let place = scene.shown(frames);
        return Plan::read(Stage::Order, format!("play backwards{place}"), move |edit: &mut Edit| {
            let all = vec![(0, edit.now.total())];
            let pieces = frames.map_or(all, |(from, to)| edit.pieces(from, to));
            edit.restructure(|row| {
                for (from, to) in &pieces {
                    let (first, last) = (model::at_boundary(row, *from), model::at_boundary(row, *to));
                    backwards(&mut row[first..last.max(first)]);
                }
            });
            Ok(format!("It plays backwards now{place}."))
        });
    }
    if clause.has(re!(r"\breplay\b|重放|回放")) {
        return replay(clause, scene);
    }
    if clause.has(re!(r"\bseamless|\bperfect\s+loop|无缝|\blooping\b.*\b(?:video|clip|background)\b"))
        && clause.has(re!(r"\bloop(?:s|ed|ing)?\b|循环"))
    {
        return seamless(clause, scene);
    }
    if clause.has(re!(r"\bmusic\b|音乐|\bseamless|\bspeed\b|\d\s*x\s+speed"))
        || clause.take(re!(r"\b(?:loop|repeat|play)\b|循环|重复|播放")).is_none()
    {
        return Read::No;
    }
    // "Play it at 2x" is a speed.
    if clause.has(re!(r"\d\s*x\b")) && !clause.has(re!(r"\b(?:loop|repeat)|\btimes\b|循环|重复")) {
        return Read::No;
    }
    let times = if let Some(found) = clause.take(re!(r"(\d+)\s*(?:times\b|x\b|次|遍)")) {
        found[1].as_ref().and_then(|text| text.parse::<u64>().ok()).unwrap_or(0)
    } else if clause.take(re!(r"\btwice\b|\bonce\s+more\b")).is_some() {
        2
    } else if clause.take(re!(r"\bthrice\b")).is_some() {
        3
    } else {
        return Read::No;
    };
    let frames = match scene.stretch(clause) {
        Ok(frames) => frames,
        Err(why) => return Read::Cannot(why),
    };
    clause.drop(re!(r"\bin\s+total\b|\bin\s+a\s+row\b|\b(?:loop|repeat|play)\b|播放|遍"));
    if !(2..=50).contains(&times) {
        return Read::Cannot("it can play 2 to 50 times".into());
    }
    let place = scene.shown(frames);
    Plan::read(Stage::Order, format!("play{place} {times} times"), move |edit: &mut Edit| {
        let total = edit.now.total();
        if let Some((from, to)) = frames {
            let pieces = edit.pieces(from, to);
            let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
                return Refusal::cannot("nothing of that range is left");
            };
            let (from, to) = (first.0, last.1);
            let row = copy(edit, from, to);
            for _ in 1..times {
                edit.insert(to, &row);
            }
            return Ok(format!("It plays {times} times now{place}."));
        }
        if total * times > 36_000 * 30 {
            return Refusal::cannot("that would be longer than ten hours");
        }
        let row = copy(edit, 0, total);
        for _ in 1..times {
            let end = edit.now.total();
            edit.insert(end, &row);
        }
        Ok(format!("It plays {times} times now: {} in all.", show(edit.now.rate.seconds(edit.now.total()))))
    })
}

/// "Replay the last 2 seconds in slow motion": a stretch once more, right behind itself.
fn replay(clause: &mut Clause, scene: &Scene) -> Read {
    clause
        .drop(re!(r"\b(?:(?:do|show|add|make|give\s+me)\s+)?(?:an?\s+)?(?:instant\s+)?replay\b(?:\s+of\b)?|重放|回放"));
    let Ok(Some((from, to))) = scene.stretch(clause) else {
        return Read::Cannot("say what is to be seen again, such as `replay the last 2 seconds in slow motion`".into());
    };
    let named = clause.take(re!(r"\b(?:at|in)\s+(0?\.\d+)\s*x?(?:\s+speed)?\b|\b(?:at|in)\s+(\d+)\s*%\s*(?:of\s+(?:the\s+)?)?(?:normal\s+)?speed\b"));
    let number = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<f64>().ok());
    let named = named.and_then(|found| number(&found[1]).or(number(&found[2]).map(|percent| percent / 100.0)));
    let slow = clause.drop(re!(
        r"\b(?:in|at|with)\s+(?:slow[- ]?mo(?:tion)?|half\s+(?:the\s+)?speed)\b|\bslow(?:ly|er|ed\s+down)?\b|\bslow[- ]?mo(?:tion)?\b|慢动作|慢放"
    ));
    let speed = named.unwrap_or(if slow { 0.5 } else { 1.0 });
    if !(0.1..=1.0).contains(&speed) {
        return Read::Cannot("a replay is seen at 10% to 100% of the speed".into());
    }
    clause.drop(re!(r"\b(?:once\s+(?:more|again)|again|one\s+more\s+time|at\s+the\s+end|right\s+after(?:wards)?|it|once)\b|1\s*[遍次]|再"));
    let place = scene.shown(Some((from, to)));
    Plan::read(Stage::Order, format!("replay{place}"), move |edit: &mut Edit| {
        let pieces = edit.pieces(from, to);
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
            return Refusal::cannot("nothing of that range is left");
        };
        let (from, to) = (first.0, last.1);
        let row = copy(edit, from, to);
        edit.insert(to, &row);
        if speed < 1.0 {
            edit.restructure(|row| model::speed(row, to, to + (to - from), speed));
        }
        Ok(format!(
            "It is seen once more{place}, at {speed}x: {} in all.",
            show(edit.now.rate.seconds(edit.now.total()))
        ))
    })
}

/// Turns a row of clips around.
pub fn backwards(row: &mut [Clip]) {
    row.reverse();
    for clip in row {
        clip.reversed = !clip.reversed;
        clip.transition = 0;
    }
}

/// Whether so much can be played backwards.
///
/// # Errors
/// In words, where it is too long.
pub fn room(frames: Option<(Frames, Frames)>, scene: &Scene) -> Result<(), String> {
    let room = BACKWARDS * 1920.0 * 1080.0 / f64::from(scene.timeline.width.max(16) * scene.timeline.height.max(16));
    if frames.map_or(scene.span().total, |(from, to)| scene.timeline.rate.seconds(to - from)) <= room {
        return Ok(());
    }
    Err(format!(
        "only {} of this size can be played backwards, since all of it is held in memory; trim it first",
        show(room)
    ))
}

/// The end melts into the beginning, so that it can be played again and again without a jump.
fn seamless(clause: &mut Clause, scene: &Scene) -> Read {
    clause.drop(re!(r"\b(?:seamless(?:ly)?|perfect(?:ly)?)\b|\bloop(?:s|ed|ing|able)?|repeats?|repeating\b|无缝|循环"));
    clause.drop(re!(r"\b(?:create|generate|turn|cut|build|play|long|background|ready)\b|制作|生成|变成"));
    let span = scene.span();
    let wished = strict_time(clause, span);
    let (total, melt) = (scene.timeline.total(), span.rate.frames(MELT));
    let len = wished.map_or(total.saturating_sub(melt), |seconds| span.rate.frames(seconds));
    let Some(first) = scene.timeline.main.first() else { return Read::No };
    if len <= melt * 2 || len + melt > total {
        return Read::Cannot(format!(
            "a loop needs {} more than it is long, and {} is there",
            show(span.rate.seconds(melt)),
            show(span.total)
        ));
    }
    if first.len <= melt || first.still || first.reversed || first.speed != 1.0 {
        return Read::Cannot(
            "the timeline must begin with half a second of plain footage that the end can melt into".into(),
        );
    }
    Plan::read(Stage::Order, format!("a seamless loop of {}", show(span.rate.seconds(len))), move |edit: &mut Edit| {
        let total = edit.now.total();
        if len + melt > total || edit.now.main.first().is_none_or(|clip| clip.len <= melt) {
            return Refusal::cannot("too little is left of the footage for that loop");
        }
        edit.restructure(|row| {
            model::cut(row, len + melt, total);
            let mut head = model::cut(row, 0, melt + 1);
            if let Some(mut last) = head.pop() {
                last.start += last.len - 1;
                (last.len, last.transition, last.crossing) = (1, melt, Crossing::Fade);
                row.push(last);
            }
        });
        Ok(format!(
            "Made a loop of {}: its end melts into its beginning over {}.",
            show(edit.now.rate.seconds(edit.now.total())),
            show(edit.now.rate.seconds(melt))
        ))
    })
}
