//! Groups, loops and used workflows unrolled into units, each with the path that it is read by.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use compact_str::CompactString;
use serde_json::Value as Json;

use super::entries::ById;
use super::scope::{Named, Scope, Values};
use super::{Body, OnFailure, Retry, SessionDecl, StepDecl, Tree, Workflow};
use crate::step::{Step, Text, group_decision};
use crate::template::{Partial, Problem};
use crate::text::{Diagnostic, Span};

/// The whole workflow, unrolled.
#[derive(Debug)]
pub struct Expanded {
    /// In the order of the file.
    pub units: Vec<Unit>,
    pub tree: Vec<Item>,
    pub scopes: Vec<Scope>,
    pub holds: Vec<Hold>,
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

/// What everything inside a group, a branch or a used workflow waits for.
#[derive(Debug)]
pub struct Hold {
    pub needs: Option<Needs>,
    /// What a used workflow is given, read from the caller's scope.
    pub given: Vec<(usize, Text)>,
    /// Everything inside; units stand in the order of the file, so they follow one another.
    pub units: Range<usize>,
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
    pub needs: Option<Needs>,
    pub when: Option<Box<Text>>,
    pub expect: Vec<Text>,
    pub retry: Retry,
    pub timeout: Option<Duration>,
    pub on_failure: OnFailure,
    /// The repetition of a group with `on_failure: warn` that it stands in: what fails there stops
    /// only that repetition.
    pub shelter: Option<usize>,
    pub folder: Arc<Path>,
    pub body: Arc<dyn Step>,
}

/// The names in `needs` and their places, and the scope that they are looked up from.
#[derive(Debug, Clone)]
pub struct Needs {
    pub names: Arc<[(CompactString, Span)]>,
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
            holds: Vec::new(),
            sessions: BTreeMap::new(),
            outputs: workflow.outputs.iter().map(|(name, _, tree)| (name.clone(), tree.clone())).collect(),
        },
        settings: BTreeMap::new(),
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
        shelter: None,
        retry: None,
        timeout: None,
        folder: workflow.folder.as_path().into(),
    };
    expand.out.tree = expand.steps(&workflow.steps, &frame);
    let used: BTreeSet<&String> = expand.out.units.iter().map(|unit| &unit.session).collect();
    expand.settings.retain(|name, _| used.contains(name));
    expand.out.sessions = expand.settings;
    if expand.found.is_empty() { Ok(expand.out) } else { Err(expand.found) }
}

/// Where in the workflow the expansion stands.
#[derive(Clone)]
pub(super) struct Frame<'w> {
    pub scope: usize,
    pub prefix: String,
    pub session: String,
    pub sessions: Sessions<'w>,
    pub inside: Option<(usize, usize)>,
    pub shelter: Option<usize>,
    /// Of the steps in a used workflow that do not say otherwise.
    pub retry: Option<Retry>,
    pub timeout: Option<Duration>,
    pub folder: Arc<Path>,
}

/// How a workflow's session names become the run's.
#[derive(Clone)]
pub(super) struct Sessions<'w> {
    pub decls: &'w [SessionDecl],
    pub prefix: String,
    /// The caller's session that stands for `main`.
    pub main: Option<String>,
}

pub(super) struct Expand {
    pub out: Expanded,
    /// Of every session that is named, whether a step turns out to use it or not.
    settings: BTreeMap<String, SessionSettings>,
    pub found: Vec<Diagnostic>,
    shelters: usize,
    pub max_steps: usize,
}

/// A problem with a text as a diagnostic at its place.
pub(super) fn trouble(at: Span, problem: Problem) -> Diagnostic {
    Diagnostic::error(problem.code, at, problem.message).maybe_help(problem.help)
}

impl Expand {
    pub fn scope(
        &mut self,
        parent: Option<usize>,
        values: Arc<Values>,
        item: Option<Option<Json>>,
        index: Option<Option<usize>>,
    ) -> usize {
        self.out.scopes.push(Scope { parent, names: ById::default(), values, item, index });
        self.out.scopes.len() - 1
    }

