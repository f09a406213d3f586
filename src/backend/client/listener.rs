//! The events of one edit to what the editor said and did.
//!
//! The service's documents describe one dialect, and its endpoint suggests another, that of
//! Google's Agent Development Kit; both are read, event by event, and what is neither is text or
//! counted.

use serde_json::{Map, Value};

use super::super::api::{self, Refusal};
use super::super::sse::Event;
use super::reply::{Reply, StreamError, question};

/// The words that the editor ends with at times although the work went well.
const NOISE: &str = "I encountered a temporary issue";
/// How ADK ends a turn in which the model said nothing.
const NO_CONTENT: &str = "MODEL_RETURNED_NO_CONTENT";
/// The call by which the editor asks a person, and how those of ADK begin that do the same.
const QUESTION: &str = "ask_question";
const REQUEST: &str = "adk_request_";
/// Parts of the names of tools that generate media.
const GENERATING: [&str; 6] = ["generate", "seedance", "music", "suno", "voiceover", "text_to_"];

/// Keys by which the events of ADK are known, and those by which the service's envelope is.
const ADK: [&str; 8] =
    ["content", "author", "invocationId", "invocation_id", "actions", "errorCode", "error_code", "partial"];
const ENVELOPE: [&str; 4] = ["code", "success", "detail", "error"];
/// Names of events that close a stream, where a server says so.
const ENDS: [&str; 4] = ["done", "end", "close", "complete"];
/// The service's codes that refuse an edit before it begins: token, session, credits, pace.
const REFUSALS: [i64; 7] = [1001, 1010, 1011, 1002, 2001, 401, 429];

/// What one event was.
pub(super) enum Heard {
    Heartbeat,
    News,
    /// The service refuses, in the envelope of its plain answers.
    Refused(Box<Refusal>),
}

/// Puts a reply together, event by event.
#[derive(Default)]
pub(super) struct Listener {
    reply: Reply,
    /// Whole paragraphs.
    said: Vec<String>,
    /// Pieces whose whole has not come yet.
    pieces: String,
    /// The agent whose pieces they are, where it is named.
    author: Option<String>,
    /// Generating calls that neither an answer nor words have followed so far.
    open: Vec<String>,
    /// Tools ran since the last words, so new words begin a new paragraph.
    apart: bool,
    results: bool,
    news: usize,
}

impl Listener {
    /// Whether nothing but heartbeats came so far.
    pub(super) fn is_new(&self) -> bool {
        self.news == 0
    }

    /// Whether no event came at all.
    pub(super) fn is_silent(&self) -> bool {
        self.news == 0 && self.reply.heartbeats == 0
    }

    /// Takes one event; `aloud` hears the words as they come.
    pub(super) fn hear(&mut self, event: &Event, aloud: &dyn Fn(&str)) -> Heard {
        let data = event.data.trim();
        let beats = event.name == "heartbeat" || event.name == "ping" || data.eq_ignore_ascii_case("heartbeat");
        if (data.is_empty() && !event.too_long) || beats {
            self.reply.heartbeats += 1;
            return Heard::Heartbeat;
        }
        let is_end = data == "[DONE]" || (ENDS.contains(&event.name.as_str()) && !data.starts_with(['{', '[']));
        let heard = if event.too_long || is_end {
            self.reply.ignored += 1;
            Heard::News
        } else {
            match serde_json::from_str::<Value>(data) {
                Ok(Value::Object(told)) if event.name == "error" && !is_known(&told) => {
                    self.typed("error", &told, aloud)
                }
                Ok(value) => self.value(&value, aloud),
                Err(_) if event.name == "error" => {
                    self.fail(None, api::excerpt(data));
                    Heard::News
                }
                Err(_) if data.starts_with("{\"") || data.starts_with("[{") => self.ignore(),
                Err(_) => {
                    self.dialect("plain");
                    self.line(&event.data, aloud);
                    Heard::News
                }
            }
        };
        if matches!(heard, Heard::Heartbeat) {
            self.reply.heartbeats += 1;
        } else {
            self.news += 1;
        }
        heard
    }

    /// Takes a JSON value that came as an event, or as the whole of a body.
    pub(super) fn value(&mut self, value: &Value, aloud: &dyn Fn(&str)) -> Heard {
        match value {
            Value::String(text) => {
                self.dialect("plain");
                self.line(text, aloud);
                Heard::News
            }
            Value::Object(object) => self.object(object, aloud),
            Value::Array(items) if items.iter().all(Value::is_object) => {
                for item in items {
                    if let refused @ Heard::Refused(_) = self.value(item, aloud) {
                        return refused;
                    }
                }
                Heard::News
            }
            _ => self.ignore(),
        }
    }

