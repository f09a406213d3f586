//! Paths inside the editor's sandbox, which a renderer may be unable to reach.

use super::{Draft, Media};

/// How such a path begins.
const SANDBOX: &str = "/mnt/userdata/";

/// The draft with an address in the place of each path of the sandbox, and with everything else as it
/// stands. None where it holds no such path, or where one of them is not the file of exactly one address.
pub fn reachable(draft: &Draft, media: &[&Media]) -> Option<Draft> {
    let mut out = String::new();
    let mut rest = draft.text();
    let mut found = false;
    while let Some(at) = rest.find('"') {
        let (before, from) = rest.split_at(at);
        let (literal, after) = from.split_at(end_of_string(from)?);
        out.push_str(before);
        let text: String = serde_json::from_str(literal).ok()?;
        let is_key = after.trim_start().starts_with(':');
        if text.starts_with(SANDBOX) && !is_key {
            found = true;
            out.push_str(&serde_json::to_string(address(&text, media)?).ok()?);
        } else {
            out.push_str(literal);
        }
        rest = after;
    }
    out.push_str(rest);
    found.then(|| Draft::parse(out).ok()).flatten()
}

/// The text with only the file's name where it names a path of the sandbox.
pub fn without_paths(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(SANDBOX) {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| c.is_whitespace() || "\"'`()<>，。".contains(c)).unwrap_or(from.len());
        let (path, after) = from.split_at(end);
        out.push_str(before);
        out.push_str(path.rsplit('/').next().unwrap_or_default());
        rest = after;
    }
    out + rest
}

/// The one address of the path's file.
fn address<'m>(path: &str, media: &[&'m Media]) -> Option<&'m str> {
    let last = |text: &str| text.rsplit('/').next().unwrap_or_default().to_owned();
    let name = last(path);
    let is_it = |media: &&&Media| {
        let place = media.url.split(['?', '#']).next().unwrap_or_default();
        media.url.starts_with("http") && (media.name == name || last(place) == name)
    };
    let mut urls = media.iter().filter(is_it).map(|media| media.url.as_str());
    let first = urls.next().filter(|_| !name.is_empty())?;
    urls.all(|url| url == first).then_some(first)
}

/// The length of the string literal that `text` begins with, quotes included.
fn end_of_string(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(name: &str, url: &str) -> Media {
        Media { name: name.into(), url: url.into(), ..Media::default() }
    }

    #[test]
    fn only_paths_of_the_sandbox_change_and_only_where_each_has_one_address() {
        let draft =
            r#"{ "t": [1.0, "/mnt/userdata/7/in/a \"1\".mp4"], "/mnt/userdata/k": "see /mnt/userdata/x", "v": 1e-07 }"#;
        let draft = Draft::parse(draft.into()).unwrap();
        let one = media(r#"a "1".mp4"#, "https://c/1.mp4");
        let mended = reachable(&draft, &[&one, &media("b.mp4", "https://c/b.mp4"), &one]).unwrap();
        let text = r#"{ "t": [1.0, "https://c/1.mp4"], "/mnt/userdata/k": "see /mnt/userdata/x", "v": 1e-07 }"#;
        assert_eq!(mended.text(), text);
        assert!(reachable(&mended, &[&one]).is_none());
        assert!(reachable(&draft, &[]).is_none());
        assert!(reachable(&draft, &[&one, &media(r#"a "1".mp4"#, "https://c/2.mp4")]).is_none());
    }
}
