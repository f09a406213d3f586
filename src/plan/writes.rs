//! Two exports that can write one file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::{Node, Plan};
use crate::template::Partial;
use crate::text::{Diagnostic, Span};
use crate::workflow::Scope;

/// What makes two names the same: the path where it is known, else the words that are not known yet
/// and the values that they will be filled from.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Known(PathBuf),
    Open { text: String, values: usize, scope: Option<usize> },
}

/// One error for each pair of places in the file whose exports can write the same path. Cases of one
/// branch exclude each other and may.
pub fn twice(plan: &Plan) -> Vec<Diagnostic> {
    let mut writers: BTreeMap<Target, Vec<usize>> = BTreeMap::new();
    let mut told: BTreeSet<(Span, Span)> = BTreeSet::new();
    let mut found = Vec::new();
    for (at, node) in plan.nodes.iter().enumerate() {
        let Some((text, _)) = node.body.writes() else { continue };
        let scope = &plan.scopes[node.scope];
        let Some(target) = target(scope, node, text) else { continue };
        let shown = node.shown.as_deref().unwrap_or(&text.text);
        if open_loop(scope) && told.insert((text.at, text.at)) {
            found.push(
                Diagnostic::error(
                    "same_output",
                    text.at,
                    format!("every repetition of `{}` writes `{shown}`", node.id),
                )
                .help("put the item into the name, such as `part-{{ index }}.mp4`"),
            );
            continue;
        }
        let others = writers.entry(target).or_default();
        if let Some(other) = others.iter().find(|other| !exclusive(plan, **other, at)) {
            let other = &plan.nodes[*other];
            let place = other.body.writes().map_or(other.at, |(text, _)| text.at);
            if told.insert((place, text.at)) {
                let message = format!("`{}` and `{}` can both write `{shown}`", other.id, node.id);
                let help = match place == text.at {
                    true => "put the item into the name, such as `part-{{ index }}.mp4`",
                    false => "give one of them another name; only cases of one branch may write the same file",
                };
                found.push(Diagnostic::error("same_output", text.at, message).help(help));
            }
        }
        others.push(at);
        // In a long list of exclusive cases, the last few tell enough.
        if others.len() > 64 {
            others.remove(0);
        }
    }
    found
}

/// The loop's list is not known yet.
fn open_loop(scope: &Scope) -> bool {
    scope.item == Some(None)
}

fn target(scope: &Scope, node: &Node, text: &crate::step::Text) -> Option<Target> {
    if let Ok(Partial::Known(value)) = scope.shown(text) {
        let parts = Path::new(value.as_str()?).components().filter(|part| *part != Component::CurDir).collect();
        return Some(Target::Known(parts));
    }
    let first = |name: &str| text.reads().iter().any(|read| read.names().0 == name);
    if first("item") || first("index") {
        return None;
    }
    let values = Arc::as_ptr(&scope.values) as usize;
    let scope = first("steps").then_some(node.scope);
    Some(Target::Open { text: node.shown.clone()?, values, scope })
}

/// Whether two nodes stand in different cases of one branch.
fn exclusive(plan: &Plan, one: usize, other: usize) -> bool {
    let path = |mut node: usize| {
        let mut path = BTreeMap::new();
        while let Some((branch, case)) = plan.nodes[node].inside {
            path.insert(branch, case);
            node = branch;
        }
        path
    };
    let (one, other) = (path(one), path(other));
    one.iter().any(|(branch, case)| other.get(branch).is_some_and(|theirs| theirs != case))
}
