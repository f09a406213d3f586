//! Splits a clip in two, so that each part can be spoken of.

use super::{Op, Plan, Read, Scene, Stage, show};
use crate::backend::local::model;
use crate::backend::local::words::{At, Clause, at, re, strict, strict_time};

pub const OP: Op =
    Op { name: "split", phrases: &["split at 10 s", "cut the clip in two at 0:12", "在10秒处分割"], parse };

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    if clause
        .take(re!(
            r"\bsplit(?:ting)?\b|\b(?:cut|divide)\b.*?\b(?:in|into)\s+(?:two|2|half|halves)\b|分割|切开|切分|拆分|断开"
        ))
        .is_none()
    {
        return Read::No;
    }
    clause.drop(re!(r"\b(?:in|into)\s+(?:two|2)(?:\s+(?:parts|pieces|clips))?\b|两段|成"));
    // "Split at 12 s and delete the first part" is a cut.
    let half = clause.take(re!(
        r"\b(?:delete|remove|drop|discard|cut|keep(?:\s+only)?)\s+(?:the\s+)?(first|second|last|other)\s+(?:part|half|piece|clip|segment|one\b|50\s*%)|(?:删除|删掉|去掉|保留)(前|后)(?:半段|一段|面)"
    ));
    // "Into 3 equal parts".
    if half.is_none()
        && let Some(found) = clause.take(re!(r"\b(?:into\s+)?(\d+)\s+(?:equal(?:ly\s+(?:long|sized))?\s+|even\s+)?(?:parts?|pieces|segments|sections|clips|chunks)\b|(\d+)\s*(?:等份|等分|部分|段|份)"))
    {
        let count = found.into_iter().skip(1).flatten().find_map(|text| text.parse::<u64>().ok()).unwrap_or(0);
        clause.drop(re!(r"\b(?:equal(?:ly)?|even(?:ly)?)\b|平均"));
        if !(2..=100).contains(&count) || count > scene.timeline.total() {
            return Read::Cannot("it can be split into 2 to 100 parts".into());
        }
        return Plan::read(Stage::Order, format!("split into {count} parts"), move |edit| {
            let total = edit.now.total();
            edit.restructure(|row| {
                for part in 1..count {
                    model::at_boundary(row, total * part / count);
                }
            });
            Ok(format!("Split into {count} parts of {}.", show(edit.now.rate.seconds(total) / count as f64)))
        });
    }
    if let Some(found) = clause.take(re!(
        r"(?:\bevery\s+|\binto\s+|每(?:隔)?\s*)(",
        strict!(),
        r")(?:\s*(?:clips|parts|pieces|segments|chunks|sections|long|一段|一次))*"
    )) {
        if half.is_some() {
            return Read::Cannot("name what goes by its times, such as `cut the first 5 s`".into());
        }
        let every = found[1].as_ref().and_then(|text| scene.span().time(text)).unwrap_or(0.0);
        let (every, total) = (scene.timeline.rate.frames(every), scene.timeline.total());
        if every == 0 || every >= total || total / every > 100 {
            return Read::Cannot("it can be split into 2 to 100 parts".into());
        }
        return Plan::read(
            Stage::Order,
            format!("split every {}", show(scene.timeline.rate.seconds(every))),
            move |edit| {
                let places: Vec<_> = (1..).map(|part| part * every).take_while(|at| *at < total).collect();
                let places: Vec<_> = places.into_iter().map(|at| edit.place(at)).collect();
                edit.restructure(|row| {
                    for place in &places {
                        model::at_boundary(row, *place);
                    }
                });
                Ok(format!("Split into {} parts.", edit.now.main.len()))
            },
        );
    }
    let time = match at(clause, scene.span()) {
        Some(At::Time(time)) => time,
        _ => match strict_time(clause, scene.span()) {
            Some(time) => time,
            None if clause.take(re!(r"\b(?:in\s+(?:the\s+)?)?(?:half|middle|halves)\b|中间|一半|对半")).is_some() => {
                scene.span().total / 2.0
            }
            None => return Read::Cannot("say where, such as `split at 10 s`".into()),
        },
    };
    match scene.frame(time) {
        Ok(frame) if frame > 0 && frame < scene.timeline.total() && half.is_some() => {
            let found = half.unwrap_or_default();
            let said = found[0].clone().unwrap_or_default().to_lowercase();
            let part = found.into_iter().skip(1).flatten().next().unwrap_or_default().to_lowercase();
            let keeps = said.starts_with("keep") || said.starts_with("保留");
            let first = (part == "first" || part == "前") != keeps;
            Plan::read(
                Stage::Trim,
                format!("cut {} {}", if first { "before" } else { "after" }, show(time)),
                move |edit| {
                    let total = edit.now.total();
                    let place = edit.place(frame);
                    let (from, to) = if first { (0, place) } else { (place, total) };
                    if to - from >= total {
                        return super::Refusal::cannot("nothing would be left");
                    }
                    edit.restructure(|row| drop(model::cut(row, from, to)));
                    Ok(format!("Cut {}.", show(edit.now.rate.seconds(to - from))))
                },
            )
        }
        Ok(frame) if frame > 0 && frame < scene.timeline.total() => {
            Plan::read(Stage::Order, format!("split at {}", show(time)), move |edit| {
                let place = edit.place(frame);
                edit.restructure(|row| {
                    model::at_boundary(row, place);
                });
                Ok(format!("Split at {}.", show(edit.now.rate.seconds(place))))
            })
        }
        Ok(_) => Read::Cannot("there is nothing on one side of that place".into()),
        Err(why) => Read::Cannot(why),
    }
}
