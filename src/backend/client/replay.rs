//! A recorded conversation that answers in the place of a backend: no socket, no token, no waiting.
//!
//! Each request takes the first recorded exchange of the same method, path and body that is left. Ids
//! that the client makes anew in every run (attempts, renders) may differ, as long as each stands for
//! the same recorded one throughout. The first request that the recording does not hold ends it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::record::{Answered, Exchange};
use super::wire::{Body, Broken, Sent};
use super::{Downloaded, Reach};
use crate::text::escape::shortened;

/// More than this is no recording that anybody wants to read.
const LIMIT: u64 = 1 << 30;

/// The first line of a recording.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Header {
    /// The version of the format, 1.
    pub recording: u32,
    /// The version of the program that wrote it.
    pub flow: String,
    /// `local`, `cloud` or a URL, as the run knew it.
    pub backend: String,
    /// The origin that answered. Nothing is ever sent to it by a replay.
    pub origin: String,
    /// Whether edits cost something there.
    pub costs: bool,
}

/// Why a file is no recording that can be replayed.
#[derive(Debug)]
pub struct Bad {
    pub line: usize,
    pub message: String,
}

/// A recording, and how much of it was answered.
pub struct Replay {
    pub header: Header,
    left: Mutex<Left>,
}

#[derive(Default)]
struct Left {
    exchanges: Vec<Option<Exchange>>,
    /// Ids as this run made them, and those of the recording that they stand for.
    ids: HashMap<String, String>,
    /// What went wrong first, which is all that is said from then on.
    ended: Option<String>,
    /// The last balance: one reading serves all who wait for it, so how many come is a matter of luck.
    balance: Option<Exchange>,
}

impl Replay {
    /// Reads a recording.
    ///
    /// # Errors
    /// Where it cannot be read, is none, is of a newer format, or holds the conversations of several
    /// processes.
    pub fn read(path: &Path) -> Result<Replay, Bad> {
        let bad = |line: usize, message: String| Bad { line, message };
        let unreadable = |error: std::io::Error| bad(0, format!("it cannot be read: {error}"));
        let found = std::fs::metadata(path).map_err(unreadable)?;
        if !found.is_file() || found.len() > LIMIT {
            return Err(bad(0, "it is no file, or larger than 1 GiB".into()));
        }
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let mut lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
        let first = lines.next().map_or("", |(_, line)| line);
        let header: Header =
            serde_json::from_str(first).map_err(|_| bad(1, "the first line is not that of a recording".into()))?;
        if header.recording != 1 {
            return Err(bad(1, "it was recorded by a newer flow".into()));
        }
        let mut exchanges = Vec::new();
        for (at, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            if serde_json::from_str::<Header>(line).is_ok() {
                return Err(bad(at, "the run was taken up again here, and only a run in one piece is replayed".into()));
            }
            let exchange = serde_json::from_str(line).map_err(|error| bad(at, format!("it is damaged: {error}")))?;
            exchanges.push(Some(exchange));
        }
        Ok(Replay { header, left: Mutex::new(Left { exchanges, ..Left::default() }) })
    }

    /// Whether the recorded run asked for a token.
    pub fn asked_for_token(&self) -> bool {
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        left.exchanges.iter().flatten().any(|exchange| exchange.path == "/api/auth/anonymous-token")
    }

    /// What became of the file of a render, which a recording does not hold.
    pub(super) fn kept(&self, render: &str) -> Result<Downloaded, Broken> {
        self.told(KEPT, render)
    }

    /// What came from an address, which a recording does not hold either; none where nothing was fetched
    /// from there.
    pub(super) fn fetched(&self, address: &str) -> Option<Result<Came, Broken>> {
        let holds = self.left.lock().unwrap_or_else(PoisonError::into_inner).holds(address);
        holds.then(|| self.told(FETCHED, address))
    }

