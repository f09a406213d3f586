//! Appending: every batch of records is one write and one sync.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::read::VERSION_LINE;
use crate::run::{Event, Time};

/// The open journal of a run, or of what else is remembered in lines. Its holder is the only writer.
#[derive(Debug)]
pub struct Journal {
    file: File,
    next: u64,
}

impl Journal {
    /// Begins a journal; the folder must be synced by the caller.
    ///
    /// # Errors
    /// Where the disk does not take it, or one is there already.
    pub fn create(path: &Path) -> io::Result<Journal> {
        let mut file = OpenOptions::new().append(true).create_new(true).open(path)?;
        file.write_all(VERSION_LINE.as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_data()?;
        Ok(Journal { file, next: 0 })
    }

    /// Goes on with a journal whose whole lines end at `length` and hold `count` events. A torn
    /// last line is cut off before anything is appended.
    ///
    /// # Errors
    /// Where the file cannot be opened or cut.
    pub fn reopen(path: &Path, length: u64, count: u64) -> io::Result<Journal> {
        let file = OpenOptions::new().append(true).open(path)?;
        if file.metadata()?.len() != length {
            file.set_len(length)?;
            file.sync_data()?;
        }
        Ok(Journal { file, next: count })
    }

    /// Writes the records and returns once they are on disk.
    ///
    /// # Errors
    /// Where the disk does not take them. The run must stop then: whether a part of them is on disk
    /// is not known, and a sync that failed once may not be tried again.
    pub fn append<K: Serialize>(&mut self, kinds: impl IntoIterator<Item = K>, at: Time) -> io::Result<Vec<Event<K>>> {
        self.append_dated(kinds.into_iter().map(|kind| (at, kind)))
    }

    /// As [`Journal::append`], for records of what happened at other times.
    ///
    /// # Errors
    /// Where the disk does not take them.
    pub fn append_dated<K: Serialize>(
        &mut self,
        kinds: impl IntoIterator<Item = (Time, K)>,
    ) -> io::Result<Vec<Event<K>>> {
        let mut events = Vec::new();
        let mut lines = Vec::new();
        for (at, kind) in kinds {
            let event = Event { seq: self.next, at, kind };
            self.next += 1;
            serde_json::to_writer(&mut lines, &event)?;
            lines.push(b'\n');
            events.push(event);
        }
        if !events.is_empty() {
            self.file.write_all(&lines)?;
            self.file.sync_data()?;
        }
        Ok(events)
    }
}

/// The recorded conversation with the backend. It explains a run and does not steer it, so its
/// loss is no failure and it is not synced.
#[derive(Debug)]
pub struct Answers(Mutex<File>);

impl Answers {
    /// # Errors
    /// Where the file cannot be opened.
    pub fn open(path: &Path) -> io::Result<Answers> {
        OpenOptions::new().append(true).create(true).open(path).map(|file| Answers(Mutex::new(file)))
    }

    pub fn add(&self, exchange: &impl Serialize) {
        let Ok(mut line) = serde_json::to_vec(exchange) else { return };
        line.push(b'\n');
        let _ = self.0.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line);
    }
}
