//! The reference of the language: its lists of keys are those of the table, and its examples are
//! recipes without a mistake.
//!
//! `UPDATE_DOCS=1` writes the lists anew.

use flow::step::table::{self, Field};

use crate::planned::try_plan;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/language.md");

fn list(fields: &[Field]) -> String {
    let mut out = "| key | meaning | example |\n|---|---|---|\n".to_owned();
    for field in fields {
        let example = field.example.replace('|', "\\|");
        let needed = if field.required { " (required)" } else { "" };
        out += &format!("| `{}`{needed} | {} | `{example}` |\n", field.name, field.doc.replace('|', "\\|"));
    }
    out
}

/// What stands behind a marker, up to the next blank line after it.
fn content(marker: &str) -> Option<String> {
    if marker == "filters" {
        let names: Vec<String> = flow::template::FILTERS.iter().map(|name| format!("`{name}`")).collect();
        return Some(names.join(", ") + ".");
    }
    let name = marker.strip_prefix("keys: ")?;
    Some(match name {
        "top" => list(table::TOP),
        "input" => list(table::INPUT),
        "common" => list(table::COMMON),
        "retry" => list(table::RETRY),
        "case" => list(table::CASE),
        "kinds" => table::KINDS.iter().map(|(kind, fields)| format!("**{kind}**\n\n{}\n", list(fields))).collect(),
        _ => return None,
    })
}

/// The text with every list written anew: a list stands between its marker and `<!-- end -->`.
fn generated(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("<!-- ") {
        let (before, after) = rest.split_at(at);
        let end = after.find("-->").expect("a marker ends") + 3;
        let marker = after[5..end - 3].trim();
        out += before;
        out += &after[..end];
        rest = &after[end..];
        let Some(content) = content(marker) else { continue };
        let inline = marker == "filters";
        if let Some(old) = rest.find("<!-- end -->").filter(|old| !rest[..*old].contains("<!-- keys")) {
            rest = &rest[old + "<!-- end -->".len()..];
        }
        let gap = if inline { "\n" } else { "\n\n" };
        out += &format!("{gap}{}\n<!-- end -->", content.trim_end());
    }
    out + rest
}

#[test]
fn the_lists_of_keys_are_those_of_the_table() {
    let text = std::fs::read_to_string(PATH).unwrap();
    let current = generated(&text);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(PATH, &current).unwrap();
        return;
    }
    assert!(text == current, "docs/language.md is not current; UPDATE_DOCS=1 cargo test reference writes it");
}

#[test]
fn every_example_is_a_recipe_without_a_mistake() {
    let text = std::fs::read_to_string(PATH).unwrap();
    let examples: Vec<&str> = text.split("```yaml\n").skip(1).map(|part| part.split("```").next().unwrap()).collect();
    assert!(examples.len() >= 5, "the chapter shows examples");
    for example in examples {
        if let Err(why) = try_plan(example) {
            panic!("{why}\n{example}");
        }
    }
}
