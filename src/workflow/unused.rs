//! What a recipe has and does nothing with, and what the cloud may not make.

use std::collections::BTreeSet;

use super::{Body, StepDecl, Workflow};
use crate::step::{Text, is_document};
use crate::text::Diagnostic;

/// Inputs that no text reads.
pub fn inputs(workflow: &Workflow, used: &BTreeSet<String>, found: &mut Vec<Diagnostic>) {
    for input in workflow.inputs.iter().filter(|input| !used.contains(&input.name)) {
        let message = format!("nobody uses the input `{}`", input.name);
        let help = format!("read it somewhere as inputs.{}, or take it out", input.name);
        found.push(Diagnostic::warning("unused_input", input.at, message).help(help));
    }
}

/// Exports in formats that the cloud is not known to make.
pub fn formats(workflow: &Workflow) -> Vec<Diagnostic> {
    fn walk(steps: &[StepDecl], found: &mut Vec<Diagnostic>) {
        for step in steps {
            match &step.body {
                Body::Do(body) => found.extend(body.writes().and_then(|(to, format)| doubtful(to, format))),
                Body::Branch(_, cases) => cases.iter().for_each(|case| walk(case, found)),
                Body::Group(steps) => walk(steps, found),
                Body::Use { workflow, .. } => walk(&workflow.steps, found),
            }
        }
    }
    let mut found = Vec::new();
    walk(&workflow.steps, &mut found);
    found
}

fn doubtful(to: &Text, format: Option<&str>) -> Option<Diagnostic> {
    let ending = to.text.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    let format = format.map_or(ending, str::to_owned);
    let plain = format.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !format.is_empty();
    (plain && format != "mp4" && !is_document(&format)).then(|| {
        Diagnostic::warning(
            "format_on_cloud",
            to.at,
            format!("the cloud is only sure to make mp4, and this is {format}"),
        )
        .help("export mp4 there, or run the recipe with --backend local")
    })
}

/// Uploads whose session nobody edits, looks at or exports.
pub fn uploads(steps: &[StepDecl], found: &mut Vec<Diagnostic>) {
    fn walk<'s>(
        steps: &'s [StepDecl],
        session: &str,
        uploads: &mut Vec<(String, &'s StepDecl)>,
        used: &mut BTreeSet<String>,
    ) {
        for step in steps {
            let own = step.common.session.as_ref().map_or(session, |text| text.text.as_str());
            match &step.body {
                Body::Do(body) if body.kind() == "upload" => uploads.push((own.to_owned(), step)),
                Body::Do(_) => drop(used.insert(own.to_owned())),
                Body::Branch(_, cases) => {
                    used.insert(own.to_owned());
                    cases.iter().for_each(|case| walk(case, own, uploads, used));
                }
                Body::Group(steps) => walk(steps, own, uploads, used),
                Body::Use { .. } => drop(used.insert(own.to_owned())),
            }
        }
    }
    let (mut uploads, mut used) = (Vec::new(), BTreeSet::new());
    walk(steps, "main", &mut uploads, &mut used);
    for (session, step) in uploads.iter().filter(|(session, _)| !used.contains(session)) {
        let message = format!("nothing is done with the upload `{}`", step.id);
        let help = format!("add an edit or an export in the session `{session}`");
        found.push(Diagnostic::warning("unused_upload", step.at, message).help(help));
    }
}
