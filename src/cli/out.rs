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

/// A text that a terminal would scroll away, without its middle; a log has it whole.
pub fn in_one_screen(text: &str, rest: &str) -> String {
    let rows = terminal_size::terminal_size_of(std::io::stderr()).map_or(24, |(_, height)| usize::from(height.0));
    if terminal() { middle_out(text, rows.saturating_sub(8).max(12), rest) } else { text.to_owned() }
}

fn middle_out(text: &str, room: usize, rest: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let Some(gone) = lines.len().checked_sub(room).filter(|gone| *gone > 1) else { return text.to_owned() };
    let (head, tail) = (&lines[..room - 4], &lines[lines.len() - 3..]);
    format!("{}\n  … {} more; {rest}\n{}", head.join("\n"), gone + 1, tail.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::middle_out;

    #[test]
    fn a_long_plan_keeps_its_ends_and_counts_what_is_left_out() {
        let text = |lines: usize| (0..lines).map(|line| line.to_string()).collect::<Vec<_>>().join("\n");
        assert_eq!(middle_out(&text(7), 6, "x"), text(7));
        assert_eq!(middle_out(&text(20), 6, "x"), "0\n1\n  … 15 more; x\n17\n18\n19");
    }
}
