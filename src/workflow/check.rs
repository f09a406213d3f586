//! Every name that the recipe reads, held against what there is to read at that place.

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::CompactString;

use super::entries::{Case, Entries, Entry, entries, outermost};
use super::{BackendKind, Body, Common, ForEach, InputType, StepDecl, Tree, Workflow, unused};
use crate::step::Text;
use crate::template::{Names, Part, Read, Shape, Syntax};
use crate::text::{Diagnostic, Sources, Span, nearest, side, yaml};

/// Reports names that do not exist, reads of steps that may be skipped, and what nobody uses. The last is
/// told of a recipe without mistakes alone: a step that could not be read may be the one that uses it.
pub fn names(workflow: &Workflow, sources: &Sources, readable: bool, found: &mut Vec<Diagnostic>) {
    let inputs = workflow.inputs.iter().map(|input| (input.name.clone(), input.of.shape())).collect();
    let mut check = Check {
        workflow,
        sources,
        found: Vec::new(),
        inputs: Shape::fields(inputs),
        vars: Arc::default(),
        used: BTreeSet::new(),
        scopes: Vec::new(),
        cases: Vec::new(),
        items: Vec::new(),
        assured: Vec::new(),
        own: None,
    };
    for (name, _, tree) in &workflow.vars {
        let shape = check.tree(tree, Reads::Static, Secret::Shown);
        Arc::make_mut(&mut check.vars).push((name.clone(), shape));
    }
    for session in &workflow.sessions {
        for text in session.language.iter().chain(&session.task_name) {
            check.text(text, Reads::Inputs, Secret::Shown);
        }
    }
    check.root(&workflow.steps);
    for (_, _, tree) in &workflow.outputs {
        check.tree(tree, Reads::Steps, Secret::Shown);
    }
    let Check { used, found: own, .. } = check;
    if readable && !own.iter().any(Diagnostic::is_error) {
        unused::inputs(workflow, &used, found);
        unused::uploads(&workflow.steps, found);
    }
    found.extend(own);
    if workflow.backend == Some(BackendKind::Cloud) {
        found.extend(unused::formats(workflow));
    }
}

/// What a text at some place may read.
#[derive(Clone, Copy, PartialEq)]
enum Reads {
    /// Only inputs.
    Inputs,
    /// Only what is known before the run.
    Static,
    Steps,
    State,
    Before,
}

/// What becomes of a secret that is read at some place.
#[derive(Clone, Copy, PartialEq)]
enum Secret {
    /// People would see it.
    Shown,
    /// It is a part of the URL that an upload takes.
    Url,
    /// It is handed on as another secret.
    Kept,
}

#[derive(Clone)]
struct Check<'c> {
    workflow: &'c Workflow,
    sources: &'c Sources,
    found: Vec<Diagnostic>,
    inputs: Shape,
    vars: Arc<Vec<(String, Shape)>>,
    used: BTreeSet<String>,
    scopes: Vec<Arc<Entries>>,
    /// The cases that the walk is in, through groups too.
    cases: Vec<Case>,
    items: Vec<Shape>,
    /// The paths that the conditions around this place ask to be defined.
    assured: Vec<Vec<Part>>,
    /// The step whose `expect` is read: it has run.
    own: Option<CompactString>,
}

/// What there is to read at one place.
struct Here<'h, 'c> {
    check: &'h Check<'c>,
    reads: Reads,
}

impl Names for Here<'_, '_> {
    fn root(&self, name: &str) -> Option<Shape> {
        let inputs_only = self.reads == Reads::Inputs;
        match name {
            "inputs" => Some(self.check.inputs.clone()),
            "workflow" => Some(Shape::record([("name", Shape::Text)])),
            "vars" if !inputs_only => Some(Shape::Record(Arc::clone(&self.check.vars))),
            "item" if !inputs_only => self.check.items.last().cloned(),
            "index" if !inputs_only => self.check.items.last().map(|_| Shape::Number),
            "state" if matches!(self.reads, Reads::State | Reads::Before) => Some(Shape::state()),
            "before" if self.reads == Reads::Before => Some(Shape::state()),
            _ => None,
        }
    }

