//! `cache`: the small cache of the trigger.

use std::time::{Duration, Instant};

use crate::sandbox::action_cache::{CacheEntry, CacheError, CacheSet};
use crate::sandbox::bindings::host::cache;
use crate::sandbox::state::State;

/// What a look into the cache costs besides its bytes: it may be in another place.
const COST: usize = 4096;

impl State {
    /// Counts a write; `false` when there were too many.
    fn count_cache_write(&mut self) -> bool {
        let allowed = self.cache_writes < self.limits.cache_writes;
        self.cache_writes = self.cache_writes.saturating_add(1);
        allowed
    }

    fn note_cache(&mut self, name: &str, key: &str, outcome: &str, wall: Duration) {
        self.host_calls.push(name, key, outcome, wall);
    }
}

impl cache::Host for State {
    async fn get(&mut self, key: String) -> wasmtime::Result<Option<cache::Entry>> {
        self.budget.charge(COST + key.len())?;
        let begun = Instant::now();
        let entry = self.cache.get(&key, self.time.now()).await;
        self.note_cache("cache.get", &key, if entry.is_some() { "ok" } else { "none" }, begun.elapsed());
        Ok(entry.map(to_guest))
    }

    async fn set(
        &mut self,
        key: String,
        value: String,
        ttl: Option<u64>,
        expires_at: Option<u64>,
    ) -> wasmtime::Result<Result<cache::Entry, cache::Error>> {
        self.budget.charge(COST + key.len() + value.len())?;
        if !self.count_cache_write() {
            return Ok(Err(cache::Error::MaxSideEffectsExceeded));
        }
        let begun = Instant::now();
        let set = CacheSet { key: key.clone(), value, ttl, expires_at };
        let result = self.cache.set(set, self.time.now()).await;
        self.note_cache("cache.set", &key, &outcome(&result), begun.elapsed());
        Ok(result.map(to_guest).map_err(error_to_guest))
    }

    async fn delete(&mut self, key: String) -> wasmtime::Result<Result<(), cache::Error>> {
        self.budget.charge(COST + key.len())?;
        if !self.count_cache_write() {
            return Ok(Err(cache::Error::MaxSideEffectsExceeded));
        }
        let begun = Instant::now();
        let result = self.cache.delete(&key, self.time.now()).await;
        self.note_cache("cache.delete", &key, &outcome(&result), begun.elapsed());
        Ok(result.map_err(error_to_guest))
    }
}

fn outcome<T>(result: &Result<T, CacheError>) -> String {
    result.as_ref().map_or_else(ToString::to_string, |_| "ok".to_owned())
}

fn to_guest(entry: CacheEntry) -> cache::Entry {
    cache::Entry { value: entry.value, expires_at: entry.expires_at }
}

fn error_to_guest(error: CacheError) -> cache::Error {
    match error {
        CacheError::KeySize => cache::Error::CacheKeySizeExceeded,
        CacheError::ValueSize => cache::Error::CacheValueSizeExceeded,
        CacheError::Size => cache::Error::CacheSizeExceeded,
        CacheError::Expiry => cache::Error::InvalidExpiry,
        CacheError::Expired => cache::Error::ItemAlreadyExpired,
        CacheError::Missing => cache::Error::CacheKeyDoesNotExist,
    }
}
