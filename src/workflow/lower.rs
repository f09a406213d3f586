//! From the YAML tree to the typed workflow, with every mistake on the way reported.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use compact_str::CompactString;

use super::inputs::{bind, named};
use super::used::{self, Use};
use super::{BackendKind, Body, Common, SessionDecl, StepDecl, Tree, Workflow, inputs};
use crate::step::read::unknown_key;
use crate::step::{KINDS, Reader, table};
use crate::text::yaml::{Key, Node, Value};
use crate::text::{Diagnostic, Sources, Span, nearest, side};

/// The names of the keys that any step may have.
static PLAIN: LazyLock<Arc<Common>> = LazyLock::new(Arc::default);
static COMMON: LazyLock<Vec<&str>> = LazyLock::new(|| table::COMMON.iter().map(|field| field.name).collect());

type Used = BTreeMap<String, Option<Arc<Workflow>>>;

/// Lowers a whole file. `used` holds the workflows that its steps use, by the path that they name.
pub fn workflow(
    sources: &Sources,
    tree: &Node,
    stem: &str,
    folder: PathBuf,
    file: u16,
    used: &Used,
    found: &mut Vec<Diagnostic>,
) -> Option<Workflow> {
    let reader = Reader::new(sources);
    let mut lower = Lower { reader, used, defaults: Common::default(), uses: Vec::new(), unread: Vec::new() };
    let workflow = lower.top(tree, stem, folder, file);
    found.append(&mut lower.reader.found);
    workflow
}

struct Lower<'s> {
    reader: Reader<'s>,
    used: &'s Used,
    defaults: Common,
    uses: Vec<Use>,
    unread: Vec<CompactString>,
}

/// The steps' ids in one scope, and their places.
type Ids<'n> = Vec<(&'n str, Span)>;

