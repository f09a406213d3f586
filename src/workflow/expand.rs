//! Groups, loops and used workflows unrolled into units, each with the path that it is read by.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value as Json;

use super::scope::{Named, Scope, Values, reads};
use super::values::vars;
use super::{Body, ForEach, OnFailure, Retry, SessionDecl, StepDecl, Tree, Workflow, bind};
use crate::step::{Step, Text, group_decision};
use crate::template::{Partial, evaluate, render};
use crate::text::{Diagnostic, Span};

/// The whole workflow, unrolled.
#[derive(Debug)]
pub struct Expanded {
    /// In the order of the file.
    pub units: Vec<Unit>,
    pub tree: Vec<Item>,
    pub scopes: Vec<Scope>,
    pub sessions: BTreeMap<String, SessionSettings>,
    pub outputs: Vec<(String, Tree)>,
}

/// The structure that the order of steps follows.
#[derive(Debug)]
pub enum Item {
    Step(usize),
    Branch(usize, Vec<Vec<Item>>),
    /// Steps that a group, a repetition or a used workflow holds. Where it has its own `needs`, the
    /// default order inside looks no further up than the group.
    Group {
        items: Vec<Item>,
        fence: bool,
    },
}

/// One step of the plan to be.
#[derive(Debug)]
pub struct Unit {
    /// The path by which it is read from the top, without `steps.`.
    pub id: String,
    pub at: Span,
    pub name: Option<String>,
    pub session: String,
    pub scope: usize,
    /// The innermost case that it stands in: the decision's unit and the case.
    pub inside: Option<(usize, usize)>,
    /// Its own `needs`, where it has them.
    pub needs: Option<Vec<Need>>,
    /// Those of the groups that hold it.
    pub held: Vec<Need>,
    pub when: Option<Text>,
    pub expect: Vec<Text>,
    pub retry: Retry,
    pub timeout: Option<Duration>,
    pub on_failure: OnFailure,
    /// The repetition of a group with `on_failure: warn` that it stands in: what fails there stops
    /// only that repetition.
    pub shelter: Option<usize>,
    pub folder: PathBuf,
    pub body: Arc<dyn Step>,
}

/// A name in `needs`, and the scope that it is looked up from.
#[derive(Debug, Clone)]
pub struct Need {
    pub name: String,
    pub at: Span,
    pub scope: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub struct SessionSettings {
    pub language: String,
    pub task_name: String,
}

/// Unrolls the workflow with its values, into at most `max_steps` steps.
pub fn expand(workflow: &Workflow, values: Arc<Values>, max_steps: usize) -> Result<Expanded, Vec<Diagnostic>> {
    let mut expand = Expand {
        out: Expanded {
            units: Vec::new(),
            tree: Vec::new(),
            scopes: Vec::new(),
            sessions: BTreeMap::new(),
            outputs: workflow.outputs.iter().map(|(name, _, tree)| (name.clone(), tree.clone())).collect(),
        },
        found: Vec::new(),
        shelters: 0,
        max_steps,
    };
    let root = expand.scope(None, values, None, None);
    let frame = Frame {
        scope: root,
        prefix: String::new(),
        session: "main".into(),
        sessions: Sessions { decls: &workflow.sessions, prefix: String::new(), main: None },
        inside: None,
        held: Vec::new(),
        shelter: None,
        folder: workflow.folder.clone(),
    };
    expand.out.tree = expand.steps(&workflow.steps, &frame);
    if expand.found.is_empty() { Ok(expand.out) } else { Err(expand.found) }
}

/// Where in the workflow the expansion stands.
#[derive(Clone)]
struct Frame<'w> {
    scope: usize,
    prefix: String,
    session: String,
    sessions: Sessions<'w>,
    inside: Option<(usize, usize)>,
    held: Vec<Need>,
    shelter: Option<usize>,
    folder: PathBuf,
}

/// How a workflow's session names become the run's.
#[derive(Clone)]
struct Sessions<'w> {
    decls: &'w [SessionDecl],
    prefix: String,
    /// The caller's session that stands for `main`.
    main: Option<String>,
}

struct Expand {
    out: Expanded,
    found: Vec<Diagnostic>,
    shelters: usize,
    max_steps: usize,
}

impl Expand {
    fn scope(
        &mut self,
        parent: Option<usize>,
        values: Arc<Values>,
        item: Option<Option<Json>>,
        index: Option<Option<usize>>,
    ) -> usize {
        self.out.scopes.push(Scope { parent, names: BTreeMap::new(), values, item, index });
        self.out.scopes.len() - 1
    }

