//! Two films at once, each in its half of the frame.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage, is_video, show};
use crate::backend::local::model::{Fades, Overlay, OverlayRole, Place};
use crate::backend::local::store::Medium;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "beside",
    phrases: &[
        "put talk.mov and broll.mp4 side by side",
        "split screen with broll.mp4",
        "split screen with broll.mp4, one above the other",
        "broll.mp4 分屏",
    ],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let word = re!(
        r"\b(?:in\s+)?(?:an?\s+)?(?:side[- ]by[- ]side|split[- ]?screen|next\s+to\s+(?:each\s+other|one\s+another))(?:\s+(?:view|video|effect|layout|comparison|mode))*\b|左右分屏|上下分屏|分屏|左右并排|并排|双屏"
    );
    if clause.has(re!(r"⟦|\b(?:grid|collage|logo|remove|delete)\b|\b(?:[3-9]|three|four|six|nine)[- ]+(?:way|ways|films?|videos?|clips?|screens?|panels?)\b|[三四六九]\s*(?:宫|分|个|段|屏)|\b[3-9]\s*(?:宫|分屏|个|段|屏)|宫格|删除|去掉"))
        || !clause.has(word)
    {
        return Read::No;
    }
    let stacked = clause.has(re!("上下"))
        | clause.drop(re!(r"\bone\s+(?:above|below|on\s+top\s+of|over|under)\s+(?:the\s+other|another)\b|\b(?:stacked|vertical(?:ly)?|horizontally\s+split|top\s+and\s+bottom|above\s+and\s+below)\b"));
    clause.drop(word);
    let names = clause.files();
    let frames = match scene.range(clause).map(|range| scene.frames(range)).transpose() {
        Ok(frames) => frames,
        Err(why) => return Read::Cannot(why),
    };
    clause.drop(re!(r"\b(?:put|place|show|play|add|create|make|arrange|lay|set|use|apply|compare|split|both|two|together|left\s+and\s+right|horizontal(?:ly)?|screen|effect|view)\b|放|播放|显示|添加|加|效果|左右|制作|用"));
    let free = |name: &String| !scene.on_main(name);
    let others: Vec<&String> = names.iter().filter(|name| free(name)).collect();
    if names.len() > 2 || others.len() > 1 {
        return Read::Cannot(
            "two films share the frame, and one of them is that on the timeline; name the other".into(),
        );
    }
    let fits = |medium: &Medium| is_video(medium) && !scene.on_main(&medium.name);
    if !names.is_empty() && others.is_empty() && !scene.media.iter().any(fits) {
        return Read::Cannot(
            "both stand one after the other on the timeline; say `use only` and the name of one first, and then `split screen with` the other".into(),
        );
    }
    // The one that is named first stands first.
    let first = names.len() == 2 && others.first() == names.first().as_ref();
    let medium = match scene.pick(others.first().map(|name| name.as_str()), "the film beside it", fits) {
        Ok(medium) => medium,
        Err(why) => return Read::Cannot(why),
    };
    let rate = scene.timeline.rate;
    let own = rate.frames(medium.probe.duration);
    let (from, to) = frames.unwrap_or((0, own.min(scene.timeline.total())));
    if to - from > own + 1 {
        return Read::Cannot(format!(
            "`{}` is {} long, which is less than {}",
            medium.name,
            show(medium.probe.duration),
            show(rate.seconds(to - from))
        ));
    }
    let place = match (stacked, first) {
        (false, true) => Place::Left,
        (false, false) => Place::Right,
        (true, true) => Place::Top,
        (true, false) => Place::Bottom,
    };
    let (src, title) = (medium.name.clone(), medium.stem().to_owned());
    Plan::read(Stage::Picture, format!("`{src}` beside it"), move |edit: &mut Edit| {
        let pieces = edit.pieces(from, to);
        if pieces.is_empty() {
            return Refusal::cannot("nothing of that range is left");
        }
        let mut start = 0;
        for (from, to) in pieces {
            edit.now.overlays.push(Overlay {
                role: OverlayRole::Beside,
                src: src.clone(),
                title: title.clone(),
                at: from,
                len: to - from,
                start,
                place,
                width: 0.5,
                opacity: 1.0,
                fades: Fades::default(),
            });
            start += to - from;
        }
        let (half, cut) = match place {
            Place::Left => ("the left half", "the sides"),
            Place::Top => ("the upper half", "the top and the bottom"),
            Place::Bottom => ("the lower half", "the top and the bottom"),
            _ => ("the right half", "the sides"),
        };
        let rest = if start < edit.now.total() { "; the rest has the whole frame" } else { "" };
        Ok(format!(
            "Put `{src}` into {half} for {}, without its sound: each film fills its half, cut at {cut}{rest}.",
            show(rate.seconds(start))
        ))
    })
}
