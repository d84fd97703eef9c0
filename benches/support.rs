//! The tests' fixture, for benchmarks of a whole server.
#![allow(dead_code, reason = "each benchmark uses its own part")]

#[path = "../tests/it/support/api.rs"]
pub mod api;
#[path = "../tests/it/support/browser.rs"]
pub mod browser;
#[path = "../tests/it/support/clients.rs"]
pub mod clients;
#[path = "../tests/it/support/examples.rs"]
pub mod examples;
#[path = "../tests/it/support/fetching.rs"]
pub mod fetching;
#[path = "../tests/it/support/guests.rs"]
pub mod guests;
#[path = "../tests/it/support/server.rs"]
pub mod server;
#[path = "../tests/it/support/story.rs"]
pub mod story;

pub use server::TestServer;
