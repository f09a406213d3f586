//! A lock: what the edits of one run gave, pinned, so that a later run sends no prompt.
//!
//! Its drafts name media as `media:<name>` and `media-url:<name>`, and never by an address, so that a
//! lock holds no link that carries rights and says the same whichever session it came from.

mod layout;
mod read;
mod schema;

use std::collections::BTreeMap;
use std::path::PathBuf;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::draft::{Draft, DraftHash, Media, Word};

pub use read::{LIMIT, read};
pub use schema::{pinned, schema};

/// The newest version of the format.
pub const VERSION: u32 = 1;

/// The file, its keys in the order of the alphabet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// `local` for the embedded backend, else `cloud`: the one does not understand the other's drafts.
    pub backend: String,
    /// Hex of the SHA-256 of the workflow's files, by their path below the project's root.
    pub files: BTreeMap<String, String>,
    pub format_version: u32,
    /// A file stands in its value as `{ name, sha256 }`.
    pub inputs: BTreeMap<String, Value>,
    /// By the name that the drafts call them.
    pub media: BTreeMap<String, Medium>,
    /// In the order of the plan.
    pub steps: Vec<Step>,
    /// The drafts, each once, in the order of the steps that gave them.
    pub timelines: Vec<Timeline>,
    pub workflow: String,
}

/// A draft, named by its content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timeline {
    /// The first step that gave it.
    pub after: String,
    pub draft: Draft,
    pub sha256: DraftHash,
}

/// A file that the sessions of the run held.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Medium {
    /// It came from no input, and is kept in the folder for media under its hash.
    #[serde(default, skip_serializing_if = "is_false")]
    pub fetched: bool,
    /// The file's name, where another medium of the lock has it too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub sha256: String,
}

/// One step of the plan: what it says, and for uploads and edits what it gave.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Subtitle files that came along with an upload.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<String>,
    /// The conditions of a branch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expect: Vec<String>,
    /// Why it failed, where the recipe only warns of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
    /// How many assets the backend counts as generated after it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub generated: usize,
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inside: Option<String>,
    pub kind: String,
    /// Media that an edit made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub made: Vec<String>,
    /// Media that an upload sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<String>,
    /// How an export is rendered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// As it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
    pub session: String,
    #[serde(default, skip_serializing_if = "is_false")]
    pub skipped: bool,
    /// What changed, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub that: Vec<String>,
    /// The timeline after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline: Option<DraftHash>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// A lock that a run goes by.
#[derive(Debug, Clone)]
pub struct Locked {
    pub lock: Lock,
    /// The folder in which media lie that came from no input, each under its hash.
    pub media: PathBuf,
}

impl Lock {
    /// The file's text: equal locks give equal bytes, and a change to a timeline changes the lines of
    /// its segments alone.
    pub fn text(&self) -> String {
        layout::laid_out(&serde_json::to_string(self).expect("a lock has text keys and finite numbers"))
    }

    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    pub fn draft(&self, hash: &DraftHash) -> Option<&Draft> {
        self.timelines.iter().find(|timeline| timeline.sha256 == *hash).map(|timeline| &timeline.draft)
    }

    /// The last timeline of each session, in the order of the steps.
    pub fn last(&self) -> IndexMap<String, crate::draft::Timeline> {
        let of = |step: &Step| {
            let draft = self.draft(step.timeline.as_ref()?)?;
            Some((step.session.clone(), crate::draft::Timeline::of(draft)))
        };
        self.steps.iter().filter_map(of).collect()
    }

    /// The file name of a medium.
    pub fn name<'l>(&'l self, alias: &'l str) -> &'l str {
        self.media.get(alias).and_then(|medium| medium.name.as_deref()).unwrap_or(alias)
    }

    /// The timeline after a step as a session with these media has it.
    ///
    /// # Errors
    /// In words, where the session lacks a medium that the timeline names.
    pub fn timeline(&self, hash: &DraftHash, media: &[Media]) -> Result<Draft, String> {
        let draft = self.draft(hash).ok_or("the lock does not hold the timeline")?;
        let found = |alias: &str| {
            let sha256 = self.media.get(alias).map(|medium| medium.sha256.as_str()).unwrap_or_default();
            let same = |media: &&Media| media.sha256.as_deref() == Some(sha256);
            let named = |media: &&Media| same(media) && media.name == self.name(alias);
            let missing = || format!("the timeline names `{alias}`, which the session does not hold");
            media.iter().find(named).or_else(|| media.iter().find(same)).ok_or_else(missing)
        };
        draft.replaced(|word| match reference(&word) {
            Some(Reference::Name(alias)) => found(alias).map(|media| Some(media.name.clone())),
            Some(Reference::Url(alias)) => found(alias).map(|media| Some(media.url.clone())),
            None if word.looks_like_a_source() => Err(foreign(&word)),
            None => Ok(None),
        })
    }
}

/// How a locked draft names a medium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference<'r> {
    /// Where the backend's drafts have its name.
    Name(&'r str),
    /// Where they have its address.
    Url(&'r str),
}

impl Reference<'_> {
    /// As it stands in the lock.
    pub fn text(self) -> String {
        match self {
            Reference::Name(alias) => format!("media:{alias}"),
            Reference::Url(alias) => format!("media-url:{alias}"),
        }
    }
}

/// The medium that a string of a locked draft names; words for people name none.
fn reference<'w>(word: &Word<'w>) -> Option<Reference<'w>> {
    let url = word.text.strip_prefix("media-url:").map(Reference::Url);
    url.or_else(|| word.text.strip_prefix("media:").map(Reference::Name)).filter(|_| !word.is_shown())
}

fn foreign(word: &Word<'_>) -> String {
    let shown = crate::text::escape::shortened(&crate::text::escape::one_line(word.text), 80);
    format!("a timeline reads from `{shown}`, which is none of the lock's media")
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_zero(value: &usize) -> bool {
    *value == 0
}
