//! What was fetched, on record: a replay has no network, and needs a file of the same name and size.

use std::path::Path;

use super::super::Client;
use super::super::replay::{self, Came};
use super::{Fetched, LIMIT, failed, full};
use crate::draft::sha256_hex;
use crate::outcome::Failure;

impl Client {
    pub(super) fn note_fetched(&self, address: &str, fetched: &Fetched) {
        if let (Ok(wire), Ok(found)) = (self.wire(), std::fs::metadata(&fetched.path)) {
            let name = fetched.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let came = Came { name, bytes: found.len(), sha256: fetched.sha256.clone() };
            wire.note(&replay::fetched(&self.recorded_as(address), &came));
        }
    }

    /// What the recorded run fetched from there, as a file of that name and size with nothing in it: the
    /// recording answers for what it held. None where this is no replay, or nothing was fetched.
    ///
    /// # Errors
    /// Where there is no place for such a file.
    pub fn fetched_before(&self, address: &str) -> Result<Option<Fetched>, Failure> {
        let told = self.0.config.replay.as_ref().and_then(|replay| replay.fetched(&self.recorded_as(address)));
        let Some(told) = told else { return Ok(None) };
        let came = told.map_err(|broken| failed(broken.message))?;
        let place = std::env::temp_dir();
        let folder = tempfile::tempdir().map_err(|error| full(&place, &error))?;
        let name = Path::new(&came.name).file_name().unwrap_or("footage".as_ref());
        let path = folder.path().join(name);
        let file = std::fs::File::create(&path).and_then(|file| file.set_len(came.bytes.min(LIMIT)));
        file.map_err(|error| full(&path, &error))?;
        Ok(Some(Fetched { path, sha256: came.sha256, _folder: folder }))
    }

    /// How a recording names an address: it may carry rights that are no secret input.
    fn recorded_as(&self, address: &str) -> String {
        format!("/fetched/{}", sha256_hex(self.without_secrets(address).as_bytes()))
    }
}
