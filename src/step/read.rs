//! Reading a kind's own keys from the YAML tree, with every mistake collected.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use compact_str::CompactString;

use super::table::{Field, Takes, example};
use crate::template::{Analysis, Names, Read, Shape, Syntax, analyse};
use crate::text::yaml::{Node, Value};
use crate::text::{Diagnostic, Sources, Span, nearest};

/// A text of the recipe that is evaluated: a template or an expression, and where it stands.
#[derive(Clone)]
pub struct Text {
    pub text: String,
    pub at: Span,
    pub syntax: Syntax,
    /// Parsing is what a plan's time goes into, so what a text reads is found once.
    reads: OnceLock<Arc<[Read]>>,
}

/// Collects what is wrong while a tree is read.
pub struct Reader<'s> {
    pub sources: &'s Sources,
    pub found: Vec<Diagnostic>,
}

impl Text {
    pub fn template(text: impl Into<String>, at: Span) -> Text {
        Text { text: text.into(), at, syntax: Syntax::Template, reads: OnceLock::new() }
    }

    pub fn expression(text: impl Into<String>, at: Span) -> Text {
        Text { text: text.into(), at, syntax: Syntax::Expression, reads: OnceLock::new() }
    }

    /// Whether it says the same on every run.
    pub fn is_plain(&self) -> bool {
        let braces = ["{{", "{%", "{#"];
        self.syntax == Syntax::Template && !braces.iter().any(|open| self.text.contains(open))
    }

    /// What it reads, whether or not there is such a thing.
    pub fn reads(&self) -> &[Read] {
        self.reads.get_or_init(|| {
            if self.is_plain() { Arc::default() } else { analyse(&self.text, self.syntax, &Anything).reads.into() }
        })
    }

    /// What it reads and what is wrong with that, held against the names that stand there.
    pub fn analysed(&self, names: &dyn Names) -> Analysis {
        if self.is_plain() && self.text.len() <= 64 << 10 {
            return Analysis::default();
        }
        let analysis = analyse(&self.text, self.syntax, names);
        self.reads.get_or_init(|| analysis.reads.clone().into());
        analysis
    }
}

/// The place and what is remembered are left out, so that the hash of a plan tells what is said and
/// not on which line.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({:?})", self.syntax, self.text)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        (&self.text, self.at, self.syntax) == (&other.text, other.at, other.syntax)
    }
}

/// Reads without judging: every name is taken to exist.
struct Anything;

impl Names for Anything {
    fn root(&self, _: &str) -> Option<Shape> {
        Some(Shape::Any)
    }

    fn roots(&self) -> Vec<String> {
        Vec::new()
    }

    fn step(&self, _: &str) -> Option<Shape> {
        Some(Shape::Any)
    }

    fn steps(&self) -> Vec<String> {
        Vec::new()
    }
}

impl<'s> Reader<'s> {
    pub fn new(sources: &'s Sources) -> Reader<'s> {
        Reader { sources, found: Vec::new() }
    }

    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Reports keys that are not among `fields`; `what` names the mapping, as in "a step".
    pub fn only(&mut self, node: &Node, fields: &[Field], what: &str) {
        let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
        self.only_names(node, &names, what);
        for field in fields.iter().filter(|field| field.required && node.get(field.name).is_none()) {
            self.push(
                Diagnostic::error("missing_key", first_key(node), format!("{what} needs the key `{}`", field.name))
                    .help(format!("for example `{}`", field.example)),
            );
        }
    }

    pub fn only_names(&mut self, node: &Node, names: &[&str], what: &str) {
        let Some(entries) = node.map() else { return };
        for (key, value) in entries.iter().filter(|(key, _)| !names.contains(&key.name.as_str())) {
            self.push(unknown_key(key.name.as_str(), key.at, value, names, what));
        }
    }

    /// The node as a mapping, or an error that says what stands there instead.
    pub fn mapping(&mut self, node: &Node, what: impl fmt::Display) -> bool {
        if node.map().is_some() {
            return true;
        }
        self.wrong(node, &format!("{what} is a mapping"));
        false
    }

    pub fn wrong(&mut self, node: &Node, must: &str) {
        let found = if matches!(node.value, Value::Null) { "nothing stands here" } else { node.what() };
        let message = match found {
            "nothing stands here" => format!("{must}, and {found}"),
            _ => format!("{must}, and this is {found}"),
        };
        // The key that the sentence names tells what it takes.
        let key = must.split('`').nth(1).unwrap_or("");
        let help = match example(key) {
            Some(example) => format!("for example `{example}`"),
            None => "mind the indentation: what belongs to a key stands below it, further to the right".to_owned(),
        };
        self.push(Diagnostic::error("wrong_type", node.at, message).help(help));
    }

    /// Plain text; a number or a truth value is taken as it was written.
    pub fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        self.short(node, key).map(String::from)
    }

