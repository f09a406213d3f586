//! `branch`: takes the first case that holds.

use std::sync::{Arc, LazyLock};

use futures_util::future::BoxFuture;
use serde_json::json;

use super::read::{Reader, Text, first_key};
use super::{Ctx, Kind, Lowered, Performed, Step, table};
use crate::outcome::Outputs;
use crate::template::Shape;
use crate::text::Diagnostic;
use crate::text::yaml::{Node, Value};

pub const KIND: Kind = Kind { name: "branch", lower };

/// A case without a condition is the `else`.
#[derive(Debug)]
struct Branch {
    cases: Vec<Option<Text>>,
}

/// The decision of a group with `when`: a branch of one case.
pub fn group(when: Text) -> Arc<dyn Step> {
    Arc::new(Branch { cases: vec![Some(when)] })
}

fn lower<'n>(reader: &mut Reader<'_>, node: &'n Node) -> Option<Lowered<'n>> {
    let Value::Seq(items) = &node.value else {
        reader.wrong(node, "`branch` takes a list of cases, each with a dash,");
        return None;
    };
    let (mut cases, mut steps) = (Vec::new(), Vec::new());
    for (index, item) in items.iter().enumerate() {
        if !reader.mapping(item, "a case of a `branch`") {
            continue;
        }
        reader.only(item, table::CASE, "a case of a branch");
        let when = item.get("when").and_then(|when| reader.expression(when, "when"));
        let other = item.get("else");
        // Both `- else: {…}` and `- else:` with `steps:` beside or below it are written.
        let inner = match other.map(|other| (&other.value, other)) {
            Some((Value::Map(entries), other)) => match other.get("steps") {
                Some(steps) if entries.len() == 1 && steps.map().is_some() && !looks_like_step(other) => Some(steps),
                _ => Some(other),
            },
            _ => item.get("steps"),
        };
        let at = first_key(item);
        match (when.is_some() || item.get("when").is_some(), other.is_some()) {
            (false, true) if !other_is_steps(item) => reader.push(
                Diagnostic::error(
                    "case_of_two_minds",
                    at,
                    "`else` has its steps below it, or `steps` beside it, and not both",
                )
                .help("for example `- else: { whole: { check: state.duration > 0 } }`"),
            ),
            (true, true) => reader.push(
                Diagnostic::error("case_of_two_minds", at, "a case has either `when` or `else`")
                    .help("leave one of them out"),
            ),
            (false, false) => reader.push(
                Diagnostic::error("missing_key", at, "a case needs `when`, or `else` in the last one")
                    .help("for example `when: state.duration > 60`"),
            ),
            (false, true) if index + 1 < items.len() => reader.push(
                Diagnostic::error("else_not_last", at, "`else` stands before another case")
                    .help("make it the last case"),
            ),
            _ => {}
        }
        match inner {
            Some(inner) => {
                cases.push(when);
                steps.push(inner);
            }
            None => reader.push(
                Diagnostic::error("missing_key", at, "a case needs its `steps`")
                    .help("for example `steps: { teaser: { edit: Keep the first 60 seconds. } }`"),
            ),
        }
    }
    if items.is_empty() {
        reader.push(
            Diagnostic::error("missing_key", node.at, "a branch needs at least one case")
                .help(format!("for example `{}`", table::BRANCH[0].example)),
        );
    }
    Some(Lowered { body: Arc::new(Branch { cases }), cases: steps })
}

/// Whether `else` has one mapping of steps, its own or the one beside it.
fn other_is_steps(case: &Node) -> bool {
    match case.get("else").map(|other| &other.value) {
        Some(Value::Map(_)) => case.get("steps").is_none(),
        Some(Value::Null) => case.get("steps").is_some(),
        _ => false,
    }
}

/// `else: { steps: { steps: … } }` is a group whose id is `steps`, not the mapping of steps.
fn looks_like_step(other: &Node) -> bool {
    let inner = other.get("steps").and_then(Node::map).unwrap_or_default();
    let holds_kind =
        |node: &Node| node.map().is_some_and(|keys| keys.iter().any(|(key, _)| table::kind(&key.name).is_some()));
    inner.len() == 1 && table::kind(&inner[0].0.name).is_some() && !holds_kind(&inner[0].1)
}

impl Step for Branch {
    fn kind(&self) -> &'static str {
        "branch"
    }

    fn texts(&self) -> Vec<(&Text, bool)> {
        self.cases.iter().flatten().map(|text| (text, true)).collect()
    }

    fn gives(&self) -> Shape {
        static GIVES: LazyLock<Shape> = LazyLock::new(|| Shape::record([("taken", Shape::Any)]));
        GIVES.clone()
    }

    fn shown(&self) -> Option<&Text> {
        self.cases.iter().flatten().next()
    }

    fn perform<'a>(&'a self, ctx: &'a Ctx) -> BoxFuture<'a, Performed> {
        Box::pin(async move {
            let mut taken = None;
            for (index, case) in self.cases.iter().enumerate() {
                let holds = case.as_ref().map_or(Ok(true), |when| ctx.holds(when, &ctx.sees, None))?;
                if holds {
                    taken = Some(index);
                    break;
                }
            }
            let summary = match taken.map(|index| (index, &self.cases[index])) {
                Some((index, Some(when))) => format!("case {index}: {}", when.text),
                Some((index, None)) => format!("case {index}: else"),
                None => "no case holds".to_owned(),
            };
            let mut outputs = Outputs { taken, summary, ..Outputs::default() };
            outputs.values.insert("taken".into(), json!(taken));
            Ok(outputs)
        })
    }
}
