//! From the words of the command line to a plan: the recipe is found and read, its inputs are bound.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::args::{Allow, Common, Source};
use super::exit::Stop;
use crate::plan::{self, Plan};
use crate::settings::{Places, Settings};
use crate::text::yaml::{self, Limits};
use crate::text::{Diagnostic, Sources};
use crate::workflow::{Disk, Files, Given, Loaded, Values, Workflow, expand, fill, load_beside, project_root};

/// Settings, and where the project lies.
pub struct Here {
    pub settings: Settings,
    pub cwd: PathBuf,
    /// The project's root, seen from the working folder.
    pub root: PathBuf,
    pub runs: PathBuf,
    pub user: Option<PathBuf>,
    /// What the person allows beyond what is usual.
    pub allow: Allow,
}

/// A plan with all that made it.
pub struct Prepared {
    pub plan: Arc<Plan>,
    pub workflow: Arc<Workflow>,
    pub sources: Sources,
    pub warnings: Vec<Diagnostic>,
    /// The workflow's files, for the run's folder; paths are below `root`.
    pub texts: Vec<(PathBuf, Arc<String>)>,
    /// The root that the recipe's own paths stay under.
    pub root: PathBuf,
    pub inputs: Inputs,
}

/// The values of a run, as its folder keeps them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Inputs {
    pub values: BTreeMap<String, Json>,
    /// The file inputs as they were given, and where they lie.
    pub files: BTreeMap<String, PathBuf>,
    /// Hex of their SHA-256, known once the run begins.
    #[serde(default)]
    pub hashes: BTreeMap<String, String>,
}

impl Inputs {
    /// Takes the files' hashes, by which a resumed run knows them again.
    pub fn hash(&mut self) -> Result<(), Stop> {
        for (named, path) in
            self.files.iter().filter(|(named, _)| !self.hashes.contains_key(*named)).collect::<Vec<_>>()
        {
            let Ok(hash) = crate::draft::sha256_file(path) else { continue };
            self.hashes.insert(named.clone(), hash);
        }
        Ok(())
    }
}

impl Here {
    /// Reads the settings. `flags` are those that stand for a key.
    pub fn new(common: &Common, flags: Vec<(&str, Option<String>)>) -> Result<Here, Stop> {
        let cwd = std::env::current_dir().map_err(|error| anyhow::anyhow!("the working folder is gone: {error}"))?;
        let root = project_root(&cwd);
        let user = user_folder();
        let mut given = Vec::new();
        for pair in &common.config {
            let Some((key, value)) = pair.split_once('=') else {
                let found = Diagnostic::error("bad_setting", None, format!("`--config {pair}` has no value"));
                return Err(Stop::wrong(found.help("write --config key=value")));
            };
            given.push((key.trim().to_owned(), value.to_owned()));
        }
        given.extend(flags.into_iter().filter_map(|(key, value)| value.map(|value| (key.to_owned(), value))));
        let places = Places {
            flags: given,
            variables: &|| {
                std::env::vars_os().filter_map(|(a, b)| Some((a.into_string().ok()?, b.into_string().ok()?))).collect()
            },
            project: Some(root.join("flow.config.yaml")),
            user: user.as_ref().map(|folder| folder.join("config.yaml")),
        };
        let mut sources = Sources::default();
        let settings = Settings::read(&places, &mut sources).map_err(|found| Stop::Wrong(found, Box::new(sources)))?;
        let configured = settings.text("runs_dir").map(|dir| match settings.origin("runs_dir") {
            Some(crate::settings::Origin::Project(_)) => root.join(dir),
            _ => cwd.join(dir),
        });
        let runs = common.runs_dir.as_ref().map(|dir| cwd.join(dir)).or(configured);
        let runs = runs.unwrap_or_else(|| root.join(".flow").join("runs"));
        Ok(Here { settings, cwd, root, runs, user, allow: Allow::default() })
    }

    /// The same, where the person allows more.
    pub fn allowing(self, allow: &Allow) -> Here {
        Here { allow: allow.clone(), ..self }
    }

    pub fn max_steps(&self) -> usize {
        self.settings
            .count("max_steps")
            .map_or(10_000, |count| usize::try_from(count).unwrap_or(usize::MAX).min(10_000_000))
    }

    /// The folder of what flow keeps in the project.
    pub fn hidden(&self) -> PathBuf {
        self.root.join(".flow")
    }
}

