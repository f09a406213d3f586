//! A stretch of a prompt, from which operations take what they understand.

use regex::Regex;

use super::{filler, number, plainer, re, refer, said, typing};

/// The words of a clause. Quoted text and file names stand in it as marks, so that nothing inside
/// them is taken for an instruction.
#[derive(Debug, Clone)]
pub struct Clause {
    /// In lower case by ASCII rules, which keep every byte in its place.
    lower: String,
    text: String,
    quotes: Vec<String>,
    files: Vec<String>,
    /// Read for what it asks, and not word by word: more words say nothing.
    easy: bool,
}

/// What stands around a mark of quoted text or of a file name.
const QUOTE: (char, char) = ('⟦', '⟧');
const FILE: (char, char) = ('⟪', '⟫');

impl Clause {
    /// Takes quoted text and the names of known files out of a prompt.
    pub fn new(prompt: &str, files: &[&str]) -> Clause {
        let (mut quotes, mut named) = (vec![], vec![]);
        let text = said::quoted(&mark_files(prompt, files));
        let text = mark_quotes(&text, &mut quotes, files);
        let text = one_name(&text, &mut quotes);
        let text = refer::resolved(&typing::tidy(&hide_files(&text, &mut named)));
        let text = number::normal(&plainer::straight(&number::normal(&text)));
        Clause { lower: text.to_ascii_lowercase(), text, quotes, files: named, easy: false }
    }

    /// The same in plainer words, to be read for what it asks.
    pub fn plainer(&self) -> Clause {
        let text = number::normal(&plainer::plainer(&refer::cured(&self.text)));
        Clause { lower: text.to_ascii_lowercase(), text, easy: true, ..self.clone() }
    }

    /// Whether it is read for what it asks, and not word by word.
    pub fn is_easy(&self) -> bool {
        self.easy
    }

    /// A part of this clause, by bytes of [`Clause::text`].
    pub fn part(&self, from: usize, to: usize) -> Clause {
        let text = self.text[from..to].to_owned();
        let lower = text.to_ascii_lowercase();
        Clause { lower, text, quotes: self.quotes.clone(), files: self.files.clone(), easy: self.easy }
    }

    /// The same words with a verb that was said for the clause before.
    pub fn with_verb(&self, verb: &str) -> Clause {
        Clause { lower: format!("{verb} {}", self.lower), text: format!("{verb} {}", self.text), ..self.clone() }
    }

    /// The same words with others behind them.
    pub fn with_tail(&self, tail: &str) -> Clause {
        Clause { lower: format!("{} {tail}", self.lower), text: format!("{} {tail}", self.text), ..self.clone() }
    }

    pub fn lower(&self) -> &str {
        &self.lower
    }

    pub fn has(&self, pattern: &Regex) -> bool {
        pattern.is_match(&self.lower)
    }

    /// Takes the first match out, and gives its groups in the letters of the prompt.
    pub fn take(&mut self, pattern: &Regex) -> Option<Vec<Option<String>>> {
        let captures = pattern.captures(&self.lower)?;
        let whole = captures.get(0)?.range();
        let groups =
            captures.iter().map(|group| group.map(|group| self.text[group.range()].to_owned())).collect::<Vec<_>>();
        self.blank(whole);
        Some(groups)
    }

    /// Takes every match out, and tells whether there was one.
    pub fn drop(&mut self, pattern: &Regex) -> bool {
        // A pattern that also matches the bars left behind would never come to an end.
        (0..64).take_while(|_| self.take(pattern).is_some()).count() > 0
    }

    /// A bar stays where words were taken, so that the words around it do not become neighbours.
    fn blank(&mut self, range: std::ops::Range<usize>) {
        self.text.replace_range(range.clone(), " | ");
        self.lower.replace_range(range, " | ");
    }

    /// Takes the first quoted text.
    pub fn quote(&mut self) -> Option<String> {
        let found = self.take(re!("⟦(q[a-z]+)⟧"))?;
        self.quotes.get(number_of(found.get(1)?.as_ref()?)).cloned()
    }

    /// Takes the first file name.
    pub fn file(&mut self) -> Option<String> {
        let found = self.take(re!("⟪(q[a-z]+)[^⟫]*⟫"))?;
        self.files.get(number_of(found.get(1)?.as_ref()?)).cloned()
    }

    /// The file names that nobody has taken.
    pub fn names(&self) -> Vec<String> {
        self.clone().files()
    }

