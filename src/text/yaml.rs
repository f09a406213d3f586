//! YAML as a tree in which every key and value knows where it stands.
//!
//! Reading into this tree first, instead of deriving
//! the language's types, is what lets one run report every mistake with its place.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

use compact_str::CompactString;
use foldhash::fast::RandomState;

use super::{Diagnostic, Source, Sources, Span, halves, side, thorough};

/// A value and its place.
#[derive(Debug, Clone)]
pub struct Node {
    pub at: Span,
    pub value: Value,
}

#[derive(Debug, Clone)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(CompactString),
    Seq(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// A mapping's key; keys are always text.
#[derive(Debug, Clone)]
pub struct Key {
    pub at: Span,
    pub name: CompactString,
}

/// Bounds on what a file may make the parser do.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub bytes: usize,
    pub nodes: usize,
}

impl Limits {
    /// Nesting, which a deep tree of branches needs three of each.
    pub const MAX_DEPTH: usize = 160;

    /// Room for a workflow of `steps` steps.
    pub fn for_steps(steps: usize) -> Limits {
        Limits { bytes: (steps * 1600).max(1 << 21), nodes: (steps * 40).max(100_000) }
    }
}

impl Node {
    pub fn str(&self) -> Option<&str> {
        match &self.value {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    pub fn map(&self) -> Option<&[(Key, Node)]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        self.map()?.iter().find(|(name, _)| name.name == key).map(|(_, node)| node)
    }

    /// What it is, in the words of people who do not program.
    pub fn what(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Int(_) | Value::Float(_) => "a number",
            Value::Str(_) => "text",
            Value::Seq(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }

    /// The tree without its places.
    pub fn json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Int(value) => (*value).into(),
            Value::Float(value) => (*value).into(),
            Value::Str(value) => value.as_str().into(),
            Value::Seq(items) => items.iter().map(Node::json).collect(),
            Value::Map(entries) => serde_json::Value::Object(
                entries.iter().map(|(key, node)| (key.name.as_str().to_owned(), node.json())).collect(),
            ),
        }
    }
}

/// The place of `range`, counted in the scalar's value, in the source that wrote it. Where quotes
/// or folding moved the characters, it is the place of the whole scalar.
pub fn inner(sources: &Sources, at: Span, value: &str, range: Range<usize>) -> Span {
    let written = sources.slice(at);
    let Some(part) = value.get(range.clone()).filter(|part| !part.is_empty()) else { return at };
    let offset = if written == value {
        Some(range.start)
    } else if written.len() == value.len() + 2 && written.get(1..written.len() - 1) == Some(value) {
        Some(range.start + 1)
    } else {
        // A block scalar or an escaped one: the same line's text, sought from where it should be.
        let before = value[..range.start].matches('\n').count();
        let from = written.split_inclusive('\n').take(before).map(str::len).sum::<usize>();
        written.get(from..).and_then(|rest| rest.find(part.lines().next().unwrap_or(part))).map(|found| from + found)
    };
    offset.map_or(at, |offset| at.part(offset..offset + part.len()))
}

/// Reads the source `file` into a tree.
///
/// # Errors
/// Where the text is not YAML, or is more than the limits allow; keys that come twice and doubtful
/// numbers are all told.
pub fn parse_all(sources: &Sources, file: u16, limits: Limits) -> Result<Node, Vec<Diagnostic>> {
    let source = sources.get(file).expect("the caller added this source");
    if source.text.len() > limits.bytes {
        return Err(vec![too_large(file, limits.bytes)]);
    }
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let shift = source.text.len() - text.len();
    if let Some(at) = text.find('\0') {
        let found = Diagnostic::error("yaml_syntax", point(file, shift + at), "the file holds a NUL character");
        return Err(vec![found.help("save it as plain UTF-8 text")]);
    }
    let node = match halves::tree(text, file, shift, source, limits) {
        Some(node) => node,
        None => thorough::tree(text, file, shift, source, limits)?,
    };
    let mut bad = Vec::new();
    doubts(&node, source, &mut bad);
    bad.sort_by_key(|found| found.at.map(|at| at.start));
    if bad.is_empty() { Ok(node) } else { Err(bad) }
}

/// The same, with the first mistake alone.
///
/// # Errors
/// As [`parse_all`].
pub fn parse(sources: &Sources, file: u16, limits: Limits) -> Result<Node, Diagnostic> {
    parse_all(sources, file, limits).map_err(|mut found| found.swap_remove(0))
}

fn too_large(file: u16, bytes: usize) -> Diagnostic {
    Diagnostic::error("file_too_large", point(file, 0), format!("a workflow file may have at most {bytes} bytes"))
        .help("split it with `use`, or raise `max_steps`, with which this limit grows")
}

