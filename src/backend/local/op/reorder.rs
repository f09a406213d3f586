//! Clips by number: moved, doubled, dropped, exchanged.

use super::use_only::nth;
use super::{Edit, Frames, Op, Plan, Read, Scene, Stage};
use crate::backend::local::model;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "reorder",
    phrases: &["move clip 2 first", "delete the second clip", "swap clips 1 and 2", "duplicate clip 1", "删除第2段"],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let main = &scene.timeline.main;
    let place = |index: usize| -> (Frames, Frames) {
        model::positions(main).nth(index).map_or((0, 0), |(at, clip)| (at, at + clip.len))
    };
    if clause.take(re!(r"\b(?:swap|exchange|switch)\b|交换|调换|对调|互换")).is_some() {
        let pair = clause
            .take(re!(r"\bclips?\s*(\d+)\s*(?:and|&|with)\s*(?:clip\s*)?(\d+)\b"))
            .or_else(|| clause.take(re!(r"第\s*(\d+)\s*段?\s*(?:和|与|跟)\s*第\s*(\d+)\s*段")));
        // "Swap the first and the last clip": the noun may stand once for both.
        let named = pair.is_none().then(|| {
            clause.take(re!(r"\b(?:the\s+)?(first|second|third|fourth|fifth|last)\s+(?:clip\s+)?(?:and|&|with)\s+(?:the\s+)?(first|second|third|fourth|fifth|last)(?:\s+(?:clips?|ones?|videos?|shots?))?\b"))
        });
        let two = named.as_ref().is_some_and(Option::is_none)
            && main.len() == 2
            && clause.take(re!(r"\b(?:clips|videos|shots|order|both|2)\b|片段|顺序|视频")).is_some();
        clause.drop(re!(r"\b(?:order|places?|clips|the\s+2|both|around|of\s+the)\b|顺序|位置|的|[两2]\s*(?:个|段)"));
        let place_of = |word: &str| match word {
            "last" => main.len(),
            word => {
                1 + ["first", "second", "third", "fourth", "fifth"]
                    .iter()
                    .position(|known| *known == word)
                    .unwrap_or(main.len())
            }
        };
        let pair = match (pair, named.flatten()) {
            (Some(pair), _) => pair,
            (None, Some(named)) => {
                named.into_iter().map(|word| word.map(|word| place_of(&word.to_lowercase()).to_string())).collect()
            }
            (None, None) if two => vec![None, Some("1".into()), Some("2".into())],
            _ => return Read::No,
        };
        let number = |index: usize| pair[index].as_ref().and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
        let (a, b) = (number(1).min(number(2)), number(1).max(number(2)));
        if a < 1 || b > main.len() || a == b {
            return Read::Cannot(format!("the main track has {} clips", main.len()));
        }
        let (first, second) = (place(a - 1), place(b - 1));
        return Plan::read(Stage::Order, format!("swap clips {a} and {b}"), move |edit: &mut Edit| {
            let (first, second) = (now(edit, first), now(edit, second));
            edit.restructure(|row| {
                let later = model::cut(row, second.0, second.1);
                let index = model::at_boundary(row, first.0);
                row.splice(index..index, later);
                let shift = second.1 - second.0;
                let earlier = model::cut(row, first.0 + shift, first.1 + shift);
                let index = model::at_boundary(row, second.0 + shift - (first.1 - first.0));
                row.splice(index..index, earlier);
            });
            Ok(format!("Exchanged clips {a} and {b}."))
        });
    }
    if clause.take(re!(r"\b(?:reverse|invert|flip)\s+(?:the\s+)?(?:clips?'?\s+)?order\b(?:\s+of\s+(?:the\s+|my\s+)?(?:clips|videos|shots))?|\b(?:clips|videos|shots|segments)\s+(?:in(?:to)?\s+)?(?:the\s+)?(?:reversed?|opposite|backwards?)\s+order\b|(?:颠倒|反转|倒过来)(?:片段)?顺序")).is_some() {
        if main.len() < 2 || main.iter().any(|clip| clip.transition > 0) {
            return Read::Cannot("that needs several clips without transitions between them".into());
        }
        clause.drop(re!(r"\b(?:play|show|put)\b"));
        return Plan::read(Stage::Order, "reverse the order of the clips", |edit: &mut Edit| {
            edit.restructure(|row| row.reverse());
            Ok("Put the clips in the opposite order.".into())
        });
    }
    if let Some(found) = clause.take(re!(r"\border\s+of\s+clips\s+(\d+(?:/\d+)+)")) {
        return in_order(found[1].as_deref().unwrap_or_default(), scene);
    }
    // "Between the first and the second clip a transition" moves no clip.
    if clause.has(re!("转场|叠化|过渡")) {
        return Read::No;
    }
    let gone = re!(r"删除|删掉|去掉|移除|删了?");
    let (verb, label) = if clause.has(gone) {
        clause.drop(re!("把"));
        clause.take(gone);
        (2, "delete")
    } else if clause.take(re!(r"\b(?:move|put|place|bring|shift)\b|移动|移到|移|挪到?|放到|调到|把")).is_some()
    {
        (0, "move")
    } else if clause.take(re!(r"\b(?:duplicate|double|copy)\b|复制")).is_some() {
        (1, "duplicate")
    } else if clause.take(re!(r"\b(?:delete|remove|drop|discard|cut)\b(?:\s+out)?|删除|删掉|去掉|移除")).is_some()
    {
        (2, "delete")
    } else {
        return Read::No;
    };
    let index = match nth(clause, main.len()) {
        None if verb == 1 && main.len() == 1 => 0,
        None => return Read::No,
        Some(Err(why)) => return Read::Cannot(why),
        Some(Ok(index)) => index,
    };
    let range = place(index);
    let number = index + 1;
    match verb {
        0 => {
            // "Before the first", "after clip 3".
            let side = clause.take(re!(r"\b(before|after|behind|in\s+front\s+of)\s+(?:the\s+)?(?:clip\s+(\d+)|(first|second|third|fourth|fifth|last)(?:\s+(?:one|clip))?)\b"));
            let beside = side.map(|found| {
                let ahead = found[1].as_ref().is_some_and(|word| re!("^(?:before|in)").is_match(&word.to_lowercase()));
                let word = found[2].clone().or(found[3].clone()).unwrap_or_default().to_lowercase();
                let known = ["first", "second", "third", "fourth", "fifth"];
                let at = match word.as_str() {
                    "last" => main.len(),
                    word => {
                        known.iter().position(|one| *one == word).map_or_else(|| word.parse().unwrap_or(0), |at| at + 1)
                    }
                };
                (at, ahead)
            });
            if beside.is_some_and(|(at, _)| at == 0 || at > main.len() || at == number) {
                return Read::Cannot(format!(
                    "the main track has {} clips, and one cannot stand beside itself",
                    main.len()
                ));
            }
            let to = if let Some((at, ahead)) = beside {
                let (from, end) = place(at - 1);
                if ahead { from } else { end }
            } else if clause.take(re!(r"\b(?:to\s+(?:the\s+)?)?(?:first|start|beginning|front)\b(?:\s+(?:place|position))?|最前面?|开头|第一")).is_some() {
                0
            } else if clause.take(re!(r"\b(?:to\s+(?:the\s+)?)?(?:last|end|back)\b(?:\s+(?:place|position))?|最后面?|结尾|末尾")).is_some() {
                scene.timeline.total()
            } else {
                return Read::Cannot("say where to: first or last".into());
            };
            clause.drop(re!(r"移到|移动|挪到|放到|调到|放|挪|移|到"));
            Plan::read(Stage::Order, format!("{label} clip {number}"), move |edit: &mut Edit| {
                let (from, end) = now(edit, range);
                let to = if to == edit.before.total() { edit.now.total() } else { edit.place(to) };
                edit.relocate((from, end), to);
                Ok(format!("Moved clip {number}."))
            })
        }
        1 => Plan::read(Stage::Order, format!("{label} clip {number}"), move |edit: &mut Edit| {
            let (from, end) = now(edit, range);
            let clips = copy(edit, from, end);
            edit.insert(end, &clips);
            Ok(format!("Doubled clip {number}."))
        }),
        _ if main.len() == 1 => Read::Cannot("it is the only clip, and nothing would be left".into()),
        _ => Plan::read(Stage::Order, format!("{label} clip {number}"), move |edit: &mut Edit| {
            let (from, end) = now(edit, range);
            edit.restructure(|row| {
                model::cut(row, from, end);
            });
            Ok(format!("Deleted clip {number}."))
        }),
    }
}

