//! Pauses that stay, and go by faster.

use super::trim_silence::{pauses, silence};
use super::{Edit, Needs, Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::model;
use crate::backend::local::silence::Wanted;
use crate::backend::local::words::{Clause, re, strict};

pub const OP: Op = Op {
    name: "speed_silence",
    phrases: &["speed up the silences 4x", "fast-forward through pauses longer than 1 s", "静音部分加速4倍"],
    parse,
};

/// How much faster pauses go by where nothing is said.
const USUAL: f64 = 4.0;

/// Whether pauses are to be played, and not cut out.
pub(super) fn wanted(clause: &Clause) -> bool {
    let faster = re!(
        r"\b(?:speed(?:s|ing)?(?:\s+up|\s+through)?|fast[- ]?forward(?:s|ing)?|accelerate|hurry)\b|\b(?:make|play)\b.*\b(?:faster|as\s+fast|double\s+speed|(?:at\s+)?\d+(?:\.\d+)?\s*x)|加速|快进|倍速|快放"
    );
    // "Remove the pauses and speed it up" speaks of two things.
    clause.has(faster) && (clause.has(silence()) || clause.has(re!(r"\bthem\b")) && clause.has(re!(INSTEAD)))
}

const INSTEAD: &str = r"\b(?:instead\s+of|rather\s+than|without|not)\s+(?:just\s+)?(?:cutting|removing|deleting|trimming|cut|remove|delete|trim)(?:\s+(?:out|away))?(?:\s+(?:them|it|the\s+\||\|))*|而不是(?:剪掉|删除|去掉|剪|删)";

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    if !wanted(clause) || clause.has(re!(r"[⟦⟪]")) {
        return Read::No;
    }
    clause.drop(re!(INSTEAD));
    clause.drop(silence());
    let span = scene.span();
    let mut pause = Wanted::default();
    let shortest = re!(
        r"(?:\b(?:that|which)\s+(?:are|last)\s+)?(?:\b(?:longer\s+than|more\s+than|over|above|at\s+least)\b|>|超过|大于|长于)\s*(",
        strict!(),
        r")(?:\s*以上)?|(",
        strict!(),
        r")\s*以上"
    );
    if let Some(seconds) = clause
        .take(shortest)
        .and_then(|found| found.into_iter().skip(1).flatten().next())
        .and_then(|text| span.time(&text))
    {
        pause.shortest = seconds;
    }
    let factor = clause.take(re!(
        r"(?:\b(?:by|to|at|of)\s+)*(?:a\s+factor\s+of\s+)?(\d+(?:\.\d+)?)\s*(?:x\b|times\b|倍速?)(?:\s+(?:the\s+)?(?:speed|as\s+fast|faster))?"
    ));
    let doubled = clause.drop(re!(r"\b(?:(?:at\s+)?double\s+speed|twice\s+as\s+fast)\b"));
    let factor =
        factor.and_then(|found| found[1].as_ref()?.parse::<f64>().ok()).unwrap_or(if doubled { 2.0 } else { USUAL });
    if !(1.05..=50.0).contains(&factor) {
        return Read::Cannot("pauses go by 1.05 to 50 times as fast, such as `speed up the silences 4x`".into());
    }
    clause.drop(re!(
        r"\b(?:speed(?:s|ing)?|fast[- ]?forward(?:s|ing)?|accelerate|hurry|up|through|make|play|go|faster|them|parts?|sections?|bits?|all|any|only|just)\b|加速播放|加速|快进|快放|倍速|部分|片段|播放|处理|的|到"
    ));
    let label = format!("speed up the silences {factor}x");
    let mut plan = Plan::new(Stage::Trim, label, move |edit| hurry(edit, pause, factor));
    plan.needs = Needs { levels: true, ..Needs::default() };
    Read::Do(vec![plan])
}

fn hurry(edit: &mut Edit, wanted: Wanted, factor: f64) -> Result<String, Refusal> {
    let found = pauses(edit, wanted)?;
    if found.is_empty() {
        return Ok(format!("Found no pause of {} or more; nothing goes faster.", show(wanted.shortest)));
    }
    edit.restructure(|row| {
        for (from, to) in found.iter().rev() {
            model::speed(row, *from, *to, factor);
        }
    });
    let left = show(edit.now.rate.seconds(edit.now.total()));
    Ok(format!("{} pauses go by {factor} times as fast: {left} in all.", found.len()))
}
