//! Captions: reading what people bring, and writing what is burned in or laid beside the video.

mod ass;
mod cues;
mod lines;
mod track;

pub use ass::ass;
pub use cues::{Cue, decode, parse, spread};
pub use lines::has_cjk;
pub use track::{Stream, streams};