    /// The same where it is a name or a word, as most are.
    fn short(&mut self, node: &Node, key: &str) -> Option<CompactString> {
        match &node.value {
            Value::Str(text) => Some(text.clone()),
            Value::Int(_) | Value::Float(_) | Value::Bool(_) => Some(self.sources.slice(node.at).trim().into()),
            _ => {
                self.wrong(node, &format!("`{key}` takes a text"));
                None
            }
        }
    }

    pub fn template(&mut self, node: &Node, key: &str) -> Option<Text> {
        if let Value::Map(entries) = &node.value
            && let Some((inner, Node { value: Value::Null, .. })) = entries.first()
            && self.sources.slice(node.at).starts_with('{')
        {
            self.push(
                Diagnostic::error(
                    "unquoted_template",
                    node.at,
                    format!("YAML reads these braces of `{key}` as a mapping"),
                )
                .help(format!("quote the template: '{{{{ {} }}}}'", inner.name)),
            );
            return None;
        }
        self.text(node, key).map(|text| Text::template(text, node.at))
    }

    pub fn templates(&mut self, node: &Node, key: &str) -> Vec<Text> {
        match &node.value {
            Value::Seq(items) => items.iter().filter_map(|item| self.template(item, key)).collect(),
            _ => self.template(node, key).into_iter().collect(),
        }
    }