/// What YAML takes without a word and people do not mean: a key that comes twice, a number that can
/// be read in two ways.
fn doubts(node: &Node, source: &Source, bad: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::Int(value) => odd(value, node.at, source, bad),
        Value::Float(value) => odd(value, node.at, source, bad),
        Value::Seq(items) => items.iter().for_each(|item| doubts(item, source, bad)),
        Value::Map(entries) => {
            for index in twice(entries) {
                let key = &entries[index].0;
                let message = format!("`{}` stands here a second time", key.name);
                let help = "keep one of them, or give the second another name";
                bad.push(Diagnostic::error("duplicate_key", key.at, message).help(help));
            }
            let each = |entries: &[(Key, Node)], bad: &mut Vec<Diagnostic>| {
                entries.iter().for_each(|(_, value)| doubts(value, source, bad));
            };
            if !side::is_long(entries.len()) {
                return each(entries, bad);
            }
            let parts = side::stretches(entries, |entries| {
                let mut bad = Vec::new();
                each(entries, &mut bad);
                bad
            });
            bad.extend(parts.into_iter().flatten());
        }
        Value::Null | Value::Bool(_) | Value::Str(_) => {}
    }
}

/// The places of keys that stand in the mapping before. Most mappings are short, and need no table.
fn twice(entries: &[(Key, Node)]) -> Vec<usize> {
    let name = |at: usize| entries[at].0.name.as_str();
    if entries.len() <= 12 {
        return (1..entries.len()).filter(|at| (0..*at).any(|before| name(before) == name(*at))).collect();
    }
    let mut known = HashSet::with_capacity_and_hasher(entries.len(), RandomState::default());
    (0..entries.len()).filter(|at| !known.insert(name(*at))).collect()
}

/// The parser takes `007` for 7.0 and `1_000` for 1000; people mean text or a plain number, so they
/// are asked which.
fn odd(value: &dyn fmt::Display, at: Span, source: &Source, bad: &mut Vec<Diagnostic>) {
    let written = source.text.get(at.range()).unwrap_or("").trim();
    let digits = written.trim_start_matches(['+', '-']);
    let odd = digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit();
    if odd || digits.contains('_') {
        bad.push(
            Diagnostic::error("ambiguous_number", at, format!("`{written}` can be read as a number in two ways"))
                .help(format!("write {value} if you mean the number, or '{written}' in quotes if you mean text")),
        );
    }
}

/// The place without the white space at its end, which scalars in block style carry.
pub(super) fn trimmed(source: &Source, file: u16, start: usize, end: usize) -> Span {
    let (start, end) = (source.snap(start), source.snap(end));
    let end = start + source.text[start..end].trim_end().len();
    Span { file, start: start as u32, end: end as u32 }
}

pub(super) fn point(file: u16, at: usize) -> Span {
    Span { file, start: at as u32, end: at as u32 + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> (Sources, Result<Node, Vec<Diagnostic>>) {
        let mut sources = Sources::default();
        let file = sources.add(Source::new("a.yaml", text));
        let node = parse_all(&sources, file, Limits::for_steps(10));
        (sources, node)
    }

    #[test]
    fn keys_and_values_know_their_places() {
        let (sources, node) =
            tree("\u{feff}a: x y\nb:\n  c: 'z'\n  d: [1, two]\n  e: |\n    hi {{ there }}\n    you\n");
        let node = node.unwrap();
        let b = node.get("b").unwrap();
        assert_eq!(sources.slice(node.get("a").unwrap().at), "x y");
        assert_eq!(sources.slice(b.get("c").unwrap().at), "'z'");
        let Value::Seq(items) = &b.get("d").unwrap().value else { panic!() };
        assert_eq!(sources.slice(items[1].at), "two");
        let e = b.get("e").unwrap();
        let text = e.str().unwrap();
        let start = text.find("there").unwrap();
        assert_eq!(sources.slice(inner(&sources, e.at, text, start..start + 5)), "there");
        let c = b.get("c").unwrap();
        assert_eq!(sources.slice(inner(&sources, c.at, "z", 0..1)), "z");
        assert_eq!(sources.slice(node.map().unwrap()[1].0.at), "b");
    }

    #[test]
    fn what_yaml_gets_wrong_is_named() {
        for (text, code) in [
            ("a: 1\na: 2\n", "duplicate_key"),
            ("a: 007\n", "ambiguous_number"),
            ("a: {{ x }}\n", "unquoted_template"),
            ("a: [\n", "yaml_syntax"),
            ("a:\n\t- b\n", "yaml_syntax"),
            ("a: \0\n", "yaml_syntax"),
        ] {
            let (sources, node) = tree(text);
            let diagnostic = node.expect_err(text).remove(0);
            let drawn = super::super::to_text(std::slice::from_ref(&diagnostic), &sources, false);
            assert_eq!(diagnostic.code, code, "{text}: {drawn}");
        }
    }

    #[test]
    fn alias_bombs_and_deep_nesting_are_refused() {
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n";
        assert!(tree(bomb).1.is_err());
        assert!(tree(&"[".repeat(5000)).1.is_err());
        assert!(tree(&format!("a: {}", "[".repeat(400) + &"]".repeat(400))).1.is_err());
    }
}