    pub fn steps(&mut self, steps: &[StepDecl], frame: &Frame<'_>) -> Vec<Item> {
        let mut items = Vec::with_capacity(steps.len());
        self.out.units.reserve(steps.len());
        self.out.scopes[frame.scope].names.reserve(steps.len());
        for step in steps {
            if self.out.units.len() > self.max_steps {
                break;
            }
            let Some((named, item)) = self.repeated(step, frame) else { continue };
            self.out.scopes[frame.scope].names.insert(step.id.clone(), named);
            items.push(item);
        }
        items
    }

    /// One step, or one repetition of it.
    pub fn one(&mut self, step: &StepDecl, frame: &Frame<'_>, id: String) -> Option<(Named, Item)> {
        let needs = self.needs(step, frame.scope);
        match &step.body {
            Body::Do(body) => {
                let unit = self.unit(step, frame, id, needs, Arc::clone(body));
                Some((Named::Step(unit), Item::Step(unit)))
            }
            Body::Branch(body, cases) => {
                let unit = self.unit(step, frame, id, needs.clone(), Arc::clone(body));
                let mut inner = frame.clone();
                inner.session.clone_from(&self.out.units[unit].session);
                let mut items = Vec::new();
                for (index, case) in cases.iter().enumerate() {
                    inner.inside = Some((unit, index));
                    items.push(self.steps(case, &inner));
                }
                Some((Named::Step(unit), self.held(Item::Branch(unit, items), unit + 1, needs, Vec::new())))
            }
            Body::Group(steps) => {
                let here = &self.out.scopes[frame.scope];
                let (values, item, index) = (Arc::clone(&here.values), here.item.clone(), here.index);
                let scope = self.scope(Some(frame.scope), values, item, index);
                let mut inner = frame.clone();
                inner.prefix = format!("{id}.");
                inner.session = self.session(step, frame);
                inner.shelter = self.sheltered(step, frame);
                inner.scope = scope;
                let decision = self.decision(step, frame, id, needs.clone());
                inner.inside = decision.map(|unit| (unit, 0)).or(frame.inside);
                let start = self.out.units.len();
                let items = self.steps(steps, &inner);
                Some((Named::Scope(scope), self.held(whole(decision, items), start, needs, Vec::new())))
            }
            Body::Use { workflow, with } => self.used(step, workflow, with, frame, id, needs),
        }
    }

    /// The branch of one case that a group with `when` is.
    pub fn decision(&mut self, step: &StepDecl, frame: &Frame<'_>, id: String, needs: Option<Needs>) -> Option<usize> {
        let when = step.common.when.as_ref()?;
        let unit = self.unit(step, frame, id, needs, group_decision(Text::clone(when)));
        self.out.units[unit].when = None;
        Some(unit)
    }

    /// Notes what everything from `start` on waits for. With `needs` of its own, the default order
    /// inside looks no further up than the item.
    pub fn held(&mut self, item: Item, start: usize, needs: Option<Needs>, given: Vec<(usize, Text)>) -> Item {
        let fence = needs.is_some();
        if needs.as_ref().is_some_and(|needs| !needs.names.is_empty()) || !given.is_empty() {
            self.out.holds.push(Hold { needs, given, units: start..self.out.units.len() });
        }
        if fence { Item::Group { items: vec![item], fence } } else { item }
    }

    /// The repetition that keeps what fails inside to itself.
    pub fn sheltered(&mut self, step: &StepDecl, frame: &Frame<'_>) -> Option<usize> {
        if step.common.for_each.is_some() || step.common.on_failure != Some(OnFailure::Warn) {
            return frame.shelter;
        }
        Some(self.shelter())
    }

    pub fn shelter(&mut self) -> usize {
        self.shelters += 1;
        self.shelters
    }

    fn needs(&self, step: &StepDecl, scope: usize) -> Option<Needs> {
        Some(Needs { names: Arc::clone(step.common.needs.as_ref()?), scope })
    }

