//! Inputs: what a run must or may be given, and whether a value is such.

use regex::Regex;
use serde_json::{Value as Json, json};

use crate::step::{Reader, is_url, table};
use crate::template::{Shape, parse_duration};
use crate::text::yaml::{Node, Value};
use crate::text::{Diagnostic, Span, nearest};

/// One declared input.
#[derive(Debug, Clone)]
pub struct Input {
    pub name: String,
    pub at: Span,
    pub of: InputType,
    pub default: Option<Json>,
    pub description: Option<String>,
    pub choices: Vec<Json>,
    pub pattern: Option<String>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    /// The endings that a file may have.
    pub formats: Vec<String>,
    pub env: Option<String>,
    pub secret: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum InputType {
    File,
    Files,
    Url,
    String,
    /// A text of several lines.
    Text,
    Number,
    Integer,
    Boolean,
    /// Seconds once it is bound.
    Duration,
    Choice,
    List(Box<InputType>),
    Record(Vec<(String, InputType)>),
}

impl InputType {
    fn named(word: &str) -> Option<InputType> {
        Some(match word {
            "file" => InputType::File,
            "files" => InputType::Files,
            "url" => InputType::Url,
            "string" => InputType::String,
            "text" => InputType::Text,
            "number" => InputType::Number,
            "integer" => InputType::Integer,
            "boolean" => InputType::Boolean,
            "duration" => InputType::Duration,
            "choice" => InputType::Choice,
            "list" => InputType::List(Box::new(InputType::String)),
            _ => return None,
        })
    }

    pub fn shape(&self) -> Shape {
        match self {
            InputType::File | InputType::Url | InputType::String | InputType::Text => Shape::Text,
            InputType::Number | InputType::Integer | InputType::Duration => Shape::Number,
            InputType::Boolean => Shape::Bool,
            InputType::Choice => Shape::Any,
            InputType::Files => Shape::list(Shape::Text),
            InputType::List(item) => Shape::list(item.shape()),
            InputType::Record(fields) => {
                Shape::fields(fields.iter().map(|(name, of)| (name.clone(), of.shape())).collect())
            }
        }
    }

    /// Every path in a value of this type.
    pub fn files(&self, value: &Json, out: &mut Vec<String>) {
        match (self, value) {
            (InputType::File, Json::String(path)) => out.push(path.clone()),
            (InputType::Files, Json::Array(items)) => items.iter().for_each(|item| InputType::File.files(item, out)),
            (InputType::List(of), Json::Array(items)) => items.iter().for_each(|item| of.files(item, out)),
            (InputType::Record(fields), Json::Object(given)) => {
                for (name, of) in fields {
                    given.get(name).into_iter().for_each(|value| of.files(value, out));
                }
            }
            _ => {}
        }
    }

    fn what(&self) -> &'static str {
        match self {
            InputType::File => "a file",
            InputType::Files => "a list of files",
            InputType::Url => "a URL",
            InputType::String | InputType::Text | InputType::Choice => "a text",
            InputType::Number => "a number",
            InputType::Integer => "a whole number",
            InputType::Boolean => "true or false",
            InputType::Duration => "a length of time, such as 90, 1m30s or 00:01:30.5",
            InputType::List(_) => "a list",
            InputType::Record(_) => "a mapping",
        }
    }