    /// Takes all file names.
    pub fn files(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.file()).collect()
    }

    /// What nobody took, without words that say nothing; empty where all is understood.
    pub fn rest(&self) -> String {
        let bare = filler::filler().replace_all(&self.lower, " ");
        let bare = if self.easy { filler::easy().replace_all(&bare, " ") } else { bare };
        let bare = re!(r#"[|,;!?()\[\]"'…，。；：！？、（）~—–\s]+"#).replace_all(&bare, " ");
        self.shown(bare.trim_matches(|c: char| c.is_whitespace() || ".:-–—/".contains(c)))
    }

    /// The clause as the person wrote it.
    pub fn shown(&self, text: &str) -> String {
        let shown = re!("⟦(q[a-z]+)⟧").replace_all(text, |found: &regex::Captures| {
            format!("\"{}\"", self.quotes.get(number_of(&found[1])).map_or("", String::as_str))
        });
        let shown = re!("⟪(q[a-z]+)[^⟫]*⟫").replace_all(&shown, |found: &regex::Captures| {
            format!("`{}`", self.files.get(number_of(&found[1])).map_or("", String::as_str))
        });
        let shown = shown.replace(" | ", " ");
        shown.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Takes all words that are left, as text to show.
    pub fn words(&mut self) -> Option<String> {
        let bare = self.text.replace(" | ", " ");
        let words = self.shown(bare.trim_matches(|c: char| c.is_whitespace() || ":-,.".contains(c)));
        self.text.clear();
        self.lower.clear();
        Some(words).filter(|words| !words.is_empty())
    }
}

fn mark_files(prompt: &str, files: &[&str]) -> String {
    let mut names: Vec<&str> = files.to_vec();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let mut text = prompt.to_owned();
    for name in names {
        let mut from = 0;
        let wanted = name.to_ascii_lowercase();
        while let Some(at) = text[from..].to_ascii_lowercase().find(&wanted).map(|at| at + from) {
            let end = at + name.len();
            let marked = text[..at].rfind(FILE.0) > text[..at].rfind(FILE.1);
            let inside =
                text[..at].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
                    || text[end..].chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
            if marked || inside {
                from = end;
                continue;
            }
            let mark = format!("{}{name}{}", FILE.0, FILE.1);
            text.replace_range(at..end, &mark);
            from = at + mark.len();
        }
    }
    // A name that looks like a file and is none of the session's is marked all the same: the operation
    // that meets it can say that it is missing.
    let names = re!(
        r"(^|[^\w.-])((?:[\w-]|\.\w)*[\w-]\.(?:mp4|mov|avi|webm|mkv|jpe?g|png|gif|webp|mp3|wav|m4a|aac|srt|vtt|txt))\b"
    );
    text.split_inclusive(FILE.1)
        .map(|piece| {
            let (bare, marked) = piece.split_at(piece.find(FILE.0).unwrap_or(piece.len()));
            names.replace_all(bare, "$1⟪$2⟫").into_owned() + marked
        })
        .collect()
}

fn mark_quotes(text: &str, quotes: &mut Vec<String>, files: &[&str]) -> String {
    const PAIRS: [(char, char); 9] = [
        ('"', '"'),
        ('“', '”'),
        ('‘', '’'),
        ('「', '」'),
        ('『', '』'),
        ('《', '》'),
        ('«', '»'),
        ('\'', '\''),
        ('`', '`'),
    ];
    let mut out = String::new();
    let mut rest = text;
    let mut before = ' ';
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        let close = PAIRS.iter().find(|(open, _)| *open == letter).and_then(|(_, close)| {
            // An apostrophe inside a word opens nothing, and closes nothing.
            let single = letter == '\'' || letter == '‘';
            if single && before.is_alphanumeric() {
                return None;
            }
            after
                .char_indices()
                .filter(|(_, c)| c == close)
                .find(|(at, c)| !single || !after[at + c.len_utf8()..].starts_with(char::is_alphanumeric))
                .map(|(at, c)| (at, at + c.len_utf8()))
        });
        match close {
            Some((end, next)) if end > 0 => {
                let inside = after[..end].replace([FILE.0, FILE.1], "");
                if files.iter().any(|name| name.eq_ignore_ascii_case(&inside))
                    || after[..end].starts_with(FILE.0) && after[..end].ends_with(FILE.1)
                {
                    out += &format!(" {}{inside}{} ", FILE.0, FILE.1);
                } else {
                    out += &format!(" {}{}{} ", QUOTE.0, letters_of(quotes.len()), QUOTE.1);
                    quotes.push(inside);
                }
                rest = &after[next..];
                before = ' ';
            }
            _ => {
                out.push(letter);
                before = letter;
                rest = after;
            }
        }
    }
    out
}

