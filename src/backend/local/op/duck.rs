//! Whether music that is there steps back where somebody speaks.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::SoundRole;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "duck",
    phrases: &["don't duck the music", "duck the music under the voice", "说话时不要压低音乐"],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let music = scene.timeline.sounds.iter().any(|sound| sound.role == SoundRole::Music);
    if !music || clause.has(re!(r"[⟦⟪\d]|\b(?:add|put|play|use)\b|添加|加")) {
        return Read::No;
    }
    const MUSIC: &str = r"(?:\s*(?:of\s+)?(?:the\s+|my\s+)?(?:background\s+)?(?:music|bgm|song|soundtrack|it))?";
    const SPEECH: &str = r"(?:\s*(?:under|below|beneath|when|while|whenever|during|for)\s+(?:the\s+|my\s+)?(?:voices?|speech|talking|speaker|dialogue|(?:i|we|he|she|they|someone|somebody|people|anyone)(?:'m|\s+am|\s+is|\s+are)?\s+(?:talk|speak)(?:s|ing)?))?";
    let off = re!(
        r"\b(?:don't|dont|don’t|do\s+not|no|never|without|stop|turn\s+off|disable|remove|no\s+more)\s+(?:the\s+)?(?:auto[- ]?)?duck(?:ing)?\b",
        MUSIC,
        SPEECH,
        r"|(?:说话|讲话)(?:的?时候?)?(?:不要|别|不用)(?:再)?(?:压低|降低|调低)(?:背景)?(?:音乐)?|(?:不要|别|不用|关闭|取消)(?:自动)?(?:压低|闪避)(?:背景)?(?:音乐)?"
    );
    let on = re!(
        r"\b(?:auto[- ]?)?duck(?:ing)?\b(?:\s+on)?",
        MUSIC,
        SPEECH,
        r"|(?:说话|讲话|人声)(?:的?时候?)?(?:自动)?(?:压低|降低|调低)(?:背景)?音乐"
    );
    let duck = if clause.drop(off) {
        false
    } else if clause.drop(on) {
        true
    } else {
        return Read::No;
    };
    clause.drop(re!(r"\b(?:turn|switch)\s+on\b|\b(?:enable|automatically|apply|please)\b"));
    let label = if duck { "duck the music" } else { "no ducking" };
    Plan::read(Stage::Sound, label, move |edit: &mut Edit| {
        let mut found = false;
        for sound in edit.now.sounds.iter_mut().filter(|sound| sound.role == SoundRole::Music) {
            sound.duck = duck;
            found = true;
        }
        match (found, duck) {
            (false, _) => Refusal::cannot("there is no music on the timeline"),
            (_, true) => Ok("The music steps back where somebody speaks.".into()),
            (_, false) => Ok("The music keeps its level under speech.".into()),
        }
    })
}
