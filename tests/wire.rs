//! The client against a scripted server: what goes over the wire, byte for byte, and what comes of
//! every answer that the service is known or feared to give.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used)]

mod case;
mod properties;
mod server;
mod store;

use std::path::Path;

/// Every file of `tests/cases/wire` is a case. All are run before any failure is reported.
#[test]
fn the_wire_is_as_the_cases_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/wire");
    let only = std::env::var("WIRE_CASE").unwrap_or_default();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| file.to_string_lossy().contains(&only)) {
        let text = std::fs::read_to_string(file).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy();
        wrong.extend(case::run(&text).into_iter().map(|what| format!("{name}: {what}")));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
