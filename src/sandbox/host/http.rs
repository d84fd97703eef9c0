//! `http`: begins a request to another server.

use std::time::Duration;

use bytes::Bytes;

use crate::sandbox::bindings::host::http;
use crate::sandbox::egress::{Answer, EgressError, Request, RequestLimits};
use crate::sandbox::operations::Outcome;
use crate::sandbox::state::State;

/// Why a request was not begun.
pub enum NotBegun {
    /// More calls than the limit.
    TooMany(u32),
    /// Refused.
    Refused(EgressError),
}

impl State {
    /// Begins a request, for components and scripts alike: the number of the operation.
    ///
    /// # Errors
    /// A trap when the host's budget is used up.
    pub fn begin_request(&mut self, request: Request, timeout: Option<u32>) -> wasmtime::Result<Result<u32, NotBegun>> {
        let fields: usize = request.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        self.budget.charge(request.url.len() + fields + request.body.as_ref().map_or(0, Bytes::len))?;
        // Counted before it is checked: a guest that asks for what is forbidden must not ask forever.
        if self.operations.requests >= self.limits.fetch_calls {
            return Ok(Err(NotBegun::TooMany(self.limits.fetch_calls)));
        }
        self.operations.requests += 1;
        let own = timeout.map_or(Duration::MAX, |millis| Duration::from_millis(millis.into()));
        let limits = RequestLimits {
            time: own.min(self.limits.fetch_timeout),
            request: self.limits.fetch_request,
            response: self.limits.fetch_response,
        };
        if let Some(home) = self.home.as_ref().filter(|home| home.takes(&request)) {
            let target = format!("{} {}", request.method, request.url.split(['?', '#']).next().unwrap_or_default());
            let answer = tokio::time::timeout(limits.time, home.answer(request, limits));
            let work = async move { Outcome::Http(answer.await.unwrap_or(Err(EgressError::TimedOut))) };
            return Ok(Ok(self.operations.begin("http", target, work)));
        }
        let url = request.url.split(['?', '#']).next().unwrap_or_default().to_owned();
        match self.egress.check(request, &self.policy, limits) {
            Ok(checked) => {
                let egress = self.egress.clone();
                let target = checked.summary();
                Ok(Ok(self.operations.begin("http", target, async move { Outcome::Http(egress.send(checked).await) })))
            }
            Err(error) => {
                self.host_calls.push("http", &url, &error.to_string(), Duration::ZERO);
                Ok(Err(NotBegun::Refused(error)))
            }
        }
    }
}

impl http::Host for State {
    fn start(&mut self, request: http::Request) -> wasmtime::Result<Result<u32, http::Error>> {
        let timeout = request.timeout;
        let request = Request {
            method: request.method,
            url: request.url,
            headers: request.headers,
            body: request.body.map(Bytes::from),
            follow_redirects: request.follow_redirects,
        };
        Ok(self.begin_request(request, timeout)?.map_err(|error| match error {
            NotBegun::TooMany(limit) => http::Error::TooManyCalls(limit),
            NotBegun::Refused(error) => error_to_guest(error),
        }))
    }
}

/// An answer as a guest gets it.
pub fn answer_to_guest(answer: Answer) -> http::Response {
    http::Response { status: answer.status, headers: answer.headers, body: answer.body, url: answer.url }
}

/// An error as a guest gets it.
pub fn error_to_guest(error: EgressError) -> http::Error {
    match error {
        EgressError::NotAllowed(reason) => http::Error::NotAllowed(reason),
        EgressError::Invalid(reason) => http::Error::InvalidRequest(reason),
        EgressError::TimedOut => http::Error::TimedOut,
        EgressError::TooLarge(limit) => http::Error::TooLarge(u32::try_from(limit).unwrap_or(u32::MAX)),
        EgressError::Connection(reason) => http::Error::ConnectionFailed(reason),
    }
}
