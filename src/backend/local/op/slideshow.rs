//! The session's pictures one after another, each melting into the next.

use super::{Edit, Op, Plan, Read, Scene, Stage, is_picture, show};
use crate::backend::local::model::{Clip, Fit};
use crate::backend::local::words::{Clause, re, strict, strict_time};

pub const OP: Op = Op {
    name: "slideshow",
    phrases: &[
        "turn my photos into a slideshow",
        "make a slideshow, 4 s per photo",
        "make a 30-second slideshow",
        "做成幻灯片 每张3秒",
    ],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let noun = re!(
        r"\b(?:(?:wedding|anniversary|birthday|family|holiday|travel|vacation|graduation|memorial|baby|year|photo|picture|image|simple|nice|short|quick)\s+)*slide\s*shows?\b|\b(?:(?:wedding|anniversary|birthday|family|holiday|travel|vacation|graduation)\s+)*(?:photo|picture|image)\s+(?:montage|reel|collage|story|album)\b|\bmontage\s+of\s+(?:my|our|the|these|all)\s+(?:photos|pictures|images)\b|\b(?:video|movie|film)\s+(?:out\s+of|from|of|with)\s+(?:my|these|the|our|all|all\s+(?:my|the))\s+(?:\d+\s+)?(?:photos|pictures|images)\b|(?:照片|图片)(?:做成?|制作成?|变成|生成|剪成|拼成)(?:1\s*个|一个|个)?\s*(?:幻灯片|(?:电子)?相册(?:视频)?|照片集)?|幻灯片|(?:电子)?相册(?:视频)?|照片集"
    );
    if clause.take(noun).is_none() {
        return Read::No;
    }
    let span = scene.span();
    let each = re!(
        r"(?:\bwith\s+)?(",
        strict!(),
        r")\s*(?:per|for\s+each|each|a|every)\b\s*(?:photo|picture|image|slide|one)?|\b(?:each|every)\s+(?:photo|picture|image|slide)?\s*(?:for\s+)?(",
        strict!(),
        r")|(?:每|1\s*|一)张(?:照片|图片)?(?:显示|停留|播放|放|持续)?\s*(",
        strict!(),
        ")"
    );
    let seconds = clause
        .take(each)
        .and_then(|found| found.into_iter().skip(1).flatten().next())
        .and_then(|text| span.time(&text));
    // "A 2-minute slideshow": the pictures share the time.
    let whole = if seconds.is_none() { strict_time(clause, span) } else { None };
    clause.drop(re!(
        r"\b(?:turn|put|add|want|need|long|total|make|create|build|convert|generate|from|of|all)\b|制作|生成|变成|做成|做|用"
    ));
    let mut names: Vec<(String, String)> = vec![];
    for medium in scene.media.iter().filter(|medium| is_picture(medium)) {
        names.push((medium.name.clone(), medium.stem().to_owned()));
    }
    if names.is_empty() {
        return Read::Cannot("there are no pictures in this session; upload some first".into());
    }
    let seconds = whole.map(|whole| whole / names.len() as f64).or(seconds).unwrap_or(3.0);
    if !(0.2..=600.0).contains(&seconds) {
        return Read::Cannot("a picture stays between 0.2 s and ten minutes".into());
    }
    Plan::read(Stage::Material, format!("slideshow of {} pictures", names.len()), move |edit: &mut Edit| {
        let rate = edit.now.rate;
        let melt = rate.frames((seconds / 4.0).min(0.5));
        // Edges of the whole, so that many pictures do not drift.
        let edge = |index: usize| rate.frames(seconds * index as f64);
        let row: Vec<Clip> = names
            .iter()
            .enumerate()
            .map(|(index, (name, stem))| {
                // Each picture is whole for its time; the melting is taken from the one before it.
                let mut clip = Clip::new(name, stem, 0, (edge(index + 1) - edge(index)).max(1));
                clip.transition = if index > 0 { melt } else { 0 };
                clip
            })
            .collect();
        (edit.now.main, edit.now.fit) = (row, Fit::Blur);
        edit.now.texts.clear();
        edit.now.overlays.clear();
        edit.now.sounds.clear();
        Ok(format!(
            "Made a slideshow of {} pictures, {} each: {} in all.",
            names.len(),
            show(seconds),
            show(rate.seconds(edit.now.total()))
        ))
    })
}
