//! Any text is read without a panic: recipes with bytes changed, lines moved and words put in, and
//! expressions of any kind. What once went wrong lies under `tests/cases/fuzz`.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use flow::plan;
use flow::text::{to_github, to_json, to_text};
use flow::workflow::{self, Given, Stored};
use proptest::prelude::*;

/// Words that mean something to YAML, to templates or to the language.
const WORDS: &[&str] = &[
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "{{-",
    "-}}",
    "steps.",
    "steps",
    "inputs.",
    "item",
    "index",
    "state.",
    "vars.",
    "[0]",
    "['x']",
    " | default('')",
    " is defined",
    "- else:",
    "branch:",
    "steps:",
    "for_each:",
    "use: recipe.yaml",
    "with:",
    "needs: []",
    "needs: [a]",
    "when: true",
    "session: \"{{ item }}\"",
    "key: \"{{ item }}\"",
    "expect:",
    "edit:",
    "upload:",
    "check:",
    "export:",
    "&a",
    "*a",
    "<<: *a",
    "!!str",
    "!tag",
    "|",
    ">",
    "---",
    "...",
    "? ",
    ": ",
    "- ",
    "#",
    "'",
    "\"",
    "\t",
    "\r\n",
    "\u{feff}",
    "\u{202e}",
    "\0",
    "字幕",
    "🎬",
    "e\u{301}",
    "null",
    "~",
    "1e999",
    "-0",
    "0x1F",
    "007",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\\",
    "\u{2028}",
    "range(9)",
    "{% for a in range(99999) %}",
    "{% endfor %}",
    "{% set x = 1 %}",
    " ** 9999",
    "(((((((((",
    "steps[steps[steps]]",
    "\n",
    "\n  ",
    "\n      ",
];

fn corpus() -> Vec<String> {
    let folders = ["workflows", "tests/cases/check", "tests/cases/plan", "tests/cases/fuzz"];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = folders.iter().filter_map(|folder| std::fs::read_dir(root.join(folder)).ok()).flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

static CORPUS: LazyLock<Vec<String>> = LazyLock::new(corpus);

/// Reads a recipe as far as it goes, and draws whatever comes of it.
fn read(text: &str) {
    let path = PathBuf::from("/project/recipe.yaml");
    let files = Stored { root: "/project".into(), texts: [(path.clone(), Arc::new(text.to_owned()))].into() };
    let loaded = workflow::load(&path, "recipe.yaml", &files, 500);
    let mut found = loaded.diagnostics;
    if let Some(workflow) = &loaded.workflow {
        let planned = workflow::fill(workflow, &Given::default(), &|_| None, false)
            .and_then(|values| workflow::expand(workflow, values, 500))
            .and_then(|expanded| plan::build(workflow, expanded));
        match planned {
            Ok(plan) => {
                let json = plan::json(&plan, "local");
                assert_eq!(json.to_string(), plan::json_text(&plan, "local"));
                assert!(!plan::svg(&plan).contains("<script") && plan::text(&plan, 80).contains("Plan of"));
                drop((plan::mermaid(&plan), plan::dot(&plan), plan::diff(&json, &json), plan::costs(&plan)));
            }
            Err(more) => found.extend(more),
        }
    }
    let drawn = to_text(&found, &loaded.sources, true);
    assert!(found.is_empty() || !drawn.is_empty());
    for diagnostic in &found {
        let github = to_github(diagnostic, &loaded.sources);
        assert_eq!(github.lines().count(), 1, "{github}");
        drop(to_json(diagnostic, &loaded.sources));
    }
}

#[test]
fn the_corpus_is_read() {
    assert!(CORPUS.len() > 50);
    CORPUS.iter().for_each(|text| read(text));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_recipe_is_read(
        which in 0..10_000usize,
        changes in proptest::collection::vec((0..100_000usize, 0..5usize, 0..10_000usize), 1..6),
    ) {
        let mut text: Vec<char> = CORPUS[which % CORPUS.len()].chars().collect();
        for (place, how, with) in changes {
            let at = place % (text.len() + 1);
            let word = WORDS[with % WORDS.len()].chars();
            match how {
                0 => drop(text.splice(at..at, word)),
                1 => drop(text.drain(at..(at + with % 20).min(text.len()))),
                2 => drop(text.splice(at..(at + 1).min(text.len()), word)),
                3 => {
                    let piece: Vec<char> = text[at..(at + with % 60).min(text.len())].to_vec();
                    let to = with % (text.len() + 1);
                    text.splice(to..to, piece);
                }
                _ => text.truncate(at.max(1)),
            }
        }
        read(&text.into_iter().collect::<String>());
    }

    #[test]
    fn any_expression_is_read(parts in proptest::collection::vec(0..WORDS.len(), 0..12), any in "\\PC{0,20}") {
        let text: String = parts.iter().map(|at| WORDS[*at]).chain([any.as_str()]).collect();
        let json = serde_json::to_string(&text).unwrap();
        read(&format!("flow: 1\nsteps:\n  a: {{ edit: {json} }}\n  b: {{ check: {json} }}\n  c: {{ export: {json}, when: {json} }}\n  d: {{ for_each: {json}, upload: {json} }}\n"));
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        read(&text);
    }
}
