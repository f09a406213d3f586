//! A run as a value: the events that made it, their fold, and what to do next.
//!
//! Everything here is pure. Time comes in as an argument, and the same events give the same state
//! in the living process and in the one that resumes it.

mod carry;
mod event;
mod live;
mod resumed;
mod retry;
mod schedule;
mod state;

pub use carry::{Carried, Earlier, Stand, carry};
pub use event::{Event, EventKind, Settings, Signal, Time, Verdict, writes};
pub use live::{Doing, Live};
pub use resumed::from;
pub use schedule::{Action, next, wake};
pub use state::{Attempt, Limits, NodeState, RunState, Session};
