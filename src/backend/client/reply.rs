//! What came of one edit, and what its errors and questions mean.

use serde::Serialize;
use serde_json::Value;

use super::super::api;
use crate::outcome::{Code, Failure};

/// What came of one edit's stream. Only the state tells whether the edit happened.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Reply {
    /// The editor's words; empty for about a third of the edits.
    pub text: String,
    /// An error that the stream held.
    pub error: Option<StreamError>,
    /// What the editor wants to know before it goes on; nothing is finished then.
    pub question: Option<String>,
    /// Whether media was generated, or work goes on after the stream: then the timeline settles
    /// later.
    pub generated: bool,
    /// Whether a call was left at work when the stream ended.
    pub running: bool,
    /// The names of the tools that ran, each once, in order.
    pub tools: Vec<String>,
    /// The forms of event that came: `typed`, `adk`, `plain`, `envelope`.
    pub dialects: Vec<&'static str>,
    pub heartbeats: usize,
    /// Events of no known form.
    pub ignored: usize,
}

/// An error inside a stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StreamError {
    pub code: Option<String>,
    pub message: String,
}

impl Reply {
    /// The reply with its words as `change` gives them.
    pub(super) fn map(mut self, change: impl Fn(&str) -> String) -> Reply {
        self.text = change(&self.text);
        self.question = self.question.map(|question| change(&question));
        if let Some(error) = &mut self.error {
            error.message = change(&error.message);
        }
        self
    }
}

impl StreamError {
    /// The error as a warning beside a timeline that changed all the same.
    pub fn told(&self) -> String {
        format!("the timeline changed, but the editor reported: {}", self.named(self.message.trim()))
    }

    /// The message with the code that it came with, where that says more.
    fn named(&self, message: &str) -> String {
        match self.code.as_deref().filter(|code| !message.contains(code)) {
            Some(code) => format!("{} ({code})", message.trim_end_matches('.')),
            None => message.to_owned(),
        }
    }

    /// The failure that this error means if the timeline did not change.
    pub fn failure(&self) -> Failure {
        let code = match self.code.as_deref() {
            Some("UNSUPPORTED_INSTRUCTION") => Code::UnsupportedInstruction,
            Some("NO_TRANSCRIPT") => Code::NoTranscript,
            Some("2001") => Code::OutOfCredits,
            _ => Code::EditFailed,
        };
        // The embedded editor says on the first line what happened, and below it what would help.
        let (what, help) = self.message.trim().split_once('\n').unwrap_or((self.message.trim(), ""));
        let what = match code {
            Code::EditFailed => format!("the editor failed: {}", self.named(what)),
            _ => what.to_owned(),
        };
        let mut failure = Failure::new(code, api::one_line(&what).trim_end_matches('.'));
        failure.fix = Some(api::one_line(help)).filter(|help| !help.is_empty());
        if code == Code::EditFailed && failure.fix.is_none() {
            failure.fix = Some("resume the run to try it again, or put the prompt in other words".into());
        }
        failure.backend_code = self.code.as_deref().and_then(|code| code.parse().ok());
        failure
    }
}

/// The questions and their options as one text.
pub(super) fn question(arguments: Option<&Value>) -> String {
    let parsed = arguments.and_then(Value::as_str).and_then(|text| serde_json::from_str(text).ok());
    let arguments = parsed.as_ref().or(arguments);
    let questions = arguments.and_then(|arguments| arguments.get("questions")).and_then(Value::as_array);
    let one = |question: &Value| {
        let text =
            |value: &Value, keys: &[&str]| keys.iter().find_map(|key| value.get(*key)?.as_str().map(str::to_owned));
        let question = question.get("toolConfirmation").unwrap_or(question);
        let prompt = text(question, &["prompt", "question", "text", "message", "hint"]).unwrap_or_default();
        let options = question.get("options").and_then(Value::as_array).into_iter().flatten();
        let labels: Vec<String> = options
            .filter_map(|option| option.as_str().map(str::to_owned).or_else(|| text(option, &["label", "id"])))
            .collect();
        if labels.is_empty() { prompt } else { format!("{prompt} ({})", labels.join(" / ")) }
    };
    let asked = match (questions, arguments) {
        (Some(questions), _) => questions.iter().map(one).collect::<Vec<_>>().join("\n"),
        (None, Some(arguments)) => one(arguments),
        (None, None) => String::new(),
    };
    if asked.trim().is_empty() { "the editor asks something, without saying what".into() } else { asked }
}
