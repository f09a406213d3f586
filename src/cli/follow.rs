//! `flow show RUN --follow`: a run that another process carries out, watched through its journal.

use std::time::Duration;

use super::exit::Stop;
use super::out;
use super::past::{Past, open};
use super::progress::public;
use super::source::Here;
use crate::journal::Folder;
use crate::report::line;
use crate::run::RunState;

/// Between two looks at the journal: soon enough for a person.
const LOOK: Duration = Duration::from_millis(200);

/// Prints the run's events, those that were and those that come, until the run ends or its process
/// does.
pub fn follow(here: &Here, id: &str, folder: &Folder, as_json: bool) -> Result<(Past, RunState), Stop> {
    super::runtime()?.block_on(async {
        let (mut length, mut told) = (0, 0);
        loop {
            // In this order: what was written before the process let go is read after.
            let held = folder.is_held();
            let now = std::fs::metadata(folder.journal()).map_or(0, |found| found.len());
            if now != length || !held {
                length = now;
                match open(here, id, folder) {
                    Ok(past) => {
                        let state = tell(&past, &mut told, as_json);
                        if state.verdict.is_some() || !held {
                            return Ok((past, state));
                        }
                    }
                    // It is only just beginning.
                    Err(_) if held && told == 0 => {}
                    Err(stop) => return Err(stop),
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    })
}

/// Prints the events that were not told yet, and gives the state after them.
fn tell(past: &Past, told: &mut usize, as_json: bool) -> RunState {
    let mut state = RunState::new(&past.plan);
    for (at, event) in past.events.iter().enumerate() {
        state.apply(&past.plan, event);
        if at < *told {
            continue;
        }
        if as_json {
            out::result(&format!("{}\n", public(&past.plan, event)));
        } else if let Some(line) = line::line(&past.plan, &state, event) {
            out::result(&format!("{line}\n"));
        }
    }
    *told = past.events.len();
    state
}
