//! Taking a run up again: the same fold over the same records, and on from there.

use std::io;
use std::path::Path;

use crate::journal::Journal;
use crate::plan::Plan;
use crate::run::{Event, EventKind, RunState, Time};

/// Opens the journal behind its last whole line, and gives the state that its records make once
/// those of the resumption stand behind them. `length` is how many bytes of it are whole.
///
/// # Errors
/// Where the journal cannot be opened or written.
pub fn take_up(
    plan: &Plan,
    path: &Path,
    (events, length): (&[Event], u64),
    records: impl IntoIterator<Item = EventKind>,
    now: Time,
) -> io::Result<(Journal, RunState)> {
    let mut journal = Journal::reopen(path, length, events.len() as u64)?;
    let mut state = RunState::fold(plan, events);
    for event in journal.append(records, now)? {
        state.apply(plan, &event);
    }
    Ok((journal, state))
}
