//! The plan as a picture: a lane for each session, a row for each step in the order in which they
//! could run, cases further to the right. Attributes alone, so that it can be put into any page: no
//! style, script, link or foreign object.

use std::collections::HashMap;
use std::fmt::Write;

use super::draw::{lanes, words};
use super::{Node, Plan};
use crate::text::escape::{markup, one_line, shortened};

const LANE: usize = 340;
const ROW: usize = 54;
const BOX: usize = 40;
const HEAD: usize = 64;
const STEP_IN: usize = 18;

/// Where a node's box lies: left, top, width.
struct Place {
    x: usize,
    y: usize,
    width: usize,
}

/// The picture as a text.
pub fn svg(plan: &Plan) -> String {
    let lanes = lanes(plan);
    let names: HashMap<&str, usize> = lanes.keys().enumerate().map(|(at, name)| (*name, at)).collect();
    let places: Vec<Place> = plan
        .nodes
        .iter()
        .enumerate()
        .map(|(at, node)| {
            let inset = STEP_IN * depth(plan, node);
            Place { x: 20 + names[node.session.as_str()] * LANE + inset, y: HEAD + at * ROW, width: LANE - 70 - inset }
        })
        .collect();
    let (width, height) = (lanes.len() * LANE + 40, HEAD + plan.nodes.len() * ROW + 20);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n"
    );
    line(&mut out, format_args!("<title>{}</title>", escaped(&format!("Plan of {}", plan.workflow))));
    line(&mut out, format_args!("<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>"));
    for (session, at) in lanes.keys().zip(0..) {
        let x = 10 + at * LANE;
        let name = escaped(&shortened(&one_line(session), 40));
        line(
            &mut out,
            format_args!(
                "<rect x=\"{x}\" y=\"10\" width=\"{}\" height=\"{}\" rx=\"6\" fill=\"#f3f4f6\"/>",
                LANE - 10,
                height - 20
            ),
        );
        line(
            &mut out,
            format_args!(
                "<text x=\"{}\" y=\"36\" font-size=\"14\" font-weight=\"bold\" fill=\"#374151\">{name}</text>",
                x + 12
            ),
        );
    }
    for (at, node) in plan.nodes.iter().enumerate() {
        for need in &node.needs {
            edge(&mut out, &places[*need], &places[at], "#9ca3af", "");
        }
        if let Some((branch, _)) = node.inside {
            edge(&mut out, &places[branch], &places[at], "#b45309", " stroke-dasharray=\"4 3\"");
        }
    }
    for (node, place) in plan.nodes.iter().zip(&places) {
        boxed(&mut out, plan, node, place);
    }
    out += "</svg>\n";
    out
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("a text takes every line");
}

/// How many branches the node stands in; deeper ones are not drawn further in.
fn depth(plan: &Plan, node: &Node) -> usize {
    let mut depth = 0;
    let mut inside = node.inside;
    while let Some((branch, _)) = inside {
        depth += 1;
        inside = plan.nodes[branch].inside;
    }
    depth.min(8)
}

fn boxed(out: &mut String, plan: &Plan, node: &Node, place: &Place) {
    let Place { x, y, width } = place;
    let color = match node.body.kind() {
        "upload" => "#2563eb",
        "edit" => "#7c3aed",
        "check" => "#059669",
        "branch" => "#d97706",
        _ => "#dc2626",
    };
    let (name, shown) = words(node);
    let case = node.inside.map(|(branch, case)| format!("(case {case} of {})", plan.nodes[branch].id));
    let name = shortened(&format!("{name} {}", one_line(&case.unwrap_or_default())), width / 8);
    let shown = shortened(&format!("{}: {shown}", node.body.kind()), width / 7);
    let rx = if node.body.kind() == "branch" { 18 } else { 4 };
    line(out, format_args!("<g><title>{}</title>", escaped(&one_line(&node.id))));
    line(
        out,
        format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{BOX}\" rx=\"{rx}\" fill=\"#ffffff\" stroke=\"{color}\"/>"
        ),
    );
    line(
        out,
        format_args!(
            "<text x=\"{}\" y=\"{}\" font-weight=\"bold\" fill=\"#111827\">{}</text>",
            x + 12,
            y + 17,
            escaped(&name)
        ),
    );
    line(out, format_args!("<text x=\"{}\" y=\"{}\" fill=\"#4b5563\">{}</text></g>", x + 12, y + 33, escaped(&shown)));
}

/// From the right side of one box to that of another, bent further out the longer the way is.
fn edge(out: &mut String, from: &Place, to: &Place, color: &str, dash: &str) {
    let (x1, y1) = (from.x + from.width, from.y + BOX - 8);
    let (x2, y2) = (to.x + to.width, to.y + 10);
    let bend = (12 + y2.abs_diff(y1) / 12).min(40);
    let (c1, c2) = (x1 + bend, x2 + bend);
    line(
        out,
        format_args!(
            "<path d=\"M {x1} {y1} C {c1} {y1}, {c2} {y2}, {} {y2}\" fill=\"none\" stroke=\"{color}\"{dash}/>",
            x2 + 6
        ),
    );
    line(out, format_args!("<path d=\"M {x2} {y2} l 7 -4 l 0 8 z\" fill=\"{color}\"/>"));
}

/// A text as XML takes it; what XML forbids even as a number is left out.
fn escaped(text: &str) -> String {
    let forbidden = |c: &char| (c.is_control() && *c != '\t') || matches!(c, '\u{fffe}' | '\u{ffff}');
    markup(&text.chars().filter(|c| !forbidden(c)).collect::<String>())
}
