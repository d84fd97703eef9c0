//! Requests to other servers, made by the server: an Action has no network of its own.
//!
//! ```no_run
//! # fn f() -> anteroom_guest::Result {
//! use anteroom_guest::http;
//! let answer = http::get("https://risk.example/score?ip=192.0.2.1").header("authorization", "Bearer …").send()?;
//! let score: u32 = answer.json()?;
//! # Ok(())
//! # }
//! ```
//!
//! [`Request::start`] returns at once, so that several requests run side by side; [`Pending::wait`] brings one answer and
//! [`wait_any`] the first of several. Blocking reads better than `async` here: one call has one thing to do at a time, and an
//! executor would cost size and fuel in every Action.

mod error;
pub(crate) mod operations;
mod request;
mod response;

pub use error::Error;
pub use operations::{Pending, wait_any};
pub use request::Request;
pub use response::Response;

/// A `GET` request.
pub fn get(url: impl Into<String>) -> Request {
    Request::new("GET", url)
}

/// A `POST` request.
pub fn post(url: impl Into<String>) -> Request {
    Request::new("POST", url)
}

/// A `PUT` request.
pub fn put(url: impl Into<String>) -> Request {
    Request::new("PUT", url)
}

/// A `DELETE` request.
pub fn delete(url: impl Into<String>) -> Request {
    Request::new("DELETE", url)
}