    /// The value in this type; texts from the command line are read.
    fn convert(&self, value: &Json) -> Result<Json, String> {
        let wrong = || Err(format!("takes {}", self.what()));
        match (self, value) {
            (InputType::File | InputType::String | InputType::Text, Json::String(_)) => Ok(value.clone()),
            (InputType::String | InputType::Text, Json::Number(_) | Json::Bool(_)) => Ok(json!(value.to_string())),
            (InputType::Choice, Json::Array(_) | Json::Object(_) | Json::Null) => wrong(),
            (InputType::Choice, _) => Ok(value.clone()),
            (InputType::Url, Json::String(text)) if is_url(text) => Ok(value.clone()),
            (InputType::Number, Json::Number(_)) => Ok(value.clone()),
            (InputType::Integer, Json::Number(number)) if number.is_i64() || number.is_u64() => Ok(value.clone()),
            (InputType::Boolean, Json::Bool(_)) => Ok(value.clone()),
            (InputType::Number, Json::String(text)) => match text.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => match text.trim().parse::<i64>() {
                    Ok(whole) => Ok(json!(whole)),
                    Err(_) => Ok(json!(number)),
                },
                _ => wrong(),
            },
            (InputType::Integer, Json::String(text)) => {
                text.trim().parse::<i64>().map(|n| json!(n)).or_else(|_| wrong())
            }
            (InputType::Boolean, Json::String(text)) => match text.trim().to_lowercase().as_str() {
                "true" | "yes" | "on" | "1" => Ok(json!(true)),
                "false" | "no" | "off" | "0" => Ok(json!(false)),
                _ => wrong(),
            },
            (InputType::Duration, Json::Number(number))
                if number.as_f64().is_some_and(|n| (0.0..=1e7).contains(&n)) =>
            {
                Ok(value.clone())
            }
            (InputType::Duration, Json::String(text)) => match parse_duration(text) {
                Some(seconds) if seconds.fract() == 0.0 => Ok(json!(seconds as i64)),
                Some(seconds) => Ok(json!(seconds)),
                None => wrong(),
            },
            (InputType::Files, Json::Array(items)) => {
                items.iter().map(|item| InputType::File.convert(item)).collect::<Result<_, _>>().map(Json::Array)
            }
            (InputType::Files, Json::String(_)) => Ok(json!([value])),
            (InputType::List(of), Json::Array(items)) => {
                items.iter().map(|item| of.convert(item)).collect::<Result<_, _>>().map(Json::Array)
            }
            (InputType::List(of), Json::String(_)) if **of != InputType::List(of.clone()) => {
                of.convert(value).map(|item| json!([item]))
            }
            (InputType::Record(fields), Json::Object(given)) => {
                if let Some(odd) = given.keys().find(|key| !fields.iter().any(|(name, _)| name == *key)) {
                    return Err(format!("has no field `{odd}`"));
                }
                let mut out = serde_json::Map::new();
                for (name, of) in fields {
                    let Some(value) = given.get(name) else { return Err(format!("needs the field `{name}`")) };
                    out.insert(name.clone(), of.convert(value).map_err(|what| format!("field `{name}` {what}"))?);
                }
                Ok(Json::Object(out))
            }
            _ => wrong(),
        }
    }
}

/// Whether a name can be read in templates.
pub fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    text.bytes().all(plain) && text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
}

/// Reports a name that templates could not read, and says how it may be written.
pub fn named(reader: &mut Reader<'_>, name: &str, at: Span, what: &str) {
    if is_name(name) {
        return;
    }
    let mended: String = name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let mended = mended.trim_matches('_').trim_start_matches(|c: char| c.is_ascii_digit() || c == '_').to_owned();
    let help = "small letters, digits and _, beginning with a letter";
    let help = if mended.is_empty() { help.to_owned() } else { format!("{help}: {mended}") };
    reader.push(Diagnostic::error("bad_name", at, format!("`{name}` cannot be {what}")).help(help));
}

/// Reads the `inputs` of a file.
pub fn read(reader: &mut Reader<'_>, node: &Node) -> Vec<Input> {
    if !reader.mapping(node, "`inputs`") {
        return Vec::new();
    }
    let entries = node.map().unwrap_or_default();
    entries.iter().filter_map(|(key, node)| input(reader, &key.name, key.at, node)).collect()
}

fn input(reader: &mut Reader<'_>, name: &str, at: Span, node: &Node) -> Option<Input> {
    named(reader, name, at, "an input's name");
    let mut input = Input {
        name: name.to_owned(),
        at,
        of: InputType::String,
        default: None,
        description: None,
        choices: Vec::new(),
        pattern: None,
        min: None,
        max: None,
        formats: Vec::new(),
        env: None,
        secret: false,
    };
    if let Value::Str(word) = &node.value {
        input.of = type_named(reader, word, node.at)?;
        return Some(input);
    }
    if !reader.mapping(node, "an input of `inputs`, where it is not just a type,") {
        return None;
    }
    reader.only(node, table::INPUT, "an input");
    if let Some(of) = node.get("type") {
        let word = reader.text(of, "type")?;
        input.of = type_named(reader, &word, of.at)?;
    }
    if let Some(of) = node.get("of") {
        match types(reader, of) {
            Some(item) if matches!(input.of, InputType::List(_)) => input.of = InputType::List(Box::new(item)),
            Some(_) => {
                reader.push(Diagnostic::error("wrong_type", of.at, "only a list has `of`").help("write type: list"))
            }
            None => return None,
        }
    }
    input.description = node.get("description").and_then(|node| reader.text(node, "description"));
    if let Some(Value::Seq(items)) = node.get("choices").map(|node| &node.value) {
        input.choices = items.iter().map(Node::json).collect();
    } else if let Some(choices) = node.get("choices") {
        reader.wrong(choices, "`choices` takes a list");
    }
    if input.of == InputType::Choice && input.choices.is_empty() {
        reader.push(
            Diagnostic::error("missing_key", at, "a choice needs its `choices`")
                .help("for example `choices: [en, zh]`"),
        );
    }
    if let Some(pattern) = node.get("pattern") {
        let text = reader.text(pattern, "pattern")?;
        match Regex::new(&text) {
            Ok(_) => input.pattern = Some(text),
            Err(error) => {
                let why = error.to_string().lines().last().unwrap_or("").trim().to_owned();
                let found =
                    Diagnostic::error("bad_pattern", pattern.at, format!("this is no regular expression: {why}"));
                reader.push(found.help("for example `pattern: '^[a-z]{2}$'`; a character such as [ is written \\["));
            }
        }
    }
    let bound = |reader: &mut Reader<'_>, key: &str| {
        let node = node.get(key)?;
        match input.of {
            InputType::Duration => reader.duration(node, key).map(|duration| duration.as_secs_f64()),
            _ => reader.number(node, key),
        }
    };
    input.min = bound(reader, "min");
    input.max = bound(reader, "max");
    if let Some(formats) = node.get("formats") {
        let formats = reader.texts(formats, "formats");
        input.formats = formats.into_iter().map(|(word, _)| word.trim_start_matches('.').to_lowercase()).collect();
    }
    if let Some(env) = node.get("env") {
        let text = reader.text(env, "env")?;
        if !text.starts_with("FLOW_INPUT_") {
            reader.push(
                Diagnostic::error("bad_env", env.at, format!("`{text}` may not fill an input"))
                    .help(format!("the variable's name begins with FLOW_INPUT_: FLOW_INPUT_{}", name.to_uppercase())),
            );
        }
        input.env = Some(text);
    }
    input.secret = node.get("secret").and_then(|node| reader.bool(node, "secret")).unwrap_or(false);
    if let Some(default) = node.get("default").filter(|node| !matches!(node.value, Value::Null)) {
        match bind(&input, &default.json()) {
            Ok(value) => input.default = Some(value),
            Err((what, help)) => {
                let message = format!("the default of `{name}` {what}");
                let help = help.unwrap_or_else(|| "give it a value that a run could be given too".to_owned());
                reader.push(Diagnostic::error("bad_default", default.at, message).help(help));
            }
        }
    }
    Some(input)
}