/// "2/1/3": all clips in the order of these numbers.
fn in_order(said: &str, scene: &Scene) -> Read {
    let main = &scene.timeline.main;
    let order: Vec<usize> = said.split('/').filter_map(|number| number.parse().ok()).collect();
    let mut sorted = order.clone();
    sorted.sort_unstable();
    if !sorted.into_iter().eq(1..=main.len()) {
        return Read::Cannot(format!("the main track has {} clips; name each of them once", main.len()));
    }
    if main.iter().any(|clip| clip.transition > 0) {
        return Read::Cannot("that needs clips without transitions between them".into());
    }
    let label = order.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let ranges: Vec<(Frames, Frames)> = model::positions(main).map(|(at, clip)| (at, at + clip.len)).collect();
    Plan::read(Stage::Order, format!("order the clips {label}"), move |edit: &mut Edit| {
        // Each in turn goes to the end, so that they stand there in their new order.
        for number in &order {
            let range = now(edit, ranges[number - 1]);
            if range.0 < range.1 && range.1 < edit.now.total() {
                let end = edit.now.total();
                edit.relocate(range, end);
            }
        }
        Ok(format!("Put the clips in the order {label}."))
    })
}

/// The stretch that is left of a clip of the old timeline.
fn now(edit: &Edit, (from, to): (Frames, Frames)) -> (Frames, Frames) {
    let pieces = edit.pieces(from, to);
    match (pieces.first(), pieces.last()) {
        (Some(first), Some(last)) => (first.0, last.1),
        _ => (0, 0),
    }
}

/// The main track's clips between two places, as new ones.
pub fn copy(edit: &mut Edit, from: Frames, to: Frames) -> Vec<model::Clip> {
    let mut row = edit.now.main.clone();
    model::cut(&mut row, from, to)
}
