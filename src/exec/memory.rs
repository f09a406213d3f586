//! Drafts of runs that leave nothing on disk.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::draft::{Draft, DraftHash, Drafts};

/// Drafts that need no disk.
#[derive(Default)]
pub struct Memory(Mutex<BTreeMap<String, Draft>>);

impl Drafts for Memory {
    fn keep(&self, draft: &Draft) -> std::io::Result<()> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(draft.hash().0.clone(), draft.clone());
        Ok(())
    }

    fn load(&self, hash: &DraftHash) -> std::io::Result<Draft> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&hash.0).cloned().ok_or_else(|| std::io::Error::other("there is no such draft"))
    }
}
