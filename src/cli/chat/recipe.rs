//! What was done, as a recipe that does it again.

use serde::{Deserialize, Serialize};

/// One thing that was done, or is about to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The step's id.
    pub id: String,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A file, or an address, that an input of the step's own id names.
    Upload {
        named: String,
        url: bool,
    },
    Edit {
        prompt: String,
    },
    Undo,
    Redo,
    Export(File),
    /// A small film to look at, which is no part of the recipe.
    Preview(File),
}

/// A file to write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct File {
    pub name: Name,
    pub resolution: Option<String>,
    pub quality: Option<String>,
    pub fps: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Name {
    Said(String),
    /// Named after the footage of this input.
    After {
        input: String,
        stem: String,
        ending: String,
    },
}

impl Name {
    /// The file's name, as it is for this footage.
    pub fn shown(&self) -> String {
        match self {
            Name::Said(name) => name.clone(),
            Name::After { stem, ending, .. } => format!("{stem}{ending}"),
        }
    }
}

const UNDO: &str = "Undo.";
const REDO: &str = "Redo.";

/// What is left of a conversation once what was taken back is left out. Where a file was exported
/// between an edit and its undoing, both stay, since the file shows the edit.
pub fn settled(done: &[Item]) -> Vec<Item> {
    let mut out: Vec<Item> = Vec::new();
    // One that stays in the recipe has nothing to put back.
    let mut undone: Vec<Option<Item>> = Vec::new();
    for item in done {
        match &item.what {
            What::Undo => {
                let last = out.iter().rposition(|item| !matches!(item.what, What::Upload { .. }));
                match last.filter(|at| matches!(out[*at].what, What::Edit { .. })) {
                    Some(at) => undone.push(Some(out.remove(at))),
                    None => {
                        undone.push(None);
                        out.push(item.clone());
                    }
                }
            }
            What::Redo => match undone.pop() {
                Some(Some(item)) => out.push(item),
                _ => out.push(item.clone()),
            },
            What::Edit { .. } => {
                undone.clear();
                out.push(item.clone());
            }
            What::Upload { .. } | What::Export(_) => out.push(item.clone()),
            What::Preview(_) => {}
        }
    }
    out
}

/// The prompts whose edits the timeline shows: neither undone nor, once undone, left so.
pub fn in_effect(done: &[Item]) -> Vec<&str> {
    let (mut edits, mut undone) = (Vec::new(), Vec::new());
    for item in done {
        match &item.what {
            What::Edit { prompt } => {
                undone.clear();
                edits.push(prompt.as_str());
            }
            What::Undo => undone.extend(edits.pop()),
            What::Redo => edits.extend(undone.pop()),
            What::Upload { .. } | What::Export(_) | What::Preview(_) => {}
        }
    }
    edits
}

/// Whom a recipe's text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// For people: a file that is named by its stem.
    People,
    /// For the conversation's own run, in which an edit may change nothing: that is an answer too.
    Talk,
}

/// What runs of conversations are called.
pub const NAME: &str = "chat";

/// The recipe's text.
pub fn text(items: &[Item], whom: For) -> String {
    let mut out = "flow: 1\n".to_owned();
    if whom == For::Talk {
        out += &format!("name: {NAME}\n");
    }
    let edit = |prompt: &str| match whom {
        For::People => format!("edit: {}", scalar(prompt)),
        For::Talk => format!("edit: {{ prompt: {}, allow_unchanged: true }}", quoted(prompt)),
    };
    let mut inputs = String::new();
    let mut steps = String::new();
    for Item { id, what } in items {
        let step = match what {
            What::Upload { named, url } => {
                let (kind, doc) = match url {
                    true => ("url", "Where the footage lies.".to_owned()),
                    false => ("file", format!("Footage, such as {}.", file_name(named))),
                };
                inputs += &format!("  {id}: {{ type: {kind}, description: {} }}\n", quoted(&doc));
                format!("upload: {}", quoted(&format!("{{{{ inputs.{id} }}}}")))
            }
            What::Edit { prompt } => edit(&plain(prompt)),
            What::Undo => edit(UNDO),
            What::Redo => edit(REDO),
            What::Export(file) | What::Preview(file) => format!("export: {}", export(file)),
        };
        steps += &format!("  {id}:\n    {step}\n");
    }
    if !inputs.is_empty() {
        out += &format!("inputs:\n{inputs}");
    }
    out + &format!("steps:\n{steps}")
}

