//! From a workflow file to its steps: read, lowered with every mistake reported, and expanded.
//!
//! Nothing here knows the order of steps, a clock, or the network. Files are read through [`Files`],
//! so that a stored copy of a workflow reads as the original did.

mod check;
mod common;
mod entries;
mod expand;
mod inputs;
mod load;
mod loops;
mod lower;
mod schema;
mod scope;
mod tree;
mod unused;
mod used;
mod values;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::step::{Step, Text};
use crate::text::Span;

pub use expand::{Expanded, Hold, Item, Needs, SessionSettings, Unit, expand};
pub use inputs::{Input, InputType, bind};
pub use load::{Disk, Files, Loaded, Stored, load, load_beside, project_root};
pub use schema::{SCHEMAS, schema};
pub use scope::{Named, Scope, Values, lookup, reads, waits};
pub use tree::Tree;
pub use unused::formats as cloud_doubts;
pub use values::{Given, fill};

/// A whole workflow file, lowered.
#[derive(Debug)]
pub struct Workflow {
    pub name: String,
    pub description: Option<String>,
    /// The folder of the file; paths in it are relative to it.
    pub folder: PathBuf,
    pub file: u16,
    pub inputs: Vec<Input>,
    pub vars: Vec<(String, Span, Tree)>,
    pub sessions: Vec<SessionDecl>,
    pub budget: Option<f64>,
    pub backend: Option<BackendKind>,
    pub steps: Vec<StepDecl>,
    /// The ids of steps that could not be read, of which nothing else is known. A workflow that has some
    /// is only looked through for more mistakes.
    unread: Vec<CompactString>,
    pub outputs: Vec<(String, Span, Tree)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackendKind {
    Local,
    Cloud,
}

/// The settings of one timeline.
#[derive(Debug)]
pub struct SessionDecl {
    pub name: String,
    pub language: Option<Text>,
    pub task_name: Option<Text>,
}

/// One entry under `steps`.
#[derive(Debug)]
pub struct StepDecl {
    pub id: CompactString,
    /// The place of the id.
    pub at: Span,
    /// Steps without a key of their own share one.
    pub common: Arc<Common>,
    pub body: Body,
}

#[derive(Debug)]
pub enum Body {
    Do(Arc<dyn Step>),
    /// The decision, and the steps of each case.
    Branch(Arc<dyn Step>, Vec<Vec<StepDecl>>),
    Group(Vec<StepDecl>),
    Use {
        workflow: Arc<Workflow>,
        with: Vec<(String, Span, Tree)>,
    },
}

/// The keys that any step may have. What few steps have lies apart, since a plan may be long.
#[derive(Debug, Clone, Default)]
pub struct Common {
    pub needs: Option<Arc<[(CompactString, Span)]>>,
    pub when: Option<Box<Text>>,
    pub for_each: Option<Box<ForEach>>,
    pub key: Option<Box<Text>>,
    pub session: Option<Box<Text>>,
    pub expect: Vec<Text>,
    pub retry: Option<Retry>,
    pub timeout: Option<Duration>,
    pub on_failure: Option<OnFailure>,
    pub name: Option<String>,
}

#[derive(Debug, Clone)]
pub enum ForEach {
    Expression(Text),
    List(Span, Vec<Tree>),
}

/// Further tries, beyond those that the client makes by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Retry {
    /// How many times in all; 1 is no retry.
    pub attempts: u32,
    pub wait: Duration,
    /// Only for these codes; empty means for any.
    pub on: Vec<String>,
}

impl Default for Retry {
    fn default() -> Retry {
        Retry { attempts: 1, wait: Duration::from_secs(30), on: Vec::new() }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnFailure {
    #[default]
    Fail,
    Warn,
}
