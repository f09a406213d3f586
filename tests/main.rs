//! The one integration binary: cases are files under `tests/cases`, and each module here runs a kind of them.

mod check;
mod fuzz;
mod local;
mod order;
mod plan;
mod schema;
mod wire;
