//! The values of a run's inputs: given, from the environment, or by default; then the variables.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::expand::trouble;
use super::scope::Values;
use super::{InputType, Workflow, bind};
use crate::step::Text;
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
    let mut all = Values::new(workflow);
    all.inputs = values;
    if found.is_empty() { vars(workflow, all) } else { Err(found) }
}

/// Evaluates the variables over the inputs and the variables above them.
pub fn vars(workflow: &Workflow, mut values: Values) -> Result<Arc<Values>, Vec<Diagnostic>> {
    let inputs = values.context();
    let mut found = Vec::new();
    for (name, _, tree) in &workflow.vars {
        let reads: Vec<_> = tree.texts().into_iter().flat_map(Text::reads).collect();
        if !reads.iter().all(|read| values.knows(read)) {
            values.late_vars.push((name.clone(), tree.clone()));
            values.vars.insert(name.clone(), None);
            continue;
        }
        // Only what it reads is put into its context, so that many variables cost no more than each.
        let mut context = inputs.clone();
        let named = reads.iter().filter(|read| read.names().0 == "vars").map(|read| read.names().1);
        let wanted: Vec<&str> = match named.clone().any(|name| name.is_none()) {
            true => values.vars.keys().map(String::as_str).collect(),
            false => named.flatten().collect(),
        };
        let above = wanted.iter().filter_map(|name| Some(((*name).to_owned(), values.vars.get(*name)?.clone()?)));
        context.set("vars", &Json::Object(above.collect()));
        let value = match tree.value(&context) {
            Ok(value) => Some(value),
            Err((at, problem)) => {
                found.push(trouble(at, problem));
                None
            }
        };
        values.vars.insert(name.clone(), value);
    }
    values.settled();
    if found.is_empty() { Ok(Arc::new(values)) } else { Err(found) }
}