    fn object(&mut self, object: &Map<String, Value>, aloud: &dyn Fn(&str)) -> Heard {
        if let Some(kind) = object.get("type").and_then(Value::as_str) {
            return self.typed(kind, object, aloud);
        }
        if holds(object, &ADK) {
            self.dialect("adk");
            return self.adk(object, aloud);
        }
        if !holds(object, &ENVELOPE) {
            return self.ignore();
        }
        self.dialect("envelope");
        match api::read(200, Value::from(object.clone()).to_string().as_bytes()) {
            Err(refusal) if object.contains_key("error") && refusal.code.is_none() => {
                self.fail(None, refusal.message);
                Heard::News
            }
            Err(refusal) => Heard::Refused(refusal),
            Ok(_) => match object.get("data") {
                Some(inner @ Value::Object(fields)) if !fields.contains_key("data") => self.value(inner, aloud),
                _ => Heard::News,
            },
        }
    }

    fn typed(&mut self, kind: &str, object: &Map<String, Value>, aloud: &dyn Fn(&str)) -> Heard {
        let text = ["content", "text", "message"].iter().find_map(|key| object.get(*key)?.as_str());
        let name = ["name", "tool", "tool_name"].iter().find_map(|key| object.get(*key)?.as_str());
        match kind {
            "heartbeat" | "ping" => {
                self.dialect("typed");
                return Heard::Heartbeat;
            }
            "text" => self.piece(text.unwrap_or_default(), aloud),
            "tool_call" => self.call(name, object.get("args").or_else(|| object.get("arguments"))),
            "tool_result" => self.result(name),
            "error" => {
                let told = serde_json::to_string(object).ok().and_then(|json| api::Object::read(&json));
                let message = told.as_ref().and_then(api::words_of).or_else(|| text.map(str::to_owned));
                let inner = told.as_ref().and_then(|told| told.object("error"));
                let code = [told.as_ref(), inner.as_ref()].into_iter().flatten().find_map(|told| told.text("code"));
                let message = message.unwrap_or_else(|| "the editor gave no reason".into());
                let number = code.as_deref().and_then(|code| code.parse().ok());
                if let Some(number) = number.filter(|number| self.news == 0 && REFUSALS.contains(number)) {
                    let refusal =
                        Refusal { status: 200, code: Some(number), message, spoken: true, ..Refusal::default() };
                    return Heard::Refused(Box::new(refusal));
                }
                self.fail(code, message);
            }
            _ => return self.ignore(),
        }
        self.dialect("typed");
        Heard::News
    }

    fn adk(&mut self, event: &Map<String, Value>, aloud: &dyn Fn(&str)) -> Heard {
        let field = |camel: &str, snake: &str| event.get(camel).or_else(|| event.get(snake)).filter(|v| !v.is_null());
        let content = event.get("content").and_then(Value::as_object);
        let role = content.and_then(|content| content.get("role")).and_then(Value::as_str);
        let by_user = match role {
            Some(role) => role != "model",
            None => event.get("author").and_then(Value::as_str) == Some("user"),
        };
        let parts = content.and_then(|content| content.get("parts")).and_then(Value::as_array);
        let mut words = String::new();
        for part in parts.into_iter().flatten() {
            let thought = part.get("thought").and_then(Value::as_bool) == Some(true);
            if let Some(text) = part.get("text").and_then(Value::as_str).filter(|_| !thought && !by_user) {
                words.push_str(text);
            }
            let inner = |camel: &str, snake: &str| part.get(camel).or_else(|| part.get(snake));
            if let Some(call) = inner("functionCall", "function_call") {
                if !words.is_empty() {
                    self.spoken(event, &std::mem::take(&mut words), aloud);
                }
                self.call(call.get("name").and_then(Value::as_str), call.get("args"));
            }
            if let Some(response) = inner("functionResponse", "function_response") {
                self.result(response.get("name").and_then(Value::as_str));
            }
        }
        if let Some(text) = event.get("content").and_then(Value::as_str) {
            words.push_str(text);
        }
        if !words.is_empty() {
            self.spoken(event, &words, aloud);
        }
        let running = field("longRunningToolIds", "long_running_tool_ids").and_then(Value::as_array);
        let running = running.is_some_and(|ids| !ids.is_empty());
        self.reply.generated |= running;
        self.reply.running |= running;
        let code = field("errorCode", "error_code").map(|code| code.as_str().map_or(code.to_string(), str::to_owned));
        let message = field("errorMessage", "error_message").and_then(Value::as_str);
        match (code, message) {
            (Some(code), _) if code == NO_CONTENT && (self.results || !self.reply.tools.is_empty()) => {}
            (None, None) => {
                if let Some(words) = event.get("error").map(|error| api::excerpt(&plain(error))) {
                    self.fail(None, words);
                }
            }
            (code, message) => {
                let message = message.filter(|message| !message.is_empty()).map(str::to_owned);
                let said = (!words.is_empty()).then(|| words.clone());
                let message = message.or(said).or_else(|| code.clone()).unwrap_or_default();
                self.fail(code, message);
            }
        }
        Heard::News
    }

