//! What tests share: the server fixture, its applications and users, the example Actions as components, processes to kill.
#![allow(dead_code, reason = "each area uses its own part")]

pub mod api;
pub mod browser;
pub mod child;
pub mod clients;
pub mod examples;
pub mod fetching;
pub mod guests;
pub mod meeting;
pub mod process;
pub mod scripts;
pub mod server;
pub mod smtp;
pub mod story;

pub use server::TestServer;
