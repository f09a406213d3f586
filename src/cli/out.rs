//! The two streams: results on standard output, everything else on standard error. A reader that
//! goes away is no failure.

use std::io::{IsTerminal, Write};

use super::args::Color;

pub fn result(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

pub fn say(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Whether standard error takes colours: the flag, then `NO_COLOR` and `CLICOLOR_FORCE`, then
/// whether a terminal listens.
pub fn colors(flag: Option<Color>) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    match flag {
        Some(Color::Always) => true,
        Some(Color::Never) => false,
        _ if set("NO_COLOR") => false,
        _ if set("CLICOLOR_FORCE") => true,
        _ => terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
    }
}

/// Whether a person watches standard error.
pub fn terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// Columns of the terminal, or what fits a log.
pub fn width() -> usize {
    if !terminal() {
        return 160;
    }
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let real = || terminal_size::terminal_size_of(std::io::stderr()).map(|(width, _)| usize::from(width.0));
    columns.or_else(real).unwrap_or(80)
}
