//! The embedded backend, met as clients meet it: over HTTP, with real media and the real ffmpeg.

mod client;
mod renders;
