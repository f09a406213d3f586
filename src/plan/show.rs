//! The plan as people and programs read it.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::estimate::credits;
use super::{Longest, Node, Plan, longest};
use crate::template::Syntax;
use crate::text::escape::{one_line, shortened};
use crate::text::side;
use crate::workflow::{OnFailure, Retry};

/// The plan as `flow plan --format json` prints it: equal plans give equal bytes.
pub fn json(plan: &Plan, backend: &str) -> Value {
    serde_json::to_value(shown(plan, backend)).expect("a plan has text keys and finite numbers")
}

/// The same as text, written without a tree of it, which is what printing a long plan takes time and
/// memory for.
pub fn json_text(plan: &Plan, backend: &str) -> String {
    serde_json::to_string(&shown(plan, backend)).expect("a plan has text keys and finite numbers")
}

#[derive(Serialize)]
struct Shown<'p> {
    format_version: u32,
    workflow: &'p str,
    backend: &'p str,
    estimate: Estimate<'p>,
    sessions: Vec<Session<'p>>,
    steps: Steps<'p>,
}

#[derive(Serialize)]
struct Estimate<'p> {
    credits: Value,
    seconds: u64,
    critical_path: Vec<&'p str>,
}

#[derive(Serialize)]
pub(super) struct Session<'p> {
    name: &'p str,
    language: &'p str,
    task_name: &'p str,
}

struct Steps<'p>(&'p Plan);

/// What a step says and where it stands; what is as it is by default is left out.
#[derive(Serialize)]
pub(super) struct Step<'p> {
    id: &'p str,
    kind: &'static str,
    session: &'p str,
    needs: Vec<&'p str>,
    when: Option<&'p str>,
    inside: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    that: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'p str>,
    /// The conditions of a branch, and those of a check that has more than the one shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<&'p str>,
    /// The texts beside the one shown: more to upload, the message of a check.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    texts: Vec<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<Value>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    allow_unchanged: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    expect: Vec<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry: Option<Tries<'p>>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    timeout: Option<Value>,
    /// `warn` where the run does not fail by it, also because of a group around it.
    #[serde(skip_serializing_if = "Option::is_none")]
    on_failure: Option<&'static str>,
}

#[derive(Serialize)]
struct Tries<'p> {
    attempts: u32,
    /// Seconds.
    wait: Value,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    on: &'p [String],
}

impl Serialize for Steps<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.nodes.iter().map(|node| step(self.0, node)))
    }
}

fn shown<'p>(plan: &'p Plan, backend: &'p str) -> Shown<'p> {
    let Longest { nodes, seconds } = longest(plan);
    Shown {
        format_version: 1,
        workflow: &plan.workflow,
        backend,
        estimate: Estimate {
            credits: credits(plan.estimate()),
            seconds,
            critical_path: nodes.iter().map(|node| plan.nodes[*node].id.as_str()).collect(),
        },
        sessions: sessions(plan),
        steps: Steps(plan),
    }
}

pub(super) fn sessions(plan: &Plan) -> Vec<Session<'_>> {
    let settings = plan.sessions.iter();
    settings.map(|(name, own)| Session { name, language: &own.language, task_name: &own.task_name }).collect()
}

pub(super) fn step<'p>(plan: &'p Plan, node: &'p Node) -> Step<'p> {
    let kind = node.body.kind();
    let words = |of: &str| if kind == of { Some(node.shown.as_deref().unwrap_or("")) } else { None };
    let first = node.body.shown().filter(|_| kind != "branch");
    let texts = |syntax: Syntax| -> Vec<&'p str> {
        let all = node.body.texts().into_iter().map(|(text, _)| text);
        let all: Vec<_> = all.filter(|text| text.syntax == syntax).collect();
        // The one that is shown is told again only where it stands among others.
        let alone = matches!((all.as_slice(), first), ([one], Some(first)) if std::ptr::eq(*one, first));
        if alone { Vec::new() } else { all.into_iter().map(|text| text.text.trim()).collect() }
    };
    let tries =
        |retry: &'p Retry| Tries { attempts: retry.attempts, wait: credits(retry.wait.as_secs_f64()), on: &retry.on };
    let warns = node.on_failure == OnFailure::Warn || node.shelter.is_some();
    Step {
        id: &node.id,
        kind,
        session: &node.session,
        needs: node.needs.iter().map(|need| plan.nodes[*need].id.as_str()).collect(),
        when: node.when.as_ref().map(|when| when.text.trim()),
        inside: node.inside.map(|(branch, case)| format!("{}.{case}", plan.nodes[branch].id)),
        prompt: words("edit"),
        from: words("upload"),
        to: words("export"),
        that: words("check"),
        name: node.name.as_deref(),
        conditions: texts(Syntax::Expression),
        texts: texts(Syntax::Template),
        output: node.body.output(),
        allow_unchanged: node.body.allows_unchanged(),
        expect: node.expect.iter().map(|text| text.text.trim()).collect(),
        retry: Some(&node.retry).filter(|retry| **retry != Retry::default()).map(tries),
        timeout: node.timeout.map(|timeout| credits(timeout.as_secs_f64())),
        on_failure: warns.then_some("warn"),
    }
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
    let line = |node: &Node| {
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
        shortened(&line, width.max(40)).trim_end().to_owned() + "\n"
    };
    let lines = side::stretches(&plan.nodes, |nodes| {
        let mut lines = String::with_capacity(nodes.len() * 64);
        lines.extend(nodes.iter().map(line));
        lines
    });
    out.extend(lines);
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
