//! Music that is on the timeline: silent or softer for a stretch, heard only in one, or begun within the
//! song.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::model::{Frames, Sound, SoundRole, TextRole};
use crate::backend::local::words::{Clause, re, strict};

pub const OP: Op = Op {
    name: "music",
    phrases: &[
        "mute the music from 5 s to 10 s",
        "turn the music off while the title shows",
        "music only in the first 8 seconds",
        "start the music at 0:08 of the song",
        "第5到10秒音乐静音",
    ],
    parse,
};

/// The level of music that was muted and is to be heard again.
const AGAIN: f64 = 0.35;

/// A stretch of the timeline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Where {
    Whole,
    Range(Frames, Frames),
    /// As long as a title is seen.
    Titles,
}

/// What becomes of the volume.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    To(f64),
    By(f64),
    /// What it is elsewhere.
    Back,
}

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let noun =
        re!(r"\b(?:the\s+|my\s+)?(?:background\s+)?(?:music|bgm|song|soundtrack)\b|背景音乐|背景乐|配乐|音乐|歌曲");
    if !clause.has(noun) || clause.has(re!("⟪|⟦")) {
        return Read::No;
    }
    if let Some(time) = within(clause, scene) {
        clause.drop(noun);
        clause.drop(re!(
            r"\b(?:let|make|have|start(?:s|ing)?|begin(?:s|ning)?|play(?:s|ing)?|skip(?:ping)?)\b|播放|开始|让"
        ));
        return if playing(scene) { begun(time, scene) } else { Read::No };
    }
    let back = clause.drop(re!(
        r"\bunmute\b|\b(?:turn|switch|bring|put)\s+(?:the\s+|my\s+)?(?:background\s+)?(?:music|bgm)\s+back(?:\s+on)?\b|取消静音|恢复音乐"
    ));
    let only = !back
        && clause.drop(re!(
            r"\bonly\s+(?:play|have|use|keep)\b|\b(?:play|have|use|keep)\s+(?:the\s+|my\s+)?(?:background\s+)?(?:music|bgm)\s+only\b|\b(?:music|bgm|song)\s+(?:plays?\s+)?only\b|\bonly\s+(?:music\s+)?(?:in|during|for|from|between)\b|只在|仅在"
        ));
    let mute = clause.has(re!(r"\bmut(?:e|ed|ing)\b|\bsilen(?:ce|t)\b|静音"));
    let off = !back
        && !only
        && clause.drop(re!(
            r"\bmut(?:e|ed|ing)\b|\bsilence\b|\b(?:turn|switch)(?:ed|ing)?\s+(?:the\s+|my\s+)?(?:background\s+)?(?:music|bgm|song)\s+off\b|\b(?:turn|switch)\s+off\b|\b(?:stop|pause|kill|cut)\b|\b(?:no|without|don't\s+(?:play|have|use))\b|\boff\b|\bsilent\b|静音|关掉|关闭|不要|没有|停掉|暂停"
        ));
    if !(back || only || off) {
        return Read::No;
    }
    let titles = titled(clause);
    let place = match scene.stretch(clause) {
        _ if titles => Where::Titles,
        Ok(Some((from, to))) => Where::Range(from, to),
        Ok(None) => Where::Whole,
        Err(why) => return Read::Cannot(why),
    };
    clause.drop(noun);
    clause.drop(re!(r"\b(?:play(?:s|ed)?|only|just|completely|during|volume|track|there\s+(?:should\s+)?be|heard)\b|播放|有|放|时|把|的"));
    match (back, only, place) {
        (true, ..) => leveled(place, scene, Change::Back),
        (_, true, Where::Range(from, to)) if playing(scene) => kept(from, to, scene),
        (_, true, _) => Read::No,
        // Music that is turned off for good is taken off.
        (.., Where::Whole) if !mute || !playing(scene) => Read::No,
        // At its ends the music is simply shorter.
        (.., Where::Range(from, to)) if from == 0 || to >= scene.timeline.total() => {
            super::remove::part("music", (from, to), scene)
        }
        _ => leveled(place, scene, Change::To(0.0)),
    }
}

/// Takes the words for a place in the song itself: "at 0:30 of the song".
pub fn within(clause: &mut Clause, scene: &Scene) -> Option<f64> {
    const SONG: &str = r"(?:of|in|into)\s+(?:the\s+|its\s+)?(?:song|music|track|file|tune|audio\s+file|recording)\b";
    let found = clause
        .take(re!(
            r"\bskip(?:ping)?\s+(?:over\s+)?(?:the\s+)?first\s+(",
            strict!(),
            r")\s*(?:of|in)\s+(?:the\s+|its\s+)?(?:song|music|track|tune)\b"
        ))
        .or_else(|| clause.take(re!(r"(?:\b(?:at|from)\s+)?(?:the\s+)?(", strict!(), r")\s*(?:mark\s+)?", SONG)))
        .or_else(|| clause.take(re!(r"\b(?:at|from)\s+its\s+(", strict!(), r")(?:\s*(?:mark|point|position)\b)?")))
        .or_else(|| clause.take(re!(r"\bskip(?:ping)?\s+(?:over\s+)?its\s+(?:first|opening)\s+(", strict!(), ")")))
        .or_else(|| clause.take(re!(r"\bskipping\s+(?:over\s+)?(?:the\s+)?(?:first|opening)\s+(", strict!(), ")")))
        .or_else(|| {
            clause.take(re!(
                r"从?(?:歌曲?|音乐|曲子|它)\s*(?:本身|自己)?的\s*第?\s*(",
                strict!(),
                r")\s*(?:处)?(?:开始)?"
            ))
        })?;
    scene.span().time(found[1].as_ref()?)
}