    fn roots(&self) -> Vec<String> {
        let all = ["inputs", "vars", "steps", "item", "index", "workflow", "state", "before"];
        let steps = !matches!(self.reads, Reads::Static | Reads::Inputs);
        let here = |name: &&str| if *name == "steps" { steps } else { self.root(name).is_some() };
        all.into_iter().filter(here).map(str::to_owned).collect()
    }

    fn step(&self, id: &str) -> Option<Shape> {
        self.check.entry(id).map(|entry| entry.shape.clone())
    }

    fn steps(&self) -> Vec<String> {
        self.check.scopes.iter().rev().flat_map(|scope| scope.keys().map(|name| name.to_string())).collect()
    }

    fn why_not(&self, name: &str) -> Option<String> {
        let fixed = matches!(self.reads, Reads::Static | Reads::Inputs);
        match name {
            "steps" if fixed => {
                Some("the plan is made before anything runs, from inputs and variables; read those instead".into())
            }
            "state" if self.reads == Reads::Steps => {
                Some("only `when`, `check` and `expect` see the timeline; read steps.<id>.state elsewhere".into())
            }
            "state" | "before" if fixed => Some("the plan is made before there is a timeline".into()),
            "before" => Some("only `expect` sees the timeline as it was before".into()),
            "item" | "index" => Some("it stands inside a `for_each`".into()),
            "env" => Some("recipes do not read the environment; give an input its `env`".into()),
            "vars" => Some("a session's settings read inputs alone".into()),
            _ => None,
        }
    }
}

