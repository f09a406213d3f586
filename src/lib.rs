//! `flow` runs video-editing recipes that live in git.

pub mod backend;
pub mod draft;
pub mod effect;
pub mod outcome;
pub mod template;
pub mod text;
