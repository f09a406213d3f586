//! The draft as the backend writes it: opaque, and posted back value for value.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

/// A timeline in the backend's own words. Its text is never parsed and printed again, so integers
/// above 2^53, `1.0`, nulls, and the order of keys survive.
#[derive(Clone)]
pub struct Draft {
    json: Box<RawValue>,
    hash: DraftHash,
}

/// Hex of the SHA-256 of a draft's text without insignificant white space.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DraftHash(pub String);

impl Draft {
    /// Takes the draft's JSON text as it stands.
    pub fn new(json: Box<RawValue>) -> Draft {
        let hash = DraftHash(sha256_hex(compact(json.get()).as_bytes()));
        Draft { json, hash }
    }

    /// # Errors
    /// Where the text is not JSON.
    pub fn parse(text: String) -> Result<Draft, serde_json::Error> {
        RawValue::from_string(text).map(Draft::new)
    }

    pub fn raw(&self) -> &RawValue {
        &self.json
    }

    pub fn text(&self) -> &str {
        self.json.get()
    }

    pub fn hash(&self) -> &DraftHash {
        &self.hash
    }
}

/// Where drafts are kept by their hash.
pub trait Drafts: Send + Sync {
    /// Keeps a draft durably.
    ///
    /// # Errors
    /// Where the disk does not take it.
    fn keep(&self, draft: &Draft) -> std::io::Result<()>;

    /// # Errors
    /// Where there is no such draft, or its content is not that of its name.
    fn load(&self, hash: &DraftHash) -> std::io::Result<Draft>;
}

impl PartialEq for Draft {
    fn eq(&self, other: &Draft) -> bool {
        self.hash == other.hash
    }
}

impl Serialize for Draft {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}

/// From JSON text alone, and without the white space between its tokens.
impl<'de> Deserialize<'de> for Draft {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Draft, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        Draft::parse(compact(json.get())).map_err(serde::de::Error::custom)
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Draft({})", self.hash.0)
    }
}

impl fmt::Display for DraftHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The JSON text without white space between its tokens; strings and numbers stay as they are.
pub fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in json.chars() {
        if in_string {
            out.push(c);
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => in_string = false,
                _ => {}
            }
        } else if !matches!(c, ' ' | '\t' | '\r' | '\n') {
            in_string = c == '"';
            out.push(c);
        }
    }
    out
}

/// Lower-case hex of the SHA-256 of `bytes`.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hex of a file's SHA-256, read in pieces.
///
/// # Errors
/// Where the file cannot be read.
pub fn sha256_file(path: &std::path::Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1 << 18];
    loop {
        match std::io::Read::read(&mut file, &mut piece)? {
            0 => return Ok(hex(&hasher.finalize())),
            read => hasher.update(&piece[..read]),
        }
    }
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_between_tokens_does_not_change_the_hash() {
        let a = Draft::parse(r#"{"t": [ {"d":1.0} ], "s": "a \" b"}"#.into()).unwrap();
        let b = Draft::parse("{\"t\":[{\"d\":1.0}],\n\"s\":\"a \\\" b\"}".into()).unwrap();
        assert_eq!(a, b);
    }

    #[test]
    fn numbers_are_compared_as_written() {
        let a = Draft::parse("{\"d\":1.0}".into()).unwrap();
        let b = Draft::parse("{\"d\":1}".into()).unwrap();
        assert_ne!(a, b);
    }
}
