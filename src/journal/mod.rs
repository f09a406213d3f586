//! The run's memory on disk: its folder, its lock, and durable lines.
//!
//! A record is on disk before the effect that it announces, and after the effect that it reports is
//! known. What a step is, this room does not know.

mod folder;
mod read;
mod write;

pub use folder::{Folder, durable, list};
pub use read::{Damage, read};
pub use write::{Answers, Journal};
