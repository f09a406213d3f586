//! Other pictures over the cuts of the main track, so that nobody sees it jump.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage, is_video};
use crate::backend::local::model::{Fades, Overlay, OverlayRole, Place, positions};
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "cutaways",
    phrases: &["add b-roll over the cuts", "add b-roll transitions", "用空镜盖住剪辑点"],
    parse,
};

/// How long the other picture covers a cut, in seconds.
const SECONDS: f64 = 2.0;

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let word = re!(
        r"\bb[- ]?roll\s+(?:as\s+)?(?:transitions?|cutaways?)\b|\b(?:b[- ]?roll|cutaways?|⟪[^⟫]*⟫)\s+(?:shots?\s+|clips?\s+|footage\s+)?(?:over|at|on|between|across|to\s+(?:cover|hide))\s+(?:the\s+|each\s+|every\s+|all\s+|my\s+)*(?:jump\s+)?(?:cuts?|seams?|edits?)\b|\b(?:cover|hide)\s+(?:the\s+|all\s+|my\s+)*(?:jump\s+)?cuts?\s+(?:with|using)\s+(?:the\s+|my\s+|some\s+)*b[- ]?roll\b|空镜(?:转场|盖住剪辑点|覆盖剪辑点)"
    );
    if !clause.has(word) {
        return Read::No;
    }
    let file = clause.file();
    let free = |name: &str| !scene.on_main(name);
    let picked = scene.pick(file.as_deref(), "b-roll", |medium| is_video(medium) && free(&medium.name));
    let medium = match picked {
        Ok(medium) => medium,
        Err(why) => return Read::Cannot(why),
    };
    clause.drop(word);
    clause.drop(re!(r"\b(?:add|put|use|insert|show|lay|some|short)\b|添加|加|用"));
    let (src, title, length) = (medium.name.clone(), medium.stem().to_owned(), medium.probe.duration);
    Plan::read(Stage::Picture, format!("`{src}` over the cuts"), move |edit: &mut Edit| {
        let rate = edit.now.rate;
        let seams: Vec<u64> = positions(&edit.now.main).map(|(at, _)| at).skip(1).collect();
        if seams.is_empty() {
            return Refusal::cannot(
                "there is no cut that it could cover; trim something out first, such as `trim the silences`",
            );
        }
        let whole = rate.frames(length).max(1);
        let each = rate.frames(SECONDS).min(whole / seams.len() as u64).max(rate.frames(0.5)).min(whole);
        let (mut free, mut start, mut count) = (0, 0, 0);
        for seam in &seams {
            let at = seam.saturating_sub(each / 2);
            // Where cuts are close together one picture covers both.
            if at < free || at + each > edit.now.total() {
                continue;
            }
            if start + each > whole {
                start = 0;
            }
            edit.now.overlays.push(Overlay {
                role: OverlayRole::Broll,
                src: src.clone(),
                title: title.clone(),
                at,
                len: each,
                start,
                place: Place::TopRight,
                width: 1.0,
                opacity: 1.0,
                fades: Fades::default(),
            });
            (free, start, count) = (at + each, start + each, count + 1);
        }
        Ok(format!("Put `{src}` over {count} of {} cuts, {} each.", seams.len(), super::show(rate.seconds(each))))
    })
}
