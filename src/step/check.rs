//! `check`: what must hold of the timeline.

use std::sync::{Arc, LazyLock};

use futures_util::future::BoxFuture;
use serde_json::json;

use super::read::{Reader, Text};
use super::{Ctx, Kind, Lowered, Performed, Step, table};
use crate::outcome::{Code, Failure, Outputs};
use crate::template::Shape;
use crate::text::Diagnostic;
use crate::text::yaml::{Node, Value};

pub const KIND: Kind = Kind { name: "check", lower };

#[derive(Debug)]
struct Check {
    that: Vec<Text>,
    message: Option<Text>,
}

fn lower<'n>(reader: &mut Reader<'_>, node: &'n Node) -> Option<Lowered<'n>> {
    let (that, message) = match &node.value {
        Value::Map(_) => {
            reader.only(node, &table::CHECK[1..], "a check");
            let that = node.get("that").map(|that| reader.expressions(that, "that"));
            (that.unwrap_or_default(), node.get("message").and_then(|message| reader.template(message, "message")))
        }
        _ => (reader.expressions(node, "check"), None),
    };
    if that.is_empty() {
        reader.push(
            Diagnostic::error("missing_key", node.at, "a check needs something to check")
                .help("for example `check: state.duration > 0`"),
        );
        return None;
    }
    Some(Lowered { body: Arc::new(Check { that, message }), cases: Vec::new() })
}

impl Step for Check {
    fn kind(&self) -> &'static str {
        "check"
    }

    fn texts(&self) -> Vec<(&Text, bool)> {
        self.that.iter().chain(&self.message).map(|text| (text, true)).collect()
    }

    fn gives(&self) -> Shape {
        static GIVES: LazyLock<Shape> =
            LazyLock::new(|| Shape::record([("passed", Shape::Bool), ("failures", Shape::list(Shape::Text))]));
        GIVES.clone()
    }

    fn shown(&self) -> Option<&Text> {
        self.that.first()
    }

    fn perform<'a>(&'a self, ctx: &'a Ctx) -> BoxFuture<'a, Performed> {
        Box::pin(async move {
            let mut failures = Vec::new();
            for that in &self.that {
                if !ctx.holds(that, &ctx.sees, None)? {
                    failures.push(that.text.clone());
                }
            }
            if failures.is_empty() {
                let mut outputs = Outputs { summary: "holds".into(), ..Outputs::default() };
                outputs.values.insert("passed".into(), json!(true));
                outputs.values.insert("failures".into(), json!([]));
                return Ok(outputs);
            }
            let which = failures.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(" and ");
            let message = self.message.as_ref().map(|message| {
                let mut with_state = ctx.context.clone();
                with_state.set("state", &ctx.sees.value(false));
                crate::template::render(&message.text, &with_state)
                    .ok()
                    .and_then(|value| value.as_str().map(str::to_owned))
                    .unwrap_or_else(|| message.text.clone())
            });
            let message = match message {
                Some(message) => format!("{message} ({which} does not hold)"),
                None => format!("{which} does not hold"),
            };
            let timeline = crate::draft::summary_line(&ctx.sees.timeline);
            let fix = format!("the timeline was: {timeline}; change the recipe or the footage, then run it again");
            Err(Failure::new(Code::CheckFailed, message).fix(fix).into())
        })
    }
}
