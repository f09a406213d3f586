//! `flow runs prune`: what ended well long ago is deleted, a batch whole or not at all. What can be gone
//! on with stays, and so does what a process holds.

use std::collections::BTreeSet;
use std::path::Path;

use super::super::exit::{Ended, Stop};
use super::super::out;
use super::super::past::open;
use super::super::source::Here;
use super::kept::{Listed, listed, place};
use crate::journal::{Folder, list};
use crate::report::people;
use crate::run::{RunState, Verdict};

/// A batch under this name is being deleted: its runs go after it, so that none of them is ever taken
/// for one that has not been begun.
const GONE: &str = ".gone-";

/// Deletes all but the newest `keep` runs and batches; the rows of a batch count as one.
///
/// # Errors
/// Where something cannot be deleted.
pub fn prune(here: &Here, keep: usize) -> Ended {
    leftovers(&place(&here.runs))?;
    // A batch notes its runs before it makes them: in this order none of them is taken for a single one.
    let runs = list(&here.runs);
    let batches = listed(&here.runs);
    let rows: BTreeSet<&String> = batches.iter().flat_map(|batch| &batch.runs).collect();
    let single = runs.iter().filter(|id| !rows.contains(id)).map(|id| (id, None));
    let mut all: Vec<(&String, Option<&Listed>)> =
        single.chain(batches.iter().map(|batch| (&batch.id, Some(batch)))).collect();
    // Ids sort by time.
    all.sort_by(|(a, _), (b, _)| b.cmp(a));
    let (mut gone, mut whole) = (0, 0);
    for (id, batch) in all.into_iter().skip(keep) {
        match batch {
            None => gone += usize::from(single_run(here, id)?),
            Some(batch) => {
                let (all, done) = all_rows(here, batch)?;
                (gone, whole) = (gone + all, whole + usize::from(done));
            }
        }
    }
    let batches = match whole {
        0 => String::new(),
        1 => " and a batch".to_owned(),
        more => format!(" and {more} batches"),
    };
    out::say(&format!("{}{batches} deleted; runs that can be gone on with stay\n", people::count(gone, "run")));
    Ok(0)
}

/// A run's folder where it ended well and nobody holds it.
fn ended(here: &Here, id: &str) -> Option<Folder> {
    let folder = Folder::take(here.runs.join(id)).ok()??;
    let past = open(here, id, &folder).ok()?;
    (RunState::fold(&past.plan, &past.events).verdict == Some(Verdict::Succeeded)).then_some(folder)
}

fn single_run(here: &Here, id: &str) -> Result<bool, Stop> {
    let Some(folder) = ended(here, id) else { return Ok(false) };
    delete(folder.path())?;
    Ok(true)
}

/// Deletes a batch all of whose rows ended well, with all its runs; how many these were.
fn all_rows(here: &Here, batch: &Listed) -> Result<(usize, bool), Stop> {
    let place = place(&here.runs);
    // Held from here on, so that nobody resumes it meanwhile.
    let Ok(Some(folder)) = Folder::take(place.join(&batch.id)) else { return Ok((0, false)) };
    if batch.workflow.is_none() || batch.done < batch.rows {
        return Ok((0, false));
    }
    let runs: Vec<&String> = batch.runs.iter().filter(|id| here.runs.join(id).is_dir()).collect();
    if !runs.iter().all(|id| ended(here, id).is_some()) {
        return Ok((0, false));
    }
    let path = place.join(format!("{GONE}{}", batch.id));
    std::fs::rename(folder.path(), &path).map_err(|error| unable(folder.path(), &error))?;
    let mut gone = 0;
    for id in runs {
        // Whoever took one up by hand in between keeps it.
        gone += usize::from(single_run(here, id)?);
    }
    delete(&path)?;
    Ok((gone, true))
}

/// What an earlier prune was killed over.
fn leftovers(place: &Path) -> Result<(), Stop> {
    let entries = std::fs::read_dir(place).into_iter().flatten().flatten();
    let gone = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(GONE));
    gone.map(|entry| entry.path()).try_for_each(|path| delete(&path))
}

fn delete(path: &Path) -> Result<(), Stop> {
    std::fs::remove_dir_all(path).map_err(|error| unable(path, &error))
}

fn unable(path: &Path, error: &std::io::Error) -> Stop {
    Stop::Broken(anyhow::anyhow!("{} cannot be deleted: {error}", path.display()))
}
