//! Every name that the recipe reads, held against what there is to read at that place.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::{Body, Common, ForEach, StepDecl, Tree, Workflow};
use crate::step::Text;
use crate::template::{Analysis, Names, Part, Read, Shape, Syntax, analyse};
use crate::text::{Diagnostic, Sources, Span, nearest, yaml};

/// Reports names that do not exist, reads of steps that may be skipped, and what nobody uses.
pub fn names(workflow: &Workflow, sources: &Sources, found: &mut Vec<Diagnostic>) {
    let inputs = workflow.inputs.iter().map(|input| (input.name.clone(), input.of.shape())).collect();
    let mut check = Check {
        sources,
        found,
        inputs: Shape::Record(inputs),
        vars: RefCell::new(Vec::new()),
        secrets: workflow.inputs.iter().filter(|input| input.secret).map(|input| input.name.clone()).collect(),
        used: RefCell::default(),
        scopes: Vec::new(),
        cases: Vec::new(),
        items: Vec::new(),
    };
    for (name, _, tree) in &workflow.vars {
        check.tree(tree, Reads::Static);
        let shape = check.shape(tree);
        check.vars.borrow_mut().push((name.clone(), shape));
    }
    for session in &workflow.sessions {
        for text in session.language.iter().chain(&session.task_name) {
            check.text(text, Reads::Static);
        }
    }
    check.steps(&workflow.steps);
    check.scopes.push(entries(&workflow.steps));
    for (_, _, tree) in &workflow.outputs {
        check.tree(tree, Reads::Steps);
    }
    let used = check.used.take();
    for input in workflow.inputs.iter().filter(|input| !used.contains(&input.name)) {
        let message = format!("nobody uses the input `{}`", input.name);
        found.push(
            Diagnostic::warning("unused_input", input.at, message)
                .help("read it as inputs.… somewhere, or take it out"),
        );
    }
    unused_uploads(&workflow.steps, found);
}

/// What a text at some place may read.
#[derive(Clone, Copy, PartialEq)]
enum Reads {
    /// Only what is known before the run.
    Static,
    Steps,
    State,
    Before,
}

/// What can be read of a step, and when it may be missing.
#[derive(Debug, Clone)]
struct Entry {
    shape: Shape,
    own_when: bool,
    /// The branch cases that it stands in, by the branch's id and the case, within its scope.
    cases: Vec<(String, usize)>,
    /// For groups: the steps inside.
    inner: BTreeMap<String, Entry>,
}

struct Check<'c> {
    sources: &'c Sources,
    found: &'c mut Vec<Diagnostic>,
    inputs: Shape,
    vars: RefCell<Vec<(String, Shape)>>,
    secrets: BTreeSet<String>,
    used: RefCell<BTreeSet<String>>,
    scopes: Vec<BTreeMap<String, Entry>>,
    cases: Vec<(String, usize)>,
    items: Vec<Shape>,
}

/// What there is to read at one place.
struct Here<'h, 'c> {
    check: &'h Check<'c>,
    reads: Reads,
}

impl Names for Here<'_, '_> {
    fn root(&self, name: &str) -> Option<Shape> {
        match name {
            "inputs" => Some(self.check.inputs.clone()),
            "vars" => Some(Shape::Record(self.check.vars.borrow().clone())),
            "workflow" => Some(Shape::record([("name", Shape::Text)])),
            "item" => self.check.items.last().cloned(),
            "index" => self.check.items.last().map(|_| Shape::Number),
            "state" if matches!(self.reads, Reads::State | Reads::Before) => Some(Shape::state()),
            "before" if self.reads == Reads::Before => Some(Shape::state()),
            _ => None,
        }
    }

    fn roots(&self) -> Vec<String> {
        let all = ["inputs", "vars", "steps", "item", "index", "workflow", "state", "before"];
        let here = |name: &&str| if *name == "steps" { self.reads != Reads::Static } else { self.root(name).is_some() };
        all.into_iter().filter(here).map(str::to_owned).collect()
    }

