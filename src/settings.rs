//! Settings: flag, then variable, then the project's file, then the user's, then the default.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::text::yaml::{self, Limits, Node, Value};
use crate::text::{Diagnostic, Source, Sources, nearest};

/// One setting that there is.
#[derive(Debug)]
pub struct Setting {
    pub key: &'static str,
    pub takes: Takes,
    /// Whether a project's file may set it; a project comes from strangers.
    pub project: bool,
    pub doc: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    Duration,
    Count,
    /// `true`, `false`, or a share from 0 to 1.
    Share,
    Text,
    Path,
    /// One of these.
    Word(&'static [&'static str]),
}

const fn setting(key: &'static str, takes: Takes, project: bool, doc: &'static str) -> Setting {
    Setting { key, takes, project, doc }
}

/// Every setting, in the order of the alphabet.
pub const ALL: &[Setting] = &[
    setting("attribution.source", Takes::Text, true, "the name that requests are attributed to (default flow)"),
    setting("backend", Takes::Text, false, "local, cloud, or a URL (default local)"),
    setting("backend.edit_timeout", Takes::Duration, true, "how long one edit may take (default 15m)"),
    setting(
        "backend.idle_timeout",
        Takes::Duration,
        true,
        "how long an edit may bring nothing but heartbeats (default 10m)",
    ),
    setting(
        "backend.recovery_wait",
        Takes::Duration,
        true,
        "the first wait before looking whether a broken edit was applied (default 30s; locally 200ms)",
    ),
    setting("backend.render_poll", Takes::Duration, true, "between two looks at a render (default 30s; locally 200ms)"),
    setting("backend.render_timeout", Takes::Duration, true, "how long a render may take (default 30m)"),
    setting("backend.retry_wait", Takes::Duration, true, "the wait after a rate limit (default 30s; locally 200ms)"),
    setting(
        "backend.settle",
        Takes::Duration,
        true,
        "between two looks that must agree after a generation (default 10s; locally none)",
    ),
    setting("color", Takes::Word(&["auto", "always", "never"]), false, "colours on a terminal (default auto)"),
    setting("jobs", Takes::Count, true, "steps that run at once (default 8 on the cloud, the cores locally)"),
    setting("local.credits", Takes::Count, true, "credits of the embedded backend (default unlimited)"),
    setting("local.edit_delay", Takes::Duration, true, "makes edits slow, for trying things out (default none)"),
    setting("local.silent", Takes::Share, true, "the share of edits that are answered with no text (default 0)"),
    setting("max_steps", Takes::Count, true, "the most steps of a plan (default 10000)"),
    setting("out", Takes::Path, true, "where exports go (default the current folder)"),
    setting("runs_dir", Takes::Path, true, "where runs are kept (default .flow/runs of the project)"),
    setting("speech.command", Takes::Text, false, "a program that writes SRT or whisper.cpp's JSON for a sound file"),
    setting("speech.engine", Takes::Word(&["whisper", "pocketsphinx"]), false, "the recogniser to use"),
    setting("speech.model", Takes::Path, false, "the recogniser's model"),
];

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Flag,
    Variable(String),
    Project(PathBuf),
    User(PathBuf),
}

#[derive(Debug, Clone, Default)]
pub struct Settings {
    values: BTreeMap<&'static str, (String, Origin)>,
    /// Variables that look like settings and are none.
    pub odd_variables: Vec<String>,
}

/// The places that settings are read from.
pub struct Places<'p> {
    /// `--config key=value`, and the flags that stand for a key.
    pub flags: Vec<(String, String)>,
    pub variables: &'p dyn Fn() -> Vec<(String, String)>,
    pub project: Option<PathBuf>,
    pub user: Option<PathBuf>,
}

impl Settings {
    /// Reads every place.
    ///
    /// # Errors
    /// Unknown keys and values of the wrong type, all of them.
    pub fn read(places: &Places<'_>, sources: &mut Sources) -> Result<Settings, Vec<Diagnostic>> {
        let mut settings = Settings::default();
        let mut found = Vec::new();
        let files = [(&places.user, false), (&places.project, true)];
        for (path, project) in files {
            if let Some(path) = path.as_deref().filter(|path| path.is_file()) {
                settings.file(path, project, sources, &mut found);
            }
        }
        for (name, value) in (places.variables)() {
            let Some(rest) = name.strip_prefix("FLOW_").filter(|rest| !rest.starts_with("INPUT_")) else { continue };
            let key = ALL.iter().find(|setting| setting.key.to_uppercase().replace('.', "_") == rest);
            match key {
                Some(setting) => settings.set(setting, value, Origin::Variable(name), None, &mut found),
                None => settings.odd_variables.push(name),
            }
        }
        for (key, value) in &places.flags {
            match ALL.iter().find(|setting| setting.key == key) {
                Some(setting) => settings.set(setting, value.clone(), Origin::Flag, None, &mut found),
                None => found.push(unknown(key, None)),
            }
        }
        if found.is_empty() { Ok(settings) } else { Err(found) }
    }

