//! The plan as people and programs read it.

use serde_json::{Value, json};

use super::estimate::credits;
use super::{Longest, Node, Plan, PlanHash, longest};
use crate::draft::sha256_hex;
use crate::text::escape::{one_line, shortened};

/// The plan as `flow plan --format json` prints it: equal plans give equal bytes.
pub fn json(plan: &Plan, backend: &str) -> Value {
    let Longest { nodes, seconds } = longest(plan);
    let path: Vec<&str> = nodes.iter().map(|node| plan.nodes[*node].id.as_str()).collect();
    json!({
        "format_version": 1,
        "workflow": plan.workflow,
        "backend": backend,
        "estimate": { "credits": credits(plan.estimate()), "seconds": seconds, "critical_path": path },
        "sessions": plan.sessions.iter().map(|(name, settings)| {
            json!({ "name": name, "language": settings.language, "task_name": settings.task_name })
        }).collect::<Vec<_>>(),
        "steps": plan.nodes.iter().map(|node| step(plan, node)).collect::<Vec<_>>(),
    })
}

fn step(plan: &Plan, node: &Node) -> Value {
    let needs: Vec<&str> = node.needs.iter().map(|need| plan.nodes[*need].id.as_str()).collect();
    let inside = node.inside.map(|(branch, case)| format!("{}.{case}", plan.nodes[branch].id));
    let mut value = json!({
        "id": node.id,
        "kind": node.body.kind(),
        "session": node.session,
        "needs": needs,
        "when": node.when.as_ref().map(|when| when.text.trim()),
        "inside": inside,
    });
    let key = match node.body.kind() {
        "edit" => "prompt",
        "upload" => "from",
        "export" => "to",
        "check" => "that",
        _ => return value,
    };
    value[key] = json!(node.shown);
    if let Some(name) = &node.name {
        value["name"] = json!(name);
    }
    value
}

/// The hash of everything that a run of the plan depends on.
pub fn hash(plan: &Plan) -> PlanHash {
    let mut text = json(plan, "").to_string();
    for node in &plan.nodes {
        let texts = node.body.texts();
        let all =
            texts.iter().map(|(text, _)| text.text.as_str()).chain(node.expect.iter().map(|text| text.text.as_str()));
        for part in all {
            text.push('\n');
            text += part;
        }
        text += &format!("\n{:?} {:?} {:?} {:?} {:?}", node.retry, node.timeout, node.on_failure, node.sees, node.body);
    }
    PlanHash(sha256_hex(text.as_bytes()))
}

/// The plan on one screen, for people.
pub fn text(plan: &Plan, width: usize) -> String {
    let sessions: Vec<&str> = {
        let mut names: Vec<&str> = plan.nodes.iter().map(|node| node.session.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    };
    let count = plan.nodes.len();
    let mut out = format!(
        "Plan of {}: {count} step{}{}\n",
        one_line(&plan.workflow),
        if count == 1 { "" } else { "s" },
        if sessions.len() > 1 { format!(" in {} sessions", sessions.len()) } else { String::new() }
    );
    let widest = plan.nodes.iter().map(|node| node.id.chars().count() + indent(plan, node)).max().unwrap_or(0).min(30);
    let lanes = if sessions.len() > 1 {
        sessions.iter().map(|name| name.chars().count()).max().unwrap_or(0).min(20)
    } else {
        0
    };
    for node in &plan.nodes {
        let pad = " ".repeat(indent(plan, node));
        let mut line = format!("  {:<widest$}  {:<6}  ", format!("{pad}{}", one_line(&node.id)), node.body.kind());
        if lanes > 0 {
            line += &format!("{:<lanes$}  ", one_line(&node.session));
        }
        line += &one_line(node.shown.as_deref().unwrap_or(""));
        if let Some((branch, case)) = node.inside {
            line += &format!("  [case {case} of {}]", plan.nodes[branch].id);
        }
        if let Some(when) = &node.when {
            line += &format!("  [when {}]", one_line(&when.text));
        }
        out += shortened(&line, width.max(40)).trim_end();
        out.push('\n');
    }
    out += &way(plan, width.max(40));
    out
}

/// The longest way through the plan, which decides how long it takes; nothing where it is the whole.
fn way(plan: &Plan, width: usize) -> String {
    let nodes = longest(plan).nodes;
    if nodes.len() < 2 || nodes.len() == plan.nodes.len() {
        return String::new();
    }
    let ids: Vec<String> = nodes.iter().map(|node| one_line(&plan.nodes[*node].id)).collect();
    let whole = format!("Longest way: {}", ids.join(" -> "));
    let line = if whole.chars().count() <= width {
        whole
    } else {
        format!("Longest way: {} -> … -> {} ({} steps)", ids[0], ids[ids.len() - 1], ids.len())
    };
    format!("{}\n", shortened(&line, width))
}

/// Two blanks for each branch that the node stands in.
fn indent(plan: &Plan, node: &Node) -> usize {
    let mut depth = 0;
    let mut inside = node.inside;
    while let Some((branch, _)) = inside {
        depth += 2;
        inside = plan.nodes[branch].inside;
    }
    depth.min(10)
}
