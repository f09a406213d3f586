//! Every row looked at before anything is sent: its inputs, its files, what it would write, what it may
//! cost. Each row's plan is dropped again, so that a thousand of them take no room.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::super::exit::Stop;
use super::super::preflight::{Places, outputs, problems};
use super::super::source::{Here, bind};
use super::row::named;
use super::rows::{Row, Stamp};
use crate::text::{Diagnostic, Sources};
use crate::workflow::{Given, Workflow};

/// More mistakes than this are counted and not told.
const TOLD: usize = 20;

/// What was seen of each row.
pub struct Survey {
    pub estimates: Vec<f64>,
    /// The files that each is known to write.
    pub outputs: Vec<Vec<PathBuf>>,
}

/// # Errors
/// With every mistake of every row; two rows that would write one file are such.
pub fn survey(
    here: &Here,
    (workflow, sources): (&Workflow, &Sources),
    root: &Path,
    given: &[(String, Json)],
    rows: &mut [Row],
    places: &Places<'_>,
) -> Result<Survey, Stop> {
    let mut found: Vec<(Diagnostic, Vec<usize>)> = Vec::new();
    let mut note = |row: usize, diagnostic: Diagnostic| match found.iter_mut().find(|(known, _)| *known == diagnostic) {
        Some((_, rows)) => rows.push(row),
        None => found.push((diagnostic, vec![row])),
    };
    let mut seen = Survey { estimates: Vec::new(), outputs: Vec::new() };
    let mut writers: BTreeMap<PathBuf, usize> = BTreeMap::new();
    let mut clashes = Vec::new();
    let names: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    for (at, row) in rows.iter_mut().enumerate() {
        let all = Given { named: named(given, row), bare: Vec::new() };
        let (plan, inputs) = match bind(here, &here.cwd, workflow, &all, true) {
            Ok(bound) => bound,
            Err(mistakes) => {
                mistakes.into_iter().filter(Diagnostic::is_error).for_each(|mistake| note(at, mistake));
                continue;
            }
        };
        problems(&plan, &inputs, root, places, None).into_iter().for_each(|problem| note(at, problem));
        let writes = outputs(&plan, places.out);
        for path in &writes {
            let first = *writers.entry(path.clone()).or_insert(at);
            if first != at {
                clashes.push((first, at, path.clone()));
            }
        }
        row.files = inputs.files.values().filter_map(|path| Some((path.clone(), Stamp::of(path)?))).collect();
        seen.estimates.push(plan.estimate());
        seen.outputs.push(writes);
    }
    let mut told: Vec<Diagnostic> = found.into_iter().map(|(mistake, at)| placed(mistake, &at, &names)).collect();
    for (first, second, path) in clashes {
        let path = path.strip_prefix(&here.cwd).unwrap_or(&path).display();
        let (one, other) = (&names[first], &names[second]);
        let message = format!("row {} ({one}) and row {} ({other}) would both write `{path}`", first + 1, second + 1);
        let help = "name the export after an input that differs, such as \"{{ inputs.video | stem }}-final.mp4\"";
        told.push(Diagnostic::error("same_output", None, message).help(help));
    }
    if told.is_empty() {
        return Ok(seen);
    }
    if told.len() > TOLD {
        let more = told.len() - TOLD;
        told.truncate(TOLD);
        told.push(Diagnostic::error("bad_rows", None, format!("and {more} more mistakes in the rows")));
    }
    Err(Stop::Wrong(told, Box::new(sources.clone())))
}

/// Says in which rows a mistake stands, where it is not in all.
fn placed(mut mistake: Diagnostic, at: &[usize], names: &[String]) -> Diagnostic {
    if at.len() < names.len() || names.len() == 1 {
        let more = at.len() - 1;
        let more =
            if more > 0 { format!(" and {}", crate::report::people::count(more, "other")) } else { String::new() };
        mistake.message = format!("row {} ({}){more}: {}", at[0] + 1, names[at[0]], mistake.message);
    }
    mistake
}
