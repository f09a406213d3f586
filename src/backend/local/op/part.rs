//! Keeps one of several parts of about the same length, cut where somebody takes a breath.

use super::trim_silence::pauses;
use super::{Edit, Frames, Needs, Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::model;
use crate::backend::local::silence::Wanted;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "part",
    phrases: &["keep part 2 of 3", "keep part 1 of 2 cut at the pauses", "保留第2部分，共3部分"],
    parse,
};

fn parse(clause: &mut Clause, _: &Scene) -> Read {
    let found = clause.take(re!(
        r"\b(?:keep|use|show|extract|export)?\s*(?:only\s+)?\b(?:part|piece|chunk)\s+(\d+)\s*(?:of|/)\s*(\d+)\b(?:\s+(?:(?:cut|split|divided?)\s+)?(?:at|in|on)\s+(?:the\s+|a\s+)?pauses?\b)?|(?:保留|只要)?\s*第\s*(\d+)\s*(?:部分|段)\s*[，,]?\s*(?:一共|共)\s*(\d+)\s*(?:部分|段)"
    ));
    let Some(found) = found.or_else(|| of_split(clause)) else { return Read::No };
    clause.drop(re!(r"在停顿处(?:切|剪)?"));
    let mut numbers = found.into_iter().skip(1).flatten().filter_map(|text| text.parse::<u64>().ok());
    let (Some(part), Some(of)) = (numbers.next(), numbers.next()) else { return Read::No };
    if part == 0 || part > of || of > 1000 {
        return Read::Cannot(format!("there is no part {part} of {of}"));
    }
    let mut plan = Plan::new(Stage::Trim, format!("keep part {part} of {of}"), move |edit| keep(edit, part, of));
    plan.needs = Needs { levels: true, ..Needs::default() };
    Read::Do(vec![plan])
}

/// "Split it into 3 equal parts and keep the middle one", as the numbers of "part 2 of 3".
fn of_split(clause: &mut Clause) -> Option<Vec<Option<String>>> {
    let found = clause.take(re!(
        r"\b(?:split|cut|divide|break)\b(?:\s+(?:it|the\s+\w+|this))?\s+(?:up\s+)?(?:in|into)\s+(\d+)\s+(?:equal\s+|even\s+)?(?:parts?|pieces|segments|sections|chunks)\s*,?\s*(?:and\s+|then\s+)*(?:only\s+)?(?:keep|use)\s+(?:only\s+|just\s+)?(?:the\s+)?(first|second|third|fourth|fifth|middle|last)\b(?:\s+(?:one|part|piece|segment|section|chunk)\b)?"
    ))?;
    let of: u64 = found[1].as_ref()?.parse().ok()?;
    let part = match found[2].as_ref()?.to_lowercase().as_str() {
        "last" => of,
        "middle" if of % 2 == 1 => of / 2 + 1,
        word => 1 + ["first", "second", "third", "fourth", "fifth"].iter().position(|known| *known == word)? as u64,
    };
    Some(vec![None, Some(part.to_string()), Some(of.to_string())])
}

fn keep(edit: &mut Edit, part: u64, of: u64) -> Result<String, Refusal> {
    let total = edit.now.total();
    // Footage without sound is cut where the parts are even.
    let pauses = pauses(edit, Wanted { margin: 0.0, ..Wanted::default() }).unwrap_or_default();
    let edge = |at: u64| -> Frames {
        let even = total * at / of;
        if at == 0 || at == of {
            return even;
        }
        // Half of a part at most, so that parts keep their order.
        let reach = total / of / 2;
        let middles = pauses.iter().map(|(from, to)| (from + to) / 2);
        middles
            .filter(|middle| middle.abs_diff(even) < reach)
            .min_by_key(|middle| middle.abs_diff(even))
            .unwrap_or(even)
    };
    let (from, to) = (edge(part - 1), edge(part));
    if from >= to {
        return Refusal::cannot("it is too short for so many parts");
    }
    edit.restructure(|row| {
        model::cut(row, to, total);
        model::cut(row, 0, from);
    });
    Ok(format!("Kept part {part} of {of}, {}.", show(edit.now.rate.seconds(to - from))))
}
