//! The keys that any step may have.

use std::time::Duration;

use super::{Common, ForEach, OnFailure, Retry, Tree};
use crate::outcome::Code;
use crate::step::{Reader, table};
use crate::text::yaml::{Node, Value};
use crate::text::{Diagnostic, nearest};

/// Reads them; keys that are not among them are the caller's.
pub(super) fn common(reader: &mut Reader<'_>, node: &Node) -> Common {
    let mut common = Common::default();
    for (key, value) in node.map().unwrap_or_default() {
        let key = key.name.as_str();
        match key {
            "needs" => common.needs = Some(reader.texts(value, key).into()),
            "when" => common.when = reader.expression(value, key).map(Box::new),
            "expect" => {
                if matches!(&value.value, Value::Seq(items) if items.is_empty()) {
                    reader.wrong(value, "`expect` takes an expression or a list of them");
                }
                common.expect = reader.expressions(value, key);
            }
            "session" => common.session = reader.template(value, key).map(Box::new),
            "key" => common.key = reader.template(value, key).map(Box::new),
            "name" => common.name = reader.text(value, key),
            "timeout" => common.timeout = reader.duration(value, key),
            "on_failure" => {
                common.on_failure = reader.word(value, key, &["fail", "warn"]).map(|word| match word {
                    "warn" => OnFailure::Warn,
                    _ => OnFailure::Fail,
                });
            }
            "for_each" => {
                let each = match &value.value {
                    Value::Seq(items) => {
                        let items = items.iter().filter_map(|item| Tree::read(reader, item, key));
                        Some(ForEach::List(value.at, items.collect()))
                    }
                    _ => reader.expression(value, key).map(ForEach::Expression),
                };
                common.for_each = each.map(Box::new);
            }
            "retry" => common.retry = retry(reader, value),
            _ => {}
        }
    }
    common
}

fn retry(reader: &mut Reader<'_>, node: &Node) -> Option<Retry> {
    let mut retry = Retry::default();
    if !reader.mapping(node, "`retry`") {
        return None;
    }
    reader.only(node, table::RETRY, "`retry`");
    retry.attempts = 2;
    if let Some(attempts) = node.get("attempts") {
        let attempts = reader.integer(attempts, "attempts", 1).unwrap_or(2).min(100);
        retry.attempts = u32::try_from(attempts).unwrap_or(100);
    }
    if let Some(wait) = node.get("wait") {
        retry.wait = reader.duration(wait, "wait").unwrap_or(Duration::from_secs(30));
    }
    if let Some(on) = node.get("on") {
        let words: Vec<&str> = Code::ALL.iter().map(|code| code.word()).collect();
        for (word, at) in reader.texts(on, "on") {
            if !words.contains(&word.as_str()) {
                let near = nearest(&word, words.iter().copied()).map(|near| format!("did you mean `{near}`?"));
                reader.push(
                    Diagnostic::error("unknown_code", at, format!("there is no code `{word}`"))
                        .help(near.unwrap_or_else(|| "`flow explain` lists the codes".into())),
                );
            }
            retry.on.push(word.into());
        }
    }
    Some(retry)
}
