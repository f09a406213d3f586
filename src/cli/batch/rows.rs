//! What a batch is made of: a pattern, a folder or a list of files, or the rows of a CSV.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::super::args::Batch;
use super::super::exit::Stop;
use super::super::source::{Here, given};
use crate::step::{MEDIA, ending};
use crate::text::{Diagnostic, nearest};
use crate::workflow::{Given, InputType, Workflow};

/// The most rows of one batch: beyond it a slip of the keyboard is likelier than a plan.
const MOST: usize = 100_000;
/// The largest CSV, in bytes.
const LARGEST: u64 = 64 << 20;

/// Values that hold for all rows, by the name of their input.
pub type Values = Vec<(String, Json)>;

/// One run of a batch: its name for people, and the inputs that are its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub name: String,
    pub values: Vec<(String, String)>,
    /// Its files, as they were when the batch began.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<PathBuf, Stamp>,
}

/// What a file is known again by without reading it, as long as its row has not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    bytes: u64,
    /// Nanoseconds since 1970.
    modified: u64,
}

impl Stamp {
    pub fn of(path: &Path) -> Option<Stamp> {
        let found = std::fs::metadata(path).ok()?;
        let since = found.modified().ok()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Some(Stamp { bytes: found.len(), modified: u64::try_from(since.as_nanos()).unwrap_or(u64::MAX) })
    }
}

fn wrong(code: &'static str, message: String, help: impl Into<String>) -> Stop {
    Stop::wrong(Diagnostic::error(code, None, message).help(help))
}

/// The rows, and the values that hold for all of them.
///
/// # Errors
/// Where there are none, or the words do not say what the rows are.
pub fn rows(here: &Here, args: &Batch, workflow: &Workflow) -> Result<(Vec<Row>, Values), Stop> {
    let Given { mut named, bare } = given(here, &args.source, workflow)?;
    let rows = match &args.rows {
        Some(path) if bare.is_empty() => table(here, path, workflow)?,
        Some(_) => {
            let message = format!("`{}` belongs to no row", bare[0]);
            let help = "with --rows the files stand in the table; what holds for all rows is --input NAME=VALUE";
            return Err(wrong("bad_rows", message, help));
        }
        None => clips(here, bare, &mut named, workflow)?,
    };
    if rows.len() > MOST {
        let message = format!("the batch would have {} rows, and {MOST} is the most", rows.len());
        return Err(wrong("bad_rows", message, "give a narrower pattern, or split the table"));
    }
    Ok((rows, named))
}

/// One row for each file. The files go to the input that a pattern is given to by name, else to the
/// first file input that has no value.
fn clips(
    here: &Here,
    bare: Vec<String>,
    named: &mut Vec<(String, Json)>,
    workflow: &Workflow,
) -> Result<Vec<Row>, Stop> {
    let takes = |name: &str| {
        workflow.inputs.iter().any(|input| input.name == name && matches!(input.of, InputType::File | InputType::Files))
    };
    let is_many = |word: &str| is_pattern(here, word) || here.cwd.join(word).is_dir();
    let by_name = named.iter().position(|(name, value)| takes(name) && value.as_str().is_some_and(is_many));
    let (input, words) = match by_name {
        Some(at) if bare.is_empty() => {
            let (name, value) = named.remove(at);
            (name, value.as_str().map(str::to_owned).into_iter().collect())
        }
        _ => {
            let free = |name: &String| !named.iter().any(|(given, _)| given == name);
            let first = workflow.inputs.iter().find(|input| takes(&input.name) && free(&input.name));
            let Some(first) = first else {
                let message = "the recipe has no file input left for the files of a batch".to_owned();
                return Err(wrong("no_rows", message, "give it one: inputs: { video: file }, or use --rows rows.csv"));
            };
            (first.name.clone(), bare)
        }
    };
    if words.is_empty() {
        let help = "for example --input 'clips/*.mov', --input clips, or --rows rows.csv";
        return Err(wrong("no_rows", "nothing says what the rows of the batch are".to_owned(), help));
    }
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for word in words {
        for name in found(here, &word)? {
            if seen.insert(name.clone()) {
                out.push(Row { values: vec![(input.clone(), name.clone())], name, files: BTreeMap::new() });
            }
        }
    }
    Ok(out)
}

/// Whether a word is a pattern, and not the name of a file that is there.
fn is_pattern(here: &Here, word: &str) -> bool {
    word.contains(['*', '?', '[']) && !here.cwd.join(word).exists()
}

