//! Taking a run up again: the same fold over the same records, and on from there.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use crate::backend::client::{CallError, Client};
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

/// Cancels the renders of nodes that are begun afresh: nothing asks for them any more.
///
/// # Errors
/// Where the backend does not take it. They are as they were then, and nothing has been begun.
pub async fn give_up(client: &Client, state: &RunState, afresh: &BTreeSet<usize>) -> Result<(), CallError> {
    for (_, id) in state.renders().filter(|(node, _)| afresh.contains(node)) {
        client.cancel_render(id).await?;
    }
    Ok(())
}
