//! What may stand next on a command line, for the shell that asks: recipes, their inputs and steps, runs,
//! codes, settings. It reads what `flow check` and `flow show` read, and says nothing where that fails.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use clap::{Arg, Command, CommandFactory};
use clap_complete::Shell;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter};
use clap_complete::env::{CompleteEnv, EnvCompleter, Shells};

use super::args::{Cli, Common};
use super::source::{Here, bind, find, read, recipes};
use super::{codes, failures, gallery, past};
use crate::journal::Folder;
use crate::plan::Plan;
use crate::settings;
use crate::text::escape::one_line;
use crate::workflow::{Given, Workflow};

/// Set by the script in the shell, and by nobody else.
const ASKS: &str = "FLOW_COMPLETE";

/// Where a shell asks, the answer, and the end of the process.
pub fn answer() {
    CompleteEnv::with_factory(command).var(ASKS).complete();
}

/// The script that has the shell ask.
pub fn script(shell: Shell) -> String {
    let mut bytes = Vec::new();
    let known = Shells::builtins();
    if let Some(shell) = known.completer(&shell.to_string()) {
        let _ = EnvCompleter::write_registration(shell, ASKS, "flow", "flow", "flow", &mut bytes);
    }
    let script = String::from_utf8_lossy(&bytes).into_owned();
    // zsh reads a file of this name when it is first asked, and would answer at the second tab only.
    let script = match script.contains("#compdef") {
        true => script + "[ \"$funcstack[1]\" = _flow ] && _clap_dynamic_completer_flow \"$@\"\n",
        false => script,
    };
    // fish tells the word as it is typed, and flow reads it as it is meant: without its quotes.
    let script = script.replace(
        "(commandline --current-token)",
        r#"(commandline --current-token --cut-at-cursor | string replace --regex '^[\"\']' '' | string unescape)"#,
    );
    // bash offers files itself where flow has nothing to say, and puts names with blanks in quotes.
    script.replace("-o bashdefault", "-o bashdefault -o default").replace(
        "        compopt -o nospace\n    fi\n",
        "        compopt -o nospace\n    fi\n    if [[ \"${COMPREPLY[*]-}\" == *' '* ]]; then compopt -o filenames 2> /dev/null; fi\n",
    )
}

/// The commands, each value with what may be said for it.
fn command() -> Command {
    Cli::command().mut_subcommands(|sub| {
        let name = sub.get_name().to_owned();
        sub.mut_args(move |arg| with(arg, &name))
    })
}

fn with(arg: Arg, command: &str) -> Arg {
    let value = arg.get_value_names().and_then(|names| names.first()).map(|name| name.to_string()).unwrap_or_default();
    let candidates: fn() -> Vec<String> = match (value.as_str(), command) {
        ("FILE", "run" | "plan" | "check" | "batch") if arg.is_positional() => files,
        ("[NAME=]VALUE" | "NAME=VALUE", _) => inputs,
        ("STEP" | "STEP[=PATH]", _) => steps,
        ("RUN" | "FILE|RUN", _) => runs,
        ("FILE", "chat") => Vec::new,
        ("BATCH", _) => batches,
        ("RECIPE", _) => || gallery::GALLERY.iter().map(|shelf| shelf.name.to_owned()).collect(),
        ("BACKEND", _) => || ["local", "cloud"].map(str::to_owned).into(),
        ("FORMAT=PATH", _) => || ["html=", "junit=", "markdown="].map(str::to_owned).into(),
        ("KEY=VALUE", _) => || settings::ALL.iter().map(|setting| format!("{}=", setting.key)).collect(),
        ("WHAT", "explain") => explained,
        _ => return arg,
    };
    arg.add(ArgValueCompleter::new(move |current: &OsStr| {
        let begun = current.to_string_lossy();
        let fitting = candidates().into_iter().filter(|word| word.starts_with(&*begun));
        let fitting: Vec<CompletionCandidate> = fitting.map(CompletionCandidate::new).collect();
        if !fitting.is_empty() || !(value.contains("FILE") || value.contains("VALUE")) {
            return fitting;
        }
        // A file that an input is given, with the input's name before it or without.
        let (name, path) = begun.split_once('=').map_or(("", &*begun), |(name, path)| (name, path));
        let name = if name.is_empty() { String::new() } else { format!("{name}=") };
        let paths = PathCompleter::any().complete(OsStr::new(path));
        paths.into_iter().map(|path| path.add_prefix(name.as_str())).collect()
    }))
}

