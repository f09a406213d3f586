//! What goes over the wire, and the tolerant reading of what comes back.
//!
//! The service answers in several envelopes, and its documents disagree about most of them, so
//! every value is looked for where any of them puts it. Values keep the text that they came in:
//! session ids exceed 2^53, and drafts must go back as they were.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// The name of the agent that edits, a part of several paths and bodies.
pub const AGENT: &str = "nemo_agent";

/// The body of `POST /api/tasks/me/with-session/nemo_agent`.
#[derive(Debug, Serialize)]
pub struct OpenSession<'a> {
    pub task_name: &'a str,
    /// An ISO code such as `en` or `zh-CN`.
    pub language: &'a str,
}

/// The body of `POST /run_sse`: one message to the editor.
#[derive(Debug, Serialize)]
pub struct Message<'a> {
    pub app_name: &'a str,
    pub user_id: &'a str,
    pub session_id: &'a str,
    pub new_message: Parts<'a>,
}

#[derive(Debug, Serialize)]
pub struct Parts<'a> {
    pub parts: [Part<'a>; 1],
}

#[derive(Debug, Serialize)]
pub struct Part<'a> {
    pub text: &'a str,
}

/// The body of an upload by URL.
#[derive(Debug, Serialize)]
pub struct UploadUrls<'a> {
    pub urls: &'a [String],
    pub source_type: &'a str,
}

/// The body of `POST /api/render/proxy/lambda`. `sessionId` is the one name in camel case.
#[derive(Debug, Serialize)]
pub struct StartRender<'a> {
    pub id: &'a str,
    #[serde(rename = "sessionId")]
    pub session_id: &'a str,
    pub draft: &'a RawValue,
    #[serde(skip_serializing_if = "Output::is_empty")]
    pub output: &'a Output,
}

/// How an export should look. Only what is set is sent; the service's own default is mp4, high.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Output {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<String>,
    /// Such as `1080p`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fps: Option<serde_json::Number>,
}

impl Output {
    fn is_empty(&self) -> bool {
        *self == Output::default()
    }

    /// Frames per second; whole numbers are sent as such.
    pub fn fps(value: f64) -> Option<serde_json::Number> {
        if value.fract() == 0.0 && (0.0..=1e9).contains(&value) {
            return Some(serde_json::Number::from(value as u64));
        }
        serde_json::Number::from_f64(value)
    }
}

/// The body of `POST /api/auth/claim-token`.
#[derive(Debug, Serialize)]
pub struct Claim<'a> {
    pub task_id: &'a str,
    pub session_id: &'a str,
}

/// A JSON object whose values keep their text.
#[derive(Debug, Clone, Default)]
pub struct Object(BTreeMap<String, Box<RawValue>>);

impl Object {
    /// None where the text is not a JSON object.
    pub fn read(text: &str) -> Option<Object> {
        serde_json::from_str(text).ok().map(Object)
    }

    /// The value's own text; null counts as missing.
    pub fn raw(&self, key: &str) -> Option<&RawValue> {
        self.0.get(key).map(|raw| &**raw).filter(|raw| raw.get() != "null")
    }

    /// A string that is not empty, or a number's digits as they were written.
    pub fn text(&self, key: &str) -> Option<String> {
        let raw = self.raw(key)?.get();
        match raw.as_bytes().first()? {
            b'"' => serde_json::from_str(raw).ok().filter(|text: &String| !text.is_empty()),
            b'-' | b'0'..=b'9' => Some(raw.to_owned()),
            _ => None,
        }
    }

    /// A finite number, which may come as text.
    pub fn number(&self, key: &str) -> Option<f64> {
        self.text(key)?.trim().parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// The service's code: a whole number, which may come as text or with a point.
    fn code(&self) -> Option<i64> {
        let text = self.text("code")?;
        let whole = || self.number("code").filter(|code| code.fract() == 0.0).map(|code| code as i64);
        text.trim().parse().ok().or_else(whole)
    }

    /// A truth value, which may come as text.
    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.raw(key)?.get() {
            "true" | "\"true\"" => Some(true),
            "false" | "\"false\"" => Some(false),
            _ => None,
        }
    }

    pub fn object(&self, key: &str) -> Option<Object> {
        Object::read(self.raw(key)?.get())
    }

    /// A list, or the values of a mapping.
    pub fn list(&self, key: &str) -> Option<Vec<Box<RawValue>>> {
        let raw = self.raw(key)?.get();
        serde_json::from_str(raw).ok().or_else(|| Object::read(raw).map(|object| object.0.into_values().collect()))
    }

    pub fn holds(&self, key: &str) -> bool {
        self.raw(key).is_some()
    }

    fn only_holds(&self, keys: &[&str]) -> bool {
        !self.0.is_empty() && self.0.keys().all(|key| keys.contains(&key.as_str()))
    }
}

