//! What can be known to go wrong before anything is sent: footage, outputs, a step that is not there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::exit::Stop;
use super::source::{Inputs, Prepared};
use crate::backend::client::Fetch;
use crate::outcome::{Code, Failure};
use crate::plan::Plan;
use crate::step::{LARGE, footage_problem, in_the_way, is_url, target};
use crate::text::Diagnostic;

/// Looks at what the run will read and write, before anything is sent.
pub fn preflight(prepared: &Prepared, places: &Places<'_>, only: Option<&BTreeSet<usize>>) -> Result<(), Stop> {
    let found = problems(&prepared.plan, &prepared.inputs, &prepared.root, places, only);
    if found.is_empty() { Ok(()) } else { Err(Stop::Wrong(found, Box::new(prepared.sources.clone()))) }
}

/// Footage that the cloud may refuse for its size, told of before it goes over.
pub fn large(prepared: &Prepared) -> Vec<Diagnostic> {
    let plan = &prepared.plan;
    let mut found = Vec::new();
    for (index, node) in plan.nodes.iter().enumerate().filter(|(_, node)| node.body.kind() == "upload") {
        let names = node.body.texts().into_iter().filter_map(|(text, _)| plan.known(index, text)).flatten();
        for name in names.filter(|name| !is_url(name)) {
            let path = footage_problem(&prepared.inputs.files, &node.folder, &prepared.root, &name, false);
            let size = path.ok().and_then(|path| path.metadata().ok()).map_or(0, |found| found.len());
            if size > LARGE {
                let message = format!("`{name}` has {} MB, and the service takes 500 MB", size / 1_000_000);
                let at = node.body.shown().map_or(node.at, |text| text.at);
                found.push(Diagnostic::warning("large_file", at, message).help("compress or trim it"));
            }
        }
    }
    found
}

/// Where a run writes, and for which backend it reads.
pub struct Places<'p> {
    pub out: &'p Path,
    pub overwrite: bool,
    /// Hashes of the files that flow wrote.
    pub written: &'p Path,
    pub local: bool,
    /// How footage at an address is got for the embedded backend.
    pub fetch: Option<Fetch>,
}

/// What is wrong with what a plan reads and writes.
pub fn problems(
    plan: &Plan,
    inputs: &Inputs,
    root: &Path,
    places: &Places<'_>,
    only: Option<&BTreeSet<usize>>,
) -> Vec<Diagnostic> {
    let Places { out, overwrite, written, local, ref fetch } = *places;
    let mut found = Vec::new();
    for (index, node) in plan.nodes.iter().enumerate() {
        if only.is_some_and(|only| !only.contains(&index)) {
            continue;
        }
        let open = node.shown.as_deref().is_none_or(|shown| shown.contains("{{"));
        let Some(shown) = node.shown.as_deref().filter(|_| !open) else { continue };
        let failed = match node.body.kind() {
            "upload" => {
                let names = node.body.texts().into_iter().filter_map(|(text, _)| plan.known(index, text));
                let problem = |name: String| match is_url(&name) {
                    true if !local => None,
                    true => fetch.as_ref().map_or_else(|| Err(unfetched()), |fetch| fetch.permits(&name)).err(),
                    false => footage_problem(&inputs.files, &node.folder, root, &name, local).err(),
                };
                names.flatten().filter_map(problem).collect()
            }
            "export" => {
                let path = target(out, shown);
                let free = path.and_then(|path| in_the_way(&path, overwrite, written).and_then(|()| writable(out)));
                free.err().into_iter().collect::<Vec<_>>()
            }
            _ => Vec::new(),
        };
        for failure in failed {
            let shown = node.body.shown().map_or(node.at, |text| text.at);
            let diagnostic = Diagnostic::error(failure.code.word(), shown, failure.message).maybe_help(failure.fix);
            if !found.contains(&diagnostic) {
                found.push(diagnostic);
            }
        }
    }
    found
}

/// The files that a plan's exports are known to write.
pub fn outputs(plan: &Plan, out: &Path) -> Vec<PathBuf> {
    let exports = plan.nodes.iter().filter(|node| node.body.kind() == "export");
    let shown = exports.filter_map(|node| node.shown.as_deref()).filter(|shown| !shown.contains("{{"));
    shown.filter_map(|shown| target(out, shown).ok()).collect()
}

/// A replay opens no connection.
fn unfetched() -> Failure {
    Failure::new(Code::AddressRefused, "footage at a URL would have to be fetched, and a replay fetches nothing")
        .fix("record a run that takes a file, or run the recipe without --replay")
}

/// Whether the folder for exports takes a file.
fn writable(folder: &Path) -> Result<(), Failure> {
    let mut at = folder;
    while !at.exists() {
        let Some(parent) = at.parent() else { break };
        at = parent;
    }
    tempfile::Builder::new().prefix(".flow-").tempfile_in(at).map(drop).map_err(|error| {
        let message = format!("the folder `{}` takes no files: {}", folder.display(), error.kind());
        Failure::new(Code::OutputUnwritable, message).fix("choose another folder with --out, or mend its permissions")
    })
}

/// The nodes that a run up to `step` needs.
pub fn until(plan: &Plan, step: &str) -> Result<BTreeSet<usize>, Stop> {
    let Some(node) = plan.find(step) else {
        let near = crate::text::nearest(step, plan.nodes.iter().map(|node| node.id.as_str()));
        let found = Diagnostic::error("unknown_step", None, format!("there is no step `{step}`"));
        return Err(Stop::wrong(found.maybe_help(near.map(|near| format!("did you mean `{near}`?")))));
    };
    let mut open = vec![node];
    let mut out = BTreeSet::new();
    while let Some(node) = open.pop() {
        if out.insert(node) {
            open.extend(plan.waits(node));
        }
    }
    Ok(out)
}
