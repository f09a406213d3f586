//! A long recipe cut in two among its steps, so that two cores read it side by side.
//!
//! The cut is made before a key of `steps:`, at the depth of the first of them. Whatever were still
//! open there (a quote, a brace) is a mistake at the end of the first half, and a block scalar cannot
//! go on at that depth; so where both halves are well formed, the whole is what they are together. A
//! test holds that against the text read in one piece.

use super::yaml::{Key, Limits, Node, Value};
use super::{Source, events, side};

/// Bytes that one core has read before two have begun.
const LEAST: usize = 1 << 18;

const HEAD: &str = "steps:\n";

/// The tree of `text`, which is the source from the byte `shift` on. As [`events::tree`], None is
/// for the thorough reader.
pub(super) fn tree(text: &str, file: u16, shift: usize, source: &Source, limits: Limits) -> Option<Node> {
    let cut = if text.len() < LEAST { None } else { cut(text) };
    if let Some(at) = cut
        && let Some(node) = joined(text, at, file, shift, source, limits)
    {
        return Some(node);
    }
    events::tree(text, file, shift, source, limits).map(|(node, _)| node)
}

fn joined(text: &str, at: usize, file: u16, shift: usize, source: &Source, limits: Limits) -> Option<Node> {
    let second = [HEAD, &text[at..]].concat();
    let (first, second) = side::both(
        true,
        || events::tree(&text[..at], file, shift, source, limits),
        || events::tree(&second, file, shift + at - HEAD.len(), source, limits),
    );
    let ((mut first, few), (second, more)) = (first?, second?);
    // The second half's own mapping, and the key that was put before it, are no nodes of the text.
    if few + more - 3 > limits.nodes {
        return None;
    }
    let (Value::Map(top), Value::Map(rest)) = (&mut first.value, second.value) else { return None };
    let mut rest = rest.into_iter();
    let (Some((Key { name, .. }, steps)), Some((_, more))) = (top.last_mut(), rest.next()) else { return None };
    let (Value::Map(steps), Value::Map(more)) = (&mut steps.value, more.value) else { return None };
    if name != "steps" {
        return None;
    }
    steps.extend(more);
    top.extend(rest);
    Some(first)
}

/// The byte before which the second half begins: that of a step near the middle.
fn cut(text: &str) -> Option<usize> {
    let steps = if text.starts_with(HEAD) { HEAD.len() } else { text.find("\nsteps:\n")? + 1 + HEAD.len() };
    let middle = steps + (text.len() - steps) / 2;
    let mut depth = None;
    let mut at = steps;
    // Where an empty block scalar stands is told by what follows it; the first half is to end otherwise.
    let mut whole = false;
    for line in text[steps..].split_inclusive('\n') {
        let words = line.trim_start_matches(' ');
        let own = line.len() - words.len();
        if !words.starts_with(['\n', '\r', '#']) {
            // What stands at the margin is no step, and may end the steps or the document.
            if own == 0 {
                return None;
            }
            let key = words.starts_with(|c: char| c.is_ascii_alphabetic());
            if own == *depth.get_or_insert(own) && at >= middle && key && whole {
                return Some(at);
            }
        }
        whole = !words.starts_with(['\n', '\r', '#']) && !begins_block(words);
        at += line.len();
    }
    None
}

/// Whether a block scalar begins at the end of the line: `key: |`, `- >-  # why`.
fn begins_block(line: &str) -> bool {
    let words = line.split_whitespace().take_while(|word| !word.starts_with('#'));
    words.last().is_some_and(|last| last.starts_with(['|', '>']))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Cut wherever it can be, where it is one text that both ways can read.
    fn agree(text: &str) -> bool {
        let source = Source::new("a.yaml", text);
        let limits = Limits::for_steps(10);
        let Some(at) = cut(text) else { return false };
        let Some(halves) = joined(text, at, 0, 0, &source, limits) else { return false };
        let (whole, _) = events::tree(text, 0, 0, &source, limits).expect(text);
        assert_eq!(format!("{halves:?}"), format!("{whole:?}"), "{text}");
        true
    }

    #[test]
    fn two_halves_are_the_whole() {
        for (text, cuts) in [
            ("flow: 1\nsteps:\n  a: { edit: A. }\n  b: { edit: B. }\n  c: { edit: C. }\noutputs: { d: e }\n", true),
            (
                "steps:\n# one\n    a:\n      edit: |\n        b: c\n\n    b:\n      edit: >-\n        d\n      when: e\n    c: { edit: f }\n",
                true,
            ),
            ("steps:\n  a: 'b\n  c: d\n  e: f'\n", false),
            ("steps:\n  a: { word: another,\n  d: e }\n", false),
            ("steps:\n  a: b\n...\n  c: d\n  e: f\n", false),
            ("steps:\n  'x': |\n\n    a: b\n", false),
            ("flow: 1\nsteps:\n  a: |\n  \n  a: ", false),
            ("steps:\n  a: |\n  a: ", false),
            ("steps:\n  a: |\n   b\n  a: ", true),
            ("steps:\n  a: >\n   b\n\n   \n  a: ", false),
            ("steps:\n  a: { check: state.duration > 0 }\n  b: { check: 'true' }\n", true),
            ("steps:\n  a: >-  # why\n  b: c\n", false),
            ("--- |\nsteps:\n  a: b\n  c: d\n", false),
        ] {
            assert_eq!(agree(text), cuts, "{text}");
        }
    }

    #[test]
    fn the_halves_are_counted_as_one() {
        let text = "flow: 1\nsteps:\n  a: { edit: A. }\n  b: { edit: B. }\n";
        let source = Source::new("a.yaml", text);
        let read = |nodes| {
            let limits = Limits { bytes: 1 << 20, nodes };
            let at = cut(text).unwrap();
            [joined(text, at, 0, 0, &source, limits).is_some(), events::tree(text, 0, 0, &source, limits).is_some()]
        };
        let (_, nodes) = events::tree(text, 0, 0, &source, Limits::for_steps(10)).unwrap();
        assert_eq!((read(nodes), read(nodes - 1)), ([true, true], [false, false]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn any_text_is_read_in_halves_as_in_one(
            text in "(flow: 1\n|)steps:\n(  ([ab'\"{}|>#?-]|: |- |, |\n|\n  |\n    |a: |b: |'x'|\\|\n){0,12}){0,8}"
        ) {
            agree(&text);
        }
    }
}
