//! Templates and expressions: what they read, found by analysis, and what they give.
//!
//! Evaluation is strict, bounded, and reads neither clock, environment, disk nor chance. Where the
//! values come from is the caller's affair.

mod analyse;
mod expressions;
mod filters;
mod paths;
mod render;
mod shape;

pub use analyse::{Analysis, Names, Part, Problem, Read, Syntax, analyse};
pub use filters::{NAMES as FILTERS, clock, parse_duration, slug};
pub use minijinja::Value;
pub use render::{Context, Partial, evaluate, holds, partial, render, skipped, value};
pub use shape::Shape;
