//! Files that are dropped on a terminal or named in a line: quoted, escaped, or as `file://`.

use std::path::{Path, PathBuf};

use crate::step::{format_of, is_url};

/// The files that a line names, where it is made of nothing else. Names of files that are not there
/// count where they can be nothing but files, so that a slip of the pen reaches no editor.
pub fn dropped(line: &str, home: Option<&Path>, is_file: &dyn Fn(&Path) -> bool) -> Option<Vec<String>> {
    let line = line.trim();
    if line.is_empty() {
        return None;
    }
    if is_file(Path::new(line)) {
        return Some(vec![line.to_owned()]);
    }
    let names: Vec<String> = words(line)?.iter().map(|word| path(word, home)).collect();
    let named = |name: &String| is_file(Path::new(name)) || is_url(name);
    if names.iter().all(named) {
        return Some(names);
    }
    // Blanks that were not escaped: all of it is one name, or none.
    let whole = path(line, home);
    if is_file(Path::new(&whole)) {
        return Some(vec![whole]);
    }
    let can_only_be = |name: &String| {
        let media = format_of(name).is_some() || name.ends_with(".srt") || name.ends_with(".vtt");
        named(name) || (media && (names.len() == 1 || name.contains('/')))
    };
    names.iter().all(can_only_be).then_some(names)
}

/// The words of a line as a shell reads them; none where a quotation mark is left open.
pub fn words(line: &str) -> Option<Vec<String>> {
    let mut out = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some('"') | None, '\\') => word.get_or_insert_default().push(chars.next()?),
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => out.extend(word.take()),
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    out.extend(word);
    quote.is_none().then_some(out)
}

/// The path that a word means: `file://` with its escapes undone, `~` with the home folder.
fn path(word: &str, home: Option<&Path>) -> String {
    let word = word.trim();
    if let Some(rest) = word.strip_prefix("file://") {
        let rest = rest.strip_prefix("localhost").filter(|rest| rest.starts_with('/')).unwrap_or(rest);
        return unescaped(rest);
    }
    match (word.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest).display().to_string(),
        _ => word.to_owned(),
    }
}

fn unescaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.filter(|_| *first == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &after[2..];
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The folder that `~` means.
pub fn home() -> Option<PathBuf> {
    std::env::var_os("HOME").map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_known_however_they_are_dropped() {
        let there = |path: &Path| {
            ["talk.mov", "/f/my talk.mov", "/f/b.mp4", "/h/c.mov", "/f/it's.mov"].map(Path::new).contains(&path)
        };
        let of = |line: &str| dropped(line, Some(Path::new("/h")), &there).map(|names| names.join("|"));
        for (line, names) in [
            ("talk.mov", Some("talk.mov")),
            ("  'talk.mov' ", Some("talk.mov")),
            ("/f/my talk.mov", Some("/f/my talk.mov")),
            ("'/f/my talk.mov' /f/b.mp4", Some("/f/my talk.mov|/f/b.mp4")),
            (r"/f/my\ talk.mov", Some("/f/my talk.mov")),
            ("file:///f/my%20talk.mov", Some("/f/my talk.mov")),
            ("file://localhost/f/b.mp4", Some("/f/b.mp4")),
            ("~/c.mov", Some("/h/c.mov")),
            (r#""/f/it's.mov""#, Some("/f/it's.mov")),
            ("/f/it's.mov", Some("/f/it's.mov")),
            ("gone.mov", Some("gone.mov")),
            ("https://a.example/b.mp4", Some("https://a.example/b.mp4")),
            ("trim talk.mov", None),
            ("use only b.mov", None),
            ("add captions", None),
            ("don't stop", None),
            ("", None),
        ] {
            assert_eq!(of(line).as_deref(), names, "{line}");
        }
    }
}