/// The user's own configuration folder.
pub fn user_folder() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    etcetera::choose_base_strategy().ok().map(|base| base.config_dir().join("flow"))
}

/// A recipe's path: as named, or else in `workflows/` of the project's root.
pub fn find(here: &Here, named: &Path) -> PathBuf {
    let direct = here.cwd.join(named);
    if direct.exists() || named.is_absolute() {
        return direct;
    }
    let shelf = here.root.join("workflows");
    let ends = [named.to_owned(), named.with_extension("yaml"), named.with_extension("yml")];
    ends.iter().map(|name| shelf.join(name)).find(|path| path.is_file()).unwrap_or(direct)
}

/// Reads the recipe; with mistakes in it there is no workflow.
pub fn read(here: &Here, named: &Path) -> (Loaded, PathBuf) {
    let (loaded, root, _) = read_beside(here, named, |_| ());
    (loaded, root)
}

/// The same, with what is made of the workflow beside the last checks; nothing where it has mistakes.
fn read_beside<R: Send>(
    here: &Here,
    named: &Path,
    beside: impl Fn(&Workflow) -> R + Sync,
) -> (Loaded, PathBuf, Option<R>) {
    if named == Path::new("-") {
        let files = Standard { root: here.root.clone() };
        let path = here.cwd.join("standard-input.yaml");
        let (loaded, made) = load_beside(&path, "standard input", &files, here.max_steps(), beside);
        return (loaded, here.root.clone(), made);
    }
    let path = find(here, named);
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let root = project_root(&folder);
    let name = path.strip_prefix(&here.cwd).unwrap_or(&path).display().to_string();
    let files = Disk { root: root.clone() };
    let (mut loaded, made) = load_beside(&path, &name, &files, here.max_steps(), beside);
    if !path.exists()
        && let [only] = loaded.diagnostics.as_mut_slice()
        && let Some(near) = neighbour(&path, &here.root)
    {
        only.help = Some(format!("did you mean `{near}`?"));
    }
    (loaded, root, made)
}

/// The recipe whose name is nearest to one that is not there.
/// The names of the recipes in a folder, in order.
pub fn recipes(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names
        .filter(|name| name.ends_with(".yaml") || name.ends_with(".yml"))
        .filter(|name| !name.contains(".test."))
        .collect();
    names.sort();
    names
}

fn neighbour(path: &Path, root: &Path) -> Option<String> {
    let folders = [path.parent()?.to_owned(), root.join("workflows")];
    let names: Vec<String> = folders.iter().flat_map(|folder| recipes(folder)).collect();
    let name = path.file_name()?.to_string_lossy().into_owned();
    crate::text::nearest(&name, names.iter().map(String::as_str)).map(str::to_owned)
}

/// A recipe on standard input; what it uses lies in the working folder.
struct Standard {
    root: PathBuf,
}

impl Files for Standard {
    fn read(&self, path: &Path, limit: usize) -> Result<String, (String, Option<String>)> {
        if path.file_name().is_some_and(|name| name == "standard-input.yaml") {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().take(limit as u64 + 1).read_to_end(&mut bytes);
            read.map_err(|error| (format!("it cannot be read: {error}"), None))?;
            return String::from_utf8(bytes)
                .map_err(|_| ("it is not UTF-8 text".into(), Some("save it as UTF-8".into())));
        }
        Disk { root: self.root.clone() }.read(path, limit)
    }

    fn root(&self) -> &Path {
        &self.root
    }
}

/// The whole way from the command line to a plan. `complete` says that every input must have its
/// value.
pub fn prepare(here: &Here, source: &Source, complete: bool) -> Result<Prepared, Stop> {
    let Some(file) = &source.file else {
        let found = Diagnostic::error("no_recipe", None, "no recipe is named");
        let help = match recipes(&here.root.join("workflows")).as_slice() {
            [] => "`flow init` writes one to begin with; then flow run captions.yaml --input talk.mov".to_owned(),
            [first, ..] => format!("for example flow run {} --input talk.mov", crate::text::escape::one_line(first)),
        };
        return Err(Stop::wrong(found.help(help)));
    };
    let (loaded, root, bound) = read_beside(here, file, |workflow| {
        let given = given(here, source, workflow)?;
        Ok::<_, Stop>(bind(here, &here.cwd, workflow, &given, complete))
    });
    let Loaded { sources, workflow, diagnostics, texts } = loaded;
    let (Some(workflow), Some(bound)) = (workflow, bound) else {
        return Err(Stop::Wrong(diagnostics, Box::new(sources)));
    };
    match bound? {
        Ok((plan, inputs)) => {
            Ok(Prepared { plan: Arc::new(plan), workflow, sources, warnings: diagnostics, texts, root, inputs })
        }
        Err(found) => Err(Stop::Wrong(diagnostics.into_iter().chain(found).collect(), Box::new(sources))),
    }
}

