//! "Make it better": what suits almost any footage and spoils none, and says what that was.

use super::color::GRADE;
use super::{Edit, Op, Plan, Read, Scene, Stage};
use crate::backend::local::model::Fx;
use crate::backend::local::silence::Wanted;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "polish",
    phrases: &["make it look better", "polish the video", "make it sound better", "add effects", "美化视频"],
    parse,
};

/// The loudness that it is brought to, in LUFS.
const LOUDNESS: f64 = -16.0;

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    if clause.has(re!(r"⟦|⟪|\b(?:captions?|subtitles?|titles?|music|voice[- ]?over|cuts?\s+to)\b|字幕|标题|音乐"))
    {
        return Read::No;
    }
    const MORE: &str = r"(?:(?:much|even|a\s+lot|way|far|more|really|so|very|super|a\s+(?:bit|little))\s+)*";
    const GOOD: &str = r"(?:better|nicer|good|great|nice|amazing|awesome|beautiful|professional|polished|pro)";
    let sound = re!(
        r"\b(?:make\s+)?(?:it\s+|that\s+|(?:the\s+|my\s+)?(?:audio|sound|voice|speech|video)\s+)?(?:sounds?)\s+",
        MORE,
        GOOD,
        r"\b|\b(?:improve|enhance|polish)\s+(?:the\s+|my\s+)?(?:audio|sound)(?:\s+quality)?\b|(?:提升|改善|优化)(?:音质|声音)"
    );
    let look = re!(
        r"\b(?:make\s+)?(?:it\s+|this\s+|that\s+|(?:the\s+|my\s+)?(?:video|footage|picture)\s+)?(?:look|feel)s?\s+",
        MORE,
        GOOD,
        r"\b|\bmake\s+(?:it|this|that|(?:the|my|this)\s+(?:video|footage|clip))\s+",
        MORE,
        GOOD,
        r"\b|\b(?:give|add|apply)\s+(?:(?:it|the|my|this|video|footage|clip)\s+)*an?\s+(?:more\s+)?",
        GOOD,
        r"\s+(?:finish|look|touch|feel|polish)\b|\b(?:and\s+)?polish(?:ed)?\b(?:\s+up)?|\b(?:enhance|improve|upgrade|beautify|touch\s+up|spruce\s+up)\b(?:\s+(?:the|my|its|this)\b)?(?:\s+(?:overall|visual|picture|image|video|production))*(?:\s+(?:quality|look|appearance|visuals|picture|image|video|footage|clip))?|美化|优化|变?好看一?点?|更专业|(?:提升|改善)(?:画质|质感|质量)"
    );
    let effects = re!(
        r"\b(?:add|apply|put|give\s+it|use)\s+(?:some\s+|a\s+few\s+|nice\s+|cool\s+|visual\s+|video\s+|special\s+)*effects?\b|加(?:上|点|一些|些)?特效"
    );
    if clause.take(effects).is_some() {
        return Read::Do(vec![graded("a mild grade and a vignette", true), faded()]);
    }
    if clause.take(sound).is_some() {
        let noise = Plan::new(Stage::Sound, "cleaner sound", |edit: &mut Edit| {
            edit.each(None, |clip| clip.look.add(Fx::CleanSound));
            Ok("Took \"sound better\" for less noise and one loudness.".into())
        });
        return if sounds(scene) {
            Read::Do(vec![noise, loudness()])
        } else {
            Read::Cannot("the footage has no sound".into())
        };
    }
    if clause.take(look).is_none() {
        return Read::No;
    }
    clause.drop(look);
    // "Turn this recording into a polished video" is the whole job; "with cuts" says where it is cut.
    let whole = clause.has(re!(r"\b(?:turn|make|edit)\s+(?:this|that|my|our|the|these|it)\b.*\binto\b"));
    let cuts = clause.drop(re!(r"\bwith\s+(?:jump\s+|some\s+)?cuts\b|\bcut\s+(?:it|this|that)\s+into\b"));
    clause.drop(re!(r"\b(?:create|generate|produce|cut|turn|edit|style|quality)\b|制作|生成"));
    let mut plans = if whole {
        super::job::plans()
    } else if cuts {
        vec![super::trim_silence::plan(Wanted::default(), None)]
    } else {
        vec![]
    };
    plans.push(graded("a mild grade, with a little more contrast and saturation", false));
    if sounds(scene) && !whole {
        plans.push(loudness());
    }
    Read::Do(plans)
}

fn sounds(scene: &Scene) -> bool {
    scene.media.iter().any(|medium| scene.on_main(&medium.name) && medium.probe.channels > 0)
}

fn graded(what: &'static str, vignette: bool) -> Plan {
    Plan::new(Stage::Picture, "a better look", move |edit: &mut Edit| {
        edit.each(None, |clip| {
            clip.look.add(GRADE);
            if vignette {
                clip.look.add(Fx::Vignette);
            }
        });
        Ok(format!("Took it for {what}; say `warmer`, `more contrast` or `vintage` for another look."))
    })
}

fn faded() -> Plan {
    Plan::new(Stage::Picture, "fade in and out", |edit: &mut Edit| {
        let frames = edit.now.rate.frames(0.5).min(edit.now.total() / 2);
        (edit.now.fade_in, edit.now.fade_out) = (frames, frames);
        Ok("Added fade in and out.".into())
    })
}

fn loudness() -> Plan {
    Plan::new(Stage::Sound, format!("normalize to {LOUDNESS} LUFS"), |edit: &mut Edit| {
        edit.now.lufs = Some(LOUDNESS);
        Ok(format!("Set the loudness to {LOUDNESS} LUFS."))
    })
}