/// Takes the words for as long as a title is seen.
pub fn titled(clause: &mut Clause) -> bool {
    clause.drop(re!(
        r"\b(?:while|when|whenever|during|as\s+long\s+as|under)\s+(?:the\s+|a\s+)?(?:titles?|headlines?)(?:\s+cards?)?(?:\s+(?:is|are|being))*(?:\s+(?:shows?|showing|shown|seen|visible|displayed|up|there|appears?|plays?|(?:on|in)(?:\s+(?:the\s+)?(?:screen|picture))?))?(?:\s+on\s+(?:the\s+)?screen)?\b|(?:在|当)?标题(?:显示|出现|播放)?(?:时|的时候|期间)"
    ))
}

fn playing(scene: &Scene) -> bool {
    scene.timeline.sounds.iter().any(|sound| sound.role == SoundRole::Music)
}

fn music<'a>(edit: &'a mut Edit) -> impl Iterator<Item = &'a mut Sound> {
    edit.now.sounds.iter_mut().filter(|sound| sound.role == SoundRole::Music)
}

/// Gives the music another volume for a stretch, or for the whole.
pub fn leveled(place: Where, scene: &Scene, change: Change) -> Read {
    let shown = match place {
        Where::Whole => String::new(),
        Where::Range(from, to) => scene.shown(Some((from, to))),
        Where::Titles => " while the title shows".into(),
    };
    let label = match change {
        Change::To(0.0) => format!("mute the music{shown}"),
        Change::To(level) => format!("music to {}%{shown}", (level * 100.0).round()),
        Change::By(factor) => format!("music at {}% of what it is{shown}", (factor * 100.0).round()),
        Change::Back => format!("unmute the music{shown}"),
    };
    Plan::read(Stage::Export, label, move |edit: &mut Edit| {
        let total = edit.now.total();
        let stretches: Vec<(Frames, Frames)> = match place {
            Where::Whole => vec![(0, total)],
            Where::Range(from, to) => edit.pieces(from, to),
            Where::Titles => {
                let titles = edit.now.texts.iter().filter(|text| text.role == TextRole::Title);
                titles.map(|text| (text.at, text.at + text.len)).collect()
            }
        };
        if place == Where::Titles && stretches.is_empty() {
            return Refusal::cannot("there is no title on the timeline");
        }
        let mut level = None;
        for sound in music(edit) {
            let wanted = match change {
                Change::To(gain) => Some(gain),
                Change::By(factor) => Some((sound.volume * factor).min(8.0)),
                Change::Back if sound.volume == 0.0 => Some(AGAIN),
                Change::Back => None,
            };
            level = Some(wanted.unwrap_or(sound.volume));
            if place == Where::Whole {
                sound.levels.clear();
                sound.volume = wanted.unwrap_or(sound.volume);
                continue;
            }
            for (from, to) in &stretches {
                sound.level(*from, *to, wanted);
            }
        }
        let Some(level) = level else { return no_music() };
        Ok(match change {
            Change::To(0.0) => format!("Muted the music{shown}."),
            _ => format!("Set the music to {}%{shown}.", (level * 100.0).round()),
        })
    })
}

fn no_music<T>() -> Result<T, Refusal> {
    Refusal::cannot("there is no music on the timeline; add some first, such as `add music.mp3 at 35%`")
}

/// Lets the music be heard in one stretch alone.
fn kept(from: Frames, to: Frames, scene: &Scene) -> Read {
    let shown = scene.shown(Some((from, to)));
    Plan::read(Stage::Export, format!("music only{shown}"), move |edit: &mut Edit| {
        let pieces = edit.pieces(from, to);
        let (Some(first), Some(last)) = (pieces.first().copied(), pieces.last().copied()) else {
            return Refusal::cannot("nothing is left of the timeline where the music would be");
        };
        let mut found = false;
        for sound in music(edit) {
            found = true;
            (sound.at, sound.len) = (first.0, last.1 - first.0);
            sound.settle();
            (sound.fade_in, sound.fade_out) = (sound.fade_in.min(sound.len / 2), sound.fade_out.min(sound.len / 2));
        }
        if found { Ok(format!("The music is heard only{shown}.")) } else { no_music() }
    })
}

/// Begins within the song.
fn begun(time: f64, scene: &Scene) -> Read {
    if let Some(why) = too_late(time, scene) {
        return Read::Cannot(why);
    }
    let start = scene.timeline.rate.frames(time);
    Plan::read(Stage::Export, format!("start at {} of the music", show(time)), move |edit: &mut Edit| {
        let mut found = false;
        for sound in music(edit) {
            found = true;
            sound.start = start;
        }
        if found { Ok(format!("The music begins at {} of the song.", show(time))) } else { no_music() }
    })
}

fn too_late(time: f64, scene: &Scene) -> Option<String> {
    let sound = scene.timeline.sounds.iter().find(|sound| sound.role == SoundRole::Music)?;
    let length = scene.media.iter().find(|medium| medium.name == sound.src)?.probe.duration;
    (time >= length).then(|| format!("`{}` is only {} long", sound.src, show(length)))
}