    fn step(&self, id: &str) -> Option<Shape> {
        if self.reads == Reads::Static {
            return None;
        }
        self.check.entry(id).map(|entry| entry.shape.clone())
    }

    fn steps(&self) -> Vec<String> {
        if self.reads == Reads::Static {
            return Vec::new();
        }
        self.check.scopes.iter().rev().flat_map(|scope| scope.keys().cloned()).collect()
    }

    fn why_not(&self, name: &str) -> Option<String> {
        match name {
            "state" => {
                Some("only `when`, `check` and `expect` see the timeline; read steps.<id>.state elsewhere".into())
            }
            "before" => Some("only `expect` sees the timeline as it was before".into()),
            "item" | "index" => Some("it stands inside a `for_each`".into()),
            "env" => Some("recipes do not read the environment; give an input its `env`".into()),
            _ => None,
        }
    }
}

impl Check<'_> {
    fn entry(&self, id: &str) -> Option<&Entry> {
        self.scopes.iter().rev().find_map(|scope| scope.get(id))
    }

    fn steps(&mut self, steps: &[StepDecl]) {
        let outer = std::mem::take(&mut self.cases);
        self.scopes.push(entries(steps));
        self.each(steps);
        self.scopes.pop();
        self.cases = outer;
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
        self.common(common);
        match &step.body {
            Body::Do(body) => {
                for (text, state) in body.texts() {
                    self.text(text, if state { Reads::State } else { Reads::Steps });
                    if body.kind() == "check" && text.syntax == Syntax::Expression {
                        self.reads_state(text);
                    }
                }
            }
            Body::Branch(body, cases) => {
                for (text, _) in body.texts() {
                    self.text(text, Reads::State);
                }
                for (index, case) in cases.iter().enumerate() {
                    self.cases.push((step.id.clone(), index));
                    self.each(case);
                    self.cases.pop();
                }
            }
            Body::Group(steps) => self.steps(steps),
            Body::Use { with, .. } => {
                for (_, _, tree) in with {
                    self.tree(tree, Reads::Steps);
                }
            }
        }
        if looped.is_some() {
            self.items.pop();
        }
    }

    fn common(&mut self, common: &Common) {
        if let Some(when) = &common.when {
            self.text(when, Reads::State);
        }
        for text in &common.expect {
            self.text(text, Reads::Before);
        }
        for text in common.session.iter().chain(&common.key) {
            self.text(text, Reads::Static);
        }
        for (name, at) in common.needs.iter().flatten() {
            self.need(name, *at);
        }
    }

    fn need(&mut self, name: &str, at: Span) {
        let Some(entry) = self.entry(name) else {
            let names: Vec<String> = self.scopes.iter().rev().flat_map(|scope| scope.keys().cloned()).collect();
            let near = nearest(name, names.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
            let found = Diagnostic::error("unknown_step", at, format!("there is no step `{name}` to wait for"));
            let help = "`needs` names steps beside the step, or beside one that holds it".to_owned();
            self.found.push(found.help(near.unwrap_or(help)));
            return;
        };
        let outside = entry.cases.iter().find(|case| !self.cases.iter().any(|own| own.0 == case.0));
        if let Some((branch, _)) = outside {
            let message = format!("`{name}` stands inside the branch `{branch}`");
            let help = format!("wait for the branch: needs: [{branch}]");
            self.found.push(Diagnostic::error("need_inside", at, message).help(help));
        }
    }

    fn for_each(&mut self, each: &ForEach) -> Shape {
        match each {
            ForEach::Expression(text) => {
                self.text(text, Reads::Static);
                match self.expression_shape(text) {
                    Shape::List(item) => *item,
                    Shape::Any => Shape::Any,
                    other => {
                        let message = format!("`for_each` takes a list, and this is {}", other.what());
                        self.found.push(Diagnostic::error("wrong_type", text.at, message));
                        Shape::Any
                    }
                }
            }
            ForEach::List(_, items) => {
                items.iter().for_each(|item| self.tree(item, Reads::Static));
                items.first().map_or(Shape::Any, |item| self.shape(item))
            }
        }
    }

    fn tree(&mut self, tree: &Tree, reads: Reads) {
        for text in tree.texts() {
            self.text(text, reads);
        }
    }

    fn text(&mut self, text: &Text, reads: Reads) {
        let Analysis { reads: all, problems } = analyse(&text.text, text.syntax, &Here { check: self, reads });
        for problem in problems {
            let at = yaml::inner(self.sources, text.at, &text.text, problem.range);
            self.found.push(Diagnostic::error(problem.code, at, problem.message).maybe_help(problem.help));
        }
        for read in &all {
            let (first, second) = read.names();
            if first == "inputs" {
                match second {
                    Some(name) => drop(self.used.borrow_mut().insert(name.to_owned())),
                    None => self.used.borrow_mut().extend(self.all_inputs()),
                }
                self.secret(text, read);
            }
            if first == "steps" && !read.guarded && reads != Reads::Static {
                self.skippable(text, read);
            }
        }
    }

    fn all_inputs(&self) -> Vec<String> {
        match &self.inputs {
            Shape::Record(fields) => fields.iter().map(|(name, _)| name.clone()).collect(),
            _ => Vec::new(),
        }
    }

    fn secret(&mut self, text: &Text, read: &Read) {
        let Some(name) = read.names().1.filter(|name| self.secrets.contains(*name)) else { return };
        if !text.text.trim_start().starts_with("http") {
            let at = yaml::inner(self.sources, text.at, &text.text, read.range.clone());
            let message = format!("the secret input `{name}` may be used in upload URLs alone");
            self.found.push(
                Diagnostic::error("secret_used", at, message)
                    .help("for example upload: 'https://host/{{ inputs.key }}/talk.mov'"),
            );
        }
    }

    /// Reads of steps that may not have run.
    fn skippable(&mut self, text: &Text, read: &Read) {
        let mut why = None;
        let mut scope: Option<&BTreeMap<String, Entry>> = None;
        for part in &read.path[1..] {
            let Part::Name(name) = part else { continue };
            let entry = match scope {
                None => self.entry(name),
                Some(inner) => inner.get(name),
            };
            let Some(entry) = entry else { break };
            let case = entry.cases.iter().find(|case| scope.is_some() || !self.cases.contains(case));
            if entry.own_when {
                why = Some(format!("`{name}` has a `when` and may be skipped"));
            } else if let Some((branch, _)) = case {
                why = Some(format!("`{name}` stands in a case of the branch `{branch}`, which may not be taken"));
            }
            if why.is_some() {
                break;
            }
            scope = Some(&entry.inner);
        }
        let Some(why) = why else { return };
        let at = yaml::inner(self.sources, text.at, &text.text, read.range.clone());
        let written = text.text.get(read.range.clone()).unwrap_or("steps.…");
        let help = match text.syntax {
            Syntax::Template => format!("write {{{{ {written} | default('') }}}}, or ask `steps.… is defined` first"),
            Syntax::Expression => format!("write {written} | default(…), or ask `is defined` first"),
        };
        self.found.push(Diagnostic::error("may_be_skipped", at, why).help(help));
    }

    fn reads_state(&mut self, text: &Text) {
        let all = analyse(&text.text, text.syntax, &Here { check: self, reads: Reads::State }).reads;
        if !all.iter().any(|read| matches!(read.names().0, "state" | "steps")) {
            let found = Diagnostic::warning("check_without_state", text.at, "this check does not look at the timeline");
            self.found.push(found.help("read something of `state`, such as state.duration"));
        }
    }

    fn shape(&self, tree: &Tree) -> Shape {
        match tree {
            Tree::Plain(value) => Shape::of(value),
            Tree::Text(text) => match text.text.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")) {
                Some(inner) if !inner.contains("{{") => self.expression_shape(&Text::expression(inner, text.at)),
                _ => Shape::Text,
            },
            Tree::List(items) => Shape::list(items.first().map_or(Shape::Any, |item| self.shape(item))),
            Tree::Map(entries) => {
                Shape::Record(entries.iter().map(|(name, tree)| (name.clone(), self.shape(tree))).collect())
            }
        }
    }

    /// The shape of an expression that is a plain path, else `Any`.
    fn expression_shape(&self, text: &Text) -> Shape {
        let here = Here { check: self, reads: Reads::Static };
        let mut parts = text.text.trim().split('.');
        let first = parts.next().and_then(|name| here.root(name));
        parts.fold(first.unwrap_or(Shape::Any), |shape, name| match shape {
            Shape::Record(fields) => {
                fields.into_iter().find(|(field, _)| field == name).map_or(Shape::Any, |(_, shape)| shape)
            }
            _ => Shape::Any,
        })
    }
}