impl Check<'_> {
    fn entry(&self, id: &str) -> Option<&Entry> {
        self.scopes.iter().rev().find_map(|scope| scope.get(id))
    }

    /// The workflow's own steps, of which there may be many; what is found of one hangs on none other.
    fn root(&mut self, steps: &[StepDecl]) {
        self.scopes.push(Arc::new(outermost(self.workflow)));
        let here = &*self;
        let parts = side::stretches(steps, |steps| {
            let mut part = Check { found: Vec::new(), ..here.clone() };
            part.each(steps);
            (part.found, part.used)
        });
        for (found, used) in parts {
            self.found.extend(found);
            self.used.extend(used);
        }
    }

    fn steps(&mut self, steps: &[StepDecl]) {
        self.scopes.push(Arc::new(entries(steps)));
        self.each(steps);
        self.scopes.pop();
    }

    fn each(&mut self, steps: &[StepDecl]) {
        for step in steps {
            self.step(step);
        }
    }

    fn step(&mut self, step: &StepDecl) {
        let common = &step.common;
        let looped = common.for_each.as_ref().map(|each| self.for_each(each));
        if let Some(item) = looped.clone() {
            self.items.push(item);
        }
        let assured = self.assured.len();
        self.common(step);
        match &step.body {
            Body::Do(body) => {
                let secret = if body.kind() == "upload" { Secret::Url } else { Secret::Shown };
                let mut looks = false;
                let before = self.found.len();
                for (text, state) in body.texts() {
                    self.text(text, if state { Reads::State } else { Reads::Steps }, secret);
                    looks |= text.reads().iter().any(|read| matches!(read.names().0, "state" | "steps"));
                }
                if body.kind() == "check" && !looks && self.found.len() == before {
                    let at = body.shown().map_or(step.at, |text| text.at);
                    let found =
                        Diagnostic::warning("check_without_state", at, "this check does not look at the timeline");
                    self.found.push(found.help("read something of `state`, such as state.duration"));
                }
            }
            Body::Branch(body, cases) => {
                let texts = body.texts();
                let mut whens = texts.iter().map(|(text, _)| text);
                for (index, case) in cases.iter().enumerate() {
                    let outer = self.assured.len();
                    if let Some(when) = whens.next() {
                        self.condition(when);
                    }
                    self.cases.push((step.at, step.id.to_string(), index));
                    self.each(case);
                    self.cases.pop();
                    self.assured.truncate(outer);
                }
            }
            Body::Group(steps) => self.steps(steps),
            Body::Use { workflow, with } => {
                for (name, _, tree) in with {
                    let secret = workflow.inputs.iter().any(|input| input.name == *name && input.secret);
                    self.tree(tree, Reads::Steps, if secret { Secret::Kept } else { Secret::Shown });
                }
            }
        }
        self.assured.truncate(assured);
        if looped.is_some() {
            self.items.pop();
        }
    }

    /// A condition, and what is sure of steps where it holds.
    fn condition(&mut self, when: &Text) {
        let assures = self.text(when, Reads::State, Secret::Shown).1;
        self.assured.extend(assures);
    }

    fn common(&mut self, step: &StepDecl) {
        let Common { when, expect, session, key, needs, .. } = &*step.common;
        if let Some(when) = when {
            self.condition(when);
        }
        self.own = Some(step.id.clone());
        for text in expect {
            self.text(text, Reads::Before, Secret::Shown);
        }
        self.own = None;
        for text in session.iter().chain(key) {
            self.text(text, Reads::Static, Secret::Shown);
        }
        for (name, at) in needs.iter().flat_map(|needs| needs.iter()) {
            self.need(name, *at);
        }
    }

    fn need(&mut self, name: &str, at: Span) {
        let Some(entry) = self.entry(name) else {
            let names = self.scopes.iter().rev().flat_map(|scope| scope.keys().map(|name| name.as_str()));
            let near = nearest(name, names).map(|near| format!("did you mean `{near}`?"));
            let found = Diagnostic::error("unknown_step", at, format!("there is no step `{name}` to wait for"));
            let help = "`needs` names steps beside the step, or beside one that holds it".to_owned();
            self.found.push(found.help(near.unwrap_or(help)));
            return;
        };
        let Some((place, branch, _)) = entry.cases.iter().find(|case| !self.cases.contains(case)) else { return };
        let (message, help) = match self.cases.iter().any(|own| own.0 == *place) {
            true => (
                format!("`{name}` stands in another case of the branch `{branch}`, and only one case is taken"),
                "cases never wait for each other; take it out of `needs`".to_owned(),
            ),
            false => (
                format!("`{name}` stands inside the branch `{branch}`"),
                format!("wait for the branch: needs: [{branch}]"),
            ),
        };
        self.found.push(Diagnostic::error("need_inside", at, message).help(help));
    }

    fn for_each(&mut self, each: &ForEach) -> Shape {
        match each {
            ForEach::Expression(text) => match self.text(text, Reads::Static, Secret::Shown).0 {
                Some(shape @ (Shape::List(_) | Shape::Any)) => shape.item(),
                None => Shape::Any,
                Some(other) => {
                    let message = format!("`for_each` takes a list, and this is {}", other.what());
                    let help = "give it a list, such as [intro, talk], or an input of the type `list` or `files`";
                    self.found.push(Diagnostic::error("not_a_list", text.at, message).help(help));
                    Shape::Any
                }
            },
            ForEach::List(_, items) => {
                let shapes: Vec<Shape> =
                    items.iter().map(|item| self.tree(item, Reads::Static, Secret::Shown)).collect();
                let first = shapes.first().cloned().unwrap_or(Shape::Any);
                if shapes.iter().all(|shape| *shape == first) { first } else { Shape::Any }
            }
        }
    }

    fn tree(&mut self, tree: &Tree, reads: Reads, secret: Secret) -> Shape {
        match tree {
            Tree::Plain(value) => Shape::of(value),
            Tree::Text(text) => self.text(text, reads, secret).0.unwrap_or(Shape::Text),
            Tree::List(items) => {
                let shapes: Vec<Shape> = items.iter().map(|item| self.tree(item, reads, secret)).collect();
                Shape::list(shapes.into_iter().next().unwrap_or(Shape::Any))
            }
            Tree::Map(entries) => {
                let fields = entries.iter().map(|(name, tree)| (name.clone(), self.tree(tree, reads, secret)));
                Shape::fields(fields.collect())
            }
        }
    }

    /// What the text gives, and the steps that are defined where it holds.
    fn text(&mut self, text: &Text, reads: Reads, secret: Secret) -> (Option<Shape>, Vec<Vec<Part>>) {
        let analysis = text.analysed(&Here { check: self, reads });
        for problem in analysis.problems {
            let at = yaml::inner(self.sources, text.at, &text.text, problem.range);
            self.found.push(Diagnostic::error(problem.code, at, problem.message).maybe_help(problem.help));
        }
        for read in &analysis.reads {
            let (first, second) = read.names();
            if first == "inputs" {
                let all = self.workflow.inputs.iter().map(|input| &input.name);
                let named: Vec<String> = all.filter(|name| second.is_none_or(|one| one == *name)).cloned().collect();
                self.secret(text, read, &named, secret);
                self.used.extend(named);
            }
            if first == "steps" && !read.guarded && !matches!(reads, Reads::Static | Reads::Inputs) {
                self.skippable(text, read);
            }
        }
        (analysis.shape, analysis.assures)
    }

    fn secret(&mut self, text: &Text, read: &Read, named: &[String], place: Secret) {
        let secrets = self.workflow.inputs.iter().filter(|input| input.secret && named.contains(&input.name));
        for input in secrets {
            let url = text.text.trim_start().starts_with("http") || input.of == InputType::Url;
            if place == Secret::Kept || (place == Secret::Url && url) {
                continue;
            }
            let at = yaml::inner(self.sources, text.at, &text.text, read.range.clone());
            let message = format!("the secret input `{}` may be used in upload URLs alone", input.name);
            let help = format!("for example upload: 'https://host/{{{{ inputs.{} }}}}/talk.mov'", input.name);
            self.found.push(Diagnostic::error("secret_used", at, message).help(help));
        }
    }

    /// Reads of steps that may not have run.
    fn skippable(&mut self, text: &Text, read: &Read) {
        let Some(first) = read.names().1 else { return };
        if self.own.as_deref() == Some(first) {
            return;
        }
        let assured = self.assured.iter().map(|path| read.shared(path)).max().unwrap_or(0).max(read.asked);
        let (mut why, mut missing) = (None, String::new());
        let mut scope: Option<&Entries> = None;
        for (at, part) in read.path.iter().enumerate().skip(1) {
            let Part::Name(name) = part else { continue };
            let entry = match scope {
                None => self.entry(name),
                Some(inner) => inner.get(name.as_str()),
            };
            let Some(entry) = entry else { break };
            let case = entry.cases.iter().find(|case| !self.cases.contains(case));
            if at < assured {
                // It is asked for before it is read.
            } else if entry.own_when {
                why = Some(format!("`{name}` has a `when` and may be skipped"));
            } else if let Some((_, branch, _)) = case {
                why = Some(format!("`{name}` stands in a case of the branch `{branch}`, which may not be taken"));
            }
            if why.is_some() {
                let path: String = read.path[..=at].iter().map(Part::to_string).collect();
                missing = path.trim_start_matches('.').to_owned();
                break;
            }
            scope = Some(&entry.inner);
        }
        let Some(why) = why else { return };
        let at = yaml::inner(self.sources, text.at, &text.text, read.range.clone());
        let written = text.text.get(read.range.clone()).unwrap_or("steps.…");
        let help = match text.syntax {
            Syntax::Template => {
                format!("write {{{{ {written} | default('') }}}}, or ask for it: when: {missing} is defined")
            }
            Syntax::Expression => {
                format!("write {written} | default(0), or ask first: {missing} is defined and …")
            }
        };
        self.found.push(Diagnostic::error("may_be_skipped", at, why).help(help));
    }
}
