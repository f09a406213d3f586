//! The values of a run's inputs: given, from the environment, or by default; then the variables.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::scope::{Scope, Values, reads};
use super::{InputType, Workflow, bind};
use crate::text::{Diagnostic, nearest};

/// What the person gave: named values, and bare ones that fill the first unfilled file inputs.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// A name that is given several times makes a list.
    pub named: Vec<(String, Json)>,
    pub bare: Vec<String>,
}

/// The values of a workflow. Where `complete`, an input without a value is an error; otherwise it
/// is one that is not known yet.
pub fn fill(
    workflow: &Workflow,
    given: &Given,
    env: &dyn Fn(&str) -> Option<String>,
    complete: bool,
) -> Result<Arc<Values>, Vec<Diagnostic>> {
    let mut found = Vec::new();
    let mut named: BTreeMap<&str, Vec<&Json>> = BTreeMap::new();
    for (name, value) in &given.named {
        named.entry(name).or_default().push(value);
    }
    let names: Vec<&str> = workflow.inputs.iter().map(|input| input.name.as_str()).collect();
    for name in named.keys().filter(|name| !names.contains(name)) {
        let near = nearest(name, names.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        let list = match names.is_empty() {
            true => "the workflow has no inputs".to_owned(),
            false => format!("the inputs are {}", names.join(", ")),
        };
        found.push(
            Diagnostic::error("unknown_input", None, format!("there is no input `{name}`")).help(near.unwrap_or(list)),
        );
    }
    let mut bare = given.bare.iter();
    let mut values = BTreeMap::new();
    for input in &workflow.inputs {
        let lists = matches!(input.of, InputType::List(_) | InputType::Files);
        let mut value = match named.get(input.name.as_str()).map(Vec::as_slice) {
            Some([one]) if !lists || one.is_array() => Some((*one).clone()),
            Some([_, .., last]) if !lists => {
                found.push(
                    Diagnostic::error("input_twice", None, format!("the input `{}` is given twice", input.name))
                        .help("give it once; only lists repeat the flag"),
                );
                Some((*last).clone())
            }
            Some(many) => Some(Json::Array(many.iter().map(|value| (*value).clone()).collect())),
            None => None,
        };
        if value.is_none() {
            value = match &input.of {
                InputType::File => bare.next().map(|path| Json::String(path.clone())),
                InputType::Files => {
                    let all: Vec<Json> = bare.by_ref().map(|path| Json::String(path.clone())).collect();
                    (!all.is_empty()).then_some(Json::Array(all))
                }
                _ => None,
            };
        }
        if value.is_none() {
            value = input.env.as_deref().and_then(env).map(Json::String);
        }
        let bound = match value {
            None => input.default.clone(),
            Some(value) => match bind(input, &value) {
                Ok(value) => Some(value),
                Err((what, help)) => {
                    let shown = if input.secret { "the value" } else { &*value.to_string() };
                    let message = format!("the input `{}` {what}; it was given {shown}", input.name);
                    found.push(Diagnostic::error("bad_input", None, message).maybe_help(help));
                    continue;
                }
            },
        };
        if bound.is_none() && complete {
            let what = input.description.clone().map(|text| format!(" ({text})")).unwrap_or_default();
            let example = match input.of {
                InputType::File | InputType::Files => "--input talk.mov".to_owned(),
                _ => format!("--input {}=…", input.name),
            };
            found.push(
                Diagnostic::error("missing_input", input.at, format!("the input `{}` is needed{what}", input.name))
                    .help(format!("give it with {example}")),
            );
        }
        values.insert(input.name.clone(), bound);
    }
    if let Some(extra) = bare.next() {
        let message = format!("no file input is left for `{extra}`");
        let help = "name the input that it is for: --input NAME=VALUE";
        found.push(Diagnostic::error("unknown_input", None, message).help(help));
    }
    let values = Values { workflow: workflow.name.clone(), inputs: values, ..Values::default() };
    if found.is_empty() { vars(workflow, values) } else { Err(found) }
}

/// Evaluates the variables over the inputs and the variables above them.
pub fn vars(workflow: &Workflow, values: Values) -> Result<Arc<Values>, Vec<Diagnostic>> {
    let mut scope = Scope { parent: None, names: BTreeMap::new(), values: Arc::new(values), item: None, index: None };
    let mut found = Vec::new();
    for (name, at, tree) in &workflow.vars {
        let known = tree.texts().iter().all(|text| reads(text).iter().all(|read| scope.knows(read)));
        let value = if known {
            match tree.value(&scope.context()) {
                Ok(value) => Some(value),
                Err((text, problem)) => {
                    let at = if text.text.is_empty() { *at } else { text.at };
                    found.push(Diagnostic::error(problem.code, at, problem.message).maybe_help(problem.help));
                    None
                }
            }
        } else {
            None
        };
        let values = Arc::make_mut(&mut scope.values);
        if value.is_none() {
            values.late_vars.push((name.clone(), tree.clone()));
        }
        values.vars.insert(name.clone(), value);
    }
    if found.is_empty() { Ok(scope.values) } else { Err(found) }
}