fn here() -> Option<Here> {
    Here::new(&Common { runs_dir: None, config: Vec::new() }, Vec::new()).ok()
}

/// The words of the line that is being written.
fn words() -> Vec<String> {
    std::env::args().skip_while(|word| word != "--").skip(1).collect()
}

/// What a shell may be shown: a name that could steer a terminal is none to offer.
fn shown(names: Vec<String>) -> Vec<String> {
    names.into_iter().filter(|name| one_line(name) == *name).collect()
}

fn files() -> Vec<String> {
    let Some(here) = here() else { return Vec::new() };
    let mut names = recipes(&here.cwd);
    names.retain(|name| !name.starts_with("flow.config."));
    names.extend(recipes(&here.root.join("workflows")));
    names.sort();
    names.dedup();
    shown(names)
}

/// The recipe on the line.
fn workflow(here: &Here) -> Option<Arc<Workflow>> {
    let named = words().into_iter().skip(2).find(|word| {
        let recipe = word.ends_with(".yaml") || word.ends_with(".yml") || !word.contains(['.', '/']);
        recipe && !word.is_empty() && !word.starts_with('-') && find(here, Path::new(word)).is_file()
    })?;
    read(here, Path::new(&named)).0.workflow
}

fn inputs() -> Vec<String> {
    let Some(workflow) = here().and_then(|here| workflow(&here)) else { return Vec::new() };
    let told = workflow.inputs.iter().flat_map(|input| {
        let choices = input.choices.iter().filter_map(|choice| Some(format!("{}={}", input.name, choice.as_str()?)));
        let choices: Vec<String> = choices.collect();
        if choices.is_empty() { vec![format!("{}=", input.name)] } else { choices }
    });
    shown(told.collect())
}

fn steps() -> Vec<String> {
    let Some(here) = here() else { return Vec::new() };
    let planned = workflow(&here).and_then(|workflow| {
        bind(&here, &here.cwd, &workflow, &Given { named: Vec::new(), bare: Vec::new() }, false)
            .ok()
            .map(|found| found.0)
    });
    let of = |plan: &Plan| plan.nodes.iter().map(|node| node.id.clone()).collect();
    let ran = || {
        let id = words()
            .into_iter()
            .skip(2)
            .filter(|word| !word.is_empty())
            .find_map(|word| past::which(&here, &word).ok())?;
        let past = past::open(&here, &id, &Folder::look(here.runs.join(&id))).ok()?;
        Some(of(&past.plan))
    };
    shown(planned.as_ref().map(of).or_else(ran).unwrap_or_default())
}

/// The newest first, as they are looked for.
fn runs() -> Vec<String> {
    let mut ids = here().map(|here| crate::journal::list(&here.runs)).unwrap_or_default();
    ids.reverse();
    ids.splice(0..0, (!ids.is_empty()).then(|| "last".to_owned()));
    ids
}

fn batches() -> Vec<String> {
    let mut ids = here().map(|here| crate::journal::list(&here.runs.join("batches"))).unwrap_or_default();
    ids.reverse();
    ids.splice(0..0, (!ids.is_empty()).then(|| "last".to_owned()));
    ids
}

fn explained() -> Vec<String> {
    let codes = codes::MISTAKES.iter().map(|(code, _, _)| *code);
    let all = codes.chain(failures::FAILURES.iter().map(|(code, _)| *code)).chain(["edits", "steps", "settings"]);
    all.map(str::to_owned).collect()
}
