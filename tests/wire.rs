//! The client against a scripted server: what goes over the wire, byte for byte, and what comes of
//! every answer that the service is known or feared to give.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used)]

pub mod case;
mod early;
mod embedded;
mod properties;
pub mod server;
mod store;

use std::path::Path;

/// Runs every case of a folder below `tests/cases`, or those that a variable picks by name, and gives
/// what went wrong.
pub fn every(folder: &str, chosen: &str, run: fn(&str) -> Vec<String>) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(folder);
    let only = std::env::var(chosen).unwrap_or_default();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| file.to_string_lossy().contains(&only)) {
        let text = std::fs::read_to_string(file).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy();
        wrong.extend(run(&text).into_iter().map(|what| format!("{name}: {what}")));
    }
    wrong
}

/// Every file of `tests/cases/wire` is a case. All are run before any failure is reported.
#[test]
fn the_wire_is_as_the_cases_say() {
    let wrong = every("wire", "WIRE_CASE", case::run);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The cases that ask for no fault, and what else the embedded backend is to agree on.
#[test]
fn the_embedded_backend_keeps_the_same_contract() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/wire");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for file in &files {
        let Some(found) = case::run_embedded(&std::fs::read_to_string(file).unwrap()) else { continue };
        let name = file.file_stem().unwrap().to_string_lossy();
        wrong.extend(found.into_iter().map(|what| format!("{name}: {what}")));
        count += 1;
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(count >= 42, "only {count} cases are for the embedded backend");
}

/// The cases run again in a process whose environment names a proxy that is not there.
#[test]
fn a_backend_on_this_machine_is_never_reached_through_a_proxy() {
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["wire::the_wire_is_as_the_cases_say", "--exact"])
        .envs(["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"].map(|name| (name, "http://127.0.0.1:1")))
        .env("WIRE_CASE", "state-")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
}

#[test]
fn no_debug_text_shows_a_token() {
    let config = case::plain("http://127.0.0.1:1".into());
    let credential = format!("{:?}", config.credential);
    let client = flow::backend::client::Client::new(config);
    assert!(!format!("{credential} {client:?}").contains("nmv_usr_"));
}

/// Attempts run on many threads, so every call must be able to move between them.
#[test]
fn every_call_can_be_made_from_any_thread() {
    fn check<T: Send>(_: T) {}
    let client = case::against("http://127.0.0.1:1".into());
    let draft = flow::draft::Draft::parse("{}".into()).unwrap();
    check(client.account());
    check(client.open_session("en", "project"));
    check(client.upload("s1", Path::new("a"), "a", &|_, _| {}));
    check(client.upload_urls("s1", &[]));
    check(client.prompt("s1", "Trim it.", uuid::Uuid::nil(), &|_| {}));
    check(client.state("s1"));
    check(client.credits());
    check(client.submit_render("s1", "r", &draft, &flow::backend::client::Output::default()));
    check(client.poll_render("r"));
    check(client.cancel_render("r"));
    check(client.download("r", None, Path::new("a"), "mp4", &|_, _| {}));
    check(client.claim_link("t", "s1"));
}
