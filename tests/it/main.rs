//! Every integration test, in one binary: linking the server once is most of the cost of a test build.
#![allow(clippy::disallowed_methods, reason = "tests may ask the machine for the time")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

mod attacks;
mod authorize;
mod bootstrap;
mod cli;
mod conformance;
mod databases;
mod device;
mod exchange;
mod federation;
mod fuzz;
mod health;
mod hooks;
mod layering;
mod login;
mod mail;
mod management;
mod mfa;
mod pages;
mod password;
mod password_options;
mod pipeline;
mod redirects;
mod registration;
mod risk;
mod rules;
mod sandbox;
mod scripts;
mod sdk;
mod server;
mod signup;
mod storage;
mod token;
mod tour;
