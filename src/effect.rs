//! What an attempt does to the world outside, announced on disk before it is done, and what became
//! known of it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::draft::{DraftHash, Fingerprint, Snapshot};

/// One effect. An attempt that was cut off between the announcement and the knowledge of it is in
/// doubt, and each effect has its own way to settle that.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// May be repeated: an orphan session is harmless.
    OpenSession,
    /// Settled by looking into the session's media.
    Upload {
        sha256: String,
        name: String,
        media_before: usize,
    },
    /// Settled by the list of applied attempts, else by the state; never by sending again blindly.
    Prompt {
        before: Fingerprint,
        attempt: Uuid,
        text: String,
    },
    /// Settled by polling the id, which the client chose.
    Render {
        id: String,
        draft: DraftHash,
        /// The mark of the token that it is started with, since a service may know renders by it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<String>,
    },
    CancelRender {
        id: String,
    },
    /// Settled by the file's hash.
    Write {
        path: PathBuf,
    },
}

impl Known {
    /// The timeline that it tells of.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        match self {
            Known::Uploaded { snapshot } | Known::Edited { snapshot, .. } => Some(snapshot),
            _ => None,
        }
    }
}

/// What became known of an effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    SessionOpened {
        id: String,
        task: String,
    },
    Uploaded {
        snapshot: Snapshot,
    },
    Edited {
        reply: String,
        snapshot: Snapshot,
    },
    /// Proven not to have been applied, or refused in so many words; nothing was changed.
    NotApplied,
    /// The service goes on with the render under another id; it has not ended.
    RenderNamed {
        id: String,
    },
    Rendered {
        url: Option<String>,
    },
    RenderGone,
    Written {
        bytes: u64,
        sha256: String,
    },
}
