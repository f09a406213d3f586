//! What names mean at a place of the expanded workflow.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::Tree;
use crate::step::Text;
use crate::template::{Context, Names, Part, Read, Shape, Syntax, analyse};

/// A stretch of steps in which ids are unique: a file, a group, one repetition of a loop.
#[derive(Debug, Clone)]
pub struct Scope {
    pub parent: Option<usize>,
    pub names: BTreeMap<String, Named>,
    pub values: Arc<Values>,
    /// `None` outside a loop; the inner `None` where the list is not known yet.
    pub item: Option<Option<Json>>,
    pub index: Option<Option<usize>>,
}

/// The values of one workflow; an input that is not given is there without a value.
#[derive(Debug, Clone, Default)]
pub struct Values {
    pub workflow: String,
    pub inputs: BTreeMap<String, Option<Json>>,
    pub vars: BTreeMap<String, Option<Json>>,
    /// Inputs of a used workflow that are made from the caller's steps, with the caller's scope.
    pub late_inputs: BTreeMap<String, (usize, Tree)>,
    /// Variables that were not known before the run, in their order.
    pub late_vars: Vec<(String, Tree)>,
}

impl Values {
    /// Whether something becomes known only during the run.
    pub fn is_late(&self) -> bool {
        !self.late_inputs.is_empty()
    }
}

/// What `steps.<name>` stands for.
#[derive(Debug, Clone)]
pub enum Named {
    Step(usize),
    /// A group's or a used workflow's own scope, and its outputs.
    Scope(usize, Arc<Vec<(String, Tree)>>),
    List(Vec<Named>),
    Keyed(Vec<(String, Named)>),
}

impl Named {
    /// Every unit in it.
    pub fn units(&self, scopes: &[Scope], out: &mut Vec<usize>) {
        match self {
            Named::Step(unit) => out.push(*unit),
            Named::Scope(scope, _) => scopes[*scope].names.values().for_each(|named| named.units(scopes, out)),
            Named::List(items) => items.iter().for_each(|named| named.units(scopes, out)),
            Named::Keyed(items) => items.iter().for_each(|(_, named)| named.units(scopes, out)),
        }
    }
}

/// The names that a scope sees, innermost first.
pub fn lookup<'s>(scopes: &'s [Scope], mut scope: usize, name: &str) -> Option<&'s Named> {
    loop {
        if let Some(named) = scopes[scope].names.get(name) {
            return Some(named);
        }
        scope = scopes[scope].parent?;
    }
}

/// Reads without judging: every name is taken to exist.
struct Anything;

impl Names for Anything {
    fn root(&self, _: &str) -> Option<Shape> {
        Some(Shape::Any)
    }

    fn roots(&self) -> Vec<String> {
        Vec::new()
    }

    fn step(&self, _: &str) -> Option<Shape> {
        Some(Shape::Any)
    }

    fn steps(&self) -> Vec<String> {
        Vec::new()
    }
}

/// What a text reads.
pub fn reads(text: &Text) -> Vec<Read> {
    let plain = text.syntax == Syntax::Template && !text.text.contains("{{") && !text.text.contains("{%");
    if plain { Vec::new() } else { analyse(&text.text, text.syntax, &Anything).reads }
}

impl Scope {
    /// The values that are known here before anything runs.
    pub fn context(&self) -> Context {
        let mut context = Context::default();
        let known = |values: &BTreeMap<String, Option<Json>>| -> Json {
            Json::Object(
                values.iter().filter_map(|(name, value)| value.clone().map(|value| (name.clone(), value))).collect(),
            )
        };
        context.set("inputs", &known(&self.values.inputs));
        context.set("vars", &known(&self.values.vars));
        context.set("workflow", &json!({ "name": self.values.workflow }));
        if let Some(Some(item)) = &self.item {
            context.set("item", item);
        }
        if let Some(Some(index)) = self.index {
            context.set("index", &json!(index));
        }
        context
    }

    /// Whether a read is of something that is known before anything runs.
    pub fn knows(&self, read: &Read) -> bool {
        let (first, second) = read.names();
        let known = |values: &BTreeMap<String, Option<Json>>| match second {
            Some(name) => values.get(name).is_some_and(Option::is_some),
            None => values.values().all(Option::is_some),
        };
        match first {
            "inputs" => known(&self.values.inputs),
            "vars" => known(&self.values.vars),
            "item" => matches!(self.item, Some(Some(_))),
            "index" => matches!(self.index, Some(Some(_))),
            "workflow" => true,
            _ => false,
        }
    }

    /// The text with what is known filled in; none where it cannot be evaluated.
    pub fn partial(&self, text: &Text) -> Result<crate::template::Partial, crate::template::Problem> {
        let reads = reads(text);
        let known = |range: Range<usize>| {
            reads
                .iter()
                .filter(|read| range.start <= read.range.start && read.range.end <= range.end)
                .all(|read| self.knows(read))
        };
        crate::template::partial(&text.text, &self.context(), &known)
    }
}

/// The units that a read waits for, from a scope: those of `steps.…`, and those that make a used
/// workflow's inputs.
pub fn waits(scopes: &[Scope], scope: usize, read: &Read, out: &mut Vec<usize>) {
    let values = &scopes[scope].values;
    let (first, Some(name)) = read.names() else { return };
    match first {
        "inputs" => {
            if let Some((outer, tree)) = values.late_inputs.get(name) {
                for read in tree.texts().into_iter().flat_map(reads) {
                    waits(scopes, *outer, &read, out);
                }
            }
            return;
        }
        "vars" => {
            if let Some((_, tree)) = values.late_vars.iter().find(|(late, _)| values.is_late() && late == name) {
                for read in tree.texts().into_iter().flat_map(reads) {
                    waits(scopes, scope, &read, out);
                }
            }
            return;
        }
        "steps" => {}
        _ => return,
    }
    let Some(mut named) = lookup(scopes, scope, name) else { return };
    for part in &read.path[2..] {
        named = match (named, part) {
            (Named::Scope(inner, outputs), Part::Name(field)) => {
                if let Some((_, tree)) = outputs.iter().find(|(name, _)| name == field) {
                    for text in tree.texts() {
                        reads(text).iter().for_each(|read| waits(scopes, *inner, read, out));
                    }
                    return;
                }
                match scopes[*inner].names.get(field) {
                    Some(inner) => inner,
                    None => break,
                }
            }
            // Reading one repetition waits for all of them.
            _ => break,
        };
    }
    named.units(scopes, out);
}