/// The files that a word stands for, as people would name them.
fn found(here: &Here, word: &str) -> Result<Vec<String>, Stop> {
    let path = here.cwd.join(word);
    let (pattern, what) = if path.is_dir() {
        let folder = word.trim_end_matches('/');
        (format!("{}/*", glob::Pattern::escape(folder)), format!("the folder `{word}`"))
    } else if is_pattern(here, word) {
        (word.to_owned(), format!("`{word}`"))
    } else {
        return Ok(vec![word.to_owned()]);
    };
    // Hidden files are no footage, and `*` stays within a folder; `**` goes through all below.
    let options =
        glob::MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };
    // A pattern is relative to the working folder, whose own name is no pattern.
    let whole = here.cwd.join("").display().to_string();
    let whole = if Path::new(&pattern).is_absolute() { pattern } else { glob::Pattern::escape(&whole) + &pattern };
    let matches = glob::glob_with(&whole, options).map_err(|error| {
        wrong("no_rows", format!("{what} is no pattern: {}", error.msg), "for example --input 'clips/*.mov'")
    })?;
    let files: Vec<PathBuf> = matches.filter_map(Result::ok).filter(|path| path.is_file()).collect();
    let media: Vec<&PathBuf> = files.iter().filter(|path| MEDIA.contains(&ending(path).as_str())).collect();
    if media.is_empty() {
        let message = match files.len() {
            0 if path.is_dir() => format!("{what} has no media"),
            0 => format!("no file matches {what}"),
            others => format!("{what} holds no media, only {}", crate::report::people::count(others, "other file")),
        };
        let help = format!("it was sought in {}; mind the spelling, and the quotes around it", here.cwd.display());
        return Err(wrong("no_rows", message, help));
    }
    let named = |path: &PathBuf| path.strip_prefix(&here.cwd).unwrap_or(path).display().to_string();
    Ok(media.into_iter().map(named).collect())
}

/// What stands between the columns: a comma, or what spreadsheets write in its place, which no input's name has.
fn separator(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    [b',', b';', b'\t'].into_iter().find(|mark| head.contains(char::from(*mark))).unwrap_or(b',')
}

/// The rows of a CSV, whose first line names the inputs.
fn table(here: &Here, path: &Path, workflow: &Workflow) -> Result<Vec<Row>, Stop> {
    let name = path.display().to_string();
    let bad = |message: String, help: &str| wrong("bad_rows", format!("{name}: {message}"), help);
    let whole = here.cwd.join(path);
    let unreadable = |error: std::io::Error| {
        wrong("unreadable_file", format!("`{name}`: it cannot be read: {error}"), "mind the spelling")
    };
    if std::fs::metadata(&whole).map_err(unreadable)?.len() > LARGEST {
        return Err(bad("it is larger than 64 MB".into(), "split it"));
    }
    let bytes = std::fs::read(&whole).map_err(unreadable)?;
    let text = String::from_utf8(bytes).map_err(|_| bad("it is not UTF-8 text".into(), "save it as UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).delimiter(separator(text)).from_reader(text.as_bytes());
    let example = "the first line names inputs, such as video,title; each other line has as many values";
    let broken = |error: csv::Error| bad(error.to_string(), example);
    let columns: Vec<String> = reader.headers().map_err(broken)?.iter().map(str::to_owned).collect();
    for (at, column) in columns.iter().enumerate() {
        let known = workflow.inputs.iter().find(|input| input.name == *column);
        if known.is_none() {
            let names = || workflow.inputs.iter().map(|input| input.name.as_str());
            let near = nearest(column, names()).map(|near| format!("did you mean `{near}`?"));
            let list = format!("the inputs are {}", names().collect::<Vec<_>>().join(", "));
            let message = format!("{name}: the column `{column}` is no input of the recipe");
            return Err(wrong("unknown_input", message, near.unwrap_or(list)));
        }
        if known.is_some_and(|input| input.secret) {
            let help = format!("give it for all rows: --input {column}=…");
            return Err(bad(format!("the input `{column}` is secret, and a table is kept with the batch"), &help));
        }
        if columns[..at].contains(column) {
            return Err(bad(format!("the column `{column}` is there twice"), example));
        }
    }
    let mut out = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(broken)?;
        // An empty cell gives nothing, so that the input's default holds.
        let cells = columns.iter().zip(record.iter()).filter(|(_, cell)| !cell.is_empty());
        let values: Vec<(String, String)> = cells.map(|(name, cell)| (name.clone(), cell.to_owned())).collect();
        let is_file =
            |name: &str| workflow.inputs.iter().any(|input| input.name == name && input.of == InputType::File);
        let file = values.iter().find(|(name, _)| is_file(name)).map(|(_, cell)| cell.clone());
        out.push(Row { name: file.unwrap_or_else(|| format!("row {}", at + 1)), values, files: BTreeMap::new() });
    }
    if out.is_empty() {
        return Err(wrong("no_rows", format!("{name} has no rows below its first line"), example));
    }
    Ok(out)
}
