//! `flow` runs video-editing recipes that live in git.
//!
//! Data moves one way: **text → Workflow → Plan → Actions → Events → RunState → report**.
//! One function decides ([`run::next`]), one loop acts ([`exec::run`]), one file remembers (the
//! [`journal`]); the rest are values that a test can build by hand.
//!
//! Read in this order: [`plan`], `run/event.rs`, `run/state.rs`, `run/schedule.rs`, [`exec`].
//!
//! | room | owns | may import |
//! |---|---|---|
//! | [`text`] | file text, spans, the spanned YAML tree, diagnostics, the nearest name | – |
//! | [`draft`] | the draft, kept intact; the timeline that people see of it; differences in words | – |
//! | [`outcome`] | how a step ended: outputs, failures and their codes, notices | draft |
//! | [`effect`] | what an attempt does to the world, and what became known of it | draft |
//! | [`template`] | what a template reads, and what it gives | text |
//! | [`settings`] | flag, variable, project, user, default | text, template |
//! | [`lock`] | a run's drafts, pinned: the file, read and written | draft, text |
//! | [`step`] | per kind: its keys, what it reads, its effects | text, template, draft, outcome, effect, lock, backend |
//! | [`workflow`] | YAML to a typed workflow; groups, loops and `use` unrolled; input values | text, template, step, outcome, lock |
//! | [`plan`] | the order of changes, needs, the snapshot that a step sees | text, template, step, draft, workflow |
//! | [`run`] | events, their fold, what to do next, when to wake | plan, workflow, outcome, effect, draft |
//! | [`journal`] | the run's folder, its lock, durable lines | run, draft |
//! | [`exec`] | the loop; sole owner of the run's state | plan, run, journal, step, workflow, template, draft, outcome, effect, backend |
//! | [`report`] | bytes from a plan and a state | plan, run, draft, outcome, effect, lock, workflow, text |
//! | [`backend`] | `api`, `sse`, `client`, `account`: the only outgoing HTTP; `local`: a server for the same wire | draft, outcome, text |
//! | [`cli`] | argv, streams, exit codes, which backend | all |
//!
//! `backend/local` is a guest whose store outlives the process: `cli` starts it, and everyone else
//! meets a URL.
//!
//! # Where a new thing goes
//!
//! | to add | write | one line in |
//! |---|---|---|
//! | a kind of step | `step/<kind>.rs` | `step::KINDS`, `step::table::KINDS` |
//! | a report | `report/<name>.rs`, a function of plan and state | `report/mod.rs` |
//! | an editing operation | `backend/local/op/<name>.rs` | `op::OPS` |
//! | a filter; a setting; a command | `template/filters.rs`; `settings.rs`; `cli/<name>.rs` | its list |
//! | an effect or an event | a variant, its arm in the fold, and its answer to "in doubt" | – |

pub mod backend;
pub mod cli;
pub mod draft;
pub mod effect;
pub mod exec;
pub mod journal;
pub mod lock;
pub mod outcome;
pub mod plan;
pub mod report;
pub mod run;
pub mod settings;
pub mod step;
pub mod template;
pub mod text;
pub mod workflow;
