//! The one integration binary: cases are files under `tests/cases`, and each module here runs a kind
//! of them.

#![allow(clippy::print_stderr, clippy::unwrap_used, reason = "a test that cannot go on has failed, and says why")]

mod action;
mod batch;
mod chat;
mod check;
mod cli;
mod cloud;
mod complete;
mod coverage;
mod docs;
mod fuzz;
mod interrupts;
mod journals;
mod kill;
mod live;
mod local;
mod locks;
mod order;
mod plan;
mod planned;
mod project;
mod recipes;
mod reference;
mod reports;
mod runs;
mod schema;
mod secrets;
mod sim;
mod simulation;
mod survive;
mod tidy;
mod wire;
