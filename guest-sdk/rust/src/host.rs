//! The server as an Action sees it: one trait, so that the same Action runs in the sandbox and in the author's `cargo test`.
//!
//! In a component the trait is the imported interfaces themselves. Natively it is whatever the test harness put in place for the
//! thread; without one there is nothing to answer, and a sentence says what to do.

#[cfg(target_arch = "wasm32")]
mod component;
#[cfg(not(target_arch = "wasm32"))]
mod native;

#[cfg(target_arch = "wasm32")]
pub(crate) use component::with;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::{enter, with};

use serde::Serialize;
use serde_json::Value;

use crate::cache::{Entry, Refused};
use crate::effect::{Effect, Refusal};
use crate::http;
use crate::log::Level;

/// What the server does for every Action. Operations are numbers that the host gave out.
pub(crate) trait Host {
    /// Adds a line to the execution record.
    fn log(&self, level: Level, message: &str);
    /// The value of a secret.
    fn secret(&self, name: &str) -> Option<String>;
    /// The names of all secrets.
    fn secret_names(&self) -> Vec<String>;
    /// Milliseconds since 1970.
    fn now(&self) -> u64;
    /// Random bytes, at most 4096.
    fn random(&self, length: u32) -> Vec<u8>;
    /// The live entry under a key.
    fn cache_get(&self, key: &str) -> Option<Entry>;
    /// Caches until the earlier of both ends.
    fn cache_set(&self, key: &str, value: &str, ttl: Option<u64>, expires_at: Option<u64>) -> Result<Entry, Refused>;
    /// Forgets a key.
    fn cache_delete(&self, key: &str) -> Result<(), Refused>;
    /// Begins a request.
    fn start_request(&self, request: &http::Request) -> Result<u32, http::Error>;
    /// Begins a timer.
    fn start_timer(&self, milliseconds: u32) -> u32;
    /// The next operation that ends; none if nothing is under way.
    fn wait(&self) -> Option<(u32, Outcome)>;
    /// Gives an operation up.
    fn cancel(&self, operation: u32);
}

/// How an operation ended.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    /// An HTTP request.
    Http(Result<http::Response, http::Error>),
    /// A timer.
    Elapsed,
}

/// The trigger's `api` resource.
pub(crate) trait Asks {
    /// Asks for an effect.
    fn ask(&self, effect: Effect) -> Result<(), Refusal>;

    /// Asks for what can only take away, which no server refuses.
    fn forbid(&self, effect: Effect) {
        drop(self.ask(effect));
    }
}

/// A value as JSON.
pub(crate) fn json(value: impl Serialize) -> Result<Value, Refusal> {
    serde_json::to_value(value).map_err(|error| Refusal::InvalidJson(error.to_string()))
}
