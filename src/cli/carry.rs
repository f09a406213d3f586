//! `flow run --continue`: the edits of an earlier run stand, and only new ones are sent and paid for.

use std::path::PathBuf;

use super::backend::Choice;
use super::exit::Stop;
use super::past::{chosen, open, which};
use super::run::kept;
use super::source::{Here, Prepared};
use crate::backend::client::Client;
use crate::draft::{Drafts, sha256_file};
use crate::journal::Folder;
use crate::run::{Carried, Earlier, RunState, Stand, carry};
use crate::step::{footage_problem, is_url, sidecars};
use crate::text::Diagnostic;

/// An earlier run that is gone on with. It stays held, so that nobody resumes it meanwhile.
pub struct Continued {
    pub id: String,
    pub carried: Carried,
    account: Option<String>,
    folder: Folder,
}

/// Holds the recipe against what the run named `word` did.
///
/// # Errors
/// Where its edits are not the beginning of the recipe's, with the step at which that is so.
pub fn take(here: &Here, word: &str, prepared: &Prepared, choice: &Choice) -> Result<Continued, Stop> {
    let id = which(here, word)?;
    let path = here.runs.join(&id);
    let Some(folder) = Folder::take(path.clone()).map_err(|error| kept(&path, &error))? else {
        let found = Diagnostic::error("run_is_held", None, format!("the run {id} is held by another process"));
        return Err(Stop::wrong(found.help("wait until it ends, or stop that process")));
    };
    let past = open(here, &id, &folder)?;
    chosen(here, &past)?;
    let state = RunState::fold(&past.plan, &past.events);
    let earlier = Earlier { plan: &past.plan, state: &state, events: &past.events };
    let footage = |node: usize| footage(prepared, choice, node);
    let carried = carry(&earlier, &prepared.plan, &footage).map_err(|why| refused(&id, &why))?;
    Ok(Continued { id, carried, account: past.settings.account, folder })
}

impl Continued {
    /// The credits that the rest of the recipe may cost.
    pub fn estimate(&self, prepared: &Prepared) -> f64 {
        let nodes = prepared.plan.nodes.iter().enumerate();
        nodes.filter(|(node, _)| !self.carried.nodes.contains(node)).map(|(_, node)| node.estimate).sum()
    }

    /// What people hear of it.
    pub fn words(&self, prepared: &Prepared) -> String {
        let names: Vec<&str> = self.carried.nodes.iter().map(|node| prepared.plan.nodes[*node].label()).collect();
        format!("Going on from the run {}: {} stand as they are.", self.id, names.join(", "))
    }

    /// Puts the timelines that stand into the folder of the new run.
    ///
    /// # Errors
    /// Where the disk does not take them, or the earlier run has lost them.
    pub fn keep(&self, folder: &Folder) -> std::io::Result<()> {
        for record in &self.carried.records {
            let crate::run::EventKind::EffectKnown { known, .. } = record else { continue };
            if let Some(hash) = known.snapshot().and_then(|snapshot| snapshot.draft.as_ref()) {
                folder.keep(&self.folder.load(hash)?)?;
            }
        }
        Ok(())
    }

    /// Looks whether the backend's sessions stand where the earlier run left them.
    ///
    /// # Errors
    /// Where they do not, or belong to another account.
    pub async fn stands(&self, client: &Client, account: Option<&String>) -> Result<(), Stop> {
        if self.account.is_some() && account != self.account.as_ref() {
            return Err(refused(&self.id, "it was made with another account, which this one cannot see"));
        }
        for Stand { session, id, snapshot } in &self.carried.stands {
            let now = client.state(id).await.map_err(|error| error.failure)?.snapshot();
            let names = |media: &[crate::draft::Media]| media.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
            if now.draft != snapshot.draft || names(&now.media) != names(&snapshot.media) {
                let why = format!("the timeline of the session `{session}` was changed since");
                return Err(refused(&self.id, &why));
            }
        }
        Ok(())
    }
}

fn refused(id: &str, why: &str) -> Stop {
    let found = Diagnostic::error("cannot_continue", None, format!("the run {id} cannot be gone on with: {why}"));
    Stop::wrong(found.help("nothing was sent; run the recipe without --continue to begin anew"))
}

/// The hashes of the files that an upload would send, where they can be told.
fn footage(prepared: &Prepared, choice: &Choice, node: usize) -> Option<Vec<String>> {
    let own = &prepared.plan.nodes[node];
    let mut paths: Vec<PathBuf> = Vec::new();
    for (text, _) in own.body.texts() {
        for name in prepared.plan.known(node, text)? {
            if is_url(&name) {
                return None;
            }
            let path =
                footage_problem(&prepared.inputs.files, &own.folder, &prepared.root, &name, choice.is_local()).ok()?;
            if choice.is_local() {
                paths.extend(sidecars(&path));
            }
            paths.push(path);
        }
    }
    paths.iter().map(|path| sha256_file(path).ok()).collect()
}
