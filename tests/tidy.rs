//! Holds the house to its map: imports follow the table of `lib.rs`, files are short, and each says
//! why it is there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, out: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                out.push((path.clone(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut out = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut out);
    out.sort();
    out
}

/// The first folder or file below `src`, as the map names it.
fn room(path: &Path) -> String {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let first = path.strip_prefix(src).unwrap().components().next().unwrap();
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// The table of `lib.rs`: each room, and the rooms that it may import.
fn map() -> BTreeMap<String, BTreeSet<String>> {
    let lib = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let rows = lib.lines().filter_map(|line| line.strip_prefix("//! | [`"));
    rows.map(|row| {
        let (name, rest) = row.split_once("`]").unwrap();
        let imports = rest.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let imports = imports.split(", ").filter(|import| *import != "–").map(str::to_owned);
        (name.to_owned(), imports.collect())
    })
    .collect()
}

/// The rooms that a text names as `crate::…`.
fn imports(text: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for part in text.split("crate::").skip(1) {
        match part.strip_prefix('{') {
            Some(list) => {
                let list = list.split('}').next().unwrap();
                out.extend(list.split(',').map(|name| name.trim().split("::").next().unwrap().to_owned()));
            }
            None => {
                let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                out.insert(name);
            }
        }
    }
    out.retain(|name| !name.is_empty());
    out
}

#[test]
fn imports_follow_the_map() {
    let map = map();
    let mut seen = BTreeSet::new();
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let room = room(&path);
        if room == "lib" || room == "main" {
            continue;
        }
        let allowed = map.get(&room).unwrap_or_else(|| panic!("the map of lib.rs does not name the room `{room}`"));
        seen.insert(room.clone());
        for import in imports(&text) {
            if import != room && !allowed.contains(&import) && !allowed.contains("all") {
                broken.push(format!("{} imports `{import}`", path.display()));
            }
        }
        for (tool, rooms) in [
            ("tokio", &["backend", "exec", "cli", "step"][..]),
            ("reqwest", &["backend"]),
            ("axum", &["backend"]),
            ("clap", &["cli"]),
            ("petgraph", &["plan"]),
            ("serde_yaml", &["text"]),
        ] {
            let names =
                text.lines().any(|line| line.contains(&format!("{tool}::")) && !line.trim_start().starts_with("//"));
            // Cases of a unit test are read from files there.
            if names && !path.ends_with("cases.rs") && !rooms.contains(&room.as_str()) {
                broken.push(format!("{} uses `{tool}`", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert_eq!(seen, map.keys().cloned().collect(), "the map names rooms that are not there");
}

#[test]
fn the_client_and_the_server_do_not_know_each_other() {
    for (path, text) in sources() {
        let inside = path.to_string_lossy().into_owned();
        let names = imports_of_backend(&text);
        if inside.contains("backend/local") {
            assert!(!names.contains("client"), "{inside} imports the client");
            assert!(!text.contains("reqwest"), "{inside} speaks HTTP outwards");
        } else if inside.contains("backend/client") {
            assert!(!names.contains("local"), "{inside} imports the server");
        } else if !inside.contains("/cli/") && room(&path) != "backend" {
            assert!(!names.contains("local"), "{inside} calls the embedded backend around its wire");
        }
    }
}

fn imports_of_backend(text: &str) -> BTreeSet<String> {
    text.split("crate::backend::")
        .skip(1)
        .map(|part| part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn files_are_short_and_say_why_they_are_there() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let lines = text.lines().count();
        if lines > 400 {
            broken.push(format!("{} has {lines} lines", path.display()));
        }
        if !text.starts_with("//!") {
            broken.push(format!("{} does not begin with a `//!`", path.display()));
        }
        for word in ["todo!(", "unimplemented!(", "dbg!("] {
            if text.contains(word) {
                broken.push(format!("{} holds {word}…)", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_repository_names_no_machine() {
    let listed =
        std::process::Command::new("git").args(["ls-files", "-z"]).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let Ok(listed) = listed else { return };
    for name in String::from_utf8_lossy(&listed.stdout).split('\0').filter(|name| !name.is_empty()) {
        let Ok(text) = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)) else { continue };
        // Written in two parts, so that this file names none either.
        for (first, rest) in [("/wo", "rk/"), ("/ro", "ot/"), ("/tmp/ba", "sh_jobs"), ("/Us", "ers/")] {
            let path = format!("{first}{rest}");
            assert!(!text.contains(&path), "{name} names {path}");
        }
    }
}
