//! The draft, kept intact, and what people see of it.

mod diff;
mod interchange;
mod raw;
mod sandbox;
mod snapshot;
mod sources;
mod state;
mod view;

pub use diff::changes;
pub use interchange::{Document, subrip};
pub use raw::{Draft, DraftHash, Drafts, compact, hex, sha256_file, sha256_hex};
pub use sandbox::{reachable, without_paths};
pub use snapshot::{Fingerprint, Media, Snapshot};
pub use sources::Word;
pub use state::Reading;
pub use view::{Millis, Segment, Timeline, Track, TrackKind, summary_line};
