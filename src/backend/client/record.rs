//! Every exchange with the backend as a value, with the secrets masked before anyone sees it.
//!
//! An exchange is reported once it has ended, however it ended: a caller that gives up leaves a
//! record of what had come by then.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::super::api;
use crate::draft::compact;
use crate::outcome::Failure;

/// What stands where a secret stood.
pub const MASKED: &str = "***";

/// More of an answer is not kept.
const KEPT: usize = 16 << 20;

/// Sees every exchange.
pub trait Recorder: Send + Sync {
    fn exchange(&self, exchange: &Exchange);

    /// Hears that the client waits before it makes a call again, and why.
    fn waiting(&self, _why: &Failure, _wait: Duration) {}
}

/// One request and its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Exchange {
    pub method: String,
    /// The path and query on the backend's own origin; elsewhere the address without its query,
    /// which may be a signature.
    pub path: String,
    /// The id of an edit's attempt, which goes out beside its body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<String>,
    /// The JSON that was sent, or a summary of what else was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Box<RawValue>>,
    /// None where no answer began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answered>,
    /// Why the exchange did not end cleanly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broke: Option<String>,
}

/// The body of an answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answered {
    Json(Box<RawValue>),
    Text(String),
    /// The lines of an event stream.
    Lines(Vec<String>),
    /// The size of a file in bytes.
    File(u64),
}

/// The texts that must not appear anywhere.
#[derive(Default)]
pub(super) struct Mask(Mutex<Vec<String>>);

impl Mask {
    /// Hides `secret` from now on, also as it looks in an address and in JSON.
    pub(super) fn hide(&self, secret: &SecretString) {
        let plain = secret.expose_secret();
        if plain.len() < 4 {
            return;
        }
        let quoted = serde_json::to_string(plain).expect("a string is JSON");
        let mut secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for form in [plain.to_owned(), api::encode(plain), quoted[1..quoted.len() - 1].to_owned()] {
            if !secrets.contains(&form) {
                secrets.push(form);
            }
        }
        // The longest first, so that no secret is hidden by halves.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    }

    /// The text without secrets: those that are known, what looks like a token of the service, and
    /// the values of keys that name a token.
    pub(super) fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in self.0.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), MASKED);
            }
        }
        for prefix in ["nmv_usr_", "clm_"] {
            text = without_tokens(&text, prefix);
        }
        for key in ["token", "claim_token", "access_token", "authorization", "Authorization"] {
            text = without_value(&text, key);
        }
        text
    }
}

impl fmt::Debug for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mask")
    }
}

fn without_tokens(text: &str, prefix: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(prefix) {
        let end = rest[at..]
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
            .map_or(rest.len(), |length| at + length);
        out.push_str(&rest[..at]);
        out.push_str(MASKED);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Works on the text and not on its parse, because drafts must stay as they are and an answer need
/// not be JSON at all.
fn without_value(text: &str, key: &str) -> String {
    let quoted = format!("\"{key}\"");
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(&quoted) {
        let (before, after) = rest.split_at(at + quoted.len());
        out.push_str(before);
        let value = after.trim_start().strip_prefix(':').map(str::trim_start).and_then(|value| value.strip_prefix('"'));
        rest = match value {
            Some(value) => {
                out.push_str(&after[..after.len() - value.len()]);
                out.push_str(MASKED);
                &value[end_of_string(value)..]
            }
            None => after,
        };
    }
    out.push_str(rest);
    out
}

fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' if !escaped => return at,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    text.len()
}

/// An exchange that is still going on; it is reported when it is dropped.
pub(super) struct Recording {
    recorder: Option<Arc<dyn Recorder>>,
    mask: Arc<Mask>,
    exchange: Exchange,
    kept: Vec<u8>,
    bytes: u64,
    whole: bool,
}

impl Recording {
    pub(super) fn begin(
        recorder: Option<Arc<dyn Recorder>>,
        mask: Arc<Mask>,
        method: &str,
        path: String,
        request: Option<String>,
    ) -> Recording {
        let request = request.filter(|_| recorder.is_some()).and_then(|text| raw(&mask.text(&text)));
        let exchange = Exchange {
            method: method.to_owned(),
            path: mask.text(&path),
            attempt: None,
            request,
            status: None,
            content_type: None,
            answer: None,
            broke: None,
        };
        Recording { recorder, mask, exchange, kept: Vec::new(), bytes: 0, whole: false }
    }

    pub(super) fn attempt(&mut self, attempt: Option<&str>) {
        self.exchange.attempt = attempt.map(str::to_owned);
    }

    pub(super) fn answered(&mut self, status: u16, content_type: Option<&str>) {
        self.exchange.status = Some(status);
        self.exchange.content_type = content_type.map(str::to_owned);
    }

    pub(super) fn chunk(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        let is_file = matches!(self.exchange.answer, Some(Answered::File(_)));
        if self.recorder.is_some() && !is_file && self.kept.len() + bytes.len() <= KEPT {
            self.kept.extend_from_slice(bytes);
        }
    }

    /// The body is a file: its size is enough.
    pub(super) fn forget_body(&mut self) {
        self.exchange.answer = Some(Answered::File(0));
    }

    pub(super) fn ended(&mut self) {
        self.whole = true;
    }

    pub(super) fn broke(&mut self, why: &str) {
        self.exchange.broke = Some(self.mask.text(why));
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        let Some(recorder) = &self.recorder else {
            return;
        };
        if !self.whole && self.exchange.broke.is_none() {
            self.exchange.broke = Some("the client gave up".to_owned());
        }
        self.exchange.answer = match self.exchange.answer {
            Some(_) => Some(Answered::File(self.bytes)),
            None if self.kept.is_empty() => None,
            None => {
                let text = self.mask.text(&String::from_utf8_lossy(&self.kept));
                let is_stream = self.exchange.content_type.as_deref().is_some_and(|kind| kind.contains("event-stream"));
                Some(match raw(&text) {
                    Some(json) if !is_stream => Answered::Json(json),
                    _ if is_stream => Answered::Lines(text.lines().map(str::to_owned).collect()),
                    _ => Answered::Text(text),
                })
            }
        };
        recorder.exchange(&self.exchange);
    }
}

/// JSON on one line, since a recording has a line for each exchange.
fn raw(text: &str) -> Option<Box<RawValue>> {
    serde_json::from_str::<&RawValue>(text).ok()?;
    RawValue::from_string(compact(text)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_in_every_form() {
        let mask = Mask::default();
        mask.hide(&SecretString::from("s3cret/\"x\""));
        let seen = mask.text(
            r#"{"token" : "abc\"d", "n": "nmv_usr_a-B_9.", "u":"?k=s3cret%2F%22x%22", "j":"s3cret/\"x\"", "token": 7}"#,
        );
        assert_eq!(seen, r#"{"token" : "***", "n": "***.", "u":"?k=***", "j":"***", "token": 7}"#);
    }
}
