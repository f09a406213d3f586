//! Files as text, and places in them.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

/// A stretch of one source, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// Index into [`Sources`].
    pub file: u16,
    pub start: u32,
    pub end: u32,
}

/// One file's text and the name that people know it by.
#[derive(Debug, Clone)]
pub struct Source {
    pub name: String,
    /// Shared with those who keep copies of what was read.
    pub text: Arc<String>,
    /// Where the lines begin, counted only when something is to be told of one.
    lines: OnceLock<Vec<u32>>,
}

/// Every file that was read for one workflow.
#[derive(Debug, Clone, Default)]
pub struct Sources(Vec<Source>);

/// A span in people's terms: lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'a> {
    pub file: &'a str,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

impl Span {
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The part of this span that `range` names, counted from the span's start.
    pub fn part(self, range: Range<usize>) -> Span {
        let at = |offset: usize| self.start.saturating_add(offset as u32).min(self.end);
        Span { file: self.file, start: at(range.start), end: at(range.end) }
    }
}

impl Source {
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Source {
        Source::shared(name, Arc::new(text.into()))
    }

    pub fn shared(name: impl Into<String>, text: Arc<String>) -> Source {
        Source { name: name.into(), text, lines: OnceLock::new() }
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1);
            std::iter::once(0).chain(ends).collect()
        })
    }

    /// Line and column of a byte, both counted from 1.
    fn position(&self, byte: usize) -> (usize, usize) {
        let byte = self.snap(byte);
        let line = self.lines().partition_point(|start| *start as usize <= byte) - 1;
        let start = self.lines()[line] as usize;
        (line + 1, self.text[start..byte].chars().count() + 1)
    }

    /// The byte at a line and a column, both counted from 1.
    pub fn byte(&self, line: usize, column: usize) -> usize {
        let Some(start) = self.lines().get(line.saturating_sub(1)) else { return self.text.len() };
        let rest = &self.text[*start as usize..];
        let offset = rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
        *start as usize + offset
    }

    /// The text of one line, counted from 1, without its end.
    pub fn line(&self, line: usize) -> &str {
        let Some(start) = self.lines().get(line.saturating_sub(1)) else { return "" };
        let rest = &self.text[*start as usize..];
        rest.split('\n').next().unwrap_or("").trim_end_matches('\r')
    }

    /// The nearest start of a character at or before `byte`.
    pub fn snap(&self, byte: usize) -> usize {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    }
}

impl Sources {
    /// Takes a file in and gives the number that spans name it by.
    pub fn add(&mut self, source: Source) -> u16 {
        self.0.push(source);
        u16::try_from(self.0.len() - 1).expect("the loader refuses more files than this long before")
    }

    pub fn get(&self, file: u16) -> Option<&Source> {
        self.0.get(usize::from(file))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text under a span.
    pub fn slice(&self, span: Span) -> &str {
        let Some(source) = self.get(span.file) else { return "" };
        let (start, end) = (source.snap(span.start as usize), source.snap(span.end as usize));
        source.text.get(start..end).unwrap_or("")
    }

    pub fn place(&self, span: Span) -> Place<'_> {
        let Some(source) = self.get(span.file) else {
            return Place { file: "", line: 1, column: 1, end_line: 1, end_column: 1 };
        };
        let (line, column) = source.position(span.start as usize);
        let (end_line, end_column) = source.position(span.end.max(span.start) as usize);
        Place { file: &source.name, line, column, end_line, end_column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let mut sources = Sources::default();
        let file = sources.add(Source::new("a.yaml", "a: 字幕\nb: x\n"));
        let at = sources.get(file).unwrap().text.find('幕').unwrap() as u32;
        let place = sources.place(Span { file, start: at, end: at + 3 });
        assert_eq!((place.line, place.column, place.end_column), (1, 5, 6));
        assert_eq!(sources.get(file).unwrap().byte(2, 4), 13);
    }
}
