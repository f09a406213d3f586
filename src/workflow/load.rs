//! Reading workflow files and what they name, under the project's root and nowhere else.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::{Workflow, check, lower};
use crate::step::is_url;
use crate::text::yaml::{self, Limits, Node, Value};
use crate::text::{Diagnostic, Source, Sources, Span, side};

/// Files that one workflow may be made of, prompts included; places name them by a small number.
const MAX_SOURCES: usize = 10_000;

/// Where files are read from.
pub trait Files {
    /// A file's text.
    ///
    /// # Errors
    /// What is wrong with it, and how to mend it.
    fn read(&self, path: &Path, limit: usize) -> Result<String, (String, Option<String>)>;

    /// Paths that a recipe names stay under this folder.
    fn root(&self) -> &Path;
}

/// The real disk.
pub struct Disk {
    pub root: PathBuf,
}

/// Copies kept in a run's folder, by the path that the workflow knows them by.
pub struct Stored {
    pub root: PathBuf,
    pub texts: BTreeMap<PathBuf, Arc<String>>,
}

/// What reading a workflow gave. The workflow is there when nothing was wrong.
pub struct Loaded {
    pub sources: Sources,
    pub workflow: Option<Arc<Workflow>>,
    pub diagnostics: Vec<Diagnostic>,
    /// Every file that was read, the workflow first, so that a run can keep copies.
    pub texts: Vec<(PathBuf, Arc<String>)>,
}

impl Files for Disk {
    fn read(&self, path: &Path, limit: usize) -> Result<String, (String, Option<String>)> {
        let failed = |error: &std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => (
                "there is no such file".to_owned(),
                Some("mind the spelling and the folder that you are in".to_owned()),
            ),
            _ => (format!("it cannot be read: {error}"), None),
        };
        let found = std::fs::metadata(path).map_err(|error| failed(&error))?;
        if found.is_dir() {
            return Err(("it is a folder".into(), Some("name a workflow file in it".into())));
        }
        if !found.is_file() {
            return Err(("it is not a regular file".into(), Some("copy its content into a file".into())));
        }
        if found.len() > limit as u64 {
            return Err((
                format!("it has {} bytes, and {limit} are allowed", found.len()),
                Some("is this really a workflow?".into()),
            ));
        }
        let mut bytes = Vec::with_capacity(found.len() as usize + 1);
        let file = std::fs::File::open(path).map_err(|error| failed(&error))?;
        file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
        String::from_utf8(bytes).map_err(|error| {
            // Films hold zeros near their beginning, and texts of any encoding for one byte none.
            if error.as_bytes().iter().take(4096).any(|byte| *byte == 0) {
                let fix = "name a recipe, and give footage with --input: flow run captions.yaml --input FOOTAGE";
                return ("it is no text, so no recipe".to_owned(), Some(fix.to_owned()));
            }
            (
                format!("it is not UTF-8 text (at byte {})", error.utf8_error().valid_up_to()),
                Some("save it as UTF-8".into()),
            )
        })
    }

    fn root(&self) -> &Path {
        &self.root
    }
}

impl Files for Stored {
    fn read(&self, path: &Path, _: usize) -> Result<String, (String, Option<String>)> {
        let missing = || ("it is not among the copies that the run kept".to_owned(), None);
        self.texts.get(path).map(|text| text.to_string()).ok_or_else(missing)
    }

    fn root(&self) -> &Path {
        &self.root
    }
}

/// The nearest folder upwards that holds a project's settings or a git repository, else `folder`.
pub fn project_root(folder: &Path) -> PathBuf {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let marked = folder.ancestors().find(|at| at.join("flow.config.yaml").is_file() || at.join(".git").exists());
    marked.map_or_else(|| folder.clone(), Path::to_owned)
}

/// Reads the workflow at `path`, known to people as `name`, and everything that it uses.
pub fn load(path: &Path, name: &str, files: &dyn Files, max_steps: usize) -> Loaded {
    load_beside(path, name, files, max_steps, |_| ()).0
}

