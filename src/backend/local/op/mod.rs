//! What the editor can do: one file per operation, one list of them. An operation reads its words out
//! of a clause and later changes the timeline; how a prompt falls into clauses, and in which order
//! operations happen, is decided here for all of them.

mod answer;
#[cfg(test)]
mod cases;
mod clauses;
mod edit;
mod read;

mod animate;
mod aspect;
mod bars;
mod beside;
mod beyond;
mod bgm;
mod bleep;
mod boomerang;
mod border;
mod broll;
mod captions;
mod change_text;
mod chroma_key;
mod color;
mod condense;
mod countdown;
mod crop;
mod crossing;
mod cut;
mod cutaways;
mod denoise;
mod duck;
mod each;
mod each_clip;
mod export;
mod fade;
mod fading;
mod fit;
mod fps;
mod freeze;
mod headroom;
mod highlights;
mod insert;
mod intro;
mod job;
mod join;
mod joint;
mod keep;
mod kept;
mod laying;
mod lettering;
mod logo;
mod lower_third;
mod move_overlay;
mod music;
mod mute;
mod normalize;
mod pan;
mod part;
mod picture;
mod pip;
mod place;
mod polish;
mod portion;
mod progress;
mod region;
mod remove;
mod remove_effect;
mod remove_text;
mod reorder;
mod repeat;
mod resolution;
mod rotate;
mod scene;
mod shift;
mod slate;
mod slideshow;
mod sound_effect;
mod speed;
mod speed_silence;
mod spelling;
mod split;
mod sync;
mod text;
mod timbre;
mod title;
mod track;
mod transition;
mod trim_silence;
mod undo;
mod use_only;
mod voiceover;
mod volume;
mod zoom;

use std::collections::BTreeMap;

pub use edit::Edit;
pub use read::{Outcome, Reading, apply, read};
pub use scene::Scene;
pub use slate::{FILE as BLACK, PICTURE as BLACK_PICTURE};

use super::captions::Cue;
use super::effects::Effect;
use super::model::Frames;
use super::music::Mood;
use super::probe::Kind;
use super::silence::Levels;
use super::store::Medium;
use super::words::{self, Clause};

/// The code of a prompt that is not understood or cannot be done.
pub const UNSUPPORTED: &str = "UNSUPPORTED_INSTRUCTION";
/// The code of captions without words to show.
pub const NO_TRANSCRIPT: &str = "NO_TRANSCRIPT";

/// Every operation, by name.
pub const OPS: &[&Op] = &[
    &animate::OP,
    &aspect::OP,
    &bars::OP,
    &beside::OP,
    &bgm::OP,
    &bleep::OP,
    &boomerang::OP,
    &border::OP,
    &broll::OP,
    &captions::OP,
    &change_text::OP,
    &chroma_key::OP,
    &color::OP,
    &condense::OP,
    &countdown::OP,
    &crop::OP,
    &cut::OP,
    &cutaways::OP,
    &denoise::OP,
    &duck::OP,
    &each_clip::OP,
    &export::OP,
    &fade::OP,
    &fit::OP,
    &fps::OP,
    &freeze::OP,
    &headroom::OP,
    &highlights::OP,
    &insert::OP,
    &intro::OP,
    &job::OP,
    &join::OP,
    &keep::OP,
    &logo::OP,
    &lower_third::OP,
    &move_overlay::OP,
    &music::OP,
    &mute::OP,
    &normalize::OP,
    &pan::OP,
    &part::OP,
    &picture::OP,
    &pip::OP,
    &polish::OP,
    &progress::OP,
    &region::OP,
    &remove::OP,
    &remove_effect::OP,
    &remove_text::OP,
    &reorder::OP,
    &repeat::OP,
    &resolution::OP,
    &rotate::OP,
    &shift::OP,
    &slate::OP,
    &slideshow::OP,
    &sound_effect::OP,
    &speed::OP,
    &speed_silence::OP,
    &split::OP,
    &sync::OP,
    &text::OP,
    &timbre::OP,
    &title::OP,
    &transition::OP,
    &trim_silence::OP,
    &undo::OP,
    &use_only::OP,
    &voiceover::OP,
    &volume::OP,
    &zoom::OP,
];

/// Operations that take words to show, or that are shown.
const WRITING: [&str; 9] =
    ["captions", "freeze", "lower_third", "move_overlay", "change_text", "slate", "text", "title", "remove_text"];

