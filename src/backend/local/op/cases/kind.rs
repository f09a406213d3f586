//! Prompts of the kind that people publish, with what a person would expect of each: most of them written
//! down before the grammar knew them. How many are done is counted, and may only rise.

use std::path::Path;

use super::{cases, run};

pub const FILE: &str = "kind.yaml";

/// How many are done. To be raised with every one that is won.
const DONE: usize = 396;

#[test]
fn most_prompts_of_the_kind_do_what_is_expected() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/local").join(FILE);
    let cases = cases(&file);
    let came: Vec<_> = cases.iter().map(|case| (case, run(case))).collect();
    let done = came.iter().filter(|(_, result)| result.is_ok()).count();
    if std::env::var_os("SHOW").is_some() {
        for (case, why) in came.iter().filter_map(|(case, result)| Some((case, result.as_ref().err()?))) {
            println!("## {}\n{why}\n", case.prompts().join(" / "));
        }
    }
    assert!(cases.len() >= 120, "only {} cases", cases.len());
    assert!(done >= DONE, "{done} of {} are done; there were {DONE}; SHOW=1 shows the others", cases.len());
    assert!(done <= DONE, "{done} of {} are done: say so in `DONE`, so that they stay", cases.len());
}
