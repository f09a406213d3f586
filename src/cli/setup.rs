//! `flow setup speech`: finds the recognisers that are there, and writes the choice into the user's own
//! settings. Programs are the person's to install, since they run with the person's rights; a model is
//! fetched where the person asks for one by name.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use super::args::Setup;
use super::exit::{Ended, Stop};
use super::out;
use super::source::{Here, user_folder};
use crate::backend::client::{MODELS, MODELS_FROM};
use crate::journal::durable;
use crate::report::people::size;
use crate::text::Diagnostic;

/// What can be used, best first: the setting's word, and the programs of which one must be there.
const ENGINES: &[(&str, &[&str])] =
    &[("whisper", &["whisper-cli"]), ("pocketsphinx", &["pocketsphinx", "pocketsphinx_continuous"])];

const HOW: &str = "\
whisper.cpp is the better one: install `whisper-cli` (brew install whisper-cpp, or build it from its
repository), then fetch a model: flow setup speech --fetch base.en
For drafts in English: apt-get install pocketsphinx pocketsphinx-en-us, then: flow setup speech
A program of your own that prints SRT: set speech.command";

pub fn setup(args: &Setup) -> Ended {
    let here = Here::new(&args.common, Vec::new())?;
    let there = |programs: &[&str]| programs.iter().find_map(|program| on_path(program));
    let fetched = args.fetch.as_deref().map(fetch).transpose()?;
    let chosen: (&str, String) = if let Some(model) = fetched.as_ref().or(args.model.as_ref()) {
        let path = here.cwd.join(model);
        let Some(_) = there(ENGINES[0].1) else { return Err(missing("`whisper-cli` is not installed")) };
        ("speech.model", model_at(&path)?)
    } else {
        let wanted = |name: &str| args.engine.as_deref().is_none_or(|engine| engine == name);
        if let Some(engine) = &args.engine
            && !ENGINES.iter().any(|(name, _)| name == engine)
        {
            let found = Diagnostic::error("unknown_engine", None, format!("there is no recogniser `{engine}`"));
            return Err(Stop::wrong(found.help("flow knows whisper and pocketsphinx")));
        }
        // Without a model, whisper cannot listen; the message tells how to get one.
        let found =
            ENGINES.iter().find(|(name, programs)| wanted(name) && *name != "whisper" && there(programs).is_some());
        match found {
            Some((name, _)) => ("speech.engine", (*name).to_owned()),
            None if there(ENGINES[0].1).is_some() && wanted("whisper") => {
                return Err(missing("`whisper-cli` is there, and needs a model"));
            }
            None => return Err(missing("no recogniser is installed")),
        }
    };
    let path =
        user_folder().ok_or_else(|| missing("there is no folder for your settings: set HOME"))?.join("config.yaml");
    let text = with(&std::fs::read_to_string(&path).unwrap_or_default(), chosen.0, &chosen.1).ok_or_else(|| {
        let found = Diagnostic::error("nested_setting", None, format!("{} has a `speech:` of its own", path.display()));
        Stop::wrong(found.help(format!("write there yourself: {}: {}", chosen.0, chosen.1)))
    })?;
    let kept = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| durable(&path, text.as_bytes()));
    kept.map_err(|error| anyhow::anyhow!("{} cannot be written: {error}", path.display()))?;
    out::result(&format!("{}: {}\n", chosen.0, chosen.1));
    out::say("Captions now come from what is said, where no subtitle file lies beside the footage.\n");
    Ok(0)
}

/// Fetches a model of whisper.cpp into the folder for the user's data.
fn fetch(name: &str) -> Result<PathBuf, Stop> {
    use etcetera::BaseStrategy;
    if on_path(ENGINES[0].1[0]).is_none() {
        return Err(missing("`whisper-cli` is not installed"));
    }
    let base = etcetera::choose_base_strategy().map_err(|_| missing("there is no folder for models: set HOME"))?;
    let model = MODELS.iter().find(|model| model.name == name).ok_or_else(|| missing("there is no such model"))?;
    let told = Cell::new(0);
    let progress = |bytes: u64| {
        let tenth = bytes * 10 / model.bytes;
        if tenth > told.replace(tenth) {
            out::say(&format!("{}: {} of {}\n", model.file(), size(bytes), size(model.bytes)));
        }
    };
    let folder = base.data_dir().join("flow").join("models");
    Ok(super::runtime()?.block_on(model.fetch(MODELS_FROM, &folder, &progress))?)
}

fn missing(what: &str) -> Stop {
    let found = Diagnostic::error("no_recogniser", None, what);
    Stop::wrong(found.help(HOW))
}

fn on_path(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// A model that is one: whisper.cpp's files begin with the letters of their format.
fn model_at(path: &Path) -> Result<String, Stop> {
    let bad = |what: &str| {
        let found = Diagnostic::error("bad_model", None, format!("`{}` {what}", path.display()));
        Stop::wrong(found.help("fetch one: flow setup speech --fetch base.en"))
    };
    let mut head = [0; 4];
    let read = std::fs::File::open(path).and_then(|mut file| std::io::Read::read_exact(&mut file, &mut head));
    read.map_err(|error| bad(&format!("cannot be read: {error}")))?;
    if !matches!(&head, b"lmgg" | b"GGUF" | b"ggml") {
        return Err(bad("is no model of whisper.cpp"));
    }
    let path = path.canonicalize().map_err(|error| bad(&format!("cannot be found: {error}")))?;
    Ok(path.display().to_string())
}

/// The settings file with one key set and the others of its kind taken out; None where they are
/// nested, and so cannot be changed line by line.
fn with(text: &str, key: &str, value: &str) -> Option<String> {
    if text.lines().any(|line| line.starts_with("speech:")) {
        return None;
    }
    let rivals = ["speech.engine:", "speech.model:", "speech.command:"];
    let kept = text.lines().filter(|line| !rivals.iter().any(|rival| line.starts_with(rival)));
    let mut out: String = kept.flat_map(|line| [line, "\n"]).collect();
    out += &format!("{key}: '{}'\n", value.replace('\'', "''"));
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_choice_replaces_another_and_leaves_the_rest() {
        let text = "# mine\nspeech.engine: whisper\njobs: 2\n";
        let set = with(text, "speech.model", "/models/it's.bin").unwrap();
        assert_eq!(set, "# mine\njobs: 2\nspeech.model: '/models/it''s.bin'\n");
        assert!(with("speech:\n  engine: whisper\n", "speech.model", "x").is_none());
    }
}
