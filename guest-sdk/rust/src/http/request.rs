//! A request, built step by step.

use std::time::Duration;

use serde::Serialize;

use super::{Error, Pending, Response};
use crate::host;

/// A request that is being built.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a request does nothing until it is sent"]
pub struct Request {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) timeout: Option<u32>,
    pub(crate) follow_redirects: bool,
    /// Building must not fail half-way, so a body that is no JSON is reported when the request is sent.
    fault: Option<String>,
}

impl Request {
    /// A request of any method to an absolute URL.
    pub fn new(method: impl Into<String>, url: impl Into<String>) -> Self {
        Self { method: method.into(), url: url.into(), headers: Vec::new(), body: None, timeout: None, follow_redirects: true, fault: None }
    }

    /// Adds a header field. `host`, `content-length`, `connection` and their like are the server's to set.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sets a JSON body and its content type.
    pub fn json(mut self, value: &impl Serialize) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => self.header("content-type", "application/json").body(body),
            Err(error) => {
                self.fault = Some(format!("the body is not JSON: {error}"));
                self
            }
        }
    }

    /// Waits at most this long; the server's own limit (5 s) bounds it.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX));
        self
    }

    /// Takes a redirect as the answer instead of following it.
    pub fn no_redirects(mut self) -> Self {
        self.follow_redirects = false;
        self
    }

    /// Begins the request and returns at once.
    ///
    /// # Errors
    /// It is malformed, forbidden, or one too many.
    pub fn start(self) -> Result<Pending, Error> {
        match self.fault {
            Some(fault) => Err(Error::InvalidRequest(fault)),
            None => host::with(|h| h.start_request(&self)).map(Pending::new),
        }
    }

    /// Sends the request and waits for the answer.
    ///
    /// # Errors
    /// There is no answer. A status of 400 or above is an answer: see [`Response::error_for_status`].
    pub fn send(self) -> Result<Response, Error> {
        self.start()?.wait()
    }
}
