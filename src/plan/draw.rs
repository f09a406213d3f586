//! The plan as a drawing in words: Mermaid and Graphviz. Sessions are lanes, branches are diamonds
//! whose cases leave them by number. Each language escapes foreign text for itself.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Node, Plan};
use crate::text::escape::{one_line, shortened};

/// What a node is called, and in a few words what it does.
pub(super) fn words(node: &Node) -> (String, String) {
    let shown = node.shown.as_deref().map(one_line).unwrap_or_default();
    (shortened(&one_line(node.label()), 40), shortened(&shown, 48))
}

/// The nodes of each session, by its name.
pub(super) fn lanes(plan: &Plan) -> BTreeMap<&str, Vec<usize>> {
    let mut lanes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, node) in plan.nodes.iter().enumerate() {
        lanes.entry(&node.session).or_default().push(at);
    }
    lanes
}

/// A Mermaid flowchart, as GitHub draws it.
pub fn mermaid(plan: &Plan) -> String {
    let mut out = String::from("flowchart TD\n");
    for (lane, (session, nodes)) in lanes(plan).into_iter().enumerate() {
        line(&mut out, format_args!("  subgraph lane{lane}[\"{}\"]", mermaid_text(session)));
        for at in nodes {
            let node = &plan.nodes[at];
            let (name, shown) = words(node);
            let label = format!("{}<br/>{}: {}", mermaid_text(&name), node.body.kind(), mermaid_text(&shown));
            match node.body.kind() {
                "branch" => line(&mut out, format_args!("    n{at}{{\"{label}\"}}")),
                "export" => line(&mut out, format_args!("    n{at}([\"{label}\"])")),
                _ => line(&mut out, format_args!("    n{at}[\"{label}\"]")),
            }
        }
        line(&mut out, format_args!("  end"));
    }
    for (at, node) in plan.nodes.iter().enumerate() {
        for need in &node.needs {
            line(&mut out, format_args!("  n{need} --> n{at}"));
        }
        if let Some((branch, case)) = node.inside {
            line(&mut out, format_args!("  n{branch} -. \"case {case}\" .-> n{at}"));
        }
    }
    out
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("a text takes every line");
}

/// Everything but plain letters, digits and blanks as a character's number: Mermaid reads Markdown
/// and HTML in labels.
fn mermaid_text(text: &str) -> String {
    let mut out = String::new();
    for c in one_line(text).chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | '.' | ',' | '-' | '…') {
            out.push(c);
        } else {
            write!(out, "#{};", u32::from(c)).expect("a text takes every character");
        }
    }
    out
}

/// A graph for Graphviz.
pub fn dot(plan: &Plan) -> String {
    let mut out = format!("digraph {} {{\n  rankdir=TB;\n  node [shape=box];\n", dot_text(&plan.workflow));
    for (lane, (session, nodes)) in lanes(plan).into_iter().enumerate() {
        line(&mut out, format_args!("  subgraph cluster_{lane} {{\n    label={};", dot_text(session)));
        for at in nodes {
            let node = &plan.nodes[at];
            let (name, shown) = words(node);
            let shape = match node.body.kind() {
                "branch" => ", shape=diamond",
                "export" => ", shape=note",
                _ => "",
            };
            let label = format!("{name}\n{}: {shown}", node.body.kind());
            line(&mut out, format_args!("    n{at} [label={}{shape}];", dot_text(&label)));
        }
        line(&mut out, format_args!("  }}"));
    }
    for (at, node) in plan.nodes.iter().enumerate() {
        for need in &node.needs {
            line(&mut out, format_args!("  n{need} -> n{at};"));
        }
        if let Some((branch, case)) = node.inside {
            line(&mut out, format_args!("  n{branch} -> n{at} [style=dashed, label=\"case {case}\"];"));
        }
    }
    out += "}\n";
    out
}

/// A quoted name; in Graphviz a backslash begins an escape such as `\N` too.
fn dot_text(text: &str) -> String {
    let lines: Vec<String> =
        text.split('\n').map(|line| one_line(line).replace('\\', "\\\\").replace('"', "\\\"")).collect();
    format!("\"{}\"", lines.join("\\n"))
}
