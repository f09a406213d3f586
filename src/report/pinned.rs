//! What a plan says of its steps and inputs, as a lock has it, and where that is not what was locked.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::lock::{Lock, Step};
use crate::plan::Plan;
use crate::text::escape::{one_line, shortened};

/// What the plan says of a step. A prompt that is not known yet is left out.
pub fn planned(plan: &Plan, node: usize) -> Step {
    let own = &plan.nodes[node];
    let kind = own.body.kind();
    let texts = |of: &str| -> Vec<String> {
        let texts = own.body.texts().into_iter().map(|(text, _)| text.text.trim().to_owned());
        if kind == of { texts.collect() } else { Vec::new() }
    };
    let prompt = own.body.shown().filter(|_| kind == "edit").and_then(|text| plan.known(node, text));
    Step {
        cases: texts("branch"),
        expect: own.expect.iter().map(|text| text.text.trim().to_owned()).collect(),
        id: own.id.clone(),
        inside: own.inside.map(|(branch, case)| format!("{}.{case}", plan.nodes[branch].id)),
        kind: kind.to_owned(),
        output: own.body.output(),
        prompt: prompt.and_then(|texts| texts.into_iter().next()),
        session: own.session.clone(),
        that: texts("check"),
        to: own.shown.clone().filter(|_| kind == "export"),
        when: own.when.as_ref().map(|when| when.text.trim().to_owned()),
        ..Step::default()
    }
}

/// The values of a run's inputs as a lock has them: a file is its name and its hash, wherever it lies.
pub fn inputs(values: &BTreeMap<String, Value>, hashes: &BTreeMap<String, String>) -> BTreeMap<String, Value> {
    fn pinned(value: &Value, hashes: &BTreeMap<String, String>) -> Value {
        match value {
            Value::String(text) => match hashes.get(text) {
                Some(sha256) => serde_json::json!({ "name": plain(text), "sha256": sha256 }),
                None => value.clone(),
            },
            Value::Array(items) => items.iter().map(|item| pinned(item, hashes)).collect(),
            Value::Object(fields) => {
                let sorted: BTreeMap<_, _> =
                    fields.iter().map(|(key, value)| (key.clone(), pinned(value, hashes))).collect();
                Value::Object(sorted.into_iter().collect())
            }
            other => other.clone(),
        }
    }
    values.iter().map(|(name, value)| (name.clone(), pinned(value, hashes))).collect()
}

/// A way in which a plan is not the one that was locked.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The step of the plan that it is about.
    pub node: Option<usize>,
    pub what: String,
}

/// Every difference between the plan and the steps of a lock, in the order of the plan.
pub fn differences(plan: &Plan, lock: &Lock) -> Vec<Difference> {
    let mut found = Vec::new();
    let steps: BTreeMap<&str, &Step> = lock.steps.iter().map(|step| (step.id.as_str(), step)).collect();
    for node in 0..plan.nodes.len() {
        let now = planned(plan, node);
        let Some(then) = steps.get(now.id.as_str()) else {
            found.push(Difference { node: Some(node), what: format!("the step `{}` is not in the lock", now.id) });
            continue;
        };
        let value = |step: &Step| serde_json::to_value(step).unwrap_or_default();
        let (now, then) = (value(&now), value(then));
        for key in ["kind", "session", "inside", "when", "cases", "prompt", "that", "expect", "to", "output"] {
            // A prompt that is made of what steps give is compared when it is known.
            if now[key] != then[key] && !(key == "prompt" && now[key].is_null()) {
                let id = &plan.nodes[node].id;
                let word = match key {
                    "that" => "check",
                    "prompt" | "session" => key,
                    "to" => "file name",
                    "output" => "rendering",
                    "cases" | "inside" => "case",
                    key => &format!("`{key}`"),
                };
                let what = format!("the {word} of `{id}` was {} and is {}", shown(&then[key]), shown(&now[key]));
                found.push(Difference { node: Some(node), what });
            }
        }
    }
    let ids: BTreeSet<&str> = plan.nodes.iter().map(|node| node.id.as_str()).collect();
    for step in lock.steps.iter().filter(|step| !ids.contains(step.id.as_str())) {
        let what = format!("the step `{}` of the lock is not in the recipe", one_line(&step.id));
        found.push(Difference { node: None, what });
    }
    if found.is_empty()
        && lock.steps.iter().map(|step| step.id.as_str()).ne(plan.nodes.iter().map(|node| node.id.as_str()))
    {
        found.push(Difference { node: None, what: "the steps come in another order".into() });
    }
    found
}

/// Every input whose value is another one.
pub fn other_inputs(now: &BTreeMap<String, Value>, then: &BTreeMap<String, Value>) -> Vec<Difference> {
    let names: BTreeSet<&String> = now.keys().chain(then.keys()).collect();
    let of = |all: &BTreeMap<String, Value>, name: &String| all.get(name).cloned().unwrap_or_default();
    let differ = names.into_iter().filter(|name| of(now, name) != of(then, name));
    let told = differ.map(|name| {
        let what = format!("the input `{name}` was {} and is {}", shown(&of(then, name)), shown(&of(now, name)));
        Difference { node: None, what }
    });
    told.collect()
}

fn shown(value: &Value) -> String {
    let file = value["name"].as_str().zip(value["sha256"].as_str().and_then(|hash| hash.get(..12)));
    match (value, file) {
        (_, Some((name, hash))) => format!("the file `{}` ({hash}…)", one_line(name)),
        (Value::Null, _) => "none".to_owned(),
        (Value::String(text), _) => format!("`{}`", shortened(&one_line(text), 200)),
        (Value::Array(items), _) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        (Value::Object(fields), _) if fields.values().all(|value| !value.is_object() && !value.is_array()) => {
            let words =
                fields.iter().map(|(key, value)| format!("{key} {}", value.as_str().unwrap_or(&value.to_string())));
            format!("`{}`", one_line(&words.collect::<Vec<_>>().join(", ")))
        }
        (other, _) => format!("`{}`", shortened(&one_line(&other.to_string()), 200)),
    }
}

/// A file name without anything that leads elsewhere.
pub fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let plain: String = last.chars().filter(|c| !c.is_control() && *c != '"').take(120).collect();
    let plain = plain.trim_start_matches('.');
    if plain.is_empty() { "media".to_owned() } else { plain.to_owned() }
}