fn export(file: &File) -> String {
    let to = match &file.name {
        Name::Said(name) => quoted(&plain(name)),
        Name::After { input, ending, .. } => quoted(&format!("{{{{ inputs.{input} | stem }}}}{ending}")),
    };
    let mut keys = Vec::new();
    let words = [("quality", &file.quality), ("resolution", &file.resolution)];
    keys.extend(words.iter().filter_map(|(key, word)| Some(format!("{key}: {}", scalar(word.as_ref()?)))));
    keys.extend(file.fps.map(|fps| format!("fps: {fps}")));
    match keys.is_empty() {
        true => to,
        false => format!("{{ to: {to}, {} }}", keys.join(", ")),
    }
}

fn file_name(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    crate::text::escape::shortened(&crate::text::escape::one_line(name), 60)
}

/// The text as a template that gives just this text: braces that would begin one are spelt out.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let opens = rest[at + 1..].starts_with(['{', '%', '#']);
        out += &rest[..at];
        out += if opens { "{{ '{' }}" } else { "{" };
        rest = &rest[at + 1..];
    }
    out + rest
}

/// The text as YAML: as it is where nobody could read it otherwise, in quotation marks elsewhere.
fn scalar(text: &str) -> String {
    const MARKS: &[char] = &[' ', ',', '.', '\'', '%', '-', '/', '，', '。', '、'];
    let size = text.ends_with('p') && text[..text.len() - 1].bytes().all(|byte| byte.is_ascii_digit());
    let plain = (text.starts_with(char::is_alphabetic) || size)
        && !text.ends_with(' ')
        && text.chars().all(|c| c.is_alphanumeric() || MARKS.contains(&c))
        && !RESERVED.contains(&text.to_lowercase().as_str());
    if plain { text.to_owned() } else { quoted(text) }
}

/// Words that YAML, or an older YAML, reads as something else than themselves.
const RESERVED: &[&str] = &["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"];

/// The text in quotation marks: single ones, unless something must be written out.
fn quoted(text: &str) -> String {
    let shows = |c: char| !c.is_control() && !hidden(c);
    if text.chars().all(shows) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out += "\\n",
            '\t' => out += "\\t",
            c if shows(c) => out.push(c),
            c if u32::from(c) > 0xffff => out += &format!("\\U{:08X}", u32::from(c)),
            c => out += &format!("\\u{:04X}", u32::from(c)),
        }
    }
    out + "\""
}

/// Characters that break lines, turn the direction of text, or show nothing.
fn hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}')
}

/// An id for a step, made of the first words of what it does, that none of the others has.
pub fn id(words: &str, fallback: &str, taken: &dyn Fn(&str) -> bool) -> String {
    const SMALL: &[&str] =
        &["the", "a", "an", "to", "of", "and", "it", "in", "on", "at", "with", "my", "please", "than"];
    let first = words.split([',', ';', '.']).next().unwrap_or(words);
    let lower = first.to_lowercase();
    let parts =
        lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty() && !SMALL.contains(word));
    let mut base = String::new();
    for word in parts.take(3) {
        if base.len() + word.len() > 24 && !base.is_empty() {
            break;
        }
        base += if base.is_empty() { "" } else { "_" };
        base += &word[..word.len().min(24)];
    }
    if !base.starts_with(|c: char| c.is_ascii_lowercase()) || is_word_of_templates(&base) {
        base = fallback.to_owned();
    }
    let numbered = (2..).map(|number| format!("{base}_{number}"));
    std::iter::once(base.clone()).chain(numbered).find(|id| !taken(id)).unwrap_or(base)
}

/// Names that mean something else where templates read them.
fn is_word_of_templates(name: &str) -> bool {
    matches!(name, "in" | "is" | "not" | "and" | "or" | "if" | "else" | "true" | "false" | "none")
}
