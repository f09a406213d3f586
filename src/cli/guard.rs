//! What stands between a command and spending or showing something: CI, budgets, a person's yes.

use super::backend::Choice;
use super::exit::Stop;
use super::out;
use super::source::Here;
use crate::backend::client::Fetch;
use crate::report::people;
use crate::text::Diagnostic;

/// In CI the cloud, which costs, is only used where somebody said so there.
pub fn ci(here: &Here, choice: &Choice) -> Result<(), Stop> {
    let user = matches!(here.settings.origin("backend"), Some(crate::settings::Origin::User(_)));
    if in_ci() && user && !choice.is_local() {
        let found = Diagnostic::error("backend_not_named", None, "in CI the cloud must be named for this run");
        return Err(Stop::wrong(found.help("add --backend cloud, or set FLOW_BACKEND=cloud")));
    }
    Ok(())
}

/// Whether links that carry rights or ids are kept out of what is printed: logs of CI are public.
pub fn hold_back_links(asked: bool) -> bool {
    !asked && in_ci()
}

fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false")
}

/// What flow itself fetches for the embedded backend, which takes files alone.
pub fn fetch(here: &Here, choice: &Choice) -> Option<Fetch> {
    choice.is_local().then(|| Fetch::new(&here.allow.allow_url, in_ci(), here.runs.join(".fetched")))
}

pub fn least(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Asks once, where a person is there to answer.
pub fn confirm(estimate: f64, yes: bool) -> Result<(), Stop> {
    use std::io::IsTerminal;
    if estimate == 0.0 || yes || !std::io::stdin().is_terminal() || !out::terminal() {
        return Ok(());
    }
    out::say(&format!("This may cost about {} credits. Go on? [y/N] ", people::credits(estimate)));
    let mut answer = String::new();
    let _ = std::io::stdin().read_line(&mut answer);
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Stop::wrong(
            Diagnostic::error("not_confirmed", None, "nothing was sent").help("answer y, or add --yes"),
        )),
    }
}
