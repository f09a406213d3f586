//! What a template or an expression gives, strictly and within bounds.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use minijinja::machinery::{ast, parse};
use minijinja::value::{Object, ObjectRepr, Serde};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};

use super::analyse::{Problem, problem, template_problem};
use super::filters::{self, MAX_TEXT};

/// The values that a template may read, by their first name.
#[derive(Debug, Clone, Default)]
pub struct Context(BTreeMap<&'static str, Value>);

/// A template of which not everything is known yet.
#[derive(Debug, Clone, PartialEq)]
pub enum Partial {
    Known(serde_json::Value),
    /// What is known is filled in; the rest stands as it was written.
    Open(String),
}

impl Context {
    pub fn set(&mut self, name: &'static str, value: &serde_json::Value) {
        self.0.insert(name, self::value(value));
    }

    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    pub fn set_value(&mut self, name: &'static str, value: Value) {
        self.0.insert(name, value);
    }
}

/// Templates look names up in it as it is.
impl Object for Context {
    fn get_value(self: &Arc<Self>, name: &Value) -> Option<Value> {
        self.0.get(name.as_str()?).cloned()
    }
}

/// A plain value as templates take it.
pub fn value(json: &serde_json::Value) -> Value {
    Value::from(Serde(json))
}

/// Stands for a step that was skipped: nothing of it is defined, and `default` replaces it.
#[derive(Debug)]
struct Skipped;

impl Object for Skipped {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, _: &Value) -> Option<Value> {
        Some(skipped())
    }

    fn is_true(self: &Arc<Self>) -> bool {
        false
    }
}

/// The value of a step that was skipped.
pub fn skipped() -> Value {
    Value::from_object(Skipped)
}

pub(super) fn is_missing(value: &Value) -> bool {
    value.is_undefined() || value.downcast_object_ref::<Skipped>().is_some()
}

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(200_000));
    environment.set_recursion_limit(100);
    environment.set_debug(true);
    environment.remove_global("debug");
    filters::install(&mut environment);
    environment.set_formatter(|out, _, value| {
        if is_missing(value) {
            let what = if value.is_undefined() { "a value that is not defined" } else { "a step that was skipped" };
            return Err(Error::new(ErrorKind::UndefinedError, format!("the text would show {what}")));
        }
        let text = text(value);
        filters::bounded(text.len())?;
        out.write_str(&text).map_err(Error::from)
    });
    environment
});

/// Truth values and nothing print as they are written in YAML, lists and mappings as JSON.
fn text(value: &Value) -> String {
    use minijinja::value::ValueKind;
    match value.kind() {
        ValueKind::Bool => if value.is_true() { "true" } else { "false" }.to_owned(),
        ValueKind::None => String::new(),
        ValueKind::Seq | ValueKind::Map | ValueKind::Iterable => {
            serde_json::to_string(value).unwrap_or_else(|_| value.to_string())
        }
        _ => value.to_string(),
    }
}

/// What the template gives: a text, or for a template that is one `{{ … }}` the value itself.
///
/// # Errors
/// Where something is not defined, or evaluation passes its bounds.
pub fn render(template: &str, context: &Context) -> Result<serde_json::Value, Problem> {
    if let Some(range) = single(template) {
        let value = eval(&template[range.clone()], context).map_err(|problem| problem.shifted(range.start))?;
        return json(&value);
    }
    if !template.contains("{{") && !template.contains("{%") && !template.contains("{#") {
        return Ok(template.into());
    }
    let compiled = ENVIRONMENT.template_from_str(template).map_err(|error| template_problem(&error))?;
    let mut out = Bounded(Vec::new());
    compiled.render_captured_to(root(context), &mut out).map_err(|error| template_problem(&error))?;
    Ok(String::from_utf8_lossy(&out.0).into_owned().into())
}

/// The value of a bare expression.
///
/// # Errors
/// As [`render`].
pub fn evaluate(expression: &str, context: &Context) -> Result<serde_json::Value, Problem> {
    json(&eval(expression, context)?)
}

/// Whether a bare expression holds.
///
/// # Errors
/// As [`render`].
pub fn holds(expression: &str, context: &Context) -> Result<bool, Problem> {
    let value = eval(expression, context)?;
    if value.is_undefined() {
        return Err(problem(0..expression.len(), "undefined_value", "the expression gives nothing"));
    }
    Ok(value.is_true())
}

fn eval(expression: &str, context: &Context) -> Result<Value, Problem> {
    let compiled = ENVIRONMENT.compile_expression(expression).map_err(|error| template_problem(&error))?;
    compiled.eval(root(context)).map_err(|error| template_problem(&error))
}

fn root(context: &Context) -> Value {
    Value::from_object(context.clone())
}

fn json(value: &Value) -> Result<serde_json::Value, Problem> {
    if is_missing(value) {
        return Err(problem(0..0, "undefined_value", "the template gives nothing"));
    }
    serde_json::to_value(value).map_err(|error| problem(0..0, "undefined_value", error.to_string()))
}

