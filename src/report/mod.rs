//! Bytes from a plan and a run's state. Where they go is the caller's affair.

pub mod board;
pub mod html;
pub mod json;
pub mod junit;
pub mod line;
pub mod lock;
pub mod markdown;
pub mod people;
pub mod pinned;
pub mod rows;
pub mod summary;