    fn steps(&mut self, steps: &[StepDecl], frame: &Frame<'_>) -> Vec<Item> {
        let mut items = Vec::new();
        for step in steps {
            if self.out.units.len() > self.max_steps {
                break;
            }
            let Some((named, item)) = self.step(step, frame) else { continue };
            self.out.scopes[frame.scope].names.insert(step.id.clone(), named);
            items.push(item);
        }
        items
    }

    fn step(&mut self, step: &StepDecl, frame: &Frame<'_>) -> Option<(Named, Item)> {
        let id = format!("{}{}", frame.prefix, step.id);
        let Some(each) = &step.common.for_each else { return self.one(step, frame, id) };
        let repetitions = self.repetitions(step, each, frame)?;
        let (mut items, mut named) = (Vec::new(), Vec::new());
        for repetition in &repetitions {
            let scope = &self.out.scopes[frame.scope];
            let values = Arc::clone(&scope.values);
            let inner = self.scope(Some(frame.scope), values, Some(repetition.item.clone()), Some(repetition.index));
            let label = match &repetition.key {
                Some(key) => format!("{id}.{key}"),
                None => format!("{id}[{}]", repetition.index.map_or_else(|| "*".to_owned(), |index| index.to_string())),
            };
            let shelter = (step.common.on_failure == Some(OnFailure::Warn)).then(|| {
                self.shelters += 1;
                self.shelters
            });
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

    /// One step, or one repetition of it.
    fn one(&mut self, step: &StepDecl, frame: &Frame<'_>, id: String) -> Option<(Named, Item)> {
        let needs = self.needs(step, frame.scope);
        let session = self.session(step, frame);
        match &step.body {
            Body::Do(body) => {
                let unit = self.unit(step, frame, id, session, needs, Arc::clone(body));
                Some((Named::Step(unit), Item::Step(unit)))
            }
            Body::Branch(body, cases) => {
                let fence = needs.is_some();
                let unit = self.unit(step, frame, id, session.clone(), needs.clone(), Arc::clone(body));
                let mut inner = frame.clone();
                inner.session = session;
                inner.held.extend(needs.unwrap_or_default());
                let mut items = Vec::new();
                for (index, case) in cases.iter().enumerate() {
                    inner.inside = Some((unit, index));
                    items.push(self.steps(case, &inner));
                }
                Some((Named::Step(unit), self.fenced(Item::Branch(unit, items), fence)))
            }
            Body::Group(steps) => {
                let fence = needs.is_some();
                let values = Arc::clone(&self.out.scopes[frame.scope].values);
                let (item, index) = (self.out.scopes[frame.scope].item.clone(), self.out.scopes[frame.scope].index);
                let scope = self.scope(Some(frame.scope), values, item, index);
                let mut inner = frame.clone();
                inner.prefix = format!("{id}.");
                inner.session = session.clone();
                inner.shelter = self.sheltered(step, frame);
                let decision = step.common.when.as_ref().map(|when| {
                    let unit = self.unit(step, frame, id, session, needs.clone(), group_decision(when.clone()));
                    self.out.units[unit].when = None;
                    unit
                });
                inner.scope = scope;
                inner.inside = decision.map(|unit| (unit, 0)).or(frame.inside);
                inner.held.extend(needs.unwrap_or_default());
                let items = self.steps(steps, &inner);
                let item = match decision {
                    Some(unit) => Item::Branch(unit, vec![items]),
                    None => Item::Group { items, fence: false },
                };
                Some((Named::Scope(scope, Arc::default()), self.fenced(item, fence)))
            }
            Body::Use { workflow, with } => self.used(step, workflow, with, frame, id, needs),
        }
    }

    fn fenced(&self, item: Item, fence: bool) -> Item {
        if fence { Item::Group { items: vec![item], fence } } else { item }
    }

    fn used(
        &mut self,
        step: &StepDecl,
        workflow: &Arc<Workflow>,
        with: &[(String, Span, Tree)],
        frame: &Frame<'_>,
        id: String,
        needs: Option<Vec<Need>>,
    ) -> Option<(Named, Item)> {
        let values = self.given(workflow, with, frame.scope)?;
        // A used workflow sees nothing of its caller but what it is given.
        let scope = self.scope(None, values, None, None);
        let mut inner = Frame {
            scope,
            prefix: format!("{id}."),
            session: "main".into(),
            sessions: Sessions {
                decls: &workflow.sessions,
                prefix: format!("{id}."),
                main: step.common.session.as_ref().map(|_| self.session(step, frame)),
            },
            inside: frame.inside,
            held: frame.held.clone(),
            shelter: self.sheltered(step, frame),
            folder: workflow.folder.clone(),
        };
        inner.session = inner.sessions.name("main");
        let decision = step.common.when.as_ref().map(|when| {
            let session = inner.session.clone();
            let unit = self.unit(step, frame, id, session, needs.clone(), group_decision(when.clone()));
            self.out.units[unit].when = None;
            unit
        });
        let fence = needs.is_some();
        inner.inside = decision.map(|unit| (unit, 0)).or(frame.inside);
        inner.held.extend(needs.unwrap_or_default());
        let items = self.steps(&workflow.steps, &inner);
        let outputs = workflow.outputs.iter().map(|(name, _, tree)| (name.clone(), tree.clone())).collect();
        let item = match decision {
            Some(unit) => Item::Branch(unit, vec![items]),
            None => Item::Group { items, fence: false },
        };
        Some((Named::Scope(scope, Arc::new(outputs)), self.fenced(item, fence)))
    }

    fn sheltered(&mut self, step: &StepDecl, frame: &Frame<'_>) -> Option<usize> {
        if step.common.for_each.is_some() || step.common.on_failure != Some(OnFailure::Warn) {
            return frame.shelter;
        }
        self.shelters += 1;
        Some(self.shelters)
    }

    /// The values of a used workflow's inputs, as far as they are known.
    fn given(&mut self, workflow: &Workflow, with: &[(String, Span, Tree)], scope: usize) -> Option<Arc<Values>> {
        let mut values = Values { workflow: workflow.name.clone(), ..Values::default() };
        for input in &workflow.inputs {
            let Some((_, at, tree)) = with.iter().find(|(name, _, _)| *name == input.name) else {
                values.inputs.insert(input.name.clone(), input.default.clone());
                continue;
            };
            let here = &self.out.scopes[scope];
            let known = tree.texts().iter().all(|text| reads(text).iter().all(|read| here.knows(read)));
            let value = if known {
                let value = tree.value(&here.context()).map_err(|(text, problem)| {
                    Diagnostic::error(problem.code, text.at, problem.message).maybe_help(problem.help)
                });
                let bound = value.and_then(|value| {
                    bind(input, &value).map_err(|(what, help)| {
                        Diagnostic::error("bad_input", *at, format!("the input `{}` {what}", input.name))
                            .maybe_help(help)
                    })
                });
                match bound {
                    Ok(value) => Some(value),
                    Err(diagnostic) => {
                        self.found.push(diagnostic);
                        return None;
                    }
                }
            } else {
                values.late_inputs.insert(input.name.clone(), (scope, tree.clone()));
                None
            };
            values.inputs.insert(input.name.clone(), value);
        }
        match vars(workflow, values) {
            Ok(values) => Some(values),
            Err(found) => {
                self.found.extend(found);
                None
            }
        }
    }

    fn needs(&self, step: &StepDecl, scope: usize) -> Option<Vec<Need>> {
        let needs = step.common.needs.as_ref()?;
        Some(needs.iter().map(|(name, at)| Need { name: name.clone(), at: *at, scope }).collect())
    }

    fn session(&mut self, step: &StepDecl, frame: &Frame<'_>) -> String {
        let name = match &step.common.session {
            None => return self.noted(frame.session.clone(), frame),
            Some(text) => match self.out.scopes[frame.scope].partial(text) {
                Ok(Partial::Known(value)) => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
                Ok(Partial::Open(text)) => text,
                Err(problem) => {
                    self.found.push(Diagnostic::error(problem.code, text.at, problem.message).maybe_help(problem.help));
                    "main".into()
                }
            },
        };
        let name = frame.sessions.name(&name);
        self.noted(name, frame)
    }

    /// Keeps the settings of a session that is used.
    fn noted(&mut self, name: String, frame: &Frame<'_>) -> String {
        if self.out.sessions.contains_key(&name) {
            return name;
        }
        let own = name.strip_prefix(&frame.sessions.prefix).unwrap_or(&name);
        let decl = frame.sessions.decls.iter().find(|decl| decl.name == own);
        let context = &self.out.scopes[frame.scope];
        let setting = |text: Option<&Text>, default: &str| -> Result<String, Diagnostic> {
            let Some(text) = text else { return Ok(default.to_owned()) };
            match context.partial(text) {
                Ok(Partial::Known(Json::String(text))) | Ok(Partial::Open(text)) => Ok(text),
                Ok(Partial::Known(other)) => Ok(other.to_string()),
                Err(problem) => Err(Diagnostic::error(problem.code, text.at, problem.message).maybe_help(problem.help)),
            }
        };
        let language = setting(decl.and_then(|decl| decl.language.as_ref()), "en");
        let task_name = setting(decl.and_then(|decl| decl.task_name.as_ref()), "project");
        match (language, task_name) {
            (Ok(language), Ok(task_name)) => {
                self.out.sessions.insert(name.clone(), SessionSettings { language, task_name });
            }
            (language, task_name) => self.found.extend(language.err().into_iter().chain(task_name.err())),
        }
        name
    }

    fn unit(
        &mut self,
        step: &StepDecl,
        frame: &Frame<'_>,
        id: String,
        session: String,
        needs: Option<Vec<Need>>,
        body: Arc<dyn Step>,
    ) -> usize {
        let common = &step.common;
        if self.out.units.len() == self.max_steps {
            let message = format!("the workflow has more than {} steps", self.max_steps);
            let help = "raise the limit with --config max_steps=N, or loop over less";
            self.found.push(Diagnostic::error("too_many_steps", step.at, message).help(help));
        }
        self.out.units.push(Unit {
            id,
            at: step.at,
            name: common.name.clone(),
            session,
            scope: frame.scope,
            inside: frame.inside,
            needs,
            held: frame.held.clone(),
            when: common.when.clone(),
            expect: common.expect.clone(),
            retry: common.retry.clone().unwrap_or_default(),
            timeout: common.timeout,
            on_failure: common.on_failure.unwrap_or_default(),
            shelter: frame.shelter,
            folder: frame.folder.clone(),
            body,
        });
        self.out.units.len() - 1
    }

    fn repetitions(&mut self, step: &StepDecl, each: &ForEach, frame: &Frame<'_>) -> Option<Vec<Repetition>> {
        let unknown = vec![Repetition { item: None, index: None, key: step.common.key.as_ref().map(|_| "*".into()) }];
        let scope = &self.out.scopes[frame.scope];
        let context = scope.context();
        let texts: Vec<&Text> = match each {
            ForEach::Expression(text) => vec![text],
            ForEach::List(_, items) => items.iter().flat_map(Tree::texts).collect(),
        };
        let all: Vec<_> = texts.iter().flat_map(|text| reads(text)).collect();
        if let Some(late) =
            all.iter().find(|read| !matches!(read.names().0, "inputs" | "vars" | "item" | "index" | "workflow"))
        {
            let at = texts[0].at;
            let message = format!("`for_each` reads `{}`, which is not known before the run", late.names().0);
            let help = "loop over inputs or variables; the plan is made before anything runs";
            self.found.push(Diagnostic::error("for_each_not_static", at, message).help(help));
            return None;
        }
        if !all.iter().all(|read| scope.knows(read)) {
            return Some(unknown);
        }
        let value = match each {
            ForEach::Expression(text) => evaluate(&text.text, &context).map_err(|problem| (text.at, problem)),
            ForEach::List(_, items) => items
                .iter()
                .map(|item| item.value(&context).map_err(|(text, problem)| (text.at, problem)))
                .collect::<Result<Json, _>>(),
        };
        let at = match each {
            ForEach::Expression(text) => text.at,
            ForEach::List(at, _) => *at,
        };
        let items = match value {
            Ok(Json::Array(items)) => items,
            Ok(other) => {
                let message =
                    format!("`for_each` takes a list, and this is {}", crate::template::Shape::of(&other).what());
                self.found.push(Diagnostic::error("wrong_type", at, message));
                return None;
            }
            Err((at, problem)) => {
                self.found.push(Diagnostic::error(problem.code, at, problem.message).maybe_help(problem.help));
                return None;
            }
        };
        let mut out = Vec::new();
        let mut seen = HashSet::new();
        for (index, item) in items.into_iter().enumerate().take(self.max_steps + 1) {
            let mut context = context.clone();
            context.set("item", &item);
            context.set("index", &Json::from(index));
            let key = match &step.common.key {
                None => None,
                Some(text) => match render(&text.text, &context) {
                    Ok(value) => Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
                    Err(problem) => {
                        self.found
                            .push(Diagnostic::error(problem.code, text.at, problem.message).maybe_help(problem.help));
                        return None;
                    }
                },
            };
            if let (Some(key), Some(text)) = (&key, &step.common.key) {
                let help = "keys are small letters, digits and _, begin with a letter, and differ; `| slug` helps";
                if !super::inputs::is_name(key) {
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

struct Repetition {
    item: Option<Json>,
    index: Option<usize>,
    key: Option<String>,
}

impl Sessions<'_> {
    fn name(&self, own: &str) -> String {
        match &self.main {
            Some(main) if own == "main" => main.clone(),
            _ => format!("{}{own}", self.prefix),
        }
    }
}
