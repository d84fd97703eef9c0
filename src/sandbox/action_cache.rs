//! The small cache that Actions of one trigger share and that outlives a call (`api.cache`, reference actions-semantics).
//!
//! Auth0's limits live in [`Entries`], pure data without a lock or a clock, so that every implementation of [`ActionCache`]
//! (in memory here, shared between nodes elsewhere) refuses the same things with the same codes. The time is handed in: it is
//! the frozen time of the call, so that a replay sees the same entries expire.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// Bytes of a key.
pub const MAX_KEY: usize = 64;
/// Bytes of a value.
pub const MAX_VALUE: usize = 4096;
/// Bytes of all keys' values together.
pub const MAX_TOTAL: usize = 16_640;
/// Entries of one trigger.
pub const MAX_ENTRIES: usize = 20;
/// Milliseconds that an entry lives if nothing else is said.
pub const DEFAULT_TTL: u64 = 15 * 60 * 1000;
/// Milliseconds that an entry lives at most.
pub const MAX_TTL: u64 = 24 * 60 * 60 * 1000;

/// A live entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheEntry {
    /// The value.
    pub value: String,
    /// Milliseconds since 1970 after which it is gone.
    pub expires_at: u64,
}

/// Why nothing was cached or forgotten. `Display` is Auth0's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CacheError {
    /// The key is longer than [`MAX_KEY`].
    #[error("CacheKeySizeExceeded")]
    KeySize,
    /// The value is longer than [`MAX_VALUE`].
    #[error("CacheValueSizeExceeded")]
    ValueSize,
    /// The entries are more than [`MAX_ENTRIES`] or [`MAX_TOTAL`].
    #[error("CacheSizeExceeded")]
    Size,
    /// `expires_at` is not a time.
    #[error("InvalidExpiry")]
    Expiry,
    /// `expires_at` has passed.
    #[error("ItemAlreadyExpired")]
    Expired,
    /// Nothing is cached under the key.
    #[error("CacheKeyDoesNotExist")]
    Missing,
}

/// What an Action wants to cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheSet {
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
    /// Milliseconds from now.
    pub ttl: Option<u64>,
    /// Milliseconds since 1970; the earlier of both counts.
    pub expires_at: Option<u64>,
}

/// A cache of one trigger. May be called by several Actions at once; entries may vanish at any time, so that an
/// implementation that cannot reach its store answers as if it were empty.
#[async_trait]
pub trait ActionCache: Send + Sync {
    /// The live entry under `key` at `now` (milliseconds since 1970).
    async fn get(&self, key: &str, now: u64) -> Option<CacheEntry>;
    /// Caches, or replaces.
    ///
    /// # Errors
    /// One of Auth0's limits.
    async fn set(&self, entry: CacheSet, now: u64) -> Result<CacheEntry, CacheError>;
    /// Forgets `key`.
    ///
    /// # Errors
    /// [`CacheError::Missing`].
    async fn delete(&self, key: &str, now: u64) -> Result<(), CacheError>;
}

/// The entries of one trigger, and the only place that knows Auth0's limits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entries(BTreeMap<String, CacheEntry>);

impl Entries {
    /// The live entry under `key`.
    pub fn get(&self, key: &str, now: u64) -> Option<&CacheEntry> {
        self.0.get(key).filter(|entry| entry.expires_at > now)
    }

    /// Caches, or replaces; expired entries make room first.
    ///
    /// # Errors
    /// One of Auth0's limits; then nothing has changed but that expired entries are gone.
    pub fn set(&mut self, set: CacheSet, now: u64) -> Result<CacheEntry, CacheError> {
        if set.key.len() > MAX_KEY {
            return Err(CacheError::KeySize);
        }
        if set.value.len() > MAX_VALUE {
            return Err(CacheError::ValueSize);
        }
        let expires_at = expiry(set.ttl, set.expires_at, now)?;
        self.0.retain(|_, entry| entry.expires_at > now);
        let others = self.0.iter().filter(|(key, _)| **key != set.key);
        let (count, bytes) = others.fold((0, 0), |(count, bytes), (_, entry)| (count + 1, bytes + entry.value.len()));
        if count >= MAX_ENTRIES || bytes + set.value.len() > MAX_TOTAL {
            return Err(CacheError::Size);
        }
        let entry = CacheEntry { value: set.value, expires_at };
        self.0.insert(set.key, entry.clone());
        Ok(entry)
    }

