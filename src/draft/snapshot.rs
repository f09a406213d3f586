//! One reading of a session: the draft and the media, as they stood after an upload or an edit.

use serde::{Deserialize, Serialize};

use super::DraftHash;

/// What one read of a session's state gave. It is immutable, and checks and exports work on it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// None before anything is on the timeline. The draft itself is kept by its hash.
    pub draft: Option<DraftHash>,
    /// Uploaded and generated assets.
    #[serde(default)]
    pub media: Vec<Media>,
    /// How many assets were generated; their shape is not documented, so they are counted only.
    #[serde(default)]
    pub generated: usize,
    /// There is a timeline, in a form that can be neither counted nor exported.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub uncountable: bool,
    /// Pixels, where the backend tells them beside a draft that does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canvas: Option<(u32, u32)>,
}

impl Snapshot {
    /// Whether the other holds the same, wherever its media lie now.
    pub fn same(&self, other: &Snapshot) -> bool {
        let of = |snapshot: &Snapshot| (snapshot.draft.clone(), snapshot.media.len(), snapshot.generated);
        of(self) == of(other)
    }
}

/// A file that a session knows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Media {
    pub name: String,
    /// `video`, `image`, `audio`, or what else the backend says.
    pub kind: String,
    pub url: String,
    /// Seconds.
    pub duration: Option<f64>,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub fps: Option<f64>,
    /// Hex; the client's own hash of the file that it sent, or the backend's where it tells one.
    pub sha256: Option<String>,
}

/// What tells whether an edit happened: the draft, the assets and the generated media, hashed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub String);
