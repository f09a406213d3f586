//! Which file belongs to which export: a name that is known only while running may turn out to be
//! another's, in the same run or in another row of a batch.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::outcome::{Code, Failure};

/// The files that exports write, over all runs that share it.
#[derive(Debug, Clone, Default)]
pub struct Claims {
    owners: Arc<Mutex<HashMap<PathBuf, String>>>,
    /// What people call the run among others.
    run: Option<String>,
}

impl Claims {
    /// The same files, for one of several runs.
    pub fn of(&self, run: String) -> Claims {
        Claims { owners: Arc::clone(&self.owners), run: Some(run) }
    }

    /// Notes what a run wrote that is done.
    pub fn had(&self, path: PathBuf) {
        let mut owners = self.owners.lock().unwrap_or_else(PoisonError::into_inner);
        owners.entry(path).or_insert_with(|| self.run.clone().unwrap_or_default());
    }

    /// Notes that a step has written, or is about to write, a file.
    ///
    /// # Errors
    /// Where the file is another step's.
    pub fn take(&self, path: &Path, step: &str) -> Result<(), Failure> {
        let own = self.run.as_ref().map_or_else(|| format!("`{step}`"), |run| format!("`{step}` of {run}"));
        let mut owners = self.owners.lock().unwrap_or_else(PoisonError::into_inner);
        match owners.get(path) {
            Some(other) if *other != own && self.run.as_ref() != Some(other) => {
                let what = format!("`{}` is what {other} writes", path.display());
                let fix =
                    "name the export after something that differs, such as \"{{ inputs.video | stem }}-final.mp4\"";
                Err(Failure::new(Code::OutputInTheWay, what).fix(fix))
            }
            _ => {
                owners.insert(path.to_owned(), own);
                Ok(())
            }
        }
    }
}