impl Lower<'_> {
    fn top(&mut self, tree: &Node, stem: &str, folder: PathBuf, file: u16) -> Option<Workflow> {
        if !self.reader.mapping(tree, "a workflow") {
            if let Some(last) = self.reader.found.last_mut() {
                last.help = Some("begin with `flow: 1` and `steps:`; `flow new NAME` writes one to start from".into());
            }
            return None;
        }
        self.reader.only(tree, table::TOP, "a workflow");
        if let Some(version) = tree.get("flow")
            && !matches!(version.value, Value::Int(1) | Value::Float(1.0))
        {
            let known = Diagnostic::error("unknown_version", version.at, "this version of the language is not known");
            self.reader.push(known.help("write `flow: 1`; a newer flow may know a newer version"));
        }
        if let Some(defaults) = tree.get("defaults")
            && self.reader.mapping(defaults, "`defaults`")
        {
            self.reader.only(defaults, table::DEFAULTS, "`defaults`");
            self.defaults = super::common::common(&mut self.reader, defaults);
        }
        let text = |lower: &mut Self, key: &str| tree.get(key).and_then(|node| lower.reader.text(node, key));
        let name = text(self, "name").unwrap_or_else(|| stem.to_owned());
        let description = text(self, "description");
        let inputs = tree.get("inputs").map(|node| inputs::read(&mut self.reader, node)).unwrap_or_default();
        let vars = tree.get("vars").map(|node| self.values(node, "vars")).unwrap_or_default();
        let outputs = tree.get("outputs").map(|node| self.values(node, "outputs")).unwrap_or_default();
        let sessions = tree.get("sessions").map(|node| self.sessions(node)).unwrap_or_default();
        let budget = tree.get("budget").and_then(|node| {
            if !self.reader.mapping(node, "`budget`") {
                return None;
            }
            self.reader.only(node, table::BUDGET, "`budget`");
            node.get("credits").and_then(|credits| self.reader.amount(credits, "credits", 0))
        });
        let backend = tree.get("backend").and_then(|node| {
            let word = self.reader.word(node, "backend", &["local", "cloud"])?;
            Some(if word == "local" { BackendKind::Local } else { BackendKind::Cloud })
        });
        let steps = tree.get("steps").map(|node| self.root(node)).unwrap_or_default();
        let (backend, budget) = used::whole_run(&self.uses, backend, budget, &mut self.reader.found);
        let unread = std::mem::take(&mut self.unread);
        Some(Workflow {
            name,
            description,
            folder,
            file,
            inputs,
            vars,
            sessions,
            budget,
            backend,
            steps,
            unread,
            outputs,
        })
    }

    fn values(&mut self, node: &Node, key: &str) -> Vec<(String, Span, Tree)> {
        if !self.reader.mapping(node, format_args!("`{key}`")) {
            return Vec::new();
        }
        let mut out = Vec::new();
        for (name, value) in node.map().unwrap_or_default() {
            named(&mut self.reader, &name.name, name.at, "a name");
            if let Some(tree) = Tree::read(&mut self.reader, value, &name.name) {
                out.push((name.name.to_string(), name.at, tree));
            }
        }
        out
    }

    fn sessions(&mut self, node: &Node) -> Vec<SessionDecl> {
        if !self.reader.mapping(node, "`sessions`") {
            return Vec::new();
        }
        let mut out = Vec::new();
        for (name, settings) in node.map().unwrap_or_default() {
            named(&mut self.reader, &name.name, name.at, "a session's name");
            let mut decl = SessionDecl { name: name.name.to_string(), language: None, task_name: None };
            if !matches!(settings.value, Value::Null) && self.reader.mapping(settings, "a session's settings") {
                self.reader.only(settings, table::SESSION, "a session");
                decl.language = settings.get("language").and_then(|node| self.reader.template(node, "language"));
                decl.task_name = settings.get("task_name").and_then(|node| self.reader.template(node, "task_name"));
            }
            out.push(decl);
        }
        out
    }

    /// The workflow's own steps, of which there may be many. Each is lowered by itself; what hangs on
    /// several of them (ids, what used workflows need) is judged when all have been.
    fn root(&mut self, node: &Node) -> Vec<StepDecl> {
        let entries = self.entries(node);
        let here = &*self;
        let parts = side::stretches(entries, |entries| {
            let reader = Reader::new(here.reader.sources);
            let defaults = here.defaults.clone();
            let mut part = Lower { reader, used: here.used, defaults, uses: Vec::new(), unread: Vec::new() };
            let mut ids = Vec::with_capacity(entries.len());
            let steps = part.each(entries, &mut ids);
            (steps, ids, part)
        });
        let (mut steps, mut ids) = (Vec::with_capacity(entries.len()), Vec::with_capacity(entries.len()));
        for (own, named, part) in parts {
            steps.extend(own);
            ids.extend(named);
            self.uses.extend(part.uses);
            self.unread.extend(part.unread);
            self.reader.found.extend(part.reader.found);
        }
        self.unique(&ids, entries.len());
        steps
    }

    /// The steps of a group, a scope of its own.
    fn group(&mut self, node: &Node) -> Vec<StepDecl> {
        let mut ids = Vec::new();
        let entries = self.entries(node);
        let steps = self.each(entries, &mut ids);
        self.unique(&ids, entries.len());
        steps
    }

    /// A mapping of steps. `ids` are those of the scope: a branch's cases share it.
    fn steps<'n>(&mut self, node: &'n Node, ids: &mut Ids<'n>) -> Vec<StepDecl> {
        let entries = self.entries(node);
        self.each(entries, ids)
    }

    fn entries<'n>(&mut self, node: &'n Node) -> &'n [(Key, Node)] {
        if !self.reader.mapping(node, "`steps`") {
            return &[];
        }
        let entries = node.map().unwrap_or_default();
        if entries.is_empty() {
            let found = Diagnostic::error("no_steps", node.at, "there is not one step in here");
            self.reader.push(found.help("for example `steps: { tidy: { edit: Trim the silences. } }`"));
        }
        entries
    }

    fn each<'n>(&mut self, entries: &'n [(Key, Node)], ids: &mut Ids<'n>) -> Vec<StepDecl> {
        let mut out = Vec::with_capacity(entries.len());
        for (key, step) in entries {
            named(&mut self.reader, &key.name, key.at, "a step's id");
            ids.push((&key.name, key.at));
            match self.step(&key.name, key.at, step, ids) {
                Some(step) => out.push(step),
                None => self.unread.push(CompactString::from(&*key.name)),
            }
        }
        out
    }

    /// Reports ids that stand in their scope before. Those of its one mapping, `own` of them, are keys that
    /// differ; the others stand in the cases of branches.
    fn unique(&mut self, ids: &Ids<'_>, own: usize) {
        if ids.len() == own {
            return;
        }
        let mut known = HashMap::with_capacity(ids.len());
        for (id, at) in ids {
            if let Some(first) = known.insert(*id, *at) {
                let line = self.reader.sources.place(first).line;
                self.reader.push(
                    Diagnostic::error("duplicate_id", *at, format!("the id `{id}` is taken"))
                        .help(format!("line {line} has a step of that name; give this one another")),
                );
            }
        }
    }

    fn step<'n>(&mut self, id: &str, at: Span, node: &'n Node, ids: &mut Ids<'n>) -> Option<StepDecl> {
        if !self.reader.mapping(node, format_args!("the step `{id}`")) {
            if let (Some(last), Value::Str(_) | Value::Null) = (self.reader.found.last_mut(), &node.value) {
                last.help = Some(format!("say what kind of step it is: `{id}: {{ edit: '…' }}`"));
            }
            return None;
        }
        let entries = node.map().unwrap_or_default();
        let kinds: Vec<_> = entries.iter().filter(|(key, _)| table::kind(&key.name).is_some()).collect();
        let common = LazyLock::force(&COMMON).as_slice();
        let (kind, value) = match kinds.as_slice() {
            [] => {
                self.no_kind(id, at, node, common);
                return None;
            }
            [(kind, value)] => (kind, value),
            [(first, _), (second, _), ..] => {
                let message = format!("the step `{id}` is of two kinds: `{}` and `{}`", first.name, second.name);
                self.reader.push(
                    Diagnostic::error("two_kinds", second.at, message)
                        .help(format!("make `{}` a step of its own", second.name)),
                );
                return None;
            }
        };
        // Keys of the kind that stand beside it belong below it, but for `with`.
        for (key, value) in entries {
            let beside = key.name == "with" && kind.name == "use";
            if key.name == kind.name || common.contains(&key.name.as_str()) || beside {
                continue;
            }
            let fields = table::kind(&kind.name).unwrap_or_default();
            let inner = fields[1..].iter().find(|field| field.name == key.name);
            let found = match inner {
                Some(field) => {
                    let main = fields[1].name;
                    Diagnostic::error("misplaced_key", key.at, format!("`{}` belongs inside `{}`", key.name, kind.name))
                        .help(if field.name == main {
                            format!("for example `{}`", field.example)
                        } else {
                            format!("write {}: {{ {main}: …, {}: … }}", kind.name, key.name)
                        })
                }
                None if key.name == "with" => {
                    Diagnostic::error("misplaced_key", key.at, "`with` stands beside `use` alone")
                        .help("it gives a used workflow its inputs: use: captions.yaml")
                }
                None => {
                    let beside = if kind.name == "use" { Some("with") } else { None };
                    let names: Vec<&str> = common.iter().copied().chain([kind.name.as_str()]).chain(beside).collect();
                    unknown_key(&key.name, key.at, value, &names, "a step")
                }
            };
            self.reader.push(found);
        }
        let mut common = super::common::common(&mut self.reader, node);
        let holds = matches!(kind.name.as_str(), "steps" | "use" | "branch");
        for (key, _) in entries.iter().filter(|(key, _)| holds && key.name == "expect") {
            let message =
                format!("`expect` stands on a step that does something, and `{}` only holds steps", kind.name);
            let help = "put it on a step inside, or add a `check` after it";
            self.reader.push(Diagnostic::error("misplaced_key", key.at, message).help(help));
        }
        common.retry = common.retry.or_else(|| self.defaults.retry.clone());
        common.timeout = common.timeout.or(self.defaults.timeout);
        common.on_failure = common.on_failure.or(self.defaults.on_failure);
        let body = if holds {
            // Tries and times of what holds steps are those of the steps inside.
            let inner = Common { retry: common.retry.clone(), timeout: common.timeout, ..self.defaults.clone() };
            let outer = std::mem::replace(&mut self.defaults, inner);
            let body = self.body(kind.name.as_str(), value, node, ids);
            self.defaults = outer;
            body?
        } else {
            self.body(kind.name.as_str(), value, node, ids)?
        };
        self.misuse(&common, &body, at);
        let own = entries.len() > 1 || common.retry.is_some() || common.timeout.is_some();
        let common =
            if own || common.on_failure.is_some() { Arc::new(common) } else { Arc::clone(LazyLock::force(&PLAIN)) };
        Some(StepDecl { id: id.into(), at, common, body })
    }

    fn body<'n>(&mut self, kind: &str, value: &'n Node, node: &Node, ids: &mut Ids<'n>) -> Option<Body> {
        Some(match kind {
            "steps" => Body::Group(self.group(value)),
            "use" => self.used(value, node)?,
            name => {
                let kind = KINDS.iter().find(|kind| kind.name == name).expect("the table and the kinds agree");
                let lowered = (kind.lower)(&mut self.reader, value)?;
                if name == "branch" {
                    let cases = lowered.cases.into_iter().map(|case| self.steps(case, ids)).collect();
                    Body::Branch(lowered.body, cases)
                } else {
                    Body::Do(lowered.body)
                }
            }
        })
    }

    fn no_kind(&mut self, id: &str, at: Span, node: &Node, common: &[&str]) {
        let names: Vec<&str> = table::KINDS.iter().map(|(name, _)| *name).collect();
        let odd = node.map().unwrap_or_default().iter().find(|(key, _)| !common.contains(&key.name.as_str()));
        let near = odd.and_then(|(key, _)| nearest(&key.name, names.iter().copied()));
        let list = names.join(", ");
        let found = match (odd, near) {
            (Some((key, _)), Some(near)) => {
                Diagnostic::error("unknown_kind", key.at, format!("there is no kind of step `{}`", key.name))
                    .help(format!("did you mean `{near}`?"))
            }
            (Some((key, _)), None) => {
                Diagnostic::error("unknown_kind", key.at, format!("there is no kind of step `{}`", key.name))
                    .help(format!("the kinds are {list}"))
            }
            (None, _) => Diagnostic::error("missing_kind", at, format!("the step `{id}` does not say what it does"))
                .help(format!("give it one of {list}")),
        };
        self.reader.push(found);
    }

    fn used(&mut self, value: &Node, step: &Node) -> Option<Body> {
        let named = self.reader.text(value, "use")?;
        let with = step.get("with").map(|node| self.values(node, "with")).unwrap_or_default();
        let workflow = self.used.get(&named)?.clone()?;
        self.uses.push(Use { at: value.at, named: named.clone(), workflow: Arc::clone(&workflow) });
        let names: Vec<&str> = workflow.inputs.iter().map(|input| input.name.as_str()).collect();
        for (name, at, _) in &with {
            if !names.contains(&name.as_str()) {
                let near = nearest(name, names.iter().copied()).map(|near| format!("did you mean `{near}`?"));
                let list = format!("its inputs are {}", names.join(", "));
                self.reader.push(
                    Diagnostic::error("unknown_input", *at, format!("`{named}` has no input `{name}`"))
                        .help(near.unwrap_or(list)),
                );
            }
        }
        for (name, at, tree) in &with {
            let input = workflow.inputs.iter().find(|input| input.name == *name);
            let (Some(input), Some(value)) = (input, tree.plain()) else { continue };
            if let Err((what, help)) = bind(input, &value) {
                let help = help.unwrap_or_else(|| format!("see the inputs of {named}"));
                let found = Diagnostic::error("bad_input", *at, format!("the input `{name}` of `{named}` {what}"));
                self.reader.push(found.help(help));
            }
        }
        let given = |name: &str| with.iter().any(|(given, _, _)| given == name);
        for input in workflow.inputs.iter().filter(|input| input.default.is_none() && !given(&input.name)) {
            let message = format!("`{named}` needs the input `{}`", input.name);
            self.reader.push(
                Diagnostic::error("missing_input", value.at, message)
                    .help(format!("add with: {{ {}: … }}", input.name)),
            );
        }
        Some(Body::Use { workflow, with })
    }

    fn misuse(&mut self, common: &Common, body: &Body, at: Span) {
        if common.for_each.is_some() && matches!(body, Body::Branch(..)) {
            self.reader.push(
                Diagnostic::error("for_each_on_branch", at, "`for_each` cannot stand on a branch")
                    .help("put the branch into a group: steps: { choose: { branch: […] } }"),
            );
        }
        if common.key.is_some() && common.for_each.is_none() {
            let found =
                Diagnostic::error("key_alone", at, "`key` names the repetitions of `for_each`, and there is none");
            self.reader.push(found.help("add a `for_each`, or take `key` out"));
        }
    }
}
