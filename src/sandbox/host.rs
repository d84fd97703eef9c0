//! The host functions, one file per interface of `wit/`.
//!
//! An expected failure is a value that the guest sees (a request refused, a cache full). An `Err` of these functions is a trap
//! and ends the call: it is for limits whose passing has no place in the contract. No function panics on what a guest sends.

mod api;
mod cache;
mod clock;
pub mod http;
mod log;
mod operations;
mod random;
mod secrets;
mod timer;
pub mod wasi;

use super::bindings::host::types;
use super::state::State;

impl types::Host for State {}
