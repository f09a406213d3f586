//! The thorough way through YAML: everything that it may be, within bounds, and what is wrong with it.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::{DuplicateKeyPolicy, Location, Spanned};

use super::complaint::complaint;
use super::yaml::{Key, Limits, Node, Value, point, trimmed};
use super::{Diagnostic, Source, Span};

/// Reads everything that YAML may be, and says what is wrong.
pub(super) fn tree(
    text: &str,
    file: u16,
    shift: usize,
    source: &Source,
    limits: Limits,
) -> Result<Node, Vec<Diagnostic>> {
    // The parser recurses, and a thread of a test or of a server has little stack.
    let parsed = std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(64 << 20)
            .spawn_scoped(scope, || serde_yaml::from_str_with_options(text, options(limits)))
            .map(std::thread::ScopedJoinHandle::join)
    });
    // A system without a free thread, or a parser that gives up on a file, is told and no crash.
    let Ok(Ok(parsed)) = parsed else {
        let found = Diagnostic::error("yaml_syntax", point(file, 0), "the file cannot be read as YAML");
        return Err(vec![found.help("simplify it, or split it with `use`")]);
    };
    let tree: Spanned<Raw> = parsed.map_err(|error| vec![complaint(&error, source, file, shift)])?;
    Ok(place(tree, file, shift, source))
}

/// What the thorough reader takes an unquoted word for.
pub(super) fn number(word: &str) -> Option<Value> {
    if word.len() < 18 && !word.starts_with('0') && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return word.parse().ok().map(Value::Int);
    }
    match serde_yaml::from_str_with_options(word, options(Limits::for_steps(0))).ok()? {
        Raw::Int(value) => Some(Value::Int(value)),
        Raw::Float(value) => Some(Value::Float(value)),
        Raw::Str(value) => Some(Value::Str(value.into())),
        _ => None,
    }
}

pub(super) fn span(location: &Location, file: u16, shift: usize, source: &Source) -> Span {
    let start = match location.span().byte_offset() {
        Some(offset) => offset as usize + shift,
        None => source.byte(location.line() as usize, location.column() as usize),
    };
    let len = location.span().byte_len().unwrap_or(0) as usize;
    trimmed(source, file, start, start + len)
}

fn options(limits: Limits) -> serde_yaml::Options {
    serde_yaml::options! {
        strict_booleans: true,
        duplicate_keys: DuplicateKeyPolicy::LastWins,
        with_snippet: false,
        // Aliases are for a few words that come twice; what multiplies is a bomb.
        alias_limits: serde_yaml::alias_limits! { max_total_replayed_events: 50_000 },
        budget: serde_yaml::budget! {
            max_depth: Limits::MAX_DEPTH, max_nodes: limits.nodes, max_events: limits.nodes * 3,
            max_anchors: 200, max_aliases: 2000, max_total_scalar_bytes: limits.bytes,
        },
    }
}

/// What the parser gives, before places are put into our own terms.
enum Raw {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(String),
    Seq(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Tree;

        impl<'de> Visitor<'de> for Tree {
            type Value = Raw;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a YAML value")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
                Ok(Raw::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
                Ok(Raw::Int(value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
                Ok(i64::try_from(value).map_or(Raw::Float(value as f64), Raw::Int))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
                Ok(Raw::Float(value))
            }

            fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
                Ok(Raw::Str(value.to_owned()))
            }

            fn visit_unit<E>(self) -> Result<Raw, E> {
                Ok(Raw::Null)
            }

            fn visit_none<E>(self) -> Result<Raw, E> {
                Ok(Raw::Null)
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
                Raw::deserialize(deserializer)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = access.next_element()? {
                    items.push(item);
                }
                Ok(Raw::Seq(items))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = access.next_entry()? {
                    entries.push(entry);
                }
                Ok(Raw::Map(entries))
            }
        }

        deserializer.deserialize_any(Tree)
    }
}

fn place(raw: Spanned<Raw>, file: u16, shift: usize, source: &Source) -> Node {
    let at = span(&raw.referenced, file, shift, source);
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Bool(value) => Value::Bool(value),
        Raw::Int(value) => Value::Int(value),
        Raw::Float(value) => Value::Float(value),
        Raw::Str(value) => Value::Str(value.into()),
        Raw::Seq(items) => Value::Seq(items.into_iter().map(|item| place(item, file, shift, source)).collect()),
        Raw::Map(entries) => Value::Map(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let at = span(&key.referenced, file, shift, source);
                    (Key { at, name: key.value.into() }, place(value, file, shift, source))
                })
                .collect(),
        ),
    };
    Node { at, value }
}
