//! Every code that the program can say is explained, and no other.

use super::super::failures::FAILURES;
use super::*;
use crate::outcome::Code;

#[test]
fn every_failure_is_explained() {
    let named: Vec<&str> = FAILURES.iter().map(|(name, _)| *name).collect();
    let known: Vec<&str> = Code::ALL.iter().map(|code| code.word()).collect();
    assert_eq!(named, known);
}

#[test]
fn every_mistake_is_explained_and_no_other() {
    let pattern = regex::Regex::new(r#"(?:Diagnostic::(?:error|warning)|problem|wrong)\(\s*(?:[^"()]*(?:\([^()]*\))?[^"()]*,\s*)?"([a-z]+(?:_[a-z]+)*)""#).unwrap();
    let mut found = std::collections::BTreeSet::new();
    let mut open = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            found.extend(pattern.captures_iter(&text).map(|hit| hit[1].to_owned()));
        }
    }
    let named: Vec<&str> = MISTAKES.iter().map(|(name, _, _)| *name).collect();
    let missing: Vec<&String> = found.iter().filter(|code| !named.contains(&code.as_str())).collect();
    assert!(missing.is_empty(), "not explained: {missing:?}");
    assert!(named.windows(2).all(|pair| pair[0] < pair[1]), "the table is in the order of the alphabet");
}