    /// Forgets `key`.
    ///
    /// # Errors
    /// [`CacheError::Missing`].
    pub fn delete(&mut self, key: &str, now: u64) -> Result<(), CacheError> {
        let entry = self.0.remove(key).ok_or(CacheError::Missing)?;
        if entry.expires_at > now { Ok(()) } else { Err(CacheError::Missing) }
    }
}

/// The earlier of `now + ttl` and `at`, at most a day away.
fn expiry(ttl: Option<u64>, at: Option<u64>, now: u64) -> Result<u64, CacheError> {
    // The largest time that a JavaScript Date can hold.
    if at.is_some_and(|at| at > 8_640_000_000_000_000) {
        return Err(CacheError::Expiry);
    }
    let by_ttl = ttl.map(|ttl| now.saturating_add(ttl));
    let chosen = match (by_ttl, at) {
        (Some(a), Some(b)) => a.min(b),
        (Some(a), None) | (None, Some(a)) => a,
        (None, None) => now.saturating_add(DEFAULT_TTL),
    };
    if chosen <= now {
        return Err(CacheError::Expired);
    }
    Ok(chosen.min(now.saturating_add(MAX_TTL)))
}

/// A cache in this process's memory; gone with it.
#[derive(Debug, Default)]
pub struct MemoryCache(Mutex<Entries>);

#[async_trait]
impl ActionCache for MemoryCache {
    async fn get(&self, key: &str, now: u64) -> Option<CacheEntry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key, now).cloned()
    }

    async fn set(&self, entry: CacheSet, now: u64) -> Result<CacheEntry, CacheError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).set(entry, now)
    }

    async fn delete(&self, key: &str, now: u64) -> Result<(), CacheError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).delete(key, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(key: &str, size: usize) -> CacheSet {
        CacheSet { key: key.into(), value: "v".repeat(size), ttl: None, expires_at: None }
    }

    #[test]
    fn sizes_are_auth0s() {
        let mut entries = Entries::default();
        assert_eq!(entries.set(item(&"k".repeat(65), 1), 0), Err(CacheError::KeySize));
        assert_eq!(entries.set(item("k", 4097), 0), Err(CacheError::ValueSize));
        for key in ["a", "b", "c", "d"] {
            entries.set(item(key, 4096), 0).unwrap();
        }
        assert_eq!(entries.set(item("e", 257), 0), Err(CacheError::Size));
        entries.set(item("e", 256), 0).unwrap();
        entries.set(item("a", 4096), 0).unwrap();
    }

    #[test]
    fn twenty_entries_fit_and_an_expired_one_makes_room() {
        let mut entries = Entries::default();
        for n in 0..20 {
            entries.set(item(&n.to_string(), 1), 0).unwrap();
        }
        assert_eq!(entries.set(item("more", 1), 0), Err(CacheError::Size));
        entries.set(item("more", 1), DEFAULT_TTL).unwrap();
    }

    #[test]
    fn the_earlier_of_ttl_and_expiry_counts_and_a_day_is_the_most() {
        assert_eq!(expiry(None, None, 5), Ok(5 + DEFAULT_TTL));
        assert_eq!(expiry(Some(10), Some(100), 5), Ok(15));
        assert_eq!(expiry(Some(1000), Some(100), 5), Ok(100));
        assert_eq!(expiry(None, Some(5), 5), Err(CacheError::Expired));
        assert_eq!(expiry(Some(0), None, 5), Err(CacheError::Expired));
        assert_eq!(expiry(Some(u64::MAX), None, 5), Ok(5 + MAX_TTL));
        assert_eq!(expiry(None, Some(u64::MAX), 5), Err(CacheError::Expiry));
    }

    #[test]
    fn what_has_expired_is_gone() {
        let mut entries = Entries::default();
        entries.set(CacheSet { ttl: Some(10), ..item("k", 1) }, 0).unwrap();
        assert!(entries.get("k", 9).is_some());
        assert!(entries.get("k", 10).is_none());
        assert_eq!(entries.delete("k", 10), Err(CacheError::Missing));
    }
}
