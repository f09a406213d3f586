//! Captions: reading what people bring, and writing what is burned in or laid beside the video.

mod ass;
mod cues;
mod lines;

pub use ass::ass;
pub use cues::{Cue, decode, parse, spread};
pub use lines::has_cjk;