/// The expression of a template that is one `{{ … }}` and nothing else.
fn single(template: &str) -> Option<Range<usize>> {
    let inner = template.trim().strip_prefix("{{")?.strip_suffix("}}")?;
    let start = inner.as_ptr() as usize - template.as_ptr() as usize;
    let trimmed = inner.trim_start_matches('-').trim_end_matches('-');
    let ast::Stmt::Template(parsed) = parse(template.trim(), "<template>", Default::default()).ok()? else {
        return None;
    };
    let one = matches!(parsed.children.as_slice(), [ast::Stmt::EmitExpr(_)]);
    let skip = inner.len() - inner.trim_start_matches('-').len();
    one.then(|| start + skip..start + skip + trimmed.len())
}

/// The template with what is known filled in. `known` says of a part of the template, given as a
/// range, whether everything that it reads is known.
///
/// # Errors
/// As [`render`], for the parts that are known.
pub fn partial(template: &str, context: &Context, known: &dyn Fn(Range<usize>) -> bool) -> Result<Partial, Problem> {
    if known(0..template.len()) {
        return render(template, context).map(Partial::Known);
    }
    // What is no plain row of text and `{{ … }}` stays whole: a statement, a comment, a trimming dash.
    let Some(pieces) = pieces(template) else { return Ok(Partial::Open(template.to_owned())) };
    let mut out = String::new();
    let mut end = 0;
    for piece in pieces {
        out += &template[end..piece.start];
        end = piece.end;
        let written = &template[piece.clone()];
        if known(piece.clone()) {
            let value = render(written, context).map_err(|problem| problem.shifted(piece.start))?;
            out += &value.as_str().map_or_else(|| text(&self::value(&value)), str::to_owned);
        } else {
            out += written;
        }
    }
    out += &template[end..];
    Ok(Partial::Open(out))
}

/// The places of each `{{ … }}`; the parser's spans do not reach over a whole comparison.
fn pieces(template: &str) -> Option<Vec<Range<usize>>> {
    if ["{%", "{#", "{{-", "-}}"].iter().any(|mark| template.contains(mark)) {
        return None;
    }
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(start) = template[at..].find("{{").map(|found| at + found) {
        let (mut quote, mut end) = (None, None);
        let bytes = template.as_bytes();
        let mut here = start + 2;
        while here < bytes.len() {
            match (quote, bytes[here]) {
                (Some(_), b'\\') => here += 1,
                (Some(open), byte) if byte == open => quote = None,
                (None, byte @ (b'"' | b'\'')) => quote = Some(byte),
                (None, b'}') if bytes.get(here + 1) == Some(&b'}') => {
                    end = Some(here + 2);
                    break;
                }
                _ => {}
            }
            here += 1;
        }
        at = end?;
        out.push(start..at);
    }
    Some(out)
}

/// A buffer that refuses to grow past the bound.
struct Bounded(Vec<u8>);

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_TEXT {
            return Err(std::io::Error::other(format!("the text grows past {MAX_TEXT} bytes")));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn context() -> Context {
        let mut context = Context::default();
        context.set("inputs", &json!({"n": 3, "clip": "a/b/talk.mov", "on": true, "list": [1, 2]}));
        context.set_value("steps", Value::from_pairs([("gone", skipped())]));
        context
    }

    #[test]
    fn a_single_template_keeps_its_type() {
        assert_eq!(render("{{ inputs.n }}", &context()), Ok(json!(3)));
        assert_eq!(render("{{ inputs.list }}", &context()), Ok(json!([1, 2])));
        assert_eq!(render("{{ inputs.n }}{{ inputs.n }}", &context()), Ok(json!("33")));
        assert_eq!(render("{{ inputs.clip | stem }}-x {{ inputs.on }}", &context()), Ok(json!("talk-x true")));
    }

    #[test]
    fn a_skipped_step_is_undefined_all_the_way_down() {
        assert_eq!(render("{{ steps.gone.reply | default('none') }}", &context()), Ok(json!("none")));
        assert_eq!(render("{{ steps.gone.a.b | default('none') }}", &context()), Ok(json!("none")));
        assert_eq!(holds("steps.gone is defined", &context()), Ok(false));
        assert!(render("x {{ steps.gone.reply }}", &context()).is_err());
        assert!(render("{{ inputs.nope }}", &context()).is_err());
    }

    #[test]
    fn evaluation_is_bounded() {
        for text in [
            "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}",
            "{{ range(100000) | join('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa') }}",
            "{{ 'aaaaaaaaaa' | replace('', 'bbbbbbbbbbbbbbbbbbbbbbbbbbb') | replace('b', 'cccccccccccccccccccccccccccccccccccccccccc') | replace('c', 'ddddddddddddddddddddddddddddddddddddddddddddddddddddd') | replace('d', 'eeeeeeeeeeeeeeeeeeeeeeeee') }}",
        ] {
            assert!(render(text, &context()).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_not_known_stays_as_written() {
        for odd in ["{{ steps.x | length > 1 }} {{ inputs.n }}", "{{ '}}' }} {{ steps.x }}", "{{ inputs.n", "}} {{ '"] {
            let _ = partial(odd, &context(), &|range| range.len() < 15 && !odd[range].contains("steps"));
        }
        let known = |template: &'static str| move |range: Range<usize>| !template[range].contains("steps");
        let text = "Add {{ inputs.n }} of {{ steps.x.y }} for {{ inputs.clip | stem }}";
        assert_eq!(
            partial(text, &context(), &known(text)),
            Ok(Partial::Open("Add 3 of {{ steps.x.y }} for talk".into()))
        );
    }
}
