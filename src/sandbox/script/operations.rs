//! The operations that the engine's JavaScript may ask for, by name.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::host::{Refusal, Said};
use super::json;
use crate::sandbox::bindings::host::cache;
use crate::sandbox::bindings::host::cache::Host as _;
use crate::sandbox::egress::{EgressError, Request};
use crate::sandbox::host::http::NotBegun;
use crate::sandbox::operations::Outcome;
use crate::sandbox::state::State;

/// A synchronous operation.
///
/// # Errors
/// A trap, as the operation's host function says.
pub async fn call(state: &mut State, operation: &str, text: &str, _bytes: Vec<u8>) -> wasmtime::Result<Said> {
    Ok(match operation {
        "builtin" => match state.engine.builtins.as_ref().and_then(|builtins| builtins.bytecode(text)) {
            Some(bytecode) => Ok((String::new(), bytecode.to_vec())),
            None => Err(Refusal::new("no such module")),
        },
        "random" => Ok((String::new(), state.random.bytes(text.parse().unwrap_or(u64::MAX))?)),
        "cache.get" => {
            let found = state.get(text.to_owned()).await?;
            Ok((found.map_or_else(|| "null".to_owned(), |entry| entry_json(&entry)), Vec::new()))
        }
        "cache.set" => match json::from_str::<Set>(text) {
            Ok(Set { key, value, ttl, expires_at }) => match state.set(key, value, ttl, expires_at).await? {
                Ok(entry) => Ok((entry_json(&entry), Vec::new())),
                Err(error) => Err(cache_refusal(error)),
            },
            Err(error) => Err(Refusal::new(error.to_string())),
        },
        "cache.delete" => match state.delete(text.to_owned()).await? {
            Ok(()) => Ok(("null".to_owned(), Vec::new())),
            Err(error) => Err(cache_refusal(error)),
        },
        _ => Err(unknown(operation)),
    })
}

/// Begins an operation: its number.
///
/// # Errors
/// A trap, as the operation's host function says.
pub fn start(state: &mut State, operation: &str, text: &str, bytes: Vec<u8>) -> wasmtime::Result<Result<u32, Refusal>> {
    match operation {
        "timer" => {
            let millis = text.parse::<f64>().unwrap_or(0.0).clamp(0.0, f64::from(u32::MAX));
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range")]
            Ok(Ok(state.begin_timer(millis as u32)?))
        }
        "fetch" => {
            let fetch: Fetch = match json::from_str(text) {
                Ok(fetch) => fetch,
                Err(error) => return Ok(Err(Refusal::new(error.to_string()))),
            };
            let request = Request {
                method: fetch.method,
                url: fetch.url,
                headers: fetch.headers,
                body: fetch.body.then(|| Bytes::from(bytes)),
                follow_redirects: fetch.redirect == Redirect::Follow,
            };
            Ok(state.begin_request(request, fetch.timeout)?.map_err(|error| match error {
                NotBegun::TooMany(limit) => Refusal {
                    name: Some("TypeError"),
                    code: Some("ERR_TOO_MANY_REQUESTS".to_owned()),
                    message: format!("fetch failed: an Action may make {limit} requests"),
                },
                NotBegun::Refused(error) => egress_refusal(&error),
            }))
        }
        _ => Ok(Err(unknown(operation))),
    }
}

/// How an operation ended.
pub fn outcome(outcome: Outcome) -> Said {
    match outcome {
        Outcome::Elapsed => Ok((String::new(), Vec::new())),
        Outcome::Http(Ok(answer)) => {
            let head = serde_json::json!({ "status": answer.status, "headers": answer.headers, "url": answer.url });
            Ok((head.to_string(), answer.body))
        }
        Outcome::Http(Err(error)) => Err(egress_refusal(&error)),
    }
}

#[derive(Deserialize)]
struct Fetch {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    #[serde(default)]
    redirect: Redirect,
    #[serde(default)]
    timeout: Option<u32>,
    /// Whether there is a body: it may be empty.
    #[serde(default)]
    body: bool,
}

#[derive(Deserialize, Default, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Redirect {
    #[default]
    Follow,
    Manual,
    Error,
}

#[derive(Deserialize)]
struct Set {
    key: String,
    value: String,
    ttl: Option<u64>,
    expires_at: Option<u64>,
}

#[derive(Serialize)]
struct Entry<'a> {
    value: &'a str,
    expires_at: u64,
}

fn entry_json(entry: &cache::Entry) -> String {
    serde_json::json!(Entry { value: &entry.value, expires_at: entry.expires_at }).to_string()
}

fn cache_refusal(error: cache::Error) -> Refusal {
    let code = match error {
        cache::Error::CacheKeySizeExceeded => "CacheKeySizeExceeded",
        cache::Error::CacheValueSizeExceeded => "CacheValueSizeExceeded",
        cache::Error::CacheSizeExceeded => "CacheSizeExceeded",
        cache::Error::InvalidExpiry => "InvalidExpiry",
        cache::Error::ItemAlreadyExpired => "ItemAlreadyExpired",
        cache::Error::CacheKeyDoesNotExist => "CacheKeyDoesNotExist",
        cache::Error::MaxSideEffectsExceeded => "MaxSideEffectsExceeded",
    };
    Refusal { name: None, code: Some(code.to_owned()), message: code.to_owned() }
}

fn egress_refusal(error: &EgressError) -> Refusal {
    let code = match error {
        EgressError::NotAllowed(_) => "ERR_NOT_ALLOWED",
        EgressError::Invalid(_) => "ERR_INVALID_REQUEST",
        EgressError::TimedOut => "ETIMEDOUT",
        EgressError::TooLarge(_) => "ERR_RESPONSE_TOO_LARGE",
        EgressError::Connection(_) => "ECONNREFUSED",
    };
    Refusal { name: Some("TypeError"), code: Some(code.to_owned()), message: format!("fetch failed: {error}") }
}

fn unknown(operation: &str) -> Refusal {
    let shown: String = operation.chars().take(64).collect();
    Refusal::new(format!("the server has no operation {shown}"))
}
