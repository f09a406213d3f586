//! Both ends of the editing backend's HTTP API.

pub mod account;
pub mod api;
pub mod client;
pub mod local;
pub mod sse;
