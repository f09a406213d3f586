//! The kinds of steps: for each, its keys, what it reads, and its effects.
//!
//! A kind knows nothing of the scheduler, the journal or the other kinds. It announces each effect
//! before it has it, and has an answer to "this may have happened already".

mod arrive;
mod branch;
mod check;
mod claims;
mod ctx;
mod document;
mod edit;
mod export;
mod lint;
mod locked;
mod place;
pub mod read;
mod recorded;
mod render;
mod settle;
pub mod table;
mod upload;

use std::fmt::Debug;

use futures_util::future::BoxFuture;

use crate::outcome::{Code, Outcome, Outputs};
use crate::template::Shape;
use crate::text::yaml::Node;

pub use branch::group as group_decision;
pub use claims::Claims;
pub use ctx::{Ctx, Past, Said, SessionIds, SessionSlot, What, World};
pub use document::is_document;
pub use edit::edited;
pub use export::{format_of, in_the_way, target};
pub use lint::{EXPORT_WRITES, asks_for_export, is_vague, unquoted};
pub use place::{LARGE, MEDIA, ending, is_url, resolve as footage_problem, sidecars};
pub use read::{Reader, Text};
pub use recorded::recorded;

/// What a step gives, or the outcome that it ends with instead.
pub type Performed = Result<Outputs, Outcome>;

/// A step of the plan, ready to be performed.
pub trait Step: Debug + Send + Sync {
    /// The kind's name, as in the file.
    fn kind(&self) -> &'static str;

    /// The texts that it evaluates, and whether each may read `state`.
    fn texts(&self) -> Vec<(&Text, bool)>;

    /// Whether it changes the timeline, so that it has a place in the session's order.
    fn changes(&self) -> bool {
        false
    }

    /// What is read of it as `steps.<id>.…`.
    fn gives(&self) -> Shape;

    /// The text that says best what it does: a prompt, a file name, a condition.
    fn shown(&self) -> Option<&Text>;

    /// The file that it writes under the folder for exports, and the format where it is not the
    /// name's ending.
    fn writes(&self) -> Option<(&Text, Option<&str>)> {
        None
    }

    /// How what it writes is rendered, as the backend is asked for it.
    fn output(&self) -> Option<serde_json::Value> {
        None
    }

    /// Whether it may leave the timeline as it was.
    fn allows_unchanged(&self) -> bool {
        false
    }

    /// Credits that it may cost, as the service's documents estimate them: 50 for a session's first
    /// edit, 100 for one that generates.
    fn estimate(&self, _first: bool, _prompt: &str) -> f64 {
        0.0
    }

    /// Whether a failure of this code allows another try.
    fn may_repeat(&self, _code: Code) -> bool {
        true
    }

    fn perform<'a>(&'a self, ctx: &'a Ctx) -> BoxFuture<'a, Performed>;
}

/// A kind, lowered: the step, and for a branch the steps of each case, not yet read.
pub struct Lowered<'n> {
    pub body: std::sync::Arc<dyn Step>,
    pub cases: Vec<&'n Node>,
}

/// Reads the value of a step's kind key.
pub type Lower = for<'n> fn(&mut Reader<'_>, &'n Node) -> Option<Lowered<'n>>;

/// One kind: its key and its reader. Groups and `use` are structure, and belong to the workflow.
pub struct Kind {
    pub name: &'static str,
    pub lower: Lower,
}

/// Every kind, in the order of the alphabet.
pub const KINDS: &[Kind] = &[branch::KIND, check::KIND, edit::KIND, export::KIND, upload::KIND];