fn type_named(reader: &mut Reader<'_>, word: &str, at: Span) -> Option<InputType> {
    let found = InputType::named(word);
    if found.is_none() {
        let near = nearest(word, table::INPUT_TYPES.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        reader.push(
            Diagnostic::error("unknown_type", at, format!("there is no type `{word}`"))
                .help(near.unwrap_or_else(|| format!("the types are {}", table::INPUT_TYPES.join(", ")))),
        );
    }
    found
}

fn types(reader: &mut Reader<'_>, node: &Node) -> Option<InputType> {
    match &node.value {
        Value::Str(word) => type_named(reader, word, node.at),
        Value::Map(entries) => {
            let fields = entries.iter().filter_map(|(key, node)| match node.map().and_then(|_| node.get("type")) {
                Some(inner) => {
                    reader.only_names(node, &["type", "description"], "a field of a record");
                    types(reader, inner).map(|of| (key.name.to_string(), of))
                }
                None => types(reader, node).map(|of| (key.name.to_string(), of)),
            });
            Some(InputType::Record(fields.collect()))
        }
        _ => {
            reader.wrong(node, "`of` takes a type, or a mapping of names to types");
            None
        }
    }
}

/// A value in the input's type, within its bounds.
///
/// # Errors
/// What is wrong, to follow the input's name, and what would do.
pub fn bind(input: &Input, value: &Json) -> Result<Json, (String, Option<String>)> {
    let value = input.of.convert(value).map_err(|what| (what, None))?;
    if !input.choices.is_empty() {
        let plain = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let word = plain(&value);
        let known: Vec<String> = input.choices.iter().map(plain).collect();
        let Some(at) = known.iter().position(|choice| *choice == word) else {
            let near = nearest(&word, known.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
            return Err((format!("is none of {}", known.join(", ")), near));
        };
        return Ok(input.choices[at].clone());
    }
    if let (Some(pattern), Some(text)) = (&input.pattern, value.as_str()) {
        let matches = Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text));
        if !matches {
            let such = input.default.as_ref().and_then(Json::as_str).filter(|such| !such.is_empty());
            let such = such.map(|such| format!("for example `{such}`"));
            let about = input.description.as_deref().map(|about| about.trim_end_matches('.').to_owned());
            let help = [about, such].into_iter().flatten().collect::<Vec<_>>().join("; ");
            return Err((format!("does not match the pattern {pattern}"), Some(help).filter(|help| !help.is_empty())));
        }
    }
    let (size, unit) = match &value {
        Json::Number(number) => (number.as_f64().unwrap_or(0.0), ""),
        Json::String(text) => (text.chars().count() as f64, " characters"),
        Json::Array(items) => (items.len() as f64, " items"),
        _ => (0.0, ""),
    };
    if let Some(min) = input.min.filter(|min| size < *min) {
        return Err((format!("is less than its least, {min}{unit}"), None));
    }
    if let Some(max) = input.max.filter(|max| size > *max) {
        return Err((format!("is more than its most, {max}{unit}"), None));
    }
    Ok(value)
}