    fn told<T: DeserializeOwned>(&self, method: &str, path: &str) -> Result<T, Broken> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        left.take(method, path, None, None, |exchange| {
            let answer = exchange.answer.as_ref();
            answer.and_then(|answer| match answer {
                Answered::Json(json) => serde_json::from_str(json.get()).ok(),
                _ => None,
            })
        })?
        .ok_or_else(|| Broken { reach: Reach::Refused, message: format!("the recording tells nothing of {path}") })
    }

    pub(super) async fn send(
        &self,
        method: &str,
        path: &str,
        attempt: Option<&str>,
        body: Body,
    ) -> Result<Sent, Broken> {
        let request = match body {
            Body::Empty => None,
            Body::Json(text) => Some(text),
            // It is read to its end, since whoever sends it counts and hashes it on the way.
            Body::Stream { mut chunks, summary, .. } => {
                while let Some(chunk) = chunks.next().await {
                    let gone = |error: std::io::Error| Broken { reach: Reach::Unknown, message: error.to_string() };
                    chunk.map_err(gone)?;
                }
                Some(summary)
            }
        };
        let request = request.map(|text| serde_json::from_str(&text).unwrap_or(Value::String(text)));
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = match left.balance.clone().filter(|last| last.path == path && !left.holds(path)) {
            Some(again) => again,
            None => left.take(method, path, attempt, request.as_ref(), Exchange::clone)?,
        };
        if path.starts_with("/api/credits/") {
            left.balance = Some(sent.clone());
        }
        left.sent(&sent)
    }
}

/// The method of the line that tells what became of a render's file: how it came, in how many pieces,
/// is of no interest to a replay.
const KEPT: &str = "KEPT";

/// The method of the line that tells what came from an address.
const FETCHED: &str = "FETCHED";

/// What came from an address.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Came {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

/// The line of a recording for a file that was fetched whole.
pub(super) fn kept(render: &str, file: &Downloaded) -> Exchange {
    telling(KEPT, render, file)
}

/// The line of a recording for footage that was fetched.
pub(super) fn fetched(address: &str, came: &Came) -> Exchange {
    telling(FETCHED, address, came)
}

fn telling(method: &str, path: &str, what: &impl Serialize) -> Exchange {
    Exchange {
        method: method.into(),
        path: path.to_owned(),
        attempt: None,
        request: None,
        status: None,
        content_type: None,
        answer: serde_json::value::to_raw_value(what).ok().map(Answered::Json),
        broke: None,
    }
}

impl Left {
    fn holds(&self, path: &str) -> bool {
        self.exchanges.iter().flatten().any(|exchange| exchange.path == path)
    }

    /// Takes the exchange that answers a request out of those that are left.
    fn take<T>(
        &mut self,
        method: &str,
        path: &str,
        attempt: Option<&str>,
        request: Option<&Value>,
        as_is: impl Fn(&Exchange) -> T,
    ) -> Result<T, Broken> {
        if let Some(message) = &self.ended {
            return Err(Broken { reach: Reach::Refused, message: message.clone() });
        }
        let mut nearest = None;
        for at in 0..self.exchanges.len() {
            let Some(recorded) = &self.exchanges[at] else { continue };
            let mut ids = Ids { known: &self.ids, new: Vec::new() };
            if recorded.method != method || !ids.same_path(&recorded.path, path) {
                continue;
            }
            let asked: Option<Value> =
                recorded.request.as_ref().and_then(|request| serde_json::from_str(request.get()).ok());
            match ids.difference("the request", asked.as_ref().unwrap_or(&Value::Null), request.unwrap_or(&Value::Null))
            {
                None => {
                    if let (Some(recorded), Some(attempt)) = (&recorded.attempt, attempt) {
                        ids.same(recorded, attempt);
                    }
                    let new = ids.new;
                    self.ids.extend(new);
                    let taken = as_is(recorded);
                    self.exchanges[at] = None;
                    return Ok(taken);
                }
                Some(difference) => nearest = nearest.or(Some(difference)),
            }
        }
        let what = nearest.unwrap_or_else(|| "the recording holds no such request, or no more of them".into());
        let message = format!("the run differs from the recording at {method} {}: {what}", without_ids(path));
        self.ended = Some(message.clone());
        Err(Broken { reach: Reach::Refused, message })
    }

