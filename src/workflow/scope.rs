//! What names mean at a place of the expanded workflow.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde_json::{Value as Json, json};

use super::entries::ById;
use super::{Tree, Workflow};
use crate::step::Text;
use crate::template::{self, Context, Part, Partial, Problem, Read, Value};

/// A stretch of steps in which ids are unique: a file, a group, one repetition of a loop.
#[derive(Debug, Clone)]
pub struct Scope {
    pub parent: Option<usize>,
    /// In the order of the file.
    pub names: ById<Named>,
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
    /// Inputs that no plan shows.
    pub secrets: BTreeSet<String>,
    /// What templates are given of all this, made once, since a long list may be read by every step.
    ready: OnceLock<[Value; 3]>,
}

impl Values {
    /// Those of a workflow to which nothing is given yet.
    pub fn new(workflow: &Workflow) -> Values {
        let secrets = workflow.inputs.iter().filter(|input| input.secret).map(|input| input.name.clone()).collect();
        Values { workflow: workflow.name.clone(), secrets, ..Values::default() }
    }

    /// Forgets what was made of the values while they were still being filled.
    pub fn settled(&mut self) {
        self.ready = OnceLock::new();
    }

    /// Whether something becomes known only during the run.
    pub fn is_late(&self) -> bool {
        !self.late_inputs.is_empty()
    }

    /// Whether a read is of something that only the caller's steps will give.
    pub fn comes_late(&self, read: &Read) -> bool {
        let (first, second) = read.names();
        match first {
            "inputs" => second.map_or(self.is_late(), |name| self.late_inputs.contains_key(name)),
            "vars" => {
                let named = |name: &str| second.is_none_or(|one| one == name);
                let mut late = self.late_vars.iter().filter(|(name, _)| named(name));
                late.any(|(_, tree)| tree.texts().into_iter().flat_map(Text::reads).any(|read| self.comes_late(read)))
            }
            _ => false,
        }
    }

    /// Whether an input or a variable, or all of them, is known before anything runs.
    pub fn knows(&self, read: &Read) -> bool {
        let (first, second) = read.names();
        let known = |values: &BTreeMap<String, Option<Json>>| match second {
            Some(name) => values.get(name).is_some_and(Option::is_some),
            None => values.values().all(Option::is_some),
        };
        match first {
            "inputs" => known(&self.inputs),
            "vars" => known(&self.vars),
            "workflow" => true,
            _ => false,
        }
    }

    /// What templates may read of it.
    pub fn context(&self) -> Context {
        let [inputs, vars, workflow] = self.ready.get_or_init(|| {
            let known = |values: &BTreeMap<String, Option<Json>>| -> Value {
                Value::from_pairs(
                    values.iter().filter_map(|(name, value)| Some((name.clone(), template::value(value.as_ref()?)))),
                )
            };
            [known(&self.inputs), known(&self.vars), Value::from_pairs([("name", self.workflow.clone())])]
        });
        let mut context = Context::default();
        context.set_value("inputs", inputs.clone());
        context.set_value("vars", vars.clone());
        context.set_value("workflow", workflow.clone());
        context
    }
}

/// What `steps.<name>` stands for.
#[derive(Debug, Clone)]
pub enum Named {
    Step(usize),
    /// A group's own scope.
    Scope(usize),
    /// A used workflow's scope, its outputs.
    Used(usize, Arc<Vec<(String, Tree)>>),
    List(Vec<Named>),
    Keyed(Vec<(String, Named)>),
}

impl Named {
    /// Every unit in it.
    pub fn units(&self, scopes: &[Scope], out: &mut Vec<usize>) {
        match self {
            Named::Step(unit) => out.push(*unit),
            Named::Scope(scope) | Named::Used(scope, _) => {
                scopes[*scope].names.values().for_each(|named| named.units(scopes, out))
            }
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

/// What a text reads.
pub fn reads(text: &Text) -> Vec<Read> {
    text.reads().to_vec()
}

impl Scope {
    /// The values that are known here before anything runs.
    pub fn context(&self) -> Context {
        let mut context = self.values.context();
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
        match read.names().0 {
            "item" => matches!(self.item, Some(Some(_))),
            "index" => matches!(self.index, Some(Some(_))),
            _ => self.values.knows(read),
        }
    }

    /// The input or variable that a read names, or all of them; none for anything else.
    pub fn value(&self, read: &Read) -> Option<Json> {
        let (first, second) = read.names();
        let of = |values: &BTreeMap<String, Option<Json>>| match second {
            Some(name) => values.get(name).cloned().flatten(),
            None => Some(json!(values)),
        };
        match first {
            "inputs" => of(&self.values.inputs),
            "vars" => of(&self.values.vars),
            "item" => self.item.clone().flatten(),
            "index" => self.index.flatten().map(|index| json!(index)),
            _ => None,
        }
    }

    /// The text with what is known filled in.
    ///
    /// # Errors
    /// Where what is known cannot be evaluated.
    pub fn partial(&self, text: &Text) -> Result<Partial, Problem> {
        self.filled(text, &|read| self.knows(read))
    }

    /// The same for people's eyes: secrets stay as they are written.
    ///
    /// # Errors
    /// As [`Scope::partial`].
    pub fn shown(&self, text: &Text) -> Result<Partial, Problem> {
        let secrets = &self.values.secrets;
        let secret = |read: &Read| {
            let (first, second) = read.names();
            first == "inputs" && second.map_or(!secrets.is_empty(), |name| secrets.contains(name))
        };
        self.filled(text, &|read| self.knows(read) && !secret(read))
    }

    fn filled(&self, text: &Text, knows: &dyn Fn(&Read) -> bool) -> Result<Partial, Problem> {
        let reads = text.reads();
        if reads.is_empty() && text.is_plain() {
            return Ok(Partial::Known(Json::String(text.text.clone())));
        }
        let known = |range: Range<usize>| {
            reads.iter().filter(|read| range.start <= read.range.start && read.range.end <= range.end).all(knows)
        };
        template::partial(&text.text, &self.context(), &known)
    }
}

/// The units that a read waits for, from a scope: those of `steps.…`, and those that make a used
/// workflow's inputs.
///
/// Reading `steps.group.cut` waits for that step. What is inside a loop or a used workflow is waited
/// for through the step that holds it: for all of `clip` where `steps.clip[0]` is read, and for the
/// whole of a used workflow, whose outputs are evaluated at its end. Reading a branch's `taken` waits
/// for the decision; only `needs` waits for what is in it.
pub fn waits(scopes: &[Scope], scope: usize, read: &Read, out: &mut Vec<usize>) {
    let values = &scopes[scope].values;
    let (first, Some(name)) = read.names() else { return };
    match first {
        "inputs" => {
            if let Some((outer, tree)) = values.late_inputs.get(name) {
                for read in tree.texts().into_iter().flat_map(Text::reads) {
                    waits(scopes, *outer, read, out);
                }
            }
            return;
        }
        "vars" => {
            if let Some((_, tree)) = values.late_vars.iter().find(|(late, _)| values.is_late() && late == name) {
                for read in tree.texts().into_iter().flat_map(Text::reads) {
                    waits(scopes, scope, read, out);
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
            (Named::Scope(inner), Part::Name(field)) => match scopes[*inner].names.get(field.as_str()) {
                Some(inner) => inner,
                None => break,
            },
            _ => break,
        };
    }
    named.units(scopes, out);
}
