//! The strings of a draft that name media: found by walking its text, and replaced without touching
//! anything else.
//!
//! Where a draft names media is not documented, so every string value is looked at. Words that people
//! see are left alone, since a caption may well speak of an address.

use super::Draft;

/// Keys whose values are words for people.
const WORDS: &[&str] = &["text", "title", "name", "label", "caption", "description"];
/// Keys whose values name media, whatever they look like.
const NAMES: &[&str] = &["src", "url", "uri", "href", "path"];

/// A string value: the key that it stands under, also through lists, and its text.
#[derive(Debug, Clone, Copy)]
pub struct Word<'w> {
    pub key: &'w str,
    pub text: &'w str,
}

impl Word<'_> {
    /// Whether people see it.
    pub fn is_shown(&self) -> bool {
        WORDS.contains(&self.key)
    }

    /// Whether a renderer could take it for a place to read from.
    pub fn looks_like_a_source(&self) -> bool {
        if self.text.is_empty() || self.is_shown() {
            return false;
        }
        let key = self.key.to_ascii_lowercase();
        let named = NAMES.iter().any(|name| key == *name || key.ends_with(&format!("_{name}")))
            || ["Src", "Url", "Uri", "Path"].iter().any(|end| self.key.ends_with(end));
        let scheme = self.text.split_once(':').is_some_and(|(scheme, rest)| {
            matches!(scheme.to_ascii_lowercase().as_str(), "file" | "data") || rest.starts_with("//")
        });
        named || scheme || ["/", "\\", "./", "../", "~/"].iter().any(|begin| self.text.starts_with(begin))
    }
}

impl Draft {
    /// The draft with those string values replaced for which `each` gives another text. Everything
    /// else stays to the letter, but for white space between the tokens.
    ///
    /// # Errors
    /// The first one that `each` gives.
    pub fn replaced<E>(&self, mut each: impl FnMut(Word<'_>) -> Result<Option<String>, E>) -> Result<Draft, E> {
        let json = super::compact(self.text());
        let mut out = String::with_capacity(json.len());
        // The key of each open object or list, and whether a key comes next.
        let mut open: Vec<(String, bool)> = Vec::new();
        let mut rest = json.as_str();
        while let Some(first) = rest.chars().next() {
            let length = if first == '"' { string(rest) } else { first.len_utf8() };
            let (token, after) = rest.split_at(length);
            rest = after;
            let is_key = rest.starts_with(':');
            match first {
                '{' | '[' => {
                    let key = open.last().map(|(key, _)| key.clone()).unwrap_or_default();
                    open.push((key, first == '{'));
                }
                '}' | ']' => drop(open.pop()),
                '"' if is_key => {
                    if let Some((key, true)) = open.last_mut() {
                        *key = serde_json::from_str(token).unwrap_or_default();
                    }
                }
                '"' => {
                    let text: String = serde_json::from_str(token).unwrap_or_default();
                    let key = open.last().map(|(key, _)| key.as_str()).unwrap_or_default();
                    if let Some(other) = each(Word { key, text: &text })? {
                        out += &serde_json::Value::String(other).to_string();
                        continue;
                    }
                }
                _ => {}
            }
            out += token;
        }
        Ok(Draft::parse(out).unwrap_or_else(|_| self.clone()))
    }
}

/// The length of the string token that the text begins with.
fn string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(json: &str) -> Vec<String> {
        let mut found = Vec::new();
        let all = Draft::parse(json.into()).unwrap().replaced(|word| {
            found.extend(word.looks_like_a_source().then(|| format!("{}={}", word.key, word.text)));
            Ok::<_, ()>(None)
        });
        assert!(all.is_ok());
        found
    }

    #[test]
    fn what_names_media_is_found_and_words_are_not() {
        let json = r#"{"t":[{"m":{"src":"a.mov","title":"https://x","text":"/etc"},"fx":[{"maskUrl":"b","k":"http://c"}]}],
            "list":["file:///etc/passwd","en","12:30"],"in_path":"d","name":"e","src":""}"#;
        assert_eq!(sources(json), ["src=a.mov", "maskUrl=b", "k=http://c", "list=file:///etc/passwd", "in_path=d"]);
    }

    #[test]
    fn a_replacement_leaves_every_other_letter() {
        let json =
            r#"{"a": 9007199254740993, "b": [1.0, 1e-07, null, "\"x\\"], "src": "old\n", "s": {"src": "old\n"}}"#;
        let draft = Draft::parse(json.into()).unwrap();
        let new = draft.replaced(|word| Ok::<_, ()>((word.text == "old\n").then(|| "n\"ew".into()))).unwrap();
        let text = r#"{"a":9007199254740993,"b":[1.0,1e-07,null,"\"x\\"],"src":"n\"ew","s":{"src":"n\"ew"}}"#;
        assert_eq!(new.text(), text);
        assert_eq!(draft.replaced(|_| Ok::<_, ()>(None)).unwrap(), draft);
    }
}
