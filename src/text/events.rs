//! The quick way through YAML: the parser's events straight into the tree, for files that hold
//! nothing but mappings, lists and scalars.
//!
//! What is rarer or doubtful (tags, anchors, aliases, merged keys, a second document, any mistake)
//! gives None, and the thorough reader is asked, which judges and explains. Where this one
//! answers, both must agree; a test holds them against each other.

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle};

use super::thorough::number;
use super::yaml::{Key, Limits, Node, Value, trimmed};
use super::{Source, Span};

/// Keys on a pile that is about to be much longer.
const LONG: usize = 256;

/// A collection that is not at its end yet. What it holds so far lies on one pile with what the others
/// hold, from `begin` on, so that each list is made once, when its length is known.
enum Open {
    Seq {
        at: Span,
        begin: usize,
    },
    /// The last key is still without its value.
    Map {
        at: Span,
        begin: usize,
        key: Option<Key>,
    },
}

/// The tree of `text`, which is the source from the byte `shift` on, and how many keys and values it has.
pub(super) fn tree(text: &str, file: u16, shift: usize, source: &Source, limits: Limits) -> Option<(Node, usize)> {
    let mut options = granit_parser::Options::default();
    options.set_emit_comments(false);
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut open: Vec<Open> = Vec::new();
    let (mut items, mut entries): (Vec<Node>, Vec<(Key, Node)>) = (Vec::new(), Vec::new());
    let mut left = limits.nodes;
    let mut root = None;
    while let Some(event) = parser.next_event() {
        let (event, place) = event.ok()?;
        let at = || {
            let range = place.byte_range()?;
            Some(trimmed(source, file, range.start + shift, range.end + shift))
        };
        let node = match event {
            Event::StreamStart | Event::DocumentEnd => continue,
            Event::StreamEnd => break,
            Event::DocumentStart(..) if root.is_none() => continue,
            Event::Scalar(text, style, 0, None) => {
                if let Some(Open::Map { key: key @ None, .. }) = open.last_mut() {
                    if style == ScalarStyle::Plain && (is_nothing(&text) || text == "<<") {
                        return None;
                    }
                    left = left.checked_sub(1)?;
                    *key = Some(Key { at: at()?, name: text.into() });
                    continue;
                }
                let value = if style == ScalarStyle::Plain { plain(text)? } else { Value::Str(text.into()) };
                Node { at: at()?, value }
            }
            Event::SequenceStart(_, 0, None) if takes_node(&open) && open.len() < Limits::MAX_DEPTH => {
                open.push(Open::Seq { at: at()?, begin: items.len() });
                continue;
            }
            Event::MappingStart(_, 0, None) if takes_node(&open) && open.len() < Limits::MAX_DEPTH => {
                open.push(Open::Map { at: at()?, begin: entries.len(), key: None });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop()? {
                Open::Seq { at, begin } => Node { at, value: Value::Seq(top(&mut items, begin)) },
                Open::Map { at, begin, key: None } => Node { at, value: Value::Map(top(&mut entries, begin)) },
                Open::Map { .. } => return None,
            },
            _ => return None,
        };
        left = left.checked_sub(1)?;
        match open.last_mut() {
            Some(Open::Seq { .. }) => items.push(node),
            Some(Open::Map { key, .. }) => {
                // Each size that a growing pile passes through is memory of its own, so a long one grows
                // in few steps.
                if entries.len() == entries.capacity() && entries.len() >= LONG {
                    entries.reserve(entries.len() * 7);
                }
                entries.push((key.take()?, node));
            }
            None if root.is_none() => root = Some(node),
            None => return None,
        }
    }
    Some((root?, limits.nodes - left))
}

/// Whether a value may stand here; a collection in the place of a key may not.
fn takes_node(open: &[Open]) -> bool {
    !matches!(open.last(), Some(Open::Map { key: None, .. }))
}

/// What lies on the pile from `begin` on.
fn top<T>(pile: &mut Vec<T>, begin: usize) -> Vec<T> {
    if begin == 0 { std::mem::take(pile) } else { pile.split_off(begin) }
}

fn is_nothing(text: &str) -> bool {
    text.is_empty() || text == "~" || text.eq_ignore_ascii_case("null")
}

/// What an unquoted scalar stands for. What may be a number in one of YAML's many ways is left to
/// the thorough reader, word for word.
fn plain(text: Cow<'_, str>) -> Option<Value> {
    if is_nothing(&text) {
        return Some(Value::Null);
    }
    if text.eq_ignore_ascii_case("true") {
        return Some(Value::Bool(true));
    }
    if text.eq_ignore_ascii_case("false") {
        return Some(Value::Bool(false));
    }
    let numeric = |byte: u8| {
        byte.is_ascii_hexdigit()
            || matches!(byte, b'+' | b'-' | b'.' | b'_' | b'x' | b'X' | b'o' | b'O' | b'n' | b'N' | b'i' | b'I')
    };
    let maybe = matches!(text.as_bytes()[0], b'0'..=b'9' | b'+' | b'-' | b'.') && text.bytes().all(numeric);
    if maybe { number(&text) } else { Some(Value::Str(text.into())) }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use proptest::prelude::*;

    use super::super::thorough;
    use super::*;

    /// Both readers on one text: where this one answers, the other says the same.
    fn agree(text: &str) -> bool {
        let source = Source::new("a.yaml", text);
        let limits = Limits::for_steps(10);
        let Some((quick, _)) = tree(text, 0, 0, &source, limits) else { return false };
        let thorough = thorough::tree(text, 0, 0, &source, limits).expect(text);
        assert_eq!(format!("{quick:?}"), format!("{thorough:?}"), "{text}");
        true
    }

    fn files(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, out);
            } else {
                out.push(path);
            }
        }
    }

    #[test]
    fn both_readers_agree_on_all_files_at_hand() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut paths = Vec::new();
        files(&root.join("tests/cases"), &mut paths);
        files(&root.join("workflows"), &mut paths);
        let texts: Vec<String> = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect();
        let quick = texts.iter().filter(|text| agree(text)).count();
        assert!(quick * 2 > texts.len(), "the quick reader took only {quick} of {} files", texts.len());
    }

    #[test]
    fn both_readers_agree_on_words_that_may_be_numbers() {
        for word in [
            "1",
            "-1",
            "+1",
            "0",
            "-0",
            "007",
            "0x1F",
            "0o17",
            "0b11",
            "1_000",
            "1__0",
            "1.5",
            ".5",
            "5.",
            "-.5",
            "1e3",
            "1e999",
            "-.inf",
            ".NaN",
            ".inf",
            "1.2.3",
            "0.6.",
            "-",
            "--",
            "...",
            "1-2",
            "99999999999999999999",
            "18446744073709551615",
            "9223372036854775808",
            "1x",
            "0.6 seconds",
            "1:30",
            "00:01:30.5",
            "~",
            "NULL",
            "True",
            "FALSE",
            "yes",
            "no",
            "on",
        ] {
            agree(&format!("a: {word}\nb: [{word}]\n"));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn both_readers_agree(text in "([ab1~\\-+.:,#&*!|>'\"%@{}\\[\\]?<\\\\\u{e9} \n\t]|: |- |  |\n  |\n|null|true|0x|1e|<<: ){0,40}") {
            agree(&text);
        }
    }
}