/// An operation of the editor.
#[derive(Debug)]
pub struct Op {
    pub name: &'static str,
    /// Ways to ask for it, in English and Chinese: shown in refusals and in the help.
    pub phrases: &'static [&'static str],
    pub parse: fn(&mut Clause, &Scene) -> Read,
}

/// An operation as the help shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    pub name: &'static str,
    pub examples: &'static [&'static str],
}

/// Everything that a prompt may ask for.
pub fn vocabulary() -> Vec<Phrase> {
    OPS.iter().map(|op| Phrase { name: op.name, examples: op.phrases }).collect()
}

/// What an operation made of a clause.
pub enum Read {
    /// The clause does not speak of it.
    No,
    /// What it takes, mostly one thing.
    Do(Vec<Plan>),
    /// It does, and asks for something that cannot be done; the text says why and what would help.
    Cannot(String),
}

/// When in a prompt an operation happens, whatever the order of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Material,
    Trim,
    Speed,
    /// The speed of a part.
    Pace,
    Order,
    Picture,
    Words,
    Sound,
    Export,
}

/// Changes the timeline and says what it did.
pub type Act = Box<dyn Fn(&mut Edit) -> Result<String, Refusal> + Send + Sync>;

/// An operation that was understood.
pub struct Plan {
    /// The operation's name; set when it is read.
    pub op: &'static str,
    /// What was understood, in a few words.
    pub label: String,
    pub stage: Stage,
    pub needs: Needs,
    /// An operation that takes its place where the prompt asks for that one by itself.
    pub yields: Option<&'static str>,
    /// Where it goes, for what can be wished for twice in the same words.
    pub place: String,
    pub act: Act,
}

/// What must be found out before operations can happen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Needs {
    pub levels: bool,
    pub words: Option<WordsWanted>,
    /// Music that has to be made.
    pub music: Option<Mood>,
    /// Short sounds that have to be made.
    pub effects: Vec<Effect>,
    /// A black picture.
    pub black: bool,
}

/// Captions that are wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WordsWanted {
    pub file: Option<String>,
    /// Two letters, where a language is named.
    pub language: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    Cannot(String),
    NoTranscript(String),
}

/// What was found out about the media, by their names.
#[derive(Debug, Default)]
pub struct Facts {
    pub levels: BTreeMap<String, Result<Levels, String>>,
    pub words: BTreeMap<String, Result<Transcript, String>>,
    /// Media that the editor made for this prompt.
    pub made: Vec<Medium>,
    /// Whether a font with Chinese letters is there.
    pub cjk: bool,
}

/// What is said in a medium, and where the words come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Transcript {
    pub cues: Vec<Cue>,
    pub from: String,
}

impl Plan {
    pub fn new(
        stage: Stage,
        label: impl Into<String>,
        act: impl Fn(&mut Edit) -> Result<String, Refusal> + Send + Sync + 'static,
    ) -> Plan {
        let place = String::new();
        Plan { op: "", label: label.into(), stage, needs: Needs::default(), yields: None, place, act: Box::new(act) }
    }

    /// The same at a place that tells it from another one.
    pub fn placed(self, place: impl std::fmt::Debug) -> Plan {
        Plan { place: format!("{place:?}"), ..self }
    }

    /// The common end of a parse.
    pub fn read(
        stage: Stage,
        label: impl Into<String>,
        act: impl Fn(&mut Edit) -> Result<String, Refusal> + Send + Sync + 'static,
    ) -> Read {
        Read::Do(vec![Plan::new(stage, label, act)])
    }
}

impl Refusal {
    pub fn cannot<T>(text: impl Into<String>) -> Result<T, Refusal> {
        Err(Refusal::Cannot(text.into()))
    }
}

/// Seconds as people write them.
pub fn show(seconds: f64) -> String {
    let rounded = (seconds * 100.0).round() / 100.0;
    format!("{rounded} s")
}

pub fn is_sound(medium: &Medium) -> bool {
    medium.probe.kind == Kind::Audio
}

pub fn is_picture(medium: &Medium) -> bool {
    medium.probe.kind == Kind::Image
}

pub fn is_video(medium: &Medium) -> bool {
    medium.probe.kind == Kind::Video
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_and_every_operation_says_how_to_ask_for_it() {
        assert!(OPS.is_sorted_by_key(|op| op.name));
        for op in OPS {
            assert!(op.phrases.len() >= 2, "{}", op.name);
        }
    }
}
