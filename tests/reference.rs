//! The lists in the book are those of the program's own tables, and the examples of the language's
//! reference are recipes without a mistake.
//!
//! `UPDATE_DOCS=1` writes the lists anew.

use flow::step::table::{self, Field};

use crate::planned::try_plan;

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs");

/// The chapters with lists that are made here.
const PAGES: &[&str] = &["backend.md", "editor.md", "extending.md", "language.md"];

fn list(fields: &[Field]) -> String {
    let mut out = "| key | meaning | example |\n|---|---|---|\n".to_owned();
    for field in fields {
        let example = field.example.replace('|', "\\|");
        let needed = if field.required { " (required)" } else { "" };
        out += &format!("| `{}`{needed} | {} | `{example}` |\n", field.name, field.doc.replace('|', "\\|"));
    }
    out
}

/// What the embedded editor understands: each operation with its phrases.
fn edits() -> String {
    let mut out = "| edit | ways to say it |\n|---|---|\n".to_owned();
    for phrase in flow::backend::local::vocabulary() {
        let examples: Vec<String> = phrase.examples.iter().map(|example| format!("`{example}`")).collect();
        out += &format!("| {} | {} |\n", phrase.name.replace('_', " "), examples.join("<br>").replace('|', "\\|"));
    }
    out
}

fn settings() -> String {
    let mut out = "| setting | meaning | a project's file may set it |\n|---|---|---|\n".to_owned();
    for setting in flow::settings::ALL {
        let project = if setting.project { "yes" } else { "no" };
        out += &format!("| `{}` | {} | {project} |\n", setting.key, setting.doc);
    }
    out
}

/// A table of the crate's own map: the one that stands first after a line.
fn map(after: &str) -> String {
    let lib = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")).unwrap();
    let lines = lib.lines().skip_while(|line| *line != after).filter_map(|line| line.strip_prefix("//! "));
    let rows: Vec<&str> =
        lines.skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|')).collect();
    assert!(rows.len() > 3, "the map has a table after `{after}`");
    // Links of the crate's documentation lead nowhere here.
    rows.join("\n").replace("[`", "`").replace("`]", "`")
}

/// What stands behind a marker, up to the next blank line after it.
fn content(marker: &str) -> Option<String> {
    if marker == "filters" {
        let names: Vec<String> = flow::template::FILTERS.iter().map(|name| format!("`{name}`")).collect();
        return Some(names.join(", ") + ".");
    }
    match marker {
        "edits" => return Some(edits()),
        "settings" => return Some(settings()),
        "rooms" => {
            return Some(map(
                "//! Read in this order: [`plan`], `run/event.rs`, `run/state.rs`, `run/schedule.rs`, [`exec`].",
            ));
        }
        "places" => return Some(map("//! # Where a new thing goes")),
        _ => {}
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
        if let Some(old) = rest.find("<!-- end -->").filter(|old| !rest[..*old].contains("<!-- ")) {
            rest = &rest[old + "<!-- end -->".len()..];
        }
        let gap = if inline { "\n" } else { "\n\n" };
        out += &format!("{gap}{}\n<!-- end -->", content.trim_end());
    }
    out + rest
}

#[test]
fn the_lists_are_those_of_the_tables() {
    for page in PAGES {
        let path = format!("{DOCS}/{page}");
        let text = std::fs::read_to_string(&path).unwrap();
        let current = generated(&text);
        assert!(text.contains("<!-- end -->") || current.contains("<!-- end -->"), "{page} has a list");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, &current).unwrap();
        } else {
            assert!(text == current, "docs/{page} is not current; UPDATE_DOCS=1 cargo test reference writes it");
        }
    }
}

#[test]
fn every_example_is_a_recipe_without_a_mistake() {
    let text = std::fs::read_to_string(format!("{DOCS}/language.md")).unwrap();
    let examples: Vec<&str> = text.split("```yaml\n").skip(1).map(|part| part.split("```").next().unwrap()).collect();
    assert!(examples.len() >= 5, "the chapter shows examples");
    for example in examples {
        if let Err(why) = try_plan(example) {
            panic!("{why}\n{example}");
        }
    }
}
