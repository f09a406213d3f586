//! Every clip is cut to the same length: its beginning, or its end.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::model::{cut, positions};
use crate::backend::local::words::{Clause, re, strict};

pub const OP: Op = Op {
    name: "each_clip",
    phrases: &["keep the first 5 seconds of each clip", "trim every clip to 3 seconds", "每段只留前4秒"],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    const EACH: &str =
        r"(?:each|every|all\s+(?:of\s+)?(?:the|my))(?:\s+(?:clip|video|shot|scene|segment|one|file|part)s?)?";
    let span = scene.span();
    let of = re!(
        r"\b(?:(?:keep|use|take|leave|show|cut|trim)\s+)?(?:only\s+|just\s+)?(?:the\s+)?(?:(first|opening|last|final)\s+)?(",
        strict!(),
        r")\s*(?:of|from|out\s+of)\s+",
        EACH,
        r"\b"
    );
    let to = re!(
        r"\b(?:trim|cut|shorten|limit)\s+",
        EACH,
        r"\s+(?:down\s+)?to\s+(?:(?:the\s+)?(first|last)\s+)?(",
        strict!(),
        r")(?:\s*(?:each|long))?"
    );
    let behind = re!(
        r"^[\s|]*(?:keep|use|take|trim|cut|shorten)\s+(?:(?:them|the\s+clips|all|\|)\s*)*(?:to\s+)?(?:only\s+|just\s+)?(?:the\s+)?(?:(first|last)\s+)?(",
        strict!(),
        r")\s*(?:each|apiece|per\s+clip)[\s|.]*$"
    );
    let chinese = re!(
        r"每(?:1\s*|一)?(?:段|个)(?:视频|片段|镜头)?(?:都)?(?:只|就)?(?:保留|留下?|取|截取?|剪成|要)(?:(前面?|开头)|最后|后面?|结尾)?的?\s*(",
        strict!(),
        ")"
    );
    let text = |found: &[Option<String>], group: usize| found.get(group).cloned().flatten();
    let (last, time) = if let Some(found) = clause.take(of).or_else(|| clause.take(to)).or_else(|| clause.take(behind))
    {
        let last =
            text(&found, 1).is_some_and(|word| word.eq_ignore_ascii_case("last") || word.eq_ignore_ascii_case("final"));
        (last, text(&found, 2))
    } else if let Some(found) = clause.take(chinese) {
        let whole = text(&found, 0).unwrap_or_default();
        (text(&found, 1).is_none() && re!("最后|后面?|结尾").is_match(&whole), text(&found, 2))
    } else {
        return Read::No;
    };
    let Some(seconds) = time.and_then(|text| span.time(&text)).filter(|seconds| *seconds > 0.0) else {
        return Read::No;
    };
    clause.drop(re!(r"\b(?:keep|use|take|only|just)\b|的"));
    Plan::read(Stage::Trim, format!("each clip to {}", show(seconds)), move |edit: &mut Edit| {
        let wanted = edit.now.rate.frames(seconds).max(1);
        if edit.now.main.iter().any(|clip| clip.transition > 0) {
            return Refusal::cannot("clips that melt into one another are not cut so; remove the transitions first");
        }
        let before = edit.now.main.iter().filter(|clip| clip.len > wanted).count();
        edit.restructure(|row| {
            let clips: Vec<(u64, u64)> = positions(row).map(|(at, clip)| (at, clip.len)).collect();
            for (at, len) in clips.into_iter().rev().filter(|(_, len)| *len > wanted) {
                let (from, to) = if last { (at, at + len - wanted) } else { (at + wanted, at + len) };
                cut(row, from, to);
            }
        });
        match before {
            0 => Ok(format!("No clip is longer than {}; nothing was cut.", show(seconds))),
            _ => Ok(format!("Cut {before} clips to {} each.", show(seconds))),
        }
    })
}
