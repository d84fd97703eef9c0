//! `api.cache`: a small cache per trigger that outlives the call. The server may empty it at any time.

use std::fmt;
use std::time::Duration;

use crate::host;

/// What the cache holds under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The value.
    pub value: String,
    /// Milliseconds since 1970 after which it is gone.
    pub expires_at: u64,
}

/// Why nothing was cached or forgotten. The names are Auth0's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The key has more than 64 bytes.
    CacheKeySizeExceeded,
    /// The value has more than 4096 bytes.
    CacheValueSizeExceeded,
    /// All values together would have more than 16,640 bytes.
    CacheSizeExceeded,
    /// The end is not a time.
    InvalidExpiry,
    /// The end has passed.
    ItemAlreadyExpired,
    /// Nothing is cached under the key.
    CacheKeyDoesNotExist,
    /// Too many writes in one call.
    MaxSideEffectsExceeded,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CacheKeySizeExceeded => "The key is longer than 64 bytes.",
            Self::CacheValueSizeExceeded => "The value is longer than 4096 bytes.",
            Self::CacheSizeExceeded => "The cache of the trigger is full.",
            Self::InvalidExpiry => "The expiry is not a time.",
            Self::ItemAlreadyExpired => "The expiry has passed.",
            Self::CacheKeyDoesNotExist => "Nothing is cached under the key.",
            Self::MaxSideEffectsExceeded => "The Action writes to the cache too often.",
        })
    }
}

impl std::error::Error for Refused {}

/// The cache of the trigger.
pub struct Cache(());

impl Cache {
    pub(crate) fn new() -> Self {
        Self(())
    }

    /// The live entry under `key`.
    pub fn get(&self, key: &str) -> Option<Entry> {
        host::with(|h| h.cache_get(key))
    }

    /// Caches `value` for 15 minutes.
    pub fn set(&mut self, key: &str, value: &str) -> Result<Entry, Refused> {
        host::with(|h| h.cache_set(key, value, None, None))
    }

    /// Caches `value` for `ttl`, 24 hours at most.
    pub fn set_for(&mut self, key: &str, value: &str, ttl: Duration) -> Result<Entry, Refused> {
        let ttl = u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX);
        host::with(|h| h.cache_set(key, value, Some(ttl), None))
    }

    /// Caches `value` until `expires_at` (milliseconds since 1970), 24 hours at most.
    pub fn set_until(&mut self, key: &str, value: &str, expires_at: u64) -> Result<Entry, Refused> {
        host::with(|h| h.cache_set(key, value, None, Some(expires_at)))
    }

    /// Forgets `key`.
    pub fn delete(&mut self, key: &str) -> Result<(), Refused> {
        host::with(|h| h.cache_delete(key))
    }
}
