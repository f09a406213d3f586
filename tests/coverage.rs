//! What is known of the service, and the cases that show it: every row has one, and the table in the
//! docs is made of the cases' own headers.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

const INTRO: &str = "# What is known of the service, and what shows it\n\n\
    <!-- Made from the headers of the cases under tests/cases; UPDATE_DOCS=1 cargo test coverage writes it anew. -->\n";

/// By row: the cases that say that they cover it.
fn covers() -> BTreeMap<String, Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for folder in ["wire", "runs"] {
        for entry in std::fs::read_dir(root.join("tests/cases").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let case: Value = serde_yaml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let name = format!("{folder}/{}", path.file_stem().unwrap().to_string_lossy());
            let rows = case["covers"].as_array().unwrap_or_else(|| panic!("{name} does not say what it covers"));
            assert!(!rows.is_empty(), "{name} covers nothing");
            for row in rows {
                out.entry(row.as_str().unwrap().to_owned()).or_default().push(name.clone());
            }
        }
    }
    // Where no file of data can show a row, a test says so beside itself.
    for (file, text) in [
        ("tests/wire/store.rs", include_str!("wire/store.rs")),
        ("tests/secrets.rs", include_str!("secrets.rs")),
        ("tests/cloud.rs", include_str!("cloud.rs")),
    ] {
        for line in text.lines().filter_map(|line| line.trim().strip_prefix("// Covers: ")) {
            for row in line.trim_end_matches('.').split(", ") {
                out.entry(row.to_owned()).or_default().push(file.to_owned());
            }
        }
    }
    out.values_mut().for_each(|names| names.sort());
    out
}

#[test]
fn every_row_of_the_service_has_a_case() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("tests/cases/rows.yaml")).unwrap();
    let rows: Value = serde_yaml::from_str(&text).unwrap();
    let mut covers = covers();
    let mut page = INTRO.to_owned();
    let mut bare = Vec::new();
    for (part, rows) in rows.as_object().unwrap() {
        page += &format!("\n## {part}\n\n| row | shown by |\n|---|---|\n");
        for (id, words) in rows.as_object().unwrap() {
            let Some(cases) = covers.remove(id) else {
                bare.push(id.clone());
                continue;
            };
            let shown: Vec<String> = cases.iter().map(|name| format!("`{name}`")).collect();
            page += &format!("| {} | {} |\n", words.as_str().unwrap(), shown.join(", "));
        }
    }
    assert!(bare.is_empty(), "no case covers {bare:?}");
    assert!(covers.is_empty(), "there is no such row: {covers:?}");
    let path = root.join("docs/wire-coverage.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &page).unwrap();
    }
    let lies = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(lies == page, "docs/wire-coverage.md is not current; run the tests with UPDATE_DOCS=1");
}

/// The ways to take a row's handling out stay those of the code as it is.
#[test]
fn every_mutation_finds_its_place() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let mutations: Vec<BTreeMap<String, String>> = serde_yaml::from_str(&read("tests/cases/mutations.yaml")).unwrap();
    let rows = read("tests/cases/rows.yaml");
    assert!(mutations.len() >= 20);
    for mutation in &mutations {
        let (row, file, find) = (&mutation["row"], &mutation["file"], &mutation["find"]);
        assert!(rows.contains(&format!("\n  {row}: ")), "there is no row {row}");
        assert_eq!(read(file).matches(find.as_str()).count(), 1, "{file}: {find}");
    }
}