/// A successful answer: the payload, and the object around it, since fields stand in either.
#[derive(Debug, Clone, Default)]
pub struct Payload {
    pub data: Object,
    pub top: Object,
}

impl Payload {
    /// The first of `keys` that is found, in the payload before the object around it.
    pub fn text(&self, keys: &[&str]) -> Option<String> {
        [&self.data, &self.top].into_iter().flat_map(|object| keys.iter().map(|key| object.text(key))).flatten().next()
    }

    pub fn number(&self, key: &str) -> Option<f64> {
        self.data.number(key).or_else(|| self.top.number(key))
    }

    pub fn flag(&self, key: &str) -> Option<bool> {
        self.data.flag(key).or_else(|| self.top.flag(key))
    }

    pub fn list(&self, key: &str) -> Option<Vec<Box<RawValue>>> {
        self.data.list(key).or_else(|| self.top.list(key))
    }
}

/// An answer that says no, or that says nothing that can be understood.
#[derive(Debug, Clone, Default)]
pub struct Refusal {
    pub status: u16,
    /// The code in the body, where it is a number and not zero.
    pub code: Option<i64>,
    /// The server's words on one line, or an excerpt of the body.
    pub message: String,
    /// Whether the service itself spoke, rather than a proxy on the way or a server in trouble.
    pub spoken: bool,
    /// What the body held, for the little that errors carry besides their text.
    pub payload: Payload,
}

/// Reads an answer by the rules of the service's envelopes: `code`, else `success`, else the HTTP
/// status. A code in the body wins over the status.
///
/// # Errors
/// The refusal, where it is one, or where the body is no JSON object.
pub fn read(status: u16, body: &[u8]) -> Result<Payload, Box<Refusal>> {
    let text = String::from_utf8_lossy(body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body));
    let Some(top) = Object::read(&text) else {
        let message = match excerpt(&text) {
            empty if empty.is_empty() => format!("the server answered {status} without a word"),
            words => format!("the server answered {status} with something else than the service's JSON: {words}"),
        };
        return Err(Box::new(Refusal { status, message, ..Refusal::default() }));
    };
    let data = top.object("data").unwrap_or_else(|| top.clone());
    let payload = Payload { data, top };
    let top = &payload.top;
    let code = top.raw("code").map(|_| top.code());
    let refused = match code {
        Some(Some(0)) => status >= 400,
        Some(_) => true,
        None => {
            top.flag("success") == Some(false)
                || status >= 400
                || top.only_holds(&["detail"])
                || top.only_holds(&["error", "error_details"])
        }
    };
    if !refused {
        return Ok(payload);
    }
    let inner = ["error", "message", "detail"].iter().find_map(|key| top.object(key));
    let code = code.flatten().or_else(|| inner.as_ref()?.code()).filter(|code| *code != 0);
    let message = words_of(top).unwrap_or_else(|| format!("the server answered {status} without saying why"));
    Err(Box::new(Refusal { status, code, message, spoken: true, payload }))
}

/// The text of an error: the first of the usual keys, as text, as an object with a text inside, or
/// as the list that validators give.
pub fn words_of(object: &Object) -> Option<String> {
    ["message", "msg", "error", "detail", "errorMessage", "error_message"]
        .iter()
        .filter_map(|key| object.raw(key))
        .filter_map(|raw| serde_json::from_str::<Value>(raw.get()).ok())
        .map(|value| excerpt(&words(&value)))
        .find(|words| !words.is_empty())
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join("; "),
        Value::Object(fields) => {
            let text = ["message", "msg", "error", "detail"].iter().find_map(|key| fields.get(*key)).map(words);
            let place = fields
                .get("loc")
                .and_then(Value::as_array)
                .map(|place| place.iter().map(words).collect::<Vec<_>>().join("."));
            match (place, text) {
                (Some(place), Some(text)) => format!("{place}: {text}"),
                (_, text) => text.unwrap_or_default(),
            }
        }
        Value::Null | Value::Bool(_) => String::new(),
    }
}

/// Foreign text on one line, without control or bidirectional characters, markup or excess length.
pub fn excerpt(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let text = match (lower.find("<title>"), lower.find("</title>")) {
        (Some(from), Some(to)) if from < to => &text[from + 7..to],
        _ => text,
    };
    let mut plain = String::new();
    let mut in_tag = false;
    let markup = lower.trim_start().starts_with('<');
    for c in text.chars().take(20_000) {
        match c {
            '<' if markup => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                plain.push(' ');
            }
            _ if in_tag => {}
            c => plain.push(c),
        }
    }
    let line = one_line(&plain);
    match line.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Foreign text on one line, without control or bidirectional characters.
pub fn one_line(text: &str) -> String {
    let is_bidi =
        |c| matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain: String = text.chars().filter(|c| !is_bidi(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Percent-encodes one segment of a path, or one value of a query.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
