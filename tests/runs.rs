//! Whole runs against a service that goes wrong: what people are told, how the run ends, and every
//! request that it made. An edit is never sent twice, whatever breaks.

mod case;
pub mod fake;

use std::path::Path;

/// Every file of `tests/cases/runs` is a case. All are run before any failure is reported.
#[test]
fn every_run_ends_as_its_case_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/runs");
    let only = std::env::var("RUN_CASE").unwrap_or_default();
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
