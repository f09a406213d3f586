//! How words are read: a prompt falls into clauses, an operation takes out of a clause what it
//! understands, and what nobody took is reported. Nothing is skipped in silence but words that say
//! nothing.

mod clause;
mod filler;
mod number;
mod plainer;
mod refer;
mod said;
mod split;
mod time;
mod typing;

pub use clause::Clause;
pub use filler::{aside, leaves, tells};
pub use split::{Fragment, bounded, fragments};
pub(in crate::backend::local) use time::strict;
pub use time::{At, CLOCK, Span, UNIT, at, length, length_to, percent, range, strict_time};

/// A pattern, made once. Patterns are written in lower case: they meet text that was lowered.
macro_rules! re {
    ($($text:expr),+ $(,)?) => {{
        static PATTERN: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(|| {
            let text = [$(String::from($text)),+].concat();
            regex::Regex::new(&text).expect("a pattern of this house is well formed")
        });
        &*PATTERN
    }};
}
pub(in crate::backend::local) use re;