    pub fn expression(&mut self, node: &Node, key: &str) -> Option<Text> {
        match &node.value {
            Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_) => {
                self.text(node, key).map(|text| Text::expression(text, node.at))
            }
            _ => {
                self.wrong(
                    node,
                    &format!(
                        "`{key}` takes {}",
                        if key == "for_each" { "a list, or an expression that gives one" } else { "an expression" }
                    ),
                );
                None
            }
        }
    }

    pub fn expressions(&mut self, node: &Node, key: &str) -> Vec<Text> {
        match &node.value {
            Value::Seq(items) => items.iter().filter_map(|item| self.expression(item, key)).collect(),
            _ => self.expression(node, key).into_iter().collect(),
        }
    }

    pub fn bool(&mut self, node: &Node, key: &str) -> Option<bool> {
        match node.value {
            Value::Bool(value) => Some(value),
            _ => {
                self.wrong(node, &format!("`{key}` takes true or false"));
                None
            }
        }
    }

    /// A number from `least` on.
    pub fn amount(&mut self, node: &Node, key: &str, least: i64) -> Option<f64> {
        let number = self.number(node, key)?;
        if number < least as f64 {
            let found = Diagnostic::error("out_of_range", node.at, format!("`{key}` is at least {least}"));
            self.push(found.help(format!("write `{key}: {least}` or more")));
            return None;
        }
        Some(number)
    }

    pub fn number(&mut self, node: &Node, key: &str) -> Option<f64> {
        match node.value {
            Value::Int(value) => Some(value as f64),
            Value::Float(value) if value.is_finite() => Some(value),
            _ => {
                self.wrong(node, &format!("`{key}` takes a number"));
                None
            }
        }
    }

    /// A whole number from `least` on.
    pub fn integer(&mut self, node: &Node, key: &str, least: i64) -> Option<i64> {
        let whole = match node.value {
            Value::Float(value) if value.fract() == 0.0 => Some(value as i64),
            Value::Int(value) => Some(value),
            _ => None,
        };
        match whole {
            Some(value) if value >= least => Some(value),
            Some(_) => {
                let found = Diagnostic::error("out_of_range", node.at, format!("`{key}` is at least {least}"));
                self.push(found.help(format!("write `{key}: {least}` or more")));
                None
            }
            _ => {
                self.wrong(node, &format!("`{key}` takes a whole number"));
                None
            }
        }
    }

    pub fn duration(&mut self, node: &Node, key: &str) -> Option<Duration> {
        let code = if node.str().is_some() { "bad_duration" } else { "wrong_type" };
        let seconds = match &node.value {
            Value::Int(value) => Some(*value as f64),
            Value::Float(value) => Some(*value),
            Value::Str(text) => crate::template::parse_duration(text),
            _ => None,
        };
        match seconds.filter(|seconds| (0.0..=1e7).contains(seconds)) {
            Some(seconds) => Some(Duration::from_secs_f64(seconds)),
            None => {
                let message = format!("`{key}` takes a length of time");
                self.push(Diagnostic::error(code, node.at, message).help("write 90, 1m30s or 00:01:30.5"));
                None
            }
        }
    }

    /// One of `words`.
    pub fn word(&mut self, node: &Node, key: &str, words: &[&'static str]) -> Option<&'static str> {
        let text = self.text(node, key)?;
        let found = words.iter().copied().find(|word| *word == text);
        if found.is_none() {
            let near = nearest(&text, words.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            self.push(
                Diagnostic::error("unknown_word", node.at, format!("`{key}` does not take `{text}`"))
                    .help(near.unwrap_or_else(|| format!("it takes {}", words.join(", ")))),
            );
        }
        found
    }

    /// A list of plain texts; one text stands for a list of one.
    pub fn texts(&mut self, node: &Node, key: &str) -> Vec<(CompactString, Span)> {
        match &node.value {
            Value::Seq(items) => {
                let mut texts = Vec::with_capacity(items.len());
                texts.extend(items.iter().filter_map(|item| self.short(item, key).map(|text| (text, item.at))));
                texts
            }
            _ => self.short(node, key).map(|text| (text, node.at)).into_iter().collect(),
        }
    }
}

/// A key that is not known here, with the nearest that is, and with the usual cause: YAML that took
/// a part of a sentence for a key.
pub fn unknown_key(name: &str, at: Span, value: &Node, names: &[&str], what: &str) -> Diagnostic {
    let found = Diagnostic::error("unknown_key", at, format!("{what} has no key `{name}`"));
    let near = nearest(name, names.iter().copied());
    let sentence = name.contains(' ') || (matches!(value.value, Value::Null) && near.is_none());
    if sentence {
        return Diagnostic::error("comma_in_prompt", at, format!("YAML takes `{name}` for a key of its own"))
            .help("inside { } a text with a comma or a colon needs quotes: { edit: 'Trim, then stop' }");
    }
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.join(", ").len() <= 80 => format!("the keys are {}", names.join(", ")),
        None => "`flow explain unknown_key` lists the keys".to_owned(),
    };
    found.help(help)
}

/// The place of a mapping's first key, since a block mapping itself has an empty place.
pub fn first_key(node: &Node) -> Span {
    node.map().and_then(|entries| entries.first()).map_or(node.at, |(key, _)| key.at)
}

/// Whether a key of the table takes what is evaluated.
pub fn evaluated(takes: Takes) -> bool {
    matches!(takes, Takes::Template | Takes::Templates | Takes::Expression | Takes::Expressions | Takes::Items)
}
