//! The embedded backend, met as clients meet it: over HTTP, with real media and the real ffmpeg.

#![allow(clippy::unwrap_used)]

mod captions;
mod client;
mod edits;
mod effects;
mod framing;
mod guard;
mod hearing;
mod published;
mod renders;
mod track;
mod uploads;