/// The steps that a scope's ids name; a branch's cases share the scope.
fn entries(steps: &[StepDecl]) -> BTreeMap<String, Entry> {
    let mut out = BTreeMap::new();
    collect(steps, &mut Vec::new(), &mut out);
    out
}

fn collect(steps: &[StepDecl], cases: &mut Vec<(String, usize)>, out: &mut BTreeMap<String, Entry>) {
    for step in steps {
        let (mut shape, mut inner) = match &step.body {
            Body::Do(body) => (body.gives(), BTreeMap::new()),
            Body::Branch(body, _) => (body.gives(), BTreeMap::new()),
            Body::Group(steps) => {
                let inner = entries(steps);
                (record(&inner, &[]), inner)
            }
            Body::Use { workflow, .. } => {
                let outputs: Vec<_> = workflow.outputs.iter().map(|(name, _, _)| (name.clone(), Shape::Any)).collect();
                let inner = entries(&workflow.steps);
                (record(&inner, &outputs), inner)
            }
        };
        if step.common.for_each.is_some() {
            shape = match step.common.key {
                Some(_) => Shape::Mapping(Box::new(shape)),
                None => Shape::list(shape),
            };
        }
        if matches!(step.body, Body::Use { .. }) {
            inner.clear();
        }
        // In a loop, a condition belongs to each repetition.
        let own_when = step.common.when.is_some();
        out.insert(step.id.clone(), Entry { shape, own_when, cases: cases.clone(), inner });
        if let Body::Branch(_, inner) = &step.body {
            for (index, case) in inner.iter().enumerate() {
                cases.push((step.id.clone(), index));
                collect(case, cases, out);
                cases.pop();
            }
        }
    }
}

