//! What the YAML parser complains of, in our words and with the usual cause.

use serde_yaml::Error;

use super::thorough::span;
use super::{Diagnostic, Source, Span};

/// The parser's complaint in our words, with the usual cause where the line shows it.
pub fn complaint(error: &Error, source: &Source, file: u16, shift: usize) -> Diagnostic {
    let location = error.location().filter(|location| location.line() > 0);
    let at = location.map(|location| {
        let start = span(&location, file, shift, source);
        Span { end: start.end.max(start.start + 1), ..start }
    });
    let line = at.map_or("", |at| {
        let line = source.text[..source.snap(at.start as usize)].matches('\n').count() + 1;
        source.line(line)
    });
    let message = error.without_snippet().to_string();
    if let Some(breach) = message.split("budget breached: ").nth(1) {
        let what = breach.split([' ', '{']).next().unwrap_or("").to_lowercase();
        return Diagnostic::error(
            "yaml_limit",
            at,
            format!("the file is more than a workflow may be: too many {what}"),
        )
        .help("deep nesting, very many values and aliases that multiply are refused; split the workflow with `use`");
    }
    if message.contains("alias") && message.contains("limit") {
        return Diagnostic::error("yaml_limit", at, "the file's aliases multiply beyond what a workflow may hold")
            .help("write out what the aliases stand for, or split the workflow with `use`");
    }
    let message = message.split(" at line ").next().unwrap_or(&message).trim_end_matches('.');
    let message = message.lines().next().unwrap_or("not YAML").to_owned();
    if line.contains(": {{") || line.trim_start_matches(['-', ' ']).starts_with("{{") {
        return Diagnostic::error("unquoted_template", at, "YAML reads these braces as its own")
            .maybe_help(cause(line));
    }
    let usual = "a text with any of : # { } [ ] , & * ' or \" in it needs quotes, and what belongs together the same indentation";
    Diagnostic::error("yaml_syntax", at, format!("this is not YAML: {message}"))
        .help(cause(line).unwrap_or_else(|| usual.to_owned()))
}

fn cause(line: &str) -> Option<String> {
    let value = line.split_once(": ").map_or(line, |(_, value)| value).trim();
    if line.contains('\t') && line.trim_start_matches(' ').starts_with('\t') {
        return Some("indent with blanks; YAML does not take tabs".into());
    }
    if let Some(from) = value.find("{{") {
        let to = value[from..].find("}}").map_or(value.len(), |to| from + to + 2);
        return Some(format!("quote templates: '{}'", value[from..to].replace('\'', "''")));
    }
    if value.starts_with('\'') && value.matches('\'').count() > 2 {
        let inner = value.trim_matches('\'').replace('\'', "''");
        return Some(format!("inside single quotes a quote is written twice: '{inner}'"));
    }
    if value.starts_with('{') {
        return Some("inside { } a text with a comma, a colon or braces needs quotes".into());
    }
    if value.contains(": ") {
        return Some(format!("a text that holds a colon needs quotes: '{}'", value.replace('\'', "''")));
    }
    if value.starts_with('%') || value.starts_with('@') || value.starts_with('`') || value.starts_with('&') {
        return Some(format!("quote this text: '{}'", value.replace('\'', "''")));
    }
    None
}
