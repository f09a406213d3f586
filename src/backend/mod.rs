//! Both ends of the editing backend's HTTP API.

pub mod local;
