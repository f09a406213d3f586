//! A stretch, followed by itself backwards.

use super::reorder::copy;
use super::repeat::{backwards, room};
use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "boomerang",
    phrases: &[
        "make it a boomerang",
        "boomerang the last 2 seconds",
        "play it forwards and then backwards",
        "来回播放前2秒",
    ],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let word = re!(
        r"\b(?:into\s+)?(?:an?\s+)?(?:boomerang(?:s|ed|ing)?|ping[- ]?pong)(?:\s+(?:effect|loop|style|video|clip))*\b(?:\s+(?:of|out\s+of|with)\b)?|\bback[- ]and[- ]forth\b|\b(?:forwards?)\s*(?:,\s*|\s)(?:and\s+|then\s+)*(?:(?:play\s+)?(?:it\s+)?(?:again\s+)?in\s+)?(?:backwards?|reverse(?:d)?)\b|回旋镖|来回(?:播放|放|倒放)?|先?正(?:着)?放(?:[1一]遍)?[，,]?\s*(?:再|然后|后)倒(?:着)?放(?:[1一]遍)?"
    );
    if clause.has(re!(r"⟦|\b(?:zoom|music|logo|camera|pan|cut(?:s|ting)?|remove|delete)\b|删除|去掉"))
        || clause.take(word).is_none()
    {
        return Read::No;
    }
    clause.drop(word);
    clause.drop(re!(r"\b(?:play|turn|revers(?:e|ed|ing)|for|create|make|add|apply|do|use|effect|style|loop(?:ed|ing)?)\b|播放|效果|制作|变成|做成|加上?|添加"));
    let frames = match scene.stretch(clause).and_then(|frames| room(frames, scene).map(|()| frames)) {
        Ok(frames) => frames,
        Err(why) => return Read::Cannot(why),
    };
    let place = scene.shown(frames);
    Plan::read(Stage::Order, format!("forwards and then backwards{place}"), move |edit: &mut Edit| {
        let all = vec![(0, edit.now.total())];
        let pieces = frames.map_or(all, |(from, to)| edit.pieces(from, to));
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
            return Refusal::cannot("nothing of that range is left");
        };
        let (from, to) = (first.0, last.1);
        let mut row = copy(edit, from, to);
        backwards(&mut row);
        edit.insert(to, &row);
        Ok(format!(
            "It plays forwards and then backwards{place}, with its sound: {} in all.",
            show(edit.now.rate.seconds(edit.now.total()))
        ))
    })
}
