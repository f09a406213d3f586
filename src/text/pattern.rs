//! Patterns of this house: each is made ready when it is first needed, and once.

/// A static regular expression of that name. The text is a constant, so it is well formed wherever a
/// test meets it.
macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| regex::Regex::new($text).expect("the pattern is a constant"));
    };
}

pub(crate) use pattern;
