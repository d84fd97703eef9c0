//! Every integration test, in one binary: linking the server once is most of the cost of a test build.
#![allow(clippy::disallowed_methods, reason = "tests may ask the machine for the time")]

mod support;

mod health;
mod sdk;