/// "The name "Ann" and the title "Host"" are the words of one lower third, and a subtitle those of a title's
/// second line.
fn one_name(text: &str, quotes: &mut Vec<String>) -> String {
    let tag = re!(
        r"(?i)(\b(?:lower[- ]?thirds?|name\s*(?:tag|plate|card)s?)\b[^⟦,.;]*?)(?:(?:the\s+)?name\s*:?\s*)?⟦(q[a-z]+)⟧\s*(?:,|and|with|&)+\s*(?:(?:the|his|her|a)\s+)?(?:job\s+)?(?:title|role|position|job)\s*:?\s*⟦(q[a-z]+)⟧"
    );
    let title = re!(
        r"(?i)(\btitles?(?:\s+card)?\b[^⟦,.;]*?)⟦(q[a-z]+)⟧\s*(?:,|and|with|&|then|\s)+\s*(?:(?:the|a)\s+)?(?:sub-?title|sub-?heading|tagline|second\s+line|(?:(?:small(?:er)?|another|white)\s+)*(?:text|line|words)\s+(?:right\s+|just\s+)?(?:under(?:neath)?|below|beneath)\s+(?:it|that|the\s+title))\s*:?\s*⟦(q[a-z]+)⟧"
    );
    let above = re!(
        r"(?i)(?:(?:the\s+)?(?:speaker|guest|host|presenter)(?:'s|’s|s)?\s+)?\bname\s*:?\s*⟦(q[a-z]+)⟧\s*(?:,|and|with|&)+\s*(?:(?:the|his|her|their|a)\s+)?(?:job\s+)?(?:title|role|position|job)\s*:?\s*⟦(q[a-z]+)⟧([^⟦]*?)\s*(?:as|in)\s+(?:an?\s+|the\s+)?(lower[- ]?third|name\s*tag)"
    );
    let text = &above.replace(text, "$4 name ⟦$1⟧ and title ⟦$2⟧$3").into_owned();
    let under = re!(
        r"(?i)(?:(?:an?|the)\s+)?(?:sub-?title|sub-?heading|tagline|second|smaller|small)(?:\s+(?:line|text))?\s*⟦(q[a-z]+)⟧\s*(?:just\s+)?(?:under|below|beneath|underneath)\s+(?:(?:the|a|my)\s+)?(titles?(?:\s+card)?)\s*⟦(q[a-z]+)⟧"
    );
    let text = &under.replace(text, "a $2 ⟦$3⟧ and subtitle ⟦$1⟧").into_owned();
    let mut one = |found: &regex::Captures, between: &str| {
        let words = |at: usize| quotes.get(number_of(&found[at])).cloned().unwrap_or_default();
        let both = format!("{}{between}{}", words(2), words(3));
        quotes.push(both);
        format!("{} {}{}{} ", &found[1], QUOTE.0, letters_of(quotes.len() - 1), QUOTE.1)
    };
    let text = tag.replace(text, |found: &regex::Captures| one(found, ", "));
    title.replace(&text, |found: &regex::Captures| one(found, "\n")).into_owned()
}

/// Puts a mark with the file's type in the place of each name: what a file is called is no
/// instruction.
fn hide_files(text: &str, named: &mut Vec<String>) -> String {
    re!("⟪([^⟫]+)⟫")
        .replace_all(text, |found: &regex::Captures| {
            let extension = found[1].rsplit_once('.').map_or("", |(_, extension)| extension).to_lowercase();
            let mark = format!(" ⟪{}.{extension}⟫ ", letters_of(named.len()));
            named.push(found[1].to_owned());
            mark
        })
        .into_owned()
}

/// Numbers of marks in letters, so that nobody reads them as an amount.
fn letters_of(mut number: usize) -> String {
    let mut letters = String::from("q");
    loop {
        letters.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
        if number == 0 {
            return letters;
        }
    }
}

fn number_of(letters: &str) -> usize {
    let digit = |letter: u8| usize::from(letter.to_ascii_lowercase().saturating_sub(b'a'));
    letters.bytes().skip(1).collect::<Vec<_>>().iter().rev().fold(0, |sum, letter| sum * 26 + digit(*letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_files_are_no_instructions() {
        let mut clause =
            Clause::new("Add title \"It's 10:30, remove 'all'\" and play my song.mp3 — it's fine", &["my song.mp3"]);
        assert_eq!(clause.file().as_deref(), Some("my song.mp3"));
        assert_eq!(clause.quote().as_deref(), Some("It's 10:30, remove 'all'"));
        assert!(!clause.lower().contains("remove"));
        assert!(clause.lower().contains("it's fine"));
    }

    #[test]
    fn a_file_that_is_not_there_is_still_a_file() {
        let mut clause = Clause::new("insert other.mp4 at 3 s", &["talk.mov"]);
        assert_eq!(clause.file().as_deref(), Some("other.mp4"));
    }

    #[test]
    fn what_is_left_over_is_shown() {
        let clause = Clause::new("please make it POP with the video", &[]);
        assert_eq!(clause.rest(), "pop");
        assert_eq!(Clause::new("请帮我把视频弄得好看", &[]).rest(), "弄 好看");
    }
}