    fn file(&mut self, path: &Path, project: bool, sources: &mut Sources, found: &mut Vec<Diagnostic>) {
        let Ok(text) = std::fs::read_to_string(path) else {
            found.push(Diagnostic::error(
                "unreadable_file",
                None,
                format!("`{}` cannot be read as text", path.display()),
            ));
            return;
        };
        let file = sources.add(Source::new(path.display().to_string(), text));
        let tree = match yaml::parse(sources, file, Limits::for_steps(100)) {
            Ok(tree) => tree,
            Err(diagnostic) => return found.push(diagnostic),
        };
        let mut flat = Vec::new();
        // A file of nothing but comments sets nothing.
        if !matches!(tree.value, yaml::Value::Null) {
            flatten("", &tree, &mut flat);
        }
        for (key, node) in flat {
            let Some(setting) = ALL.iter().find(|setting| setting.key == key) else {
                found.push(unknown(&key, Some(node.at)));
                continue;
            };
            if project && !setting.project {
                let message = format!("a project's file may not set `{key}`");
                let help = "projects come from strangers; set it by flag, by variable, or in your own configuration";
                found.push(Diagnostic::error("setting_not_here", node.at, message).help(help));
                continue;
            }
            let text = node.str().map_or_else(|| sources.slice(node.at).trim().to_owned(), str::to_owned);
            let leaves =
                Path::new(&text).is_absolute() || Path::new(&text).components().any(|part| part.as_os_str() == "..");
            if project && setting.takes == Takes::Path && leaves {
                let message = format!("`{key}` may not leave the project");
                found.push(Diagnostic::error("path_outside", node.at, message).help("name a folder inside it"));
                continue;
            }
            let origin = if project { Origin::Project(path.to_owned()) } else { Origin::User(path.to_owned()) };
            self.set(setting, text, origin, Some(node.at), found);
        }
    }

    fn set(
        &mut self,
        setting: &'static Setting,
        value: String,
        origin: Origin,
        at: Option<crate::text::Span>,
        found: &mut Vec<Diagnostic>,
    ) {
        let fits = match setting.takes {
            Takes::Duration => duration(&value).is_some(),
            Takes::Count => value.parse::<u64>().is_ok_and(|count| count > 0 || setting.key == "local.credits"),
            Takes::Share => share(&value).is_some(),
            Takes::Word(words) => words.contains(&value.as_str()),
            Takes::Text | Takes::Path => !value.is_empty(),
        };
        if fits {
            self.values.insert(setting.key, (value, origin));
            return;
        }
        let takes = match setting.takes {
            Takes::Duration => "a length of time, such as 500ms, 30s or 1m30s".to_owned(),
            Takes::Count => "a whole number from 1 on".to_owned(),
            Takes::Share => "true, false, or a share from 0 to 1".to_owned(),
            Takes::Word(words) => format!("one of {}", words.join(", ")),
            Takes::Text | Takes::Path => "a text".to_owned(),
        };
        let message = format!("the setting `{}` takes {takes}, and this is `{value}`", setting.key);
        found.push(Diagnostic::error("bad_setting", at, message).help(setting.doc));
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        debug_assert!(ALL.iter().any(|setting| setting.key == key), "{key}");
        self.values.get(key).map(|(value, _)| value.as_str())
    }

    pub fn origin(&self, key: &str) -> Option<&Origin> {
        self.values.get(key).map(|(_, origin)| origin)
    }

    pub fn duration(&self, key: &str) -> Option<Duration> {
        self.text(key).and_then(duration)
    }

    pub fn count(&self, key: &str) -> Option<u64> {
        self.text(key).and_then(|value| value.parse().ok())
    }

    pub fn share(&self, key: &str) -> Option<f64> {
        self.text(key).and_then(share)
    }
}

fn unknown(key: &str, at: Option<crate::text::Span>) -> Diagnostic {
    let near = nearest(key, ALL.iter().map(|setting| setting.key)).map(|near| format!("did you mean `{near}`?"));
    Diagnostic::error("unknown_setting", at, format!("there is no setting `{key}`"))
        .help(near.unwrap_or_else(|| "`flow doctor` lists the settings".into()))
}

fn flatten<'n>(prefix: &str, node: &'n Node, out: &mut Vec<(String, &'n Node)>) {
    match &node.value {
        Value::Map(entries) => {
            for (key, value) in entries {
                let path = if prefix.is_empty() { key.name.to_string() } else { format!("{prefix}.{}", key.name) };
                flatten(&path, value, out);
            }
        }
        _ => out.push((prefix.to_owned(), node)),
    }
}

fn duration(text: &str) -> Option<Duration> {
    crate::template::parse_duration(text).map(Duration::from_secs_f64)
}

fn share(text: &str) -> Option<f64> {
    match text {
        "true" => Some(1.0),
        "false" => Some(0.0),
        number => number.parse().ok().filter(|share| (0.0..=1.0).contains(share)),
    }
}
