//! Script Actions: source text checked and compiled, and JavaScript in the engine, through the same sandbox as components.

mod authorization;
mod basics;
mod bundle;
mod crypto;
mod evaluate;
mod examples;
mod flow;
mod hostile;
mod logins;
mod machines;
mod management;
mod modules;
mod node22;
mod npm;
pub mod packages;
mod pending;
mod real;
mod roundtrip;
mod shared_code;
mod source;
mod triggers;
