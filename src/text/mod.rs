//! Text with places: sources, spans, the spanned YAML tree, and diagnostics drawn over them.

mod complaint;
mod diagnostic;
pub mod escape;
mod events;
mod halves;
mod pattern;
pub mod side;
mod source;
mod suggest;
mod thorough;
pub mod yaml;

pub use diagnostic::{Diagnostic, Severity, to_github, to_json, to_text};
pub(crate) use pattern::pattern;
pub use source::{Place, Source, Sources, Span};
pub use suggest::nearest;
