//! Loops: a step or a group once for each item of a list that is known before anything runs.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value as Json;

use super::expand::{Expand, Frame, Item, trouble};
use super::scope::Named;
use super::{ForEach, OnFailure, StepDecl, Tree};
use crate::step::Text;
use crate::template::{Context, Problem, Shape, evaluate, render};
use crate::text::Diagnostic;

struct Repetition {
    item: Option<Json>,
    index: Option<usize>,
    key: Option<String>,
}

impl Expand {
    /// A step with its repetitions, where it has a `for_each`.
    pub fn repeated(&mut self, step: &StepDecl, frame: &Frame<'_>) -> Option<(Named, Item)> {
        let id = format!("{}{}", frame.prefix, step.id);
        let Some(each) = &step.common.for_each else { return self.one(step, frame, id) };
        let repetitions = self.repetitions(step, each, frame)?;
        let (mut items, mut named) = (Vec::new(), Vec::new());
        for repetition in &repetitions {
            let scope = &self.out.scopes[frame.scope];
            let values = Arc::clone(&scope.values);
            let inner = self.scope(Some(frame.scope), values, Some(repetition.item.clone()), Some(repetition.index));
            let label = match (&repetition.key, repetition.index) {
                (Some(key), Some(_)) => format!("{id}.{key}"),
                (None, Some(index)) => format!("{id}[{index}]"),
                (_, None) => format!("{id}[*]"),
            };
            let shelter = (step.common.on_failure == Some(OnFailure::Warn)).then(|| self.shelter());
            let frame = Frame { scope: inner, shelter: shelter.or(frame.shelter), ..frame.clone() };
            let (one, item) = self.one(step, &frame, label)?;
            named.push((repetition.key.clone(), one));
            items.push(item);
        }
        let named = match step.common.key {
            Some(_) => Named::Keyed(named.into_iter().map(|(key, named)| (key.unwrap_or_default(), named)).collect()),
            None => Named::List(named.into_iter().map(|(_, named)| named).collect()),
        };
        Some((named, Item::Group { items, fence: false }))
    }

    fn repetitions(&mut self, step: &StepDecl, each: &ForEach, frame: &Frame<'_>) -> Option<Vec<Repetition>> {
        let unknown = vec![Repetition { item: None, index: None, key: step.common.key.as_ref().map(|_| "*".into()) }];
        let scope = &self.out.scopes[frame.scope];
        let context = scope.context();
        let texts: Vec<&Text> = match each {
            ForEach::Expression(text) => vec![text],
            ForEach::List(_, items) => items.iter().flat_map(Tree::texts).collect(),
        };
        let all: Vec<_> = texts.iter().flat_map(|text| text.reads()).collect();
        if let Some(late) =
            all.iter().find(|read| !matches!(read.names().0, "inputs" | "vars" | "item" | "index" | "workflow"))
        {
            let at = texts[0].at;
            let message = format!("`for_each` reads `{}`, which is not known before the run", late.names().0);
            let help = "loop over inputs or variables; the plan is made before anything runs";
            self.found.push(Diagnostic::error("for_each_not_static", at, message).help(help));
            return None;
        }
        if texts.iter().any(|text| self.late(text, frame.scope, "the list of `for_each`")) {
            return None;
        }
        let scope = &self.out.scopes[frame.scope];
        if !all.iter().all(|read| scope.knows(read)) {
            return Some(unknown);
        }
        let value = match each {
            ForEach::Expression(text) => evaluate(&text.text, &context).map_err(|problem| (text.at, problem)),
            ForEach::List(_, items) => items.iter().map(|item| item.value(&context)).collect::<Result<Json, _>>(),
        };
        let at = match each {
            ForEach::Expression(text) => text.at,
            ForEach::List(at, _) => *at,
        };
        let items = match value {
            Ok(Json::Array(items)) => items,
            Ok(other) => {
                let message = format!("`for_each` takes a list, and this is {}", Shape::of(&other).what());
                let help = "give it a list, such as [intro, talk], or an input of the type `list` or `files`";
                self.found.push(Diagnostic::error("not_a_list", at, message).help(help));
                return None;
            }
            Err((at, problem)) => {
                self.found.push(trouble(at, problem));
                return None;
            }
        };
        let mut out = Vec::new();
        let mut seen = HashSet::new();
        for (index, item) in items.into_iter().enumerate().take(self.max_steps + 1) {
            let key = match &step.common.key {
                None => None,
                Some(text) => match keyed(&context, text, &item, index) {
                    Ok(key) => Some(key),
                    Err(problem) => {
                        self.found.push(trouble(text.at, problem));
                        return None;
                    }
                },
            };
            if let (Some(key), Some(text)) = (&key, &step.common.key) {
                let help =
                    "keys have letters, digits, - and _ alone, and differ; `| slug` makes such a key of any text";
                let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
                if key.is_empty() || key.chars().count() > 80 || !key.chars().all(plain) {
                    self.found
                        .push(Diagnostic::error("bad_name", text.at, format!("`{key}` cannot be a key")).help(help));
                    return None;
                }
                if !seen.insert(key.clone()) {
                    self.found.push(
                        Diagnostic::error("duplicate_id", text.at, format!("the key `{key}` comes twice")).help(help),
                    );
                    return None;
                }
            }
            out.push(Repetition { item: Some(item), index: Some(index), key });
        }
        Some(out)
    }
}

fn keyed(context: &Context, text: &Text, item: &Json, index: usize) -> Result<String, Problem> {
    let mut context = context.clone();
    context.set("item", item);
    context.set("index", &Json::from(index));
    let value = render(&text.text, &context)?;
    Ok(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}
