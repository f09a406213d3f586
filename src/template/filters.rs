//! The filters and tests of the language: minijinja's, less those that can expand without bound,
//! and a few for file names and times.

use std::path::Path;

use minijinja::value::{Kwargs, Rest};
use minijinja::{Environment, Error, ErrorKind, State, Value};

use super::render::is_missing;

/// Every filter that a recipe may use.
pub const NAMES: &[&str] = &[
    "abs",
    "basename",
    "bool",
    "capitalize",
    "clock",
    "count",
    "d",
    "default",
    "ext",
    "first",
    "float",
    "int",
    "items",
    "join",
    "last",
    "length",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "seconds",
    "select",
    "selectattr",
    "slug",
    "sort",
    "split",
    "stem",
    "string",
    "sum",
    "title",
    "tojson",
    "trim",
    "unique",
    "upper",
];

/// Every test that a recipe may use.
pub const TESTS: &[&str] = &[
    "boolean",
    "defined",
    "divisibleby",
    "endingwith",
    "eq",
    "even",
    "ge",
    "gt",
    "in",
    "integer",
    "iterable",
    "le",
    "lower",
    "lt",
    "mapping",
    "ne",
    "none",
    "number",
    "odd",
    "sequence",
    "startingwith",
    "string",
    "undefined",
    "upper",
];

/// No text may grow past this many bytes.
pub const MAX_TEXT: usize = 1 << 20;

pub fn install(environment: &mut Environment<'_>) {
    environment.add_filter("stem", |path: &str| Path::new(path).file_stem().map(text).unwrap_or_default());
    environment.add_filter("basename", |path: &str| Path::new(path).file_name().map(text).unwrap_or_default());
    environment.add_filter("ext", |path: &str| Path::new(path).extension().map(text).unwrap_or_default());
    environment.add_filter("slug", slug);
    environment.add_filter("seconds", |value: Value| seconds(&value));
    environment.add_filter("clock", |value: Value| seconds(&value).map(clock));
    environment.add_filter("default", default);
    environment.add_filter("d", default);
    environment.add_filter("join", join);
    environment.add_filter("replace", replace);
    environment.add_test("defined", |value: &Value| !is_missing(value));
    environment.add_test("undefined", is_missing);
}

fn text(part: &std::ffi::OsStr) -> String {
    part.to_string_lossy().into_owned()
}

/// Letters and digits of any script, with single dashes between them.
pub fn slug(text: &str) -> String {
    let dashed: String = text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    dashed.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

fn seconds(value: &Value) -> Result<f64, Error> {
    let number = f64::try_from(value.clone()).ok();
    number
        .or_else(|| value.as_str().and_then(parse_duration))
        .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("`{value}` is no length of time")))
}

/// `90`, `1m30s`, `00:01:30.5` in seconds.
pub fn parse_duration(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'.').then(|| text.parse::<f64>().ok())?;
    let seconds = if let Some(seconds) = plain(text).filter(|_| !text.is_empty()) {
        seconds
    } else if text.contains(':') {
        let mut total = 0.0;
        for part in text.split(':') {
            total = total * 60.0 + plain(part).filter(|_| !part.is_empty())?;
        }
        total
    } else {
        let duration: jiff::SignedDuration = text.parse().ok()?;
        duration.as_secs_f64()
    };
    (0.0..=1e7).contains(&seconds).then_some(seconds)
}

/// `1:30`, `1:02:03`, `0:00.5`.
pub fn clock(seconds: f64) -> String {
    let tenths = (seconds.max(0.0) * 10.0).round() as u64;
    let (hours, minutes, rest) = (tenths / 36_000, tenths / 600 % 60, tenths % 600);
    let fraction = if rest.is_multiple_of(10) { String::new() } else { format!(".{}", rest % 10) };
    match hours {
        0 => format!("{minutes}:{:02}{fraction}", rest / 10),
        _ => format!("{hours}:{minutes:02}:{:02}{fraction}", rest / 10),
    }
}

/// minijinja's `default`, which also stands in for what a skipped step would have given.
fn default(value: Value, args: Rest<Value>) -> Result<Value, Error> {
    let (args, kwargs): (&[Value], Kwargs) = minijinja::value::from_args(&args)?;
    let falsy: Option<bool> = kwargs.get("boolean")?;
    kwargs.assert_all_used()?;
    let replacement = args.first().cloned().unwrap_or_else(|| Value::from(""));
    let falsy = falsy.unwrap_or_else(|| args.get(1).is_some_and(Value::is_true));
    Ok(if is_missing(&value) || (falsy && !value.is_true()) { replacement } else { value })
}

fn join(state: &mut State<'_, '_>, value: &Value, joiner: Option<String>) -> Result<Value, Error> {
    let mut out = String::new();
    for (index, item) in value.try_iter()?.enumerate() {
        if index > 0 {
            out += joiner.as_deref().unwrap_or("");
        }
        out += &state.format(item)?;
        bounded(out.len())?;
    }
    Ok(out.into())
}

fn replace(value: &str, from: &str, to: &str) -> Result<String, Error> {
    let hits = if from.is_empty() { value.len() + 1 } else { value.matches(from).count() };
    bounded(value.len().saturating_add(hits.saturating_mul(to.len())))?;
    Ok(value.replace(from, to))
}

/// # Errors
/// Where a text of this many bytes would be too large.
pub fn bounded(bytes: usize) -> Result<(), Error> {
    if bytes <= MAX_TEXT {
        return Ok(());
    }
    Err(Error::new(ErrorKind::OutOfFuel, format!("the text grows past {MAX_TEXT} bytes")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, seconds) in [("90", 90.0), ("1m30s", 90.0), ("00:01:30.5", 90.5), ("0.5s", 0.5), ("1:05", 65.0)] {
            assert_eq!(parse_duration(text), Some(seconds), "{text}");
        }
        for text in ["", "-5s", "soon", "1:", "1e400", "99999999999", ".:."] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
        assert_eq!([clock(90.0), clock(3723.0), clock(0.5)], ["1:30", "1:02:03", "0:00.5"]);
        assert_eq!(slug("Ann & Bob: 第一集!"), "ann-bob-第一集");
    }
}
