//! Where, what, and how to fix it: one struct, drawn in one place for people, as JSON, and as
//! GitHub annotations.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::{Value, json};

use super::escape::{one_line, visible};
use super::{Sources, Span};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
}

/// One mistake or doubt about a file, or about the command line where `at` is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    /// A stable word such as `unknown_key`.
    pub code: &'static str,
    pub at: Option<Span>,
    /// Lower case, without a final stop, names in backticks.
    pub message: String,
    /// How to fix it.
    pub help: Option<String>,
}

impl Diagnostic {
    pub fn error(code: &'static str, at: impl Into<Option<Span>>, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Error, code, at: at.into(), message: message.into(), help: None }
    }

    pub fn warning(code: &'static str, at: impl Into<Option<Span>>, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, at, message) }
    }

    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Adds the help only where there is one.
    pub fn maybe_help(mut self, help: Option<String>) -> Diagnostic {
        self.help = help.or(self.help);
        self
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl Severity {
    fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// The diagnostics as people read them, each with its line drawn and the span marked.
pub fn to_text(diagnostics: &[Diagnostic], sources: &Sources, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for diagnostic in diagnostics {
        out += &renderer.render(&report(diagnostic, sources));
        let placed = diagnostic.at.is_some_and(|at| sources.get(at.file).is_some());
        if let Some(help) = diagnostic.help.as_ref().filter(|_| !placed) {
            out += &format!("\n  help: {}", visible(help));
        }
        out += "\n\n";
    }
    out
}

fn report<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(one_line(&diagnostic.message)).id(diagnostic.code);
    let source = diagnostic.at.and_then(|at| sources.get(at.file).map(|source| (at, source)));
    let group = match source {
        None => Group::with_title(title),
        Some((at, source)) => {
            // The drawer panics on a range outside the text or inside a character, and does not
            // neutralise a file's name.
            let start = source.snap(at.start as usize);
            let line_end = source.text[start..].find('\n').map_or(source.text.len(), |end| start + end);
            let end = source.snap(at.end as usize).clamp(start, line_end.max(start));
            let end = if diagnostic.code == "yaml_syntax" { end.max(start) } else { end };
            title.element(
                Snippet::source(source.text.as_str())
                    .path(one_line(&source.name))
                    .annotation(AnnotationKind::Primary.span(start..end)),
            )
        }
    };
    // Where no line is drawn there is no frame that a note could hang on; the caller adds it below.
    let group = match diagnostic.help.as_ref().filter(|_| source.is_some()) {
        Some(help) => group.element(Level::HELP.message(visible(help))),
        None => group,
    };
    vec![group]
}

/// One diagnostic as `flow check --json` prints it.
pub fn to_json(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let mut value = json!({
        "severity": diagnostic.severity.word(),
        "code": diagnostic.code,
        "message": visible(&diagnostic.message),
        "help": diagnostic.help.as_deref().map(visible),
    });
    if let Some(at) = diagnostic.at {
        let place = sources.place(at);
        value["file"] = json!(place.file);
        value["line"] = json!(place.line);
        value["column"] = json!(place.column);
        value["end_line"] = json!(place.end_line);
        value["end_column"] = json!(place.end_column);
    }
    value
}

/// One line of GitHub's workflow commands.
pub fn to_github(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let help = diagnostic.help.as_deref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    let message = data(&visible(&format!("{}{help}", diagnostic.message)));
    let word = diagnostic.severity.word();
    match diagnostic.at.map(|at| sources.place(at)) {
        Some(place) => format!(
            "::{word} file={},line={},col={},endLine={},endColumn={},title={}::{message}",
            property(place.file),
            place.line,
            place.column,
            place.end_line,
            place.end_column,
            property(diagnostic.code)
        ),
        None => format!("::{word} title={}::{message}", property(diagnostic.code)),
    }
}