fn record(inner: &BTreeMap<String, Entry>, outputs: &[(String, Shape)]) -> Shape {
    let steps = inner.iter().filter(|(name, _)| !outputs.iter().any(|(output, _)| output == *name));
    Shape::Record(
        outputs.iter().cloned().chain(steps.map(|(name, entry)| (name.clone(), entry.shape.clone()))).collect(),
    )
}

/// Uploads whose session nobody edits, looks at or exports.
fn unused_uploads(steps: &[StepDecl], found: &mut Vec<Diagnostic>) {
    fn walk<'s>(
        steps: &'s [StepDecl],
        session: &str,
        uploads: &mut Vec<(String, &'s StepDecl)>,
        used: &mut BTreeSet<String>,
    ) {
        for step in steps {
            let own = step.common.session.as_ref().map_or(session, |text| text.text.as_str());
            match &step.body {
                Body::Do(body) if body.kind() == "upload" => uploads.push((own.to_owned(), step)),
                Body::Do(_) => drop(used.insert(own.to_owned())),
                Body::Branch(_, cases) => {
                    used.insert(own.to_owned());
                    cases.iter().for_each(|case| walk(case, own, uploads, used));
                }
                Body::Group(steps) => walk(steps, own, uploads, used),
                Body::Use { .. } => drop(used.insert(own.to_owned())),
            }
        }
    }
    let (mut uploads, mut used) = (Vec::new(), BTreeSet::new());
    walk(steps, "main", &mut uploads, &mut used);
    for (session, step) in uploads.iter().filter(|(session, _)| !used.contains(session)) {
        let message = format!("nothing is done with the upload `{}`", step.id);
        let help = format!("add an edit or an export in the session `{session}`");
        found.push(Diagnostic::warning("unused_upload", step.at, message).help(help));
    }
}
