//! Reports as files: `--report html=PATH`, `--report junit=PATH`, `flow show RUN --html`.

use std::path::Path;

use super::exit::Stop;
use crate::draft::{Drafts, Reading, Timeline};
use crate::plan::Plan;
use crate::report::html::{self, Changes};
use crate::report::junit;
use crate::report::rows::{self, Rows};
use crate::report::summary::Timelines;
use crate::run::RunState;
use crate::text::{Diagnostic, nearest};

/// What a report is made from.
pub struct Made<'m> {
    pub plan: &'m Plan,
    pub state: &'m RunState,
    pub run: &'m str,
    pub timelines: &'m Timelines,
    pub drafts: &'m dyn Drafts,
}

const FORMATS: &[&str] = &["html", "junit"];

/// Looks at the words before the run, so that a mistake costs nothing.
pub fn check(reports: &[String]) -> Result<(), Stop> {
    for report in reports {
        let known = report.split_once('=').is_some_and(|(format, path)| FORMATS.contains(&format) && !path.is_empty());
        if !known {
            let word = report.split('=').next().unwrap_or(report);
            let near = nearest(word, FORMATS.iter().copied()).map(|near| format!("did you mean {near}=PATH?"));
            let found = Diagnostic::error("unknown_report", None, format!("there is no report `{report}`"));
            return Err(Stop::wrong(found.help(near.unwrap_or_else(|| "write html=PATH or junit=PATH".into()))));
        }
    }
    Ok(())
}

/// Writes one report, `FORMAT=PATH`, below the working folder.
pub fn write(cwd: &Path, report: &str, made: &Made<'_>) -> Result<(), Stop> {
    put(cwd, report, |format, base| match format {
        "html" => html::render(made.plan, made.state, made.run, made.timelines, &changes(made), base),
        _ => junit::render(made.plan, made.state),
    })
}

/// As [`write`], of a batch.
pub fn write_rows(cwd: &Path, report: &str, batch: &Rows<'_>) -> Result<(), Stop> {
    put(cwd, report, |format, base| match format {
        "html" => rows::html(batch, base),
        _ => rows::junit(batch),
    })
}

/// `made` gets the format, and the folder that the report will lie in, as people see it.
fn put(cwd: &Path, report: &str, made: impl Fn(&str, &Path) -> String) -> Result<(), Stop> {
    let (format, path) = report.split_once('=').unwrap_or((report, ""));
    let path = cwd.join(path);
    let base = path.parent().unwrap_or(cwd);
    let bytes = made(format, base.strip_prefix(cwd).unwrap_or(base));
    let written = path
        .parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| crate::journal::durable(&path, bytes.as_bytes()));
    written.map_err(|error| Stop::Broken(anyhow::anyhow!("{} cannot be written: {error}", path.display())))
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
