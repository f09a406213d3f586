//! How a step ended, as data: what it gave, or why it failed and what to do about it.
//!
//! Nothing here knows how a thing ran. Failures of the world are values in the run, with a stable
//! code; Rust errors are left for what stops the program.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::draft::Snapshot;

/// The end of one attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Succeeded(Outputs),
    Failed(Failure),
    /// The step's own `when` was false.
    Skipped,
    /// The run was interrupted before the attempt could end.
    Cancelled,
}

/// What a step gave to the steps after it and to the reports.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Outputs {
    /// Read as `steps.<id>.<name>`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, serde_json::Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub artifacts: Vec<Artifact>,
    /// The timeline after an upload or an edit; other kinds leave none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Snapshot>,
    /// The case that a branch took; a branch that took none has no value here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<usize>,
    /// One sentence for people: what the step did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// A file that the run leaves behind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Artifact {
    /// As people should see it: relative to the working folder where it lies below it.
    pub path: PathBuf,
    pub bytes: u64,
    /// Hex of the file's SHA-256.
    pub sha256: String,
    /// Length in seconds; a still picture has none.
    pub seconds: Option<f64>,
}

/// Something that went well enough to go on, and that people should know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    pub code: String,
    pub message: String,
}

/// Why an attempt did not succeed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    pub code: Code,
    /// What happened, lower case, without a final stop.
    pub message: String,
    /// What the person can do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// The code that the backend gave, where it gave one: an API code or an HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backend_code: Option<i64>,
    /// The wait that the backend asked for before another try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<Duration>,
}

impl Failure {
    pub fn new(code: Code, message: impl Into<String>) -> Failure {
        Failure { code, message: message.into(), fix: None, backend_code: None, retry_after: None }
    }

    pub fn fix(mut self, fix: impl Into<String>) -> Failure {
        self.fix = Some(fix.into());
        self
    }

    pub fn backend(mut self, code: i64) -> Failure {
        self.backend_code = Some(code);
        self
    }

    pub fn after(mut self, wait: Duration) -> Failure {
        self.retry_after = Some(wait);
        self
    }
}

impl From<Failure> for Outcome {
    fn from(failure: Failure) -> Outcome {
        Outcome::Failed(failure)
    }
}

/// The words that name failures: stable, printed, and usable in a recipe's `retry.on`.
macro_rules! codes {
    ($($name:ident $word:literal $exit:literal;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Code { $($name),* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The stable word.
            pub fn word(self) -> &'static str {
                match self { $(Code::$name => $word),* }
            }

            /// The exit code of a run that this failure decides.
            pub fn exit(self) -> u8 {
                match self { $(Code::$name => $exit),* }
            }
        }
    };
}

codes! {
    AddressRefused "address_refused" 1;
    BudgetExceeded "budget_exceeded" 4;
    Busy "busy" 1;
    CheckFailed "check_failed" 3;
    DownloadFailed "download_failed" 1;
    EditFailed "edit_failed" 1;
    EditUnchanged "edit_unchanged" 1;
    EditUnconfirmed "edit_unconfirmed" 1;
    ExpectFailed "expect_failed" 3;
    ExportBlocked "export_blocked" 4;
    ExpressionFailed "expression_failed" 1;
    FfmpegMissing "ffmpeg_missing" 5;
    FetchFailed "fetch_failed" 1;
    FileChanged "file_changed" 1;
    FileTooLarge "file_too_large" 1;
    FileUnreadable "file_unreadable" 1;
    Forbidden "forbidden" 4;
    LockDiffers "lock_differs" 1;
    MalformedRequest "malformed_request" 5;
    NoTimeline "no_timeline" 1;
    NoTranscript "no_transcript" 1;
    OutOfCredits "out_of_credits" 4;
    OutputInTheWay "output_in_the_way" 1;
    OutputUnwritable "output_unwritable" 1;
    Protocol "protocol" 5;
    QuestionAsked "question_asked" 1;
    RateLimited "rate_limited" 4;
    Refused "refused" 1;
    RenderFailed "render_failed" 1;
    RenderTimeout "render_timeout" 1;
    ReplayDiffers "replay_differs" 1;
    ServerError "server_error" 5;
    SessionLost "session_lost" 1;
    Timeout "timeout" 1;
    TokenRefused "token_refused" 4;
    Unreachable "unreachable" 5;
    UnsupportedFile "unsupported_file" 1;
    UnsupportedInstruction "unsupported_instruction" 1;
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// How far a running attempt is: shown, never journalled, never read by the scheduler.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// What the attempt does now, such as `uploading talk.mov`.
    Doing(String),
    /// Bytes that went over, out of the total where it is known.
    Bytes { done: u64, total: Option<u64> },
    /// A render's progress in percent.
    Percent(f64),
    /// A piece of the editor's words, as it came.
    Said(String),
}
