//! Whole runs against a service that goes wrong: what people are told, how the run ends, and every
//! request that it made. An edit is never sent twice, whatever breaks.

mod case;
pub mod fake;

/// Every file of `tests/cases/runs` is a case. All are run before any failure is reported.
#[test]
fn every_run_ends_as_its_case_says() {
    let wrong = crate::wire::every("runs", "RUN_CASE", case::run);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