    fn spoken(&mut self, event: &Map<String, Value>, words: &str, aloud: &dyn Fn(&str)) {
        let author = event.get("author").and_then(Value::as_str);
        if event.get("partial").and_then(Value::as_bool) == Some(true) {
            self.piece(words, aloud);
            self.author = author.map(str::to_owned);
        } else {
            self.whole(words, author, aloud);
        }
    }

    /// A piece of a text that goes on.
    fn piece(&mut self, text: &str, aloud: &dyn Fn(&str)) {
        if text.is_empty() {
            return;
        }
        self.open.clear();
        if std::mem::take(&mut self.apart) {
            self.settle();
        }
        self.begin(aloud);
        self.pieces.push_str(text);
        aloud(text);
    }

    /// A new paragraph stands on a line of its own.
    fn begin(&self, aloud: &dyn Fn(&str)) {
        if self.pieces.is_empty() && !self.said.is_empty() {
            aloud("\n");
        }
    }

    /// A text that stands for itself, or repeats the pieces before it; where it differs from what its
    /// own agent said in pieces, it is the one that counts.
    fn whole(&mut self, text: &str, author: Option<&str>, aloud: &dyn Fn(&str)) {
        self.open.clear();
        self.begin(aloud);
        let pieces = std::mem::take(&mut self.pieces);
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        match text.strip_prefix(pieces.as_str()) {
            Some("") => {}
            Some(rest) => aloud(rest),
            None if squeezed(text).starts_with(&squeezed(&pieces)) => {}
            None => {
                if author != self.author.as_deref() {
                    self.said.push(pieces);
                }
                aloud("\n");
                aloud(text);
            }
        }
        self.said.push(text.to_owned());
        self.apart = false;
    }

    /// Text outside every dialect: it goes on where the last one ended, on a line of its own unless
    /// one of them brings its white space.
    fn line(&mut self, text: &str, aloud: &dyn Fn(&str)) {
        let ends_open = self.pieces.is_empty() || self.pieces.ends_with(char::is_whitespace);
        if ends_open || text.starts_with(char::is_whitespace) {
            self.piece(text, aloud);
        } else {
            self.piece(&format!("\n{text}"), aloud);
        }
    }

    fn call(&mut self, name: Option<&str>, arguments: Option<&Value>) {
        self.apart = true;
        let Some(name) = name else {
            return;
        };
        if !self.reply.tools.iter().any(|tool| tool == name) {
            self.reply.tools.push(name.to_owned());
        }
        let lower = name.to_ascii_lowercase();
        let generates = GENERATING.iter().any(|part| lower.contains(part));
        self.reply.generated |= generates;
        if generates {
            self.open.push(name.to_owned());
        }
        if asks(name) {
            self.reply.question = Some(question(arguments));
        }
    }

    fn result(&mut self, name: Option<&str>) {
        self.call(name.filter(|name| !asks(name)), None);
        self.open.retain(|open| name.is_some_and(|name| name != open));
        self.results = true;
    }

    fn fail(&mut self, code: Option<String>, message: String) {
        let normal = self.results || !self.said.is_empty() || !self.pieces.trim().is_empty();
        if message.contains(NOISE) && normal {
            return;
        }
        // The first error is the cause, and what follows it its consequence.
        self.reply.error.get_or_insert(StreamError { code, message });
    }

    /// A refusal after the edit had begun.
    pub(super) fn fail_late(&mut self, refusal: &Refusal) {
        self.fail(refusal.code.map(|code| code.to_string()), refusal.message.clone());
    }

    fn ignore(&mut self) -> Heard {
        self.reply.ignored += 1;
        Heard::News
    }

    fn dialect(&mut self, name: &'static str) {
        if !self.reply.dialects.contains(&name) {
            self.reply.dialects.push(name);
        }
    }

    fn settle(&mut self) {
        let pieces = std::mem::take(&mut self.pieces);
        if !pieces.trim().is_empty() {
            self.said.push(pieces);
        }
    }

    /// The reply, once the stream has ended cleanly.
    pub(super) fn finish(mut self) -> Reply {
        self.settle();
        self.reply.running |= !self.open.is_empty();
        let paragraphs: Vec<&str> = self.said.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
        let mut text = paragraphs.join("\n");
        if let Some(at) = text.rfind(NOISE).filter(|at| text[*at..].len() < 400) {
            let noise = text.split_off(at);
            text.truncate(text.trim_end().len());
            if text.is_empty() && !self.results && self.reply.error.is_none() {
                self.reply.error = Some(StreamError { code: None, message: noise });
            }
        }
        self.reply.text = text;
        self.reply
    }
}

fn holds(object: &Map<String, Value>, keys: &[&str]) -> bool {
    keys.iter().any(|key| object.contains_key(*key))
}

/// Whether the keys of an event tell what it is, without its name.
fn is_known(object: &Map<String, Value>) -> bool {
    object.contains_key("type") || holds(object, &ADK) || holds(object, &ENVELOPE)
}

fn asks(name: &str) -> bool {
    name == QUESTION || name.starts_with(REQUEST)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
