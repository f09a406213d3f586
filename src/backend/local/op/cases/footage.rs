//! Footage that is not there: names, lengths and speech as the sample media have them, so that no file
//! is decoded. The render tests make real files of the same names.

use crate::backend::local::captions::{self, Cue};
use crate::backend::local::model;
use crate::backend::local::op::{Facts, Transcript};
use crate::backend::local::probe::{Kind, Probe};
use crate::backend::local::render::{Source, Sources};
use crate::backend::local::silence::Levels;
use crate::backend::local::store::{Medium, Session};
use crate::backend::local::upload;

/// One length of `talk.mov`, in seconds. Longer footage is the same again and again.
const TALK: f64 = 815.0 / 30.0;
/// Speech in it, in seconds.
const SPEECH: [(f64, f64); 6] =
    [(0.8, 2.494), (3.694, 7.776), (9.376, 12.84), (13.74, 16.113), (18.113, 20.877), (22.277, 26.078)];

/// How many times `talk.mov` a medium is; none where nobody speaks in it.
fn talks(name: &str) -> Option<u32> {
    match name {
        "talk.mov" => Some(1),
        "long.mov" => Some(5),
        "interview.mov" => Some(22),
        _ => None,
    }
}

pub fn medium(name: &str) -> Medium {
    let (kind, duration, size, channels) = match name {
        name if talks(name).is_some() => {
            let length = f64::from(talks(name).unwrap_or(1)) * TALK;
            (Kind::Video, (length * 1000.0).round() / 1000.0, (1280, 720), 1)
        }
        "waves.mp4" => (Kind::Video, 20.0, (1280, 720), 1),
        name if name.ends_with(".jpg") || name.ends_with(".png") => (Kind::Image, 0.0, (240, 240), 0),
        name if name.ends_with(".mp4") || name.ends_with(".mov") => (Kind::Video, 8.0, (1280, 720), 1),
        name if name.ends_with(".mp3") => (Kind::Audio, 15.0, (0, 0), 2),
        _ => (Kind::Text, 0.0, (0, 0), 0),
    };
    let fps = if kind == Kind::Video { (30, 1) } else { (0, 1) };
    let probe = Probe { kind, duration, width: size.0, height: size.1, channels, fps, ..Probe::text() };
    Medium { name: name.into(), link: String::new(), sha256: String::new(), bytes: 1, probe, made: false }
}

/// A session with these media, the first film among them on its timeline, as uploads leave it.
pub fn session<'a>(names: impl IntoIterator<Item = &'a str>) -> Session {
    let mut session = Session::new("project".into(), None);
    for name in names {
        let medium = medium(name);
        if session.draft.is_none() && medium.probe.kind == Kind::Video {
            session.draft = Some(model::write(&upload::whole(&medium)));
        }
        session.media.push(medium);
    }
    session
}

pub fn facts(session: &Session) -> Facts {
    let mut facts = Facts { cjk: true, ..Facts::default() };
    for medium in session.media.iter().filter(|medium| medium.probe.kind == Kind::Video) {
        let times = talks(&medium.name);
        let loud = |at: usize| SPEECH.iter().any(|(from, to)| (*from..*to).contains(&((at as f64 / 100.0) % TALK)));
        let length = (medium.probe.duration * 100.0) as usize;
        let levels = (0..length).map(|at| if times.is_none() || loud(at) { -20.0 } else { -65.0 }).collect();
        facts.levels.insert(medium.name.clone(), Ok(Levels(levels)));
        let file = format!("{}.srt", medium.stem());
        let words = match times.filter(|_| session.medium(&file).is_some()) {
            Some(times) => Ok(Transcript { cues: cues(times), from: format!("`{file}`") }),
            None => Err(format!("there are no words for `{}`", medium.name)),
        };
        facts.words.insert(medium.name.clone(), words);
    }
    for medium in session.media.iter().filter(|medium| medium.probe.kind == Kind::Image) {
        if session.medium("captions.txt").is_some() {
            let cues = ["One", "Two", "Three"].map(|text| Cue { start: 0.0, end: 0.0, text: text.into() });
            let words = Transcript { cues: cues.to_vec(), from: "`captions.txt`".into() };
            facts.words.insert(medium.name.clone(), Ok(words));
        }
    }
    facts
}

fn cues(times: u32) -> Vec<Cue> {
    let once = captions::parse(include_bytes!("../../../../../tests/media/talk.srt"));
    let later = |time: u32| {
        let by = f64::from(time) * TALK;
        once.iter().map(move |cue| Cue { start: cue.start + by, end: cue.end + by, ..cue.clone() })
    };
    (0..times).flat_map(later).collect()
}

pub fn sources(session: &Session) -> Sources {
    let visual = session.media.iter().filter(|medium| medium.probe.kind != Kind::Text);
    visual.map(|medium| (medium.name.clone(), Source { file: "x".into(), probe: medium.probe.clone() })).collect()
}
