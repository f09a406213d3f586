//! The one integration binary: cases are files under `tests/cases`, and each module here runs a kind
//! of them.

mod cli;
mod local;
mod project;
mod recipes;
mod survive;
mod wire;
