//! Why a command stops, and the exit code of each reason.
//!
//! | code | meaning |
//! |---|---|
//! | 0 | everything that had to succeed did |
//! | 1 | a step failed |
//! | 2 | the command line or the workflow is wrong, or an output is in the way; nothing was sent |
//! | 3 | a check or an `expect` did not hold |
//! | 4 | the account stands in the way: token, credits, plan, budget |
//! | 5 | the backend could not be reached, or ffmpeg is missing |
//! | 130, 143 | interrupted, terminated |

use serde_json::json;

use super::out;
use crate::outcome::Failure;
use crate::text::{Diagnostic, Sources, to_github, to_json, to_text};

/// A command's early end.
pub enum Stop {
    /// The person's mistakes, all of them: exit 2.
    Wrong(Vec<Diagnostic>, Box<Sources>),
    /// The world's doing; its code decides.
    Failed(Failure),
    /// What flow cannot go on after, such as a disk that does not take the journal: exit 1.
    Broken(anyhow::Error),
}

pub type Ended = Result<u8, Stop>;

impl Stop {
    /// One mistake that has no place in a file.
    pub fn wrong(diagnostic: Diagnostic) -> Stop {
        Stop::Wrong(vec![diagnostic], Box::default())
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        Stop::Failed(failure)
    }
}

impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Stop {
        Stop::Broken(error)
    }
}

/// How diagnostics are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text { color: bool },
    Json,
    Github,
}

/// Prints why a command stopped, and gives its exit code.
pub fn report(stop: &Stop, form: Form) -> u8 {
    match stop {
        Stop::Wrong(diagnostics, sources) => {
            print(diagnostics, sources, form);
            2
        }
        Stop::Failed(failure) => {
            let text = format!("{} ({})", failure.message, failure.code);
            match form {
                Form::Json => out::result(&format!(
                    "{}\n",
                    json!({ "format_version": 1, "exit_code": failure.code.exit(), "error": {
                        "code": failure.code.word(), "message": failure.message, "fix": failure.fix,
                        "backend_code": failure.backend_code } })
                )),
                _ => complain(&text, failure.fix.as_deref(), form),
            }
            failure.code.exit()
        }
        Stop::Broken(error) => {
            complain(&format!("{error:#}"), None, form);
            1
        }
    }
}

fn complain(message: &str, fix: Option<&str>, form: Form) {
    let found = Diagnostic::error("stopped", None, message).maybe_help(fix.map(str::to_owned));
    let color = matches!(form, Form::Text { color: true });
    out::say(&to_text(&[found], &Sources::default(), color).replace("[stopped]", ""));
}

/// Prints diagnostics: as JSON and annotations they are the result, as text they go beside it.
pub fn print(diagnostics: &[Diagnostic], sources: &Sources, form: Form) {
    match form {
        Form::Text { color } => out::say(&to_text(diagnostics, sources, color)),
        Form::Json => {
            let list: Vec<_> = diagnostics.iter().map(|diagnostic| to_json(diagnostic, sources)).collect();
            out::result(&format!("{}\n", json!({ "format_version": 1, "diagnostics": list })));
        }
        Form::Github => {
            for diagnostic in diagnostics {
                out::result(&format!("{}\n", to_github(diagnostic, sources)));
            }
        }
    }
}
