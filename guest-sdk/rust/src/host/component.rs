//! The imported interfaces as a [`Host`]: one-to-one, nothing is decided here.

use super::{Host, Outcome};
use crate::bindings::post_login::anteroom::actions as wit;
use crate::cache::{Entry, Refused};
use crate::http;
use crate::log::Level;

/// Asks the host.
pub(crate) fn with<R>(f: impl FnOnce(&dyn Host) -> R) -> R {
    f(&Component)
}

struct Component;

impl Host for Component {
    fn log(&self, level: Level, message: &str) {
        let level = match level {
            Level::Debug => wit::log::Level::Debug,
            Level::Info => wit::log::Level::Info,
            Level::Warn => wit::log::Level::Warn,
            Level::Error => wit::log::Level::Error,
        };
        wit::log::write(level, message);
    }

    fn secret(&self, name: &str) -> Option<String> {
        wit::secrets::get(name)
    }

    fn secret_names(&self) -> Vec<String> {
        wit::secrets::names()
    }

    fn now(&self) -> u64 {
        wit::clock::now()
    }

    fn random(&self, length: u32) -> Vec<u8> {
        wit::random::get_bytes(length)
    }

    fn cache_get(&self, key: &str) -> Option<Entry> {
        wit::cache::get(key).map(entry)
    }

    fn cache_set(&self, key: &str, value: &str, ttl: Option<u64>, expires_at: Option<u64>) -> Result<Entry, Refused> {
        wit::cache::set(key, value, ttl, expires_at).map(entry).map_err(refused)
    }

    fn cache_delete(&self, key: &str) -> Result<(), Refused> {
        wit::cache::delete(key).map_err(refused)
    }

    fn start_request(&self, request: &http::Request) -> Result<u32, http::Error> {
        let request = wit::http::Request {
            method: request.method.clone(),
            url: request.url.clone(),
            headers: request.headers.clone(),
            body: request.body.clone(),
            timeout: request.timeout,
            follow_redirects: request.follow_redirects,
        };
        wit::http::start(&request).map_err(http_error)
    }

    fn start_timer(&self, milliseconds: u32) -> u32 {
        wit::timer::start(milliseconds)
    }

    fn wait(&self) -> Option<(u32, Outcome)> {
        let completion = wit::operations::wait()?;
        let outcome = match completion.outcome {
            wit::operations::Outcome::Response(response) => Outcome::Http(Ok(http::Response {
                status: response.status,
                headers: response.headers,
                body: response.body,
                url: response.url,
            })),
            wit::operations::Outcome::Failed(error) => Outcome::Http(Err(http_error(error))),
            wit::operations::Outcome::Elapsed => Outcome::Elapsed,
        };
        Some((completion.operation, outcome))
    }

    fn cancel(&self, operation: u32) {
        wit::operations::cancel(operation);
    }
}

fn entry(entry: wit::cache::Entry) -> Entry {
    Entry { value: entry.value, expires_at: entry.expires_at }
}

fn refused(error: wit::cache::Error) -> Refused {
    match error {
        wit::cache::Error::CacheKeySizeExceeded => Refused::CacheKeySizeExceeded,
        wit::cache::Error::CacheValueSizeExceeded => Refused::CacheValueSizeExceeded,
        wit::cache::Error::CacheSizeExceeded => Refused::CacheSizeExceeded,
        wit::cache::Error::InvalidExpiry => Refused::InvalidExpiry,
        wit::cache::Error::ItemAlreadyExpired => Refused::ItemAlreadyExpired,
        wit::cache::Error::CacheKeyDoesNotExist => Refused::CacheKeyDoesNotExist,
        wit::cache::Error::MaxSideEffectsExceeded => Refused::MaxSideEffectsExceeded,
    }
}

fn http_error(error: wit::http::Error) -> http::Error {
    match error {
        wit::http::Error::NotAllowed(why) => http::Error::NotAllowed(why),
        wit::http::Error::InvalidRequest(why) => http::Error::InvalidRequest(why),
        wit::http::Error::TooManyCalls(limit) => http::Error::TooManyCalls(limit),
        wit::http::Error::TimedOut => http::Error::TimedOut,
        wit::http::Error::TooLarge(limit) => http::Error::TooLarge(limit),
        wit::http::Error::ConnectionFailed(why) => http::Error::ConnectionFailed(why),
    }
}
