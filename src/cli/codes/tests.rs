//! Every code that the program can say is explained, and no other; the book has them all.

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

/// The chapter on mistakes and failures, made of the tables that `flow explain` reads.
fn chapter() -> String {
    let mut page = "# When something goes wrong\n\n\
        A message ends with a word in brackets or after its name, such as `edit_unchanged` or `unknown_key`: its code.\n\
        `flow explain CODE` tells more of it, and so does this list. First look at `flow show last`, which says which step\n\
        failed, why, and what to do; then `flow resume last` goes on from there.\n\n\
        <!-- Made from the program's own tables; UPDATE_DOCS=1 cargo test --lib codes writes it anew. -->\n\n\
        ## A step failed\n\n\
        The code stands in `flow show`, in the summary (`error.code`) and in reports. [Exit codes](ci.md#exit-codes) sum it up\n\
        for scripts.\n\n\
        | code | exit | what it means, and what to do |\n|---|---|---|\n"
        .to_owned();
    for (code, meaning) in FAILURES {
        let exit = Code::ALL.iter().find(|known| known.word() == *code).map_or(1, |known| known.exit());
        page += &format!("| `{code}` | {exit} | {} |\n", meaning.replace('|', "\\|"));
    }
    page += "\n## A recipe or a command line is wrong\n\n\
        Exit code 2: nothing was sent, and nothing was written. Some of these are only doubts, shown as warnings.\n\n\
        | code | what it means | as it is right |\n|---|---|---|\n";
    for (code, meaning, right) in MISTAKES {
        page += &format!("| `{code}` | {} | `{}` |\n", meaning.replace('|', "\\|"), right.replace('|', "\\|"));
    }
    page
}

#[test]
fn the_book_explains_every_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/troubleshooting.md");
    let current = chapter();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &current).unwrap();
    }
    let text = std::fs::read_to_string(path).unwrap_or_default();
    assert!(text == current, "docs/troubleshooting.md is not current; UPDATE_DOCS=1 cargo test --lib codes writes it");
}
