//! The one integration binary: cases are files under `tests/cases`, and each module here runs a kind
//! of them.

mod check;
mod cli;
mod docs;
mod live;
mod local;
mod planned;
mod project;
mod recipes;
mod sim;
mod survive;
mod tidy;
mod wire;
