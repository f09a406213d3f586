//! Numbers that count the seconds, down to one or up from nought: texts of a second each.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::model::{Fades, Place, Text, TextRole};
use crate::backend::local::words::{At, Clause, at, range, re, strict_time};

pub const OP: Op = Op {
    name: "countdown",
    phrases: &[
        "add a countdown from 3 at the start",
        "10 second countdown at the end",
        "add a timer top right",
        "加3秒倒计时",
    ],
    parse,
};

/// More numbers would be too many texts.
const MOST: u64 = 600;

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    if clause.has(re!(r"⟦|\b(?:remove|delete|captions?|subtitles?|beep|sound)\b|删除|去掉|字幕")) {
        return Read::No;
    }
    let down =
        clause.has(re!(r"\bcount[- ]?downs?\b|\bcount(?:ing|s)?\s+down\b|倒计时|倒数计时|开始倒数|倒数(?:\s*$|到)"));
    let up = !down
        && clause.has(re!(r"\b(?:timer|stop[- ]?watch|seconds?\s+counter|running\s+(?:clock|time))s?\b|计时器|秒表"));
    if !(down || up) {
        return Read::No;
    }
    if clause.has(re!(r"\b(?:before|prior\s+to)\b|之前|前面加")) {
        return Read::Cannot(
            "numbers stand on the footage, and nothing is put before it; say `add a countdown from 3 at the start`"
                .into(),
        );
    }
    let span = scene.span();
    let listed = clause.take(re!(r"(?:\bfrom\s+)?\b(\d{1,2})(?:\s*[-–,. ]\s*\d{1,2})*\s*[-–,. ]\s*1\b"));
    clause.drop(re!(r"\b(?:an?\s+)?(?:animated\s+|big\s+|large\s+|simple\s+|running\s+)*(?:count[- ]?downs?|count(?:ing|s)?\s+down|stop[- ]?watch|seconds?\s+counter|running\s+(?:clock|time))(?:\s+(?:timer|clock|numbers?|overlay|animation|effect))*\b|\b(?:animated\s+|simple\s+)*timers?\b|倒计时|倒数(?:计时)?|计时器|秒表"));
    let place = super::text::place(clause);
    let color = super::color::named(clause);
    let from = clause.take(re!(r"\b(?:from|of|for)\s+(\d{1,3})(?:\s*(?:seconds?|secs?|s)\b)?(?:\s*(?:down\s+)?to\s+(?:1|0|one|zero)\b)?|从\s*(\d{1,3})\s*(?:秒)?(?:到\s*[10])?(?:开始)?"));
    let said = listed.or(from).and_then(|found| found.into_iter().skip(1).flatten().next()?.parse::<f64>().ok());
    let stretch = range(clause, span);
    let when = at(clause, span);
    let said = said.or(stretch.map(|(from, to)| to - from)).or_else(|| strict_time(clause, span));
    clause.drop(re!(r"\b(?:add|put|show|display|insert|overlay|number|numbers|screen|seconds?|to\s+(?:1|0|one|zero))\b|添加|加上|加|显示|放|数字|秒"));
    let total = scene.timeline.total();
    let rate = scene.timeline.rate;
    let wanted = match (said, down) {
        (Some(seconds), _) => seconds.round(),
        (None, false) => span.total.floor(),
        (None, true) => {
            return Read::Cannot(
                "say from which number it counts, such as `add a countdown from 3 at the start`".into(),
            );
        }
    };
    if !(1.0..=MOST as f64).contains(&wanted) {
        return Read::Cannot(format!("it counts 1 to {MOST} seconds"));
    }
    let count = wanted as u64;
    let len = rate.frames(wanted);
    let begin = match (stretch, when) {
        (Some((from, _)), _) => scene.frame(from),
        (None, Some(At::Time(time))) => scene.frame(time),
        (None, Some(At::End)) => Ok(total.saturating_sub(len)),
        (None, Some(At::Start) | None) => Ok(0),
    };
    let begin = match begin {
        Ok(begin) if begin + len <= total + 1 => begin,
        Ok(_) => return Read::Cannot(format!("the timeline has no {} there", show(wanted))),
        Err(why) => return Read::Cannot(why),
    };
    let label = if down { format!("countdown from {count}") } else { "timer".into() };
    Plan::read(Stage::Words, label, move |edit: &mut Edit| {
        let start = edit.place(begin);
        let total = edit.now.total();
        if start + len > total + 1 {
            return Refusal::cannot("too little of the timeline is left for it");
        }
        for second in 0..count {
            let (from, to) =
                (start + rate.frames(second as f64), (start + rate.frames((second + 1) as f64)).min(total));
            if to <= from {
                continue;
            }
            let text = if down { format!("{}", count - second) } else { format!("{}:{:02}", second / 60, second % 60) };
            edit.now.texts.push(Text {
                role: TextRole::Text,
                text,
                at: from,
                len: to - from,
                place: place.unwrap_or(if down { Place::Center } else { Place::TopRight }),
                size: if down && place.is_none() { 3.0 } else { 1.0 },
                color: color.clone(),
                boxed: false,
                bold: false,
                track: None,
                fades: Fades::default(),
            });
        }
        let at = show(rate.seconds(start));
        Ok(match down {
            true => format!("Added a countdown from {count} at {at}, a number each second."),
            false => format!("Added a timer that counts {} from {at} on.", show(wanted)),
        })
    })
}
