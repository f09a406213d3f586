//! The recipe of a conversation on disk: `--record` and `/save`.

use std::path::{Path, PathBuf};

use super::recipe::{self, For, Item, What};
use super::{Conversation, say};
use crate::cli::exit::Stop;
use crate::cli::out;
use crate::text::Diagnostic;

impl Conversation<'_> {
    /// Where a recipe goes; a file that this conversation did not write is in the way.
    pub fn place(&self, named: &Path) -> Result<PathBuf, Stop> {
        let path = self.here().cwd.join(named);
        let ours = self.talk.saved.contains(&path)
            || std::fs::read_to_string(&path).is_ok_and(|text| self.recipe().as_ref() == Some(&text));
        if path.exists() && !ours && !self.talk.settings.overwrite {
            let message = format!("`{}` is in the way", named.display());
            let found = Diagnostic::error("output_in_the_way", None, message);
            return Err(Stop::wrong(found.help("choose another name, or replace it with --overwrite")));
        }
        Ok(path)
    }

    /// What was done, as a recipe; none where nothing was.
    fn recipe(&self) -> Option<String> {
        let items = recipe::settled(&self.talk.done);
        let does = |item: &Item| !matches!(item.what, What::Upload { .. });
        items.iter().any(does).then(|| recipe::text(&items, For::People))
    }

    pub fn save(&mut self, named: &Path) {
        let Some(text) = self.recipe() else {
            say("Nothing was done yet that a recipe could do again.");
            return self.fail(2);
        };
        let written = self.place(named).and_then(|path| write(&path, &text).map(|()| path));
        match written {
            Ok(path) => {
                self.talk.saved.push(path);
                out::result(&format!("{}\n", named.display()));
            }
            Err(stop) => self.stop(&stop),
        }
    }

    /// Writes the recipe that `--record` asked for, where there is something to write.
    pub fn keep_record(&mut self) -> Result<(), Stop> {
        match (&self.record, self.recipe()) {
            (Some(path), Some(text)) => write(path, &text),
            // What it held was taken back.
            (Some(path), None) if path.exists() => std::fs::remove_file(path)
                .map_err(|error| Stop::Broken(anyhow::anyhow!("{} cannot be removed: {error}", path.display()))),
            _ => Ok(()),
        }
    }
}

fn write(path: &Path, text: &str) -> Result<(), Stop> {
    crate::journal::durable(path, text.as_bytes())
        .map_err(|error| Stop::Broken(anyhow::anyhow!("{} cannot be written: {error}", path.display())))
}
