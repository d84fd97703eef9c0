//! What tests share: the server fixture.
#![allow(dead_code, reason = "each area uses its own part")]

pub mod server;

pub use server::TestServer;
