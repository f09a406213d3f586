//! Reports as files: `--report html=PATH`, `--report junit=PATH`,
//! `--report markdown=PATH`, `flow show RUN --html`.

use std::path::Path;

use super::exit::Stop;
use super::pictures::{self, Places};
use super::source::{Here, Inputs};
use crate::draft::{Drafts, Reading, Timeline};
use crate::plan::Plan;
use crate::report::html::{self, Changes, Given};
use crate::report::rows::{self, Rows};
use crate::report::summary::Timelines;
use crate::report::{junit, markdown};
use crate::run::RunState;
use crate::text::{Diagnostic, nearest};

/// What a report is made from.
pub struct Made<'m> {
    pub plan: &'m Plan,
    pub state: &'m RunState,
    pub run: &'m str,
    pub timelines: &'m Timelines,
    pub drafts: &'m (dyn Drafts + Sync),
    pub inputs: &'m Inputs,
}

const FORMATS: &[&str] = &["html", "junit", "markdown"];

/// Looks at the words before the run, so that a mistake costs nothing.
pub fn check(reports: &[String]) -> Result<(), Stop> {
    for report in reports {
        let known = report.split_once('=').is_some_and(|(format, path)| FORMATS.contains(&format) && !path.is_empty());
        if !known {
            let word = report.split('=').next().unwrap_or(report);
            let near = nearest(word, FORMATS.iter().copied()).map(|near| format!("did you mean {near}=PATH?"));
            let found = Diagnostic::error("unknown_report", None, format!("there is no report `{report}`"));
            return Err(Stop::wrong(
                found.help(near.unwrap_or_else(|| "write html=PATH, junit=PATH or markdown=PATH".into())),
            ));
        }
    }
    Ok(())
}

/// Writes one report, `FORMAT=PATH`, below the working folder. `out` is where the person sent the
/// outputs on this command line.
pub async fn write(here: &Here, report: &str, out: Option<&Path>, made: &Made<'_>) -> Result<(), Stop> {
    let (format, path) = report.split_once('=').unwrap_or((report, ""));
    let cwd = &here.cwd;
    let path = cwd.join(path);
    let bytes = match format {
        "html" => {
            let open = [Some(here.root.as_path()), out].into_iter().flatten().map(|place| cwd.join(place)).collect();
            let store = here.hidden().join("backend").join("media");
            let places = Places { cwd, open, store, inputs: made.inputs };
            let changes = changes(made);
            let pictures = pictures::take(&html::wanted(made.plan, made.state, &changes), &places).await;
            let given = Given {
                run: made.run,
                timelines: made.timelines,
                changes: &changes,
                pictures: &pictures,
                cwd,
                base: path.parent().unwrap_or(cwd),
            };
            html::render(made.plan, made.state, &given)
        }
        "markdown" => markdown::render(made.plan, made.state, made.timelines),
        _ => junit::render(made.plan, made.state),
    };
    put(&path, &bytes)
}

/// As [`write`], of a batch.
pub fn write_rows(cwd: &Path, report: &str, batch: &Rows<'_>) -> Result<(), Stop> {
    let (format, path) = report.split_once('=').unwrap_or((report, ""));
    let path = cwd.join(path);
    let bytes = match format {
        "html" => rows::html(batch, cwd, path.parent().unwrap_or(cwd)),
        "markdown" => markdown::rows(batch),
        _ => rows::junit(batch),
    };
    put(&path, &bytes)
}

fn put(path: &Path, bytes: &str) -> Result<(), Stop> {
    let written = path
        .parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| crate::journal::durable(path, bytes.as_bytes()));
    written.map_err(|error| Stop::Broken(anyhow::anyhow!("{} cannot be written: {error}", path.display())))
}

/// What each session holds at the end.
pub fn timelines(plan: &Plan, state: &RunState, drafts: &dyn Drafts) -> Timelines {
    let last = |list: &Vec<usize>| {
        let snapshot = list.iter().rev().find_map(|node| state.outputs(*node)?.snapshot.clone())?;
        let draft = snapshot.draft.as_ref().and_then(|hash| drafts.load(hash).ok());
        Some(Reading::new(snapshot, draft).timeline)
    };
    let mut sessions: Vec<_> = plan.changes.iter().collect();
    sessions.sort_by_key(|(_, list)| list.first());
    sessions.into_iter().filter_map(|(session, list)| Some((session.clone(), last(list)?))).collect()
}

/// The timelines before and after each change.
fn changes(made: &Made<'_>) -> Changes {
    let read = |node: usize| -> Option<Timeline> {
        let snapshot = made.state.outputs(node)?.snapshot.clone()?;
        let draft = snapshot.draft.as_ref().and_then(|hash| made.drafts.load(hash).ok());
        Some(Reading::new(snapshot, draft).timeline)
    };
    let pair = |node: usize| {
        let before = made.state.seen(made.plan, node).and_then(read).unwrap_or_default();
        Some((node, (before, read(node)?)))
    };
    (0..made.plan.nodes.len()).filter(|node| made.plan.nodes[*node].body.changes()).filter_map(pair).collect()
}
