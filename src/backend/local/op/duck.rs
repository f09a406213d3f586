//! Whether music that is on the timeline steps back where somebody speaks.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::SoundRole;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "duck",
    phrases: &["duck the music", "lower the music when somebody speaks", "人说话时音乐压低", "don't duck the music"],
    parse,
};

/// Where somebody speaks.
const SPEECH: &str = r"\b(?:when(?:ever)?|while|where(?:ver)?|as|during|under(?:neath)?|beneath|below|behind)\s+(?:(?:the|my|our|any|all)\s+)*(?:(?:i|we|he|she|they|someone|somebody|people|anyone|anybody|speaker|host|guest|man|woman|person|talking|speaking)(?:'m|'s|'re|\s+am|\s+is|\s+are)?\s*(?:start(?:s|ing)?\s+(?:to\s+)?)?(?:talk(?:s|ing)?|speak(?:s|ing)?|talks)|voice|speech|talking|speaking|dialogue|narration|voice-?over)\b|(?:当|在)?(?:只要)?(?:我|有人|人|人物|主播|嘉宾|主持人|大家)?(?:一)?(?:开口|开始)?(?:说话|讲话|发言|说|讲)(?:的)?(?:时候|时|期间|部分|地方|就)|(?:当|在)?有?人声(?:出现)?(?:的)?(?:时候|时|部分|地方)|(?:在)?人声(?:下面|底下)";

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    if let Some(read) = steady(clause, scene) {
        return read;
    }
    let music = re!(
        r"\b(?:the\s+|my\s+)?(?:background\s+)?(?:music|bgm|song|soundtrack)\b|背景音乐|背景乐|背景音|配乐|音乐|伴奏"
    );
    let ducks = re!(
        r"\b(?:auto(?:matically)?[- ]?)?(?:duck(?:s|ed|ing)?|sidechain(?:ed|ing)?)(?:\s+(?:on|down|automatically))*\b|(?:自动)?(?:闪避|避让|让位)"
    );
    let softer = re!(
        r"\b(?:lower(?:s|ed|ing)?|turn(?:s|ed)?|reduc(?:e|es|ed|ing)|dip(?:s|ped)?|quiet(?:er|en|ens)?|soft(?:er|en|ens)|drop(?:s|ped)?|goes|go|gets?|step(?:s|ped)?\s+back)\b|(?:自动)?(?:压低|降低|变小|变轻|变弱|调低|调小|放低|放小|减弱|减小|小声|压下去|降下[来去]|低下[来去]|小下[来去]|压小|更?小|更?轻|更?弱)(?:1\s*|一)?[点些]?"
    );
    let speech = re!(SPEECH);
    let spoken = clause.has(speech);
    let named = clause.has(music);
    // What is added with its sound, how far it goes and where else are others' business.
    if clause.has(re!(
        r"⟦|⟪|\d|\b(?:add|put|play|insert|no|not|don't|without|remove|mute|voice\s+(?:up|louder))\b|添加|加|配上|不要|别|去掉|静音"
    )) || !(clause.has(ducks) && (named || spoken) || clause.has(softer) && spoken)
    {
        return Read::No;
    }
    // "Lower it when I talk" speaks of music only where there is some.
    let playing = scene.timeline.sounds.iter().any(|sound| sound.role == SoundRole::Music);
    if !named && !playing && !clause.has(re!(r"压低|闪避|避让|\bduck")) {
        return Read::No;
    }
    clause.drop(speech);
    clause.drop(music);
    clause.drop(ducks);
    clause.drop(softer);
    clause.drop(re!(
        r"\b(?:volume|level|down|back|a\s+(?:bit|little)|automatically|auto|make|have|let|should|always|under|it|quieter|softer|lower)\b|自动|音量|声音|要|会|就|再|稍微|能|得|把|让"
    ));
    Plan::read(Stage::Export, "the music steps back under speech", |edit: &mut Edit| {
        let (mut found, mut new) = (false, false);
        for sound in edit.now.sounds.iter_mut().filter(|sound| sound.role == SoundRole::Music) {
            found = true;
            new |= !sound.duck;
            sound.duck = true;
        }
        match (found, new) {
            (false, _) => {
                Refusal::cannot("there is no music on the timeline; add some first, such as `add music.mp3 at 35%`")
            }
            (_, true) => Ok("The music steps back where somebody speaks.".into()),
            (_, false) => Ok("The music steps back by itself where somebody speaks, and goes on doing so.".into()),
        }
    })
}

/// "Don't duck the music": it keeps its level, whoever speaks.
fn steady(clause: &mut Clause, scene: &Scene) -> Option<Read> {
    let off = re!(
        r"\b(?:don't|dont|don’t|do\s+not|no|never|without|stop|turn\s+off|disable|remove|no\s+more)\s+(?:the\s+)?(?:auto[- ]?)?duck(?:ing)?\b(?:\s*(?:of\s+)?(?:the\s+|my\s+)?(?:background\s+)?(?:music|bgm|song|soundtrack|it))?|(?:不要|别|不用|关闭|取消)(?:自动)?(?:压低|闪避)(?:背景)?(?:音乐)?"
    );
    let music = scene.timeline.sounds.iter().any(|sound| sound.role == SoundRole::Music);
    if !music || !clause.has(off) || clause.has(re!(r"[⟦⟪\d]|\b(?:add|put|play|use)\b|添加|加")) {
        return None;
    }
    clause.drop(off);
    clause.drop(re!(SPEECH));
    Some(Plan::read(Stage::Export, "no ducking", |edit: &mut Edit| {
        let music = edit.now.sounds.iter_mut().filter(|sound| sound.role == SoundRole::Music);
        music.for_each(|sound| sound.duck = false);
        Ok("The music keeps its level under speech.".into())
    }))
}