/// The same, with what `beside` makes of a workflow while its names are still being held against what
/// there is to read. Where mistakes come to light, there is no workflow, and what was made of it goes
/// unused.
pub fn load_beside<R: Send>(
    path: &Path,
    name: &str,
    files: &dyn Files,
    max_steps: usize,
    beside: impl Fn(&Workflow) -> R + Sync,
) -> (Loaded, Option<R>) {
    let mut loader = Loader {
        files,
        limits: Limits::for_steps(max_steps),
        sources: Sources::default(),
        done: HashMap::new(),
        stack: Vec::new(),
        found: Vec::new(),
        texts: Vec::new(),
    };
    let workflow = loader.workflow(path, name, None);
    let Loader { sources, mut found, texts, done, .. } = loader;
    let readable = !found.iter().any(Diagnostic::is_error);
    let whole = workflow.as_deref().filter(|_| readable);
    let names = || {
        let mut named = Vec::new();
        done.values().flatten().for_each(|workflow| check::names(workflow, &sources, readable, &mut named));
        named
    };
    let long = whole.is_some_and(|workflow| side::is_long(workflow.steps.len()));
    let (named, made) = side::both(long, names, || whole.map(&beside));
    found.extend(named);
    found.sort_by_key(|diagnostic| (diagnostic.at.map(|at| (at.file, at.start)), diagnostic.severity));
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for diagnostic in found {
        if !diagnostics.contains(&diagnostic) {
            diagnostics.push(diagnostic);
        }
    }
    let broken = diagnostics.iter().any(Diagnostic::is_error);
    (Loaded { sources, workflow: workflow.filter(|_| !broken), diagnostics, texts }, made.filter(|_| !broken))
}

pub(super) struct Loader<'f> {
    files: &'f dyn Files,
    limits: Limits,
    pub sources: Sources,
    done: HashMap<PathBuf, Option<Arc<Workflow>>>,
    stack: Vec<PathBuf>,
    pub found: Vec<Diagnostic>,
    texts: Vec<(PathBuf, Arc<String>)>,
}

