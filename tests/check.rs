//! What is said of broken and doubtful recipes: the text that people read, and the JSON.
//!
//! Each `tests/cases/check/*.yaml` is a recipe; its snapshot lies beside it.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use flow::plan;
use flow::text::{Diagnostic, Sources, to_json, to_text};
use flow::workflow::{self, Disk, Given};

/// Everything that `flow check` says of a file.
pub fn checked(path: &Path, name: &str, root: &Path) -> (Sources, Vec<Diagnostic>) {
    let loaded = workflow::load(path, name, &Disk { root: root.to_owned() }, 10_000);
    let mut diagnostics = loaded.diagnostics;
    if let Some(workflow) = &loaded.workflow {
        let planned = workflow::fill(workflow, &Given::default(), &|_| None, false)
            .and_then(|values| workflow::expand(workflow, values, 10_000))
            .and_then(|expanded| plan::build(workflow, expanded));
        diagnostics.extend(planned.err().unwrap_or_default());
    }
    (loaded.sources, diagnostics)
}

pub fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/check")
}

/// A recipe written into a folder of its own.
fn said(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recipe.yaml");
    std::fs::write(&path, bytes).unwrap();
    let (sources, diagnostics) = checked(&path, "recipe.yaml", folder.path());
    to_text(&diagnostics, &sources, false)
}

#[test]
fn every_mistake_is_named_at_its_place_with_a_fix() {
    let mut poor = Vec::new();
    insta::with_settings!({ snapshot_path => "cases/check", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::glob!("cases/check/*.yaml", |path| {
            let name = path.file_name().unwrap().to_string_lossy();
            let (sources, diagnostics) = checked(path, &name, &cases());
            let json: Vec<_> = diagnostics.iter().map(|diagnostic| to_json(diagnostic, &sources)).collect();
            let json = json.iter().map(|value| format!("{value}\n")).collect::<String>();
            insta::assert_snapshot!("said", format!("{}{json}", to_text(&diagnostics, &sources, false)));
            let bare = diagnostics.iter().filter(|diagnostic| diagnostic.help.is_none() || diagnostic.at.is_none());
            poor.extend(bare.map(|diagnostic| format!("{name}: {}", diagnostic.message)));
        });
    });
    assert!(poor.is_empty(), "without a place or a fix:\n{}", poor.join("\n"));
}

/// Files that are no recipes at all; those that cannot lie in a repository are made here.
#[test]
fn hostile_files_are_refused_within_a_second() {
    let bomb = (0..9).fold("flow: 1\na: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned(), |text, n| {
        let list = vec![format!("*a{n}"); 9].join(",");
        text + &format!("b{n}: &a{} [{list}]\n", n + 1)
    });
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("alias bomb", bomb.into_bytes(), "yaml_limit"),
        ("deep lists", format!("flow: 1\nsteps: {}", "[".repeat(100_000)).into_bytes(), "yaml_"),
        ("deep mappings", "{a: ".repeat(5_000).into_bytes(), "yaml_"),
        ("NUL", b"flow: 1\nsteps: { a: { edit: \"x\0y\" } }\n".to_vec(), "yaml_syntax"),
        ("not UTF-8", b"flow: 1\nname: \xff\xfe\n".to_vec(), "not UTF-8"),
        ("UTF-16", "flow: 1".encode_utf16().flat_map(u16::to_le_bytes).collect(), "yaml_syntax"),
        ("empty", Vec::new(), "a workflow is a mapping"),
        ("two documents", b"flow: 1\n---\nflow: 1\n".to_vec(), "yaml_syntax"),
        (
            "a long scalar",
            format!("flow: 1\nsteps: {{ a: {{ edit: {} }} }}\n", "x".repeat(1 << 20)).into_bytes(),
            "template_limit",
        ),
        (
            "a deep expression",
            format!("flow: 1\nsteps: {{ a: {{ check: '{}1' }} }}\n", "1+".repeat(20_000)).into_bytes(),
            "template_limit",
        ),
        (
            "a deep template",
            format!("flow: 1\nsteps: {{ a: {{ edit: '{{{{ {}1 }}}}' }} }}\n", "1+".repeat(20_000)).into_bytes(),
            "template_limit",
        ),
        (
            "many steps",
            (0..10_001)
                .fold("flow: 1\nsteps:\n".to_owned(), |text, n| text + &format!("  s{n}: {{ edit: Trim. }}\n"))
                .into_bytes(),
            "too_many_steps",
        ),
        (
            "an endless loop",
            b"flow: 1\nsteps:\n  a: { for_each: 'range(100000)', edit: Trim. }\n".to_vec(),
            "too_many_steps",
        ),
    ];
    for (what, bytes, expected) in cases {
        let begun = std::time::Instant::now();
        let said = said(&bytes);
        assert!(said.contains(expected), "{what}: {}", &said[..said.len().min(600)]);
        assert!(begun.elapsed().as_secs() < 4, "{what} took {:?}", begun.elapsed());
    }
}

#[test]
fn what_is_no_regular_file_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe.yaml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let huge = folder.path().join("huge.yaml");
    std::fs::File::create(&huge).unwrap().set_len(100 << 20).unwrap();
    for (path, expected) in [
        (pipe.as_path(), "not a regular file"),
        (folder.path(), "it is a folder"),
        (huge.as_path(), "bytes, and"),
        (Path::new("missing.yaml"), "no such file"),
    ] {
        let (sources, diagnostics) = checked(path, "recipe.yaml", folder.path());
        let said = to_text(&diagnostics, &sources, false);
        assert!(said.contains(expected) && said.contains("recipe.yaml") && said.contains("help:"), "{said}");
    }
}

#[test]
fn what_a_file_shows_a_terminal_is_harmless() {
    let said =
        said("flow: 1\nsteps:\n  a: { edti: '\u{202e} \u{2066}x \u{1b}[31m \u{7f}' }\n  \"b\\e[2J\": 3\n".as_bytes());
    assert!(said.contains("error["), "{said}");
    let bad = |c: char| {
        (c.is_control() && c != '\n')
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    assert!(!said.contains(bad), "{said:?}");
}

/// The order in which mistakes are told is that of the file, and each is told once.
#[test]
fn carriage_returns_and_a_byte_order_mark_change_no_place() {
    let plain = "flow: 1\nsteps:\n  a:\n    edit: Trim {{ inputs.nope }}.\n    need: [b]\n";
    let places = |bytes: &[u8]| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("recipe.yaml");
        std::fs::write(&path, bytes).unwrap();
        let (sources, diagnostics) = checked(&path, "recipe.yaml", folder.path());
        let place = |diagnostic: &Diagnostic| {
            let at = sources.place(diagnostic.at.unwrap());
            (diagnostic.code, at.line, at.column)
        };
        diagnostics.iter().map(place).collect::<Vec<_>>()
    };
    let expected = places(plain.as_bytes());
    assert_eq!(expected, [("unknown_field", 4, 26), ("unknown_key", 5, 5)]);
    assert_eq!(places(plain.replace('\n', "\r\n").as_bytes()), expected);
    assert_eq!(places(format!("\u{feff}{plain}").as_bytes()), expected);
}