    /// The recorded answer, with this run's ids in the place of the recorded ones.
    fn sent(&self, recorded: &Exchange) -> Result<Sent, Broken> {
        let broke = recorded.broke.clone().map(|message| Broken { reach: Reach::Unknown, message });
        let Some(status) = recorded.status else {
            return Err(broke.unwrap_or(Broken { reach: Reach::Unknown, message: "nothing was answered".into() }));
        };
        let mut headers = HeaderMap::new();
        if let Some(kind) = recorded.content_type.as_deref().and_then(|kind| HeaderValue::from_str(kind).ok()) {
            headers.insert(CONTENT_TYPE, kind);
        }
        let mut text = match &recorded.answer {
            None | Some(Answered::File(_)) => String::new(),
            Some(Answered::Json(json)) => json.get().to_owned(),
            Some(Answered::Text(text)) => text.clone(),
            Some(Answered::Lines(lines)) => lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect(),
        };
        for (own, theirs) in &self.ids {
            if text.contains(theirs.as_str()) {
                text = text.replace(theirs.as_str(), own);
            }
        }
        let body = std::iter::once(Ok(Bytes::from(text))).chain(broke.map(Err));
        Ok(Sent { status, headers, chunks: stream::iter(body).boxed() })
    }
}

/// Compares what is recorded with what is asked, while ids are found to stand for each other.
struct Ids<'l> {
    known: &'l HashMap<String, String>,
    new: Vec<(String, String)>,
}

impl Ids<'_> {
    fn same_path(&mut self, recorded: &str, asked: &str) -> bool {
        let (recorded, asked) = (recorded.split(['/', '?', '&', '=']), asked.split(['/', '?', '&', '=']));
        recorded.clone().count() == asked.clone().count()
            && recorded.zip(asked).all(|(one, other)| self.same(one, other))
    }

    /// Whether the texts are equal, or ids of which neither stands for another.
    fn same(&mut self, recorded: &str, own: &str) -> bool {
        let new = self.new.iter().find(|(mine, theirs)| mine == own || theirs == recorded);
        if let Some((mine, theirs)) = new {
            return mine == own && theirs == recorded;
        }
        if let Some(theirs) = self.known.get(own) {
            return theirs == recorded;
        }
        if recorded == own {
            return true;
        }
        let both = made(recorded) && made(own) && !self.known.values().any(|theirs| theirs == recorded);
        if both {
            self.new.push((own.to_owned(), recorded.to_owned()));
        }
        both
    }

    /// Where the two differ, in words; None where they are the same.
    fn difference(&mut self, place: &str, recorded: &Value, own: &Value) -> Option<String> {
        let was = |value: &Value| shortened(&value.to_string(), 160);
        match (recorded, own) {
            (Value::String(one), Value::String(other)) if self.same(one, other) => None,
            (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
                let mut pairs = one.iter().zip(other).enumerate();
                pairs.find_map(|(at, (one, other))| self.difference(&format!("{place}[{at}]"), one, other))
            }
            (Value::Object(one), Value::Object(other)) if one.keys().all(|key| other.contains_key(key)) => {
                let odd = other.keys().find(|key| !one.contains_key(*key));
                odd.map(|key| format!("{place}.{key} is new")).or_else(|| {
                    one.iter().find_map(|(key, one)| self.difference(&format!("{place}.{key}"), one, &other[key]))
                })
            }
            (one, other) if one == other => None,
            (one, other) => Some(format!("{place} was {}, and is {}", was(one), was(other))),
        }
    }
}

/// The path with … for what means nothing to people: sessions, renders.
fn without_ids(path: &str) -> String {
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).count();
    let parts = path.split('/').map(|part| if digits(part) > 5 { "…" } else { part });
    shortened(&parts.collect::<Vec<_>>().join("/"), 120)
}

/// Whether the client makes ids like this one anew in every run.
fn made(text: &str) -> bool {
    let id = text.strip_prefix("render_").unwrap_or(text);
    uuid::Uuid::parse_str(id).is_ok()
}
