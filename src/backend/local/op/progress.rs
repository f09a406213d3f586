//! A bar at the edge that grows while the film plays.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::{Place, Progress};
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "progress",
    phrases: &["add a progress bar at the bottom", "add a red progress bar at the top", "加进度条"],
    parse,
};

fn parse(clause: &mut Clause, _: &Scene) -> Read {
    if clause
        .take(re!(
            r"\b(?:video\s+|thin\s+|small\s+|animated\s+)*(?:progress|progression)[- ]?bars?\b(?:\s+animation)?|进度条"
        ))
        .is_none()
    {
        return Read::No;
    }
    if clause.drop(re!(r"\b(?:remove|delete|drop|hide)\b|删除|去掉|移除")) {
        return Plan::read(Stage::Picture, "remove the progress bar", |edit: &mut Edit| {
            match edit.now.progress.take() {
                Some(_) => Ok("Removed the progress bar.".into()),
                None => Refusal::cannot("there is no progress bar"),
            }
        });
    }
    let color = super::color::named(clause);
    let place = super::text::place(clause).unwrap_or(Place::Bottom);
    if !matches!(place, Place::Top | Place::Bottom) {
        return Read::Cannot("a progress bar runs along the top or the bottom".into());
    }
    clause.drop(re!(r"\b(?:add|put|show|display|include|insert|use|that|which|shows?|grows?|fills?|how\s+much\s+is\s+left|along|across|edge|line|thin)\b|添加|加上|加|显示|放"));
    Plan::read(Stage::Words, "progress bar", move |edit: &mut Edit| {
        edit.now.progress =
            Some(Progress { top: place == Place::Top, color: color.clone().unwrap_or("FFFFFF".into()) });
        let (name, edge) = (
            color.as_ref().map_or(String::new(), |color| format!(" in #{color}")),
            if place == Place::Top { "top" } else { "bottom" },
        );
        Ok(format!("Added a progress bar at the {edge}{name}; it is full at the end."))
    })
}
