//! `flow` runs video-editing recipes that live in git.

pub mod backend;
pub mod cli;
pub mod draft;
pub mod effect;
pub mod exec;
pub mod journal;
pub mod outcome;
pub mod plan;
pub mod report;
pub mod run;
pub mod settings;
pub mod step;
pub mod template;
pub mod text;
pub mod workflow;
