//! The whole again and again, or backwards.

use super::reorder::copy;
use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::words::{Clause, re};

pub const OP: Op =
    Op { name: "repeat", phrases: &["loop 3 times", "play it twice", "reverse", "循环3次", "倒放"], parse };

/// Every frame of a reversed clip is held in memory: seconds at 1080p.
const BACKWARDS: f64 = 20.0;

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    if clause
        .take(re!(r"\brevers(?:e|ed|ing)\b|\b(?:play\s+(?:it\s+)?)?backwards?\b|倒放|倒播|反向播放|倒着"))
        .is_some()
    {
        clause.drop(re!(r"\b(?:play|order)\b|播放"));
        let room =
            BACKWARDS * 1920.0 * 1080.0 / f64::from(scene.timeline.width.max(16) * scene.timeline.height.max(16));
        if scene.span().total > room {
            return Read::Cannot(format!(
                "only {} of this size can be played backwards, since all of it is held in memory; trim it first",
                show(room)
            ));
        }
        return Plan::read(Stage::Order, "play backwards", |edit: &mut Edit| {
            edit.restructure(|row| {
                row.reverse();
                for clip in row.iter_mut() {
                    clip.reversed = !clip.reversed;
                    clip.transition = 0;
                }
            });
            Ok("It plays backwards now.".into())
        });
    }
    if clause.has(re!(r"\bmusic\b|音乐|\bseamless"))
        || clause.take(re!(r"\b(?:loop|repeat|play)\b|循环|重复|播放")).is_none()
    {
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
    clause.drop(re!(r"\bin\s+total\b|播放|遍"));
    if !(2..=50).contains(&times) {
        return Read::Cannot("it can play 2 to 50 times".into());
    }
    Plan::read(Stage::Order, format!("play {times} times"), move |edit: &mut Edit| {
        let total = edit.now.total();
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