impl Loader<'_> {
    fn workflow(&mut self, path: &Path, name: &str, asked: Option<Span>) -> Option<Arc<Workflow>> {
        if let Some(at) = self.stack.iter().position(|open| open == path) {
            let cycle: Vec<String> =
                self.stack[at..].iter().chain([&path.to_owned()]).map(|path| file_name(path)).collect();
            self.found.push(
                Diagnostic::error("use_cycle", asked, format!("a workflow uses itself: {}", cycle.join(" -> ")))
                    .help("put what both need into a third workflow"),
            );
            return None;
        }
        if let Some(done) = self.done.get(path) {
            return done.clone();
        }
        if self.sources.len() > 200 || self.stack.len() > 16 {
            let found = Diagnostic::error("too_many_files", asked, "the workflow uses too many files");
            self.found.push(found.help("at most 200 files are read, nested at most 16 deep"));
            return None;
        }
        let text = self.read(path, name, asked)?;
        let file = self.sources.add(Source::shared(name, text));
        self.stack.push(path.to_owned());
        let workflow = self.lowered(path, file);
        self.stack.pop();
        self.done.insert(path.to_owned(), workflow.clone());
        workflow
    }

    fn read(&mut self, path: &Path, name: &str, asked: Option<Span>) -> Option<Arc<String>> {
        match self.files.read(path, self.limits.bytes).map(Arc::new) {
            Ok(text) => {
                self.texts.push((path.to_owned(), Arc::clone(&text)));
                Some(text)
            }
            Err((what, help)) => {
                let found = Diagnostic::error("unreadable_file", asked, format!("`{name}`: {what}"));
                self.found.push(found.maybe_help(help));
                None
            }
        }
    }

    fn lowered(&mut self, path: &Path, file: u16) -> Option<Arc<Workflow>> {
        let mut tree = match yaml::parse_all(&self.sources, file, self.limits) {
            Ok(tree) => tree,
            Err(found) => {
                self.found.extend(found);
                return None;
            }
        };
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let mut used = BTreeMap::new();
        if let Value::Map(entries) = &mut tree.value {
            for (key, node) in entries.iter_mut() {
                match key.name.as_str() {
                    "steps" => self.fetch(node, &folder, &mut used),
                    "inputs" => self.defaults(node, &folder),
                    _ => {}
                }
            }
        }
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let workflow = lower::workflow(&self.sources, &tree, &stem, folder, file, &used, &mut self.found);
        let long = workflow.as_ref().is_some_and(|workflow| side::is_long(workflow.steps.len()));
        side::give_up(long, tree);
        workflow.map(Arc::new)
    }

    /// Reads the workflows and the prompt files that steps name, wherever they are nested.
    fn fetch(&mut self, steps: &mut Node, folder: &Path, used: &mut BTreeMap<String, Option<Arc<Workflow>>>) {
        let Value::Map(entries) = &mut steps.value else { return };
        for (_, step) in entries {
            let Value::Map(keys) = &mut step.value else { continue };
            for (key, value) in keys {
                match (key.name.as_str(), &mut value.value) {
                    ("use", Value::Str(named)) => {
                        let named = named.to_string();
                        if let Entry::Vacant(slot) = used.entry(named) {
                            let path = self.place(folder, slot.key(), value.at);
                            let workflow = path.and_then(|path| self.workflow(&path, slot.key(), Some(value.at)));
                            slot.insert(workflow);
                        }
                    }
                    ("edit", Value::Map(edit)) => {
                        let file = edit.iter_mut().find(|(key, _)| key.name == "prompt_file");
                        if let Some((_, node)) = file
                            && let Value::Str(named) = &node.value
                        {
                            let (named, at) = (named.clone(), node.at);
                            if self.sources.len() > MAX_SOURCES {
                                let found =
                                    Diagnostic::error("too_many_files", at, "the workflow names too many prompt files");
                                self.found.push(
                                    found.help(format!("at most {MAX_SOURCES} are read; loop over inputs instead")),
                                );
                                return;
                            }
                            if let Some(path) = self.place(folder, &named, at)
                                && let Some(text) = self.read(&path, &named, Some(at))
                            {
                                let text = text.trim_start_matches('\u{feff}').trim_end().to_owned();
                                let file = self.sources.add(Source::new(named, text.clone()));
                                node.at = Span { file, start: 0, end: text.len() as u32 };
                                node.value = Value::Str(text.into());
                            }
                        }
                    }
                    ("upload", _) => self.footage(value, folder),
                    ("steps", _) => self.fetch(value, folder, used),
                    ("branch", Value::Seq(cases)) => {
                        for case in cases {
                            let Value::Map(parts) = &mut case.value else { continue };
                            for (_, part) in
                                parts.iter_mut().filter(|(key, _)| matches!(key.name.as_str(), "steps" | "else"))
                            {
                                self.fetch(part, folder, used);
                                // `else: { steps: … }` holds its steps one level further down.
                                if let Value::Map(inner) = &mut part.value {
                                    for (_, inner) in inner.iter_mut().filter(|(key, _)| key.name == "steps") {
                                        self.fetch(inner, folder, used);
                                    }
                                }
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Files that inputs stand for where none is given: they are the recipe's own, and stay in its
    /// project as every path in it.
    fn defaults(&mut self, inputs: &Node, folder: &Path) {
        for (_, input) in inputs.map().unwrap_or_default() {
            let of = input.get("type").and_then(Node::str);
            if let (Some("file" | "files"), Some(default)) = (of, input.get("default")) {
                self.footage(default, folder);
            }
        }
    }

    /// Paths of footage that are known to the last letter; whether the files are there is asked when
    /// the recipe runs.
    fn footage(&mut self, value: &Node, folder: &Path) {
        match &value.value {
            Value::Str(named) if !named.contains('{') && !is_url(named) => {
                self.place(folder, named, value.at);
            }
            Value::Seq(items) => items.iter().for_each(|item| self.footage(item, folder)),
            Value::Map(entries) => {
                let from = entries.iter().filter(|(key, _)| key.name == "from");
                from.for_each(|(_, node)| self.footage(node, folder));
            }
            _ => {}
        }
    }

    /// A path that the recipe names, kept inside the root.
    fn place(&mut self, folder: &Path, named: &str, at: Span) -> Option<PathBuf> {
        let relative = Path::new(named);
        let hidden = relative
            .components()
            .any(|part| matches!(part, Component::Normal(name) if name.to_string_lossy().starts_with('.')));
        let path = normal(&folder.join(relative));
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        let root = self.files.root().canonicalize().unwrap_or_else(|_| self.files.root().to_owned());
        let under = real.starts_with(&root) || path.starts_with(self.files.root());
        let leaves = relative.is_absolute() || hidden || !under || (path.exists() && !real.starts_with(&root));
        if leaves {
            self.found.push(
                Diagnostic::error(
                    "path_outside",
                    at,
                    format!("`{named}` leads out of the project, or to a hidden file"),
                )
                .help("paths in a workflow are relative to it and stay under the project's root; footage from elsewhere is an input"),
            );
            return None;
        }
        Some(path)
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The path without `.` and `..`, resolved by its words alone.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}
