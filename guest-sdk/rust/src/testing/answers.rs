//! Canned answers to requests.

use std::cell::Cell;
use std::time::Duration;

use serde::Serialize;

use crate::http::{Error, Request, Response};

/// The most requests in a call, as the server's default has it.
const MAX_CALLS: u32 = 10;
/// The longest wait for an answer in milliseconds, as the server's default has it.
const MAX_WAIT: u64 = 5000;

/// An answer with a body.
pub fn response(status: u16, body: impl Into<Vec<u8>>) -> Response {
    Response { status, body: body.into(), ..Response::default() }
}

/// An answer with a JSON body.
///
/// # Panics
/// The value is not JSON.
#[expect(clippy::expect_used, reason = "a test that cannot say what it wants has failed")]
pub fn json_response(status: u16, value: &impl Serialize) -> Response {
    let body = serde_json::to_vec(value).expect("the body of a canned answer is JSON");
    Response { headers: vec![("content-type".to_owned(), "application/json".to_owned())], ..response(status, body) }
}

/// One canned answer.
pub(super) struct Answer {
    url: String,
    delay: Duration,
    result: Result<Response, Error>,
    given: Cell<bool>,
}

impl Answer {
    pub(super) fn new(url: String, delay: Duration, result: Result<Response, Error>) -> Self {
        Self { url, delay, result, given: Cell::new(false) }
    }
}

/// What becomes of a request, and after how many milliseconds.
///
/// # Errors
/// It cannot even begin.
pub(super) fn find(answers: &[Answer], request: &Request, calls_before: usize) -> Result<(u64, Result<Response, Error>), Error> {
    if calls_before >= MAX_CALLS as usize {
        return Err(Error::TooManyCalls(MAX_CALLS));
    }
    if !request.url.starts_with("https://") && !request.url.starts_with("http://") {
        return Err(Error::InvalidRequest(format!("{} is not an absolute URL", request.url)));
    }
    let mut fitting = answers.iter().filter(|answer| answer.url == request.url).peekable();
    while let Some(answer) = fitting.next() {
        if answer.given.get() && fitting.peek().is_some() {
            continue;
        }
        answer.given.set(true);
        let wait = request.timeout.map_or(MAX_WAIT, |own| MAX_WAIT.min(own.into()));
        let delay = u64::try_from(answer.delay.as_millis()).unwrap_or(u64::MAX);
        if delay > wait {
            return Ok((wait, Err(Error::TimedOut)));
        }
        let result = answer.result.clone().map(|mut response| {
            if response.url.is_empty() {
                response.url.clone_from(&request.url);
            }
            response
        });
        return Ok((delay, result));
    }
    Ok((0, Err(Error::ConnectionFailed(format!("the test has no answer for {}", request.url)))))
}
