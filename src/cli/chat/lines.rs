//! Where lines come from: typed, with a history and the keys of a shell, or piped.

use std::io::{BufRead, IsTerminal};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustyline::DefaultEditor;
use rustyline::error::ReadlineError;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use crate::cli::{out, signal};
use crate::run::Signal;
use crate::text::escape::one_line;

/// What came.
pub enum Line {
    Text(String),
    /// Ctrl-C on a line that was being typed.
    Dropped,
    End,
    Stopped(Signal),
}

/// The lines, read one at a time as they are asked for, on a thread of their own: a signal must be
/// heard while nothing is typed.
pub struct Lines<'r> {
    asks: mpsc::UnboundedSender<String>,
    lines: mpsc::UnboundedReceiver<Line>,
    signals: mpsc::UnboundedReceiver<Signal>,
    runtime: &'r Runtime,
    pub typed: bool,
    echo: bool,
    /// The terminal as it was, for an end in the middle of a line.
    terminal: Option<nix::sys::termios::Termios>,
}

impl Lines<'_> {
    pub fn open(runtime: &Runtime) -> Lines<'_> {
        let typed = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
        let echo = !std::io::stdin().is_terminal();
        let (asks, asked) = mpsc::unbounded_channel();
        let (sender, lines) = mpsc::unbounded_channel();
        std::thread::spawn(move || if typed { type_lines(asked, &sender) } else { pipe_lines(asked, &sender) });
        let entered = runtime.enter();
        let signals = signal::listen();
        drop(entered);
        let terminal = nix::sys::termios::tcgetattr(std::io::stdin()).ok().filter(|_| typed);
        Lines { asks, lines, signals, runtime, typed, echo, terminal }
    }

    /// The next line. What was piped is shown, so that a log can be read.
    pub fn next(&mut self, prompt: &str) -> Line {
        let _ = self.asks.send(prompt.to_owned());
        // What was pressed during the turn before was heard there.
        while self.signals.try_recv().is_ok() {}
        let (lines, signals) = (&mut self.lines, &mut self.signals);
        let line = self.runtime.block_on(async {
            tokio::select! {
                line = lines.recv() => line.unwrap_or(Line::End),
                Some(by) = signals.recv() => Line::Stopped(by),
            }
        });
        match (&line, &self.terminal) {
            (Line::Text(text), _) if self.echo => out::say(&format!("{}\n", one_line(text))),
            (Line::Stopped(_), Some(terminal)) => {
                let now = nix::sys::termios::SetArg::TCSANOW;
                let _ = nix::sys::termios::tcsetattr(std::io::stdin(), now, terminal);
                out::say("\n");
            }
            _ => {}
        }
        line
    }
}

fn pipe_lines(mut asked: mpsc::UnboundedReceiver<String>, sender: &mpsc::UnboundedSender<Line>) {
    let mut input = std::io::stdin().lock();
    while asked.blocking_recv().is_some() {
        let mut bytes = Vec::new();
        let line = match input.read_until(b'\n', &mut bytes) {
            Ok(0) | Err(_) => Line::End,
            Ok(_) => Line::Text(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned()),
        };
        if sender.send(line).is_err() {
            return;
        }
    }
}

fn type_lines(mut asked: mpsc::UnboundedReceiver<String>, sender: &mpsc::UnboundedSender<Line>) {
    let Ok(mut editor) = DefaultEditor::new() else { return };
    let history = history();
    if let Some(path) = &history {
        let _ = editor.load_history(path);
    }
    while let Some(prompt) = asked.blocking_recv() {
        let line = match editor.readline(&prompt) {
            Ok(line) => {
                // Only requests are worth having again, and not the answers to questions.
                if prompt == super::PROMPT && editor.add_history_entry(line.trim()).unwrap_or_default() {
                    let _ = history.as_ref().map(|path| editor.append_history(path).map(|()| private(path)));
                }
                Line::Text(line)
            }
            Err(ReadlineError::Interrupted) => Line::Dropped,
            Err(_) => Line::End,
        };
        if sender.send(line).is_err() {
            return;
        }
    }
}

/// The history, in the person's own folder for such things; it is nobody else's to read.
fn history() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let base = etcetera::choose_base_strategy().ok()?;
    let folder = base.state_dir().unwrap_or_else(|| base.data_dir()).join("flow");
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder).ok()?;
    let path = folder.join("chat_history");
    std::fs::File::options().create(true).append(true).open(&path).ok()?;
    private(&path);
    Some(path)
}

fn private(path: &Path) {
    let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600));
}
