//! The moving part of a terminal: lines that are drawn anew ten times a second below what stays.
//!
//! What was drawn is taken away by moving up over it. A terminal that was made narrower has wrapped the
//! old lines meanwhile, so the rows that they take now are counted, and no line is written to its last
//! column.

use std::io::{IsTerminal, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::report::board::{self, Board};
use crate::text::escape::{columns, fitted};

const TICK: Duration = Duration::from_millis(100);

/// The board on the terminal. It ends with its last line gone, however it ends.
pub struct Screen {
    shared: Arc<Mutex<Shared>>,
    ticker: Option<JoinHandle<()>>,
}

struct Shared {
    board: Board,
    since: Instant,
    /// Columns of each line that stands there now.
    drawn: Vec<usize>,
    over: bool,
}

fn locked(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Screen {
    pub fn new() -> Screen {
        let shared = Shared { board: Board::default(), since: Instant::now(), drawn: Vec::new(), over: false };
        let shared = Arc::new(Mutex::new(shared));
        let ticking = Arc::clone(&shared);
        let ticker = std::thread::spawn(move || {
            loop {
                std::thread::park_timeout(TICK);
                let mut shared = locked(&ticking);
                if shared.over {
                    return;
                }
                shared.write(&[]);
            }
        });
        Screen { shared, ticker: Some(ticker) }
    }

    /// Changes what is shown from the next tick on; the moment is in seconds of the screen's clock.
    pub fn change(&self, change: impl FnOnce(&mut Board, f64)) {
        let mut shared = locked(&self.shared);
        let now = shared.since.elapsed().as_secs_f64();
        change(&mut shared.board, now);
    }

    /// Lines that stay.
    pub fn say(&self, text: &str) {
        let lines: Vec<&str> = text.lines().collect();
        locked(&self.shared).write(&lines);
    }

    /// Takes away what moves, for good.
    pub fn end(&mut self) {
        let Some(ticker) = self.ticker.take() else { return };
        {
            let mut shared = locked(&self.shared);
            shared.board = Board::default();
            shared.write(&[]);
            shared.over = true;
        }
        ticker.thread().unpark();
        let _ = ticker.join();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.end();
    }
}

impl Shared {
    /// Replaces what is drawn, in one write, so that nothing flickers.
    fn write(&mut self, said: &[&str]) {
        let (width, height) = size();
        let now = self.since.elapsed().as_secs_f64();
        let lines = if self.over { Vec::new() } else { board::lines(&self.board, now, (width, height)) };
        if lines.is_empty() && self.drawn.is_empty() && said.is_empty() {
            return;
        }
        let mut text = erased(&self.drawn, width, height);
        // Without wrapping, so that a letter that is wider than was thought breaks no line.
        text += "\x1b[?7l";
        for line in said {
            text += &fitted(line, width.saturating_sub(1).max(10));
            text += "\n";
        }
        for line in &lines {
            text += line;
            text += "\n";
        }
        text += "\x1b[?7h";
        self.drawn = lines.iter().map(|line| columns(line)).collect();
        let mut out = std::io::stderr().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }
}

/// Moves up over the lines and clears from there on.
fn erased(drawn: &[usize], width: usize, height: usize) -> String {
    let rows: usize = drawn.iter().map(|columns| columns.div_ceil(width.max(1)).max(1)).sum();
    // What has left the window at its top cannot be reached.
    match rows.min(height.saturating_sub(1)) {
        0 => "\r".to_owned(),
        rows => format!("\r\x1b[{rows}A\x1b[J"),
    }
}

/// Columns and rows of the terminal as it is now.
fn size() -> (usize, usize) {
    let found = terminal_size::terminal_size_of(std::io::stderr()).filter(|_| std::io::stderr().is_terminal());
    found.map_or((80, 24), |(width, height)| (usize::from(width.0).max(1), usize::from(height.0).max(2)))
}

#[cfg(test)]
mod tests {
    use super::erased;

    #[test]
    fn lines_that_a_narrower_window_wrapped_are_taken_away_too() {
        assert_eq!(erased(&[79, 30, 0], 80, 24), "\r\x1b[3A\x1b[J");
        assert_eq!(erased(&[79, 30, 0], 40, 24), "\r\x1b[4A\x1b[J");
        assert_eq!(erased(&[79; 30], 40, 24), "\r\x1b[23A\x1b[J");
        assert_eq!(erased(&[], 80, 24), "\r");
    }
}