    /// The session of a step, by the name that the run knows it by.
    pub fn session(&mut self, step: &StepDecl, frame: &Frame<'_>) -> String {
        let Some(text) = &step.common.session else { return frame.session.clone() };
        if self.late(text, frame.scope, "a session's name") {
            return "main".into();
        }
        let name = match self.out.scopes[frame.scope].partial(text) {
            Ok(Partial::Known(value)) => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
            Ok(Partial::Open(text)) => text,
            Err(problem) => {
                self.found.push(trouble(text.at, problem));
                "main".into()
            }
        };
        if name.trim().is_empty() {
            let found = Diagnostic::error("bad_name", text.at, "the session has no name");
            self.found.push(found.help("name it, such as `session: vertical`"));
        }
        frame.sessions.name(name.trim())
    }

    /// Reports a text that has to be known before the run and reads what the caller's steps give.
    pub fn late(&mut self, text: &Text, scope: usize, what: &str) -> bool {
        let values = &self.out.scopes[scope].values;
        let late = text.reads().iter().any(|read| values.comes_late(read));
        if late {
            let message =
                format!("{what} is read from steps of the workflow that uses this one, which have not run yet");
            let help = "the plan is made before anything runs; give this input a value that is known then";
            self.found.push(Diagnostic::error("not_known_yet", text.at, message).help(help));
        }
        late
    }

    /// Keeps the settings of a session that is used.
    pub fn noted(&mut self, name: &str, frame: &Frame<'_>) {
        if self.settings.contains_key(name) {
            return;
        }
        let own = name.strip_prefix(&frame.sessions.prefix).unwrap_or(name);
        let decl = frame.sessions.decls.iter().find(|decl| decl.name == own);
        let context = &self.out.scopes[frame.scope];
        let setting = |text: Option<&Text>, default: &str| -> Result<String, Diagnostic> {
            let Some(text) = text else { return Ok(default.to_owned()) };
            match context.partial(text) {
                Ok(Partial::Known(Json::String(text))) | Ok(Partial::Open(text)) => Ok(text),
                Ok(Partial::Known(other)) => Ok(other.to_string()),
                Err(problem) => Err(trouble(text.at, problem)),
            }
        };
        let language = setting(decl.and_then(|decl| decl.language.as_ref()), "en");
        let task_name = setting(decl.and_then(|decl| decl.task_name.as_ref()), "project");
        match (language, task_name) {
            (Ok(language), Ok(task_name)) => {
                self.settings.insert(name.to_owned(), SessionSettings { language, task_name });
            }
            (language, task_name) => self.found.extend(language.err().into_iter().chain(task_name.err())),
        }
    }

    pub fn unit(
        &mut self,
        step: &StepDecl,
        frame: &Frame<'_>,
        id: String,
        needs: Option<Needs>,
        body: Arc<dyn Step>,
    ) -> usize {
        let common = &step.common;
        let session = self.session(step, frame);
        self.noted(&session, frame);
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
            when: common.when.clone(),
            expect: common.expect.clone(),
            retry: common.retry.clone().or_else(|| frame.retry.clone()).unwrap_or_default(),
            timeout: common.timeout.or(frame.timeout),
            on_failure: common.on_failure.unwrap_or_default(),
            shelter: frame.shelter,
            folder: Arc::clone(&frame.folder),
            body,
        });
        self.out.units.len() - 1
    }
}

/// A group's items, in the case of its decision where it has one.
pub(super) fn whole(decision: Option<usize>, items: Vec<Item>) -> Item {
    match decision {
        Some(unit) => Item::Branch(unit, vec![items]),
        None => Item::Group { items, fence: false },
    }
}

impl Sessions<'_> {
    pub fn name(&self, own: &str) -> String {
        match &self.main {
            Some(main) if own == "main" => main.clone(),
            _ => format!("{}{own}", self.prefix),
        }
    }
}
