//! Reading a journal back: a torn last line is nothing, any other damage is an error.

use std::fmt;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::run::Event;

/// The first line of every journal.
pub(super) const VERSION_LINE: &str = r#"{"journal":1}"#;

/// A journal that can be gone on with.
#[derive(Debug)]
pub struct Read<K> {
    pub events: Vec<Event<K>>,
    /// Bytes of the whole lines.
    pub length: u64,
}

/// Why a journal cannot be read.
#[derive(Debug)]
pub enum Damage {
    Io(std::io::Error),
    /// Counted from 1.
    Line(usize, String),
    /// Another version of flow wrote it.
    Version(String),
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Damage::Io(error) => write!(f, "the journal cannot be read: {error}"),
            Damage::Line(line, what) => write!(f, "line {line} of the journal is damaged: {what}"),
            Damage::Version(line) => write!(f, "another version of flow wrote this journal ({line})"),
        }
    }
}

#[derive(Deserialize)]
struct Version {
    journal: u64,
}

/// Reads all events.
///
/// # Errors
/// Damage before the last line, a gap in the count, or a version that is not known.
pub fn read<K: DeserializeOwned>(path: &Path) -> Result<Read<K>, Damage> {
    let bytes = std::fs::read(path).map_err(Damage::Io)?;
    let mut events: Vec<Event<K>> = Vec::new();
    let mut length = 0;
    let mut rest = &bytes[..];
    let mut number = 0;
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let (line, after) = (&rest[..end], &rest[end + 1..]);
        number += 1;
        if number == 1 {
            let text = String::from_utf8_lossy(line).into_owned();
            match serde_json::from_slice::<Version>(line) {
                Ok(Version { journal: 1 }) => {}
                Ok(_) => return Err(Damage::Version(text)),
                Err(error) => return Err(Damage::Line(1, error.to_string())),
            }
        } else {
            match serde_json::from_slice::<Event<K>>(line) {
                Ok(event) if event.seq == events.len() as u64 => events.push(event),
                Ok(event) => {
                    return Err(Damage::Line(
                        number,
                        format!("record {} stands where {} belongs", event.seq, events.len()),
                    ));
                }
                // A power cut can leave a last line of zeros with its newline.
                Err(_) if after.is_empty() => break,
                Err(error) => return Err(Damage::Line(number, error.to_string())),
            }
        }
        length += end as u64 + 1;
        rest = after;
    }
    if number == 0 {
        return Err(Damage::Line(1, "it is empty".into()));
    }
    Ok(Read { events, length })
}
