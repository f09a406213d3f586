//! What `steps.…` means in the plan: for people before the run, and as values during it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::Plan;
use crate::step::Text;
use crate::template::{self, Context, Partial, Read, Value};
use crate::workflow::{Named, Scope, lookup};

/// Turns the units that a name stands for into nodes.
pub fn moved(named: &mut Named, place: &[usize]) {
    match named {
        Named::Step(unit) => *unit = place[*unit],
        Named::Scope(_) | Named::Used(..) => {}
        Named::List(items) => items.iter_mut().for_each(|named| moved(named, place)),
        Named::Keyed(items) => items.iter_mut().for_each(|(_, named)| moved(named, place)),
    }
}

/// A text of the recipe with what is known filled in. What cannot be evaluated stays as written;
/// the run will say why.
pub fn shown(scope: &Scope, text: &Text) -> String {
    if text.syntax == crate::template::Syntax::Expression {
        return text.text.clone();
    }
    match scope.shown(text) {
        Ok(Partial::Known(serde_json::Value::String(text))) | Ok(Partial::Open(text)) => text,
        Ok(Partial::Known(serde_json::Value::Array(items))) => {
            let words = items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned));
            words.collect::<Vec<_>>().join(", ")
        }
        Ok(Partial::Known(other)) => other.to_string(),
        Err(_) => text.text.clone(),
    }
}

/// The texts that a template gives, where all of it is known.
pub fn known(scope: &Scope, text: &Text) -> Option<Vec<String>> {
    match scope.partial(text) {
        Ok(Partial::Known(Json::String(text))) => Some(vec![text]),
        Ok(Partial::Known(Json::Array(items))) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// The value of `steps` for what is read from a scope. `outputs` gives a node's own values.
fn steps_value(plan: &Plan, scope: usize, reads: &[&Read], outputs: &dyn Fn(usize) -> Value) -> Value {
    let mut out: BTreeMap<String, Value> = BTreeMap::new();
    for read in reads {
        let ("steps", Some(name)) = read.names() else { continue };
        if out.contains_key(name) {
            continue;
        }
        if let Some(named) = lookup(&plan.scopes, scope, name) {
            out.insert(name.to_owned(), value(plan, named, outputs));
        }
    }
    Value::from_pairs(out)
}

fn value(plan: &Plan, named: &Named, outputs: &dyn Fn(usize) -> Value) -> Value {
    match named {
        Named::Step(node) => outputs(*node),
        Named::List(items) => items.iter().map(|named| value(plan, named, outputs)).collect(),
        Named::Keyed(items) => {
            Value::from_pairs(items.iter().map(|(key, named)| (key.clone(), value(plan, named, outputs))))
        }
        Named::Scope(scope) => Value::from_pairs(inner(plan, *scope, outputs)),
        Named::Used(scope, results) => {
            let mut fields = inner(plan, *scope, outputs);
            for (name, tree) in results.iter() {
                let context = context(plan, *scope, &tree.texts(), outputs);
                if let Ok(value) = tree.value(&context) {
                    fields.insert(name.clone(), template::value(&value));
                }
            }
            Value::from_pairs(fields)
        }
    }
}

fn inner(plan: &Plan, scope: usize, outputs: &dyn Fn(usize) -> Value) -> BTreeMap<String, Value> {
    let names = &plan.scopes[scope].names;
    names.iter().map(|(name, named)| (name.to_string(), value(plan, named, outputs))).collect()
}

/// Everything that texts of one scope may read, but for the timeline.
pub fn context(plan: &Plan, scope: usize, texts: &[&Text], outputs: &dyn Fn(usize) -> Value) -> Context {
    let here = &plan.scopes[scope];
    let mut context = here.context();
    let reads: Vec<&Read> = texts.iter().flat_map(|text| text.reads()).collect();
    context.set_value("steps", steps_value(plan, scope, &reads, outputs));
    let late = |read: &&Read| matches!(read.names().0, "inputs" | "vars") && !here.knows(read);
    if here.values.is_late() && reads.iter().any(late) {
        fill_late(plan, here, &mut context, outputs);
    }
    context
}

/// A used workflow's inputs that come from the caller's steps are known only when those have run,
/// and so are the variables made of them.
fn fill_late(plan: &Plan, here: &Scope, context: &mut Context, outputs: &dyn Fn(usize) -> Value) {
    let known = |values: &BTreeMap<String, Option<Json>>| -> serde_json::Map<String, Json> {
        values.iter().filter_map(|(name, value)| Some((name.clone(), value.clone()?))).collect()
    };
    let mut inputs = known(&here.values.inputs);
    for (name, (outer, tree)) in &here.values.late_inputs {
        let outer = self::context(plan, *outer, &tree.texts(), outputs);
        inputs.extend(tree.value(&outer).ok().map(|value| (name.clone(), value)));
    }
    context.set("inputs", &Json::Object(inputs));
    let mut vars = known(&here.values.vars);
    for (name, tree) in &here.values.late_vars {
        vars.extend(tree.value(context).ok().map(|value| (name.clone(), value)));
        context.set("vars", &Json::Object(vars.clone()));
    }
}