/// The plan of a workflow with these values, whose files lie below `base`.
pub fn bind(
    here: &Here,
    base: &Path,
    workflow: &Workflow,
    given: &Given,
    complete: bool,
) -> Result<(Plan, Inputs), Vec<Diagnostic>> {
    let env = |name: &str| std::env::var(name).ok();
    let values = fill(workflow, given, &env, complete)?;
    let files = files(base, workflow, given, &values);
    plan(workflow, &values, here.max_steps()).map(|plan| (plan, inputs(workflow, &values, files)))
}

pub fn plan(workflow: &Workflow, values: &Arc<Values>, max_steps: usize) -> Result<Plan, Vec<Diagnostic>> {
    plan::build(workflow, expand(workflow, Arc::clone(values), max_steps)?)
}

pub fn given(here: &Here, source: &Source, workflow: &Workflow) -> Result<Given, Stop> {
    let mut given = Given::default();
    if let Some(path) = &source.inputs {
        given.named.extend(input_file(here, path)?);
    }
    let from_file: Vec<String> = given.named.iter().map(|(name, _)| name.clone()).collect();
    for word in &source.input {
        let named = word.split_once('=').filter(|(name, _)| {
            let identifier = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                && name.starts_with(|c: char| c.is_ascii_alphabetic());
            identifier && (workflow.inputs.iter().any(|input| input.name == *name) || !here.cwd.join(word).exists())
        });
        match named {
            Some((name, value)) => {
                // A flag stands before the file.
                if from_file.iter().any(|other| other == name) {
                    given.named.retain(|(other, _)| other != name);
                }
                given.named.push((name.to_owned(), Json::String(value.to_owned())));
            }
            None => given.bare.push(word.clone()),
        }
    }
    Ok(given)
}

fn input_file(here: &Here, path: &Path) -> Result<Vec<(String, Json)>, Stop> {
    let name = path.display().to_string();
    let text = Disk { root: here.cwd.clone() }.read(&here.cwd.join(path), 8 << 20).map_err(|(what, help)| {
        Stop::wrong(Diagnostic::error("unreadable_file", None, format!("`{name}`: {what}")).maybe_help(help))
    })?;
    let mut sources = Sources::default();
    let file = sources.add(crate::text::Source::new(name, text));
    match yaml::parse(&sources, file, Limits::for_steps(here.max_steps())) {
        Err(diagnostic) => Err(Stop::Wrong(vec![diagnostic], Box::new(sources))),
        Ok(tree) => match tree.map() {
            Some(entries) => Ok(entries.iter().map(|(key, node)| (key.name.to_string(), node.json())).collect()),
            None => {
                let found =
                    Diagnostic::error("wrong_type", tree.at, "a file of inputs is a mapping of names to values");
                Err(Stop::Wrong(vec![found], Box::new(sources)))
            }
        },
    }
}

/// The file inputs as they were given, and where they lie.
pub fn files(base: &Path, workflow: &Workflow, given: &Given, values: &Values) -> BTreeMap<String, PathBuf> {
    let mut out = BTreeMap::new();
    for input in &workflow.inputs {
        let named = given.named.iter().any(|(name, _)| *name == input.name);
        let by_default = !named && values.inputs.get(&input.name).and_then(Option::as_ref) == input.default.as_ref();
        if let Some(Some(value)) = values.inputs.get(&input.name).filter(|_| !by_default) {
            let mut found = Vec::new();
            input.of.files(value, &mut found);
            for text in found {
                out.insert(text.clone(), base.join(text));
            }
        }
    }
    out
}

fn inputs(workflow: &Workflow, values: &Values, files: BTreeMap<String, PathBuf>) -> Inputs {
    let plain = |name: &String| !workflow.inputs.iter().any(|input| input.secret && input.name == *name);
    let values = values.inputs.iter().filter(|(name, _)| plain(name));
    let values = values.filter_map(|(name, value)| Some((name.clone(), value.clone()?)));
    Inputs { values: values.collect(), files, hashes: BTreeMap::new() }
}
