//! How much one call of an Action may use: numbers, their defaults and their bounds.
//!
//! They are counts rather than times wherever that is possible, because a count gives the same verdict for the same event on
//! every machine. Time appears only where the Action waits for somebody else. Every limit is settable per Action, and every
//! limit has a ceiling, so that a typing mistake in a setting cannot lift the protection of the whole server.

use std::time::Duration;

use serde::{Deserialize, Serialize};

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

/// The largest linear memory that the pool has room for; [`Limits::memory`] counts all memories and tables together below it.
pub const MAX_MEMORY: usize = 128 * MIB;
/// The largest fuel that may be given to a call: some seconds of computing.
pub const MAX_FUEL: u64 = 20_000_000_000;

/// What one call may use. Sizes are bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Instructions, instantiation included. 200 M are 20 to 40 ms.
    pub fuel: u64,
    /// All linear memories and tables together.
    pub memory: usize,
    /// One `http` operation, redirects included.
    #[serde(with = "millis", rename = "fetch_timeout_ms")]
    pub fetch_timeout: Duration,
    /// One HTTP answer's body.
    pub fetch_response: usize,
    /// One HTTP request's body and header fields.
    pub fetch_request: usize,
    /// HTTP requests per call.
    pub fetch_calls: u32,
    /// Timers per call.
    pub timers: u32,
    /// Console lines that are kept.
    pub console_lines: usize,
    /// Bytes of console lines that are kept.
    pub console_bytes: usize,
    /// All effects together, counted as JSON.
    pub effects_bytes: usize,
    /// All claims together, counted as JSON.
    pub claims_bytes: usize,
    /// Writes to the cache per call.
    pub cache_writes: u32,
    /// Random bytes per call.
    pub random_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            fuel: 200_000_000,
            memory: 64 * MIB,
            fetch_timeout: Duration::from_secs(5),
            fetch_response: MIB,
            fetch_request: MIB,
            fetch_calls: 10,
            timers: 64,
            console_lines: 256,
            console_bytes: 32 * KIB,
            effects_bytes: 64 * KIB,
            claims_bytes: 100_000,
            cache_writes: 20,
            random_bytes: 64 * KIB,
        }
    }
}

/// A limit outside its bounds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("limits.{name} must be from {least} to {most}, but is {value}")]
pub struct LimitError {
    /// The field.
    pub name: &'static str,
    /// What it holds.
    pub value: u64,
    /// The smallest value that works.
    pub least: u64,
    /// The largest value that is safe.
    pub most: u64,
}

impl Limits {
    /// Checks every field against its bounds.
    ///
    /// # Errors
    /// The first field outside its bounds.
    pub fn validate(&self) -> Result<(), LimitError> {
        let bytes = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let most_bytes = bytes(16 * MIB);
        let timeout = u64::try_from(self.fetch_timeout.as_millis()).unwrap_or(u64::MAX);
        for (name, value, least, most) in [
            ("fuel", self.fuel, 10_000, MAX_FUEL),
            ("memory", bytes(self.memory), bytes(64 * KIB), bytes(MAX_MEMORY)),
            ("fetch_timeout_ms", timeout, 1, 20_000),
            ("fetch_response", bytes(self.fetch_response), 0, most_bytes),
            ("fetch_request", bytes(self.fetch_request), 0, most_bytes),
            ("fetch_calls", self.fetch_calls.into(), 0, 100),
            ("timers", self.timers.into(), 0, 1000),
            ("console_lines", bytes(self.console_lines), 0, 10_000),
            ("console_bytes", bytes(self.console_bytes), 0, bytes(MIB)),
            ("effects_bytes", bytes(self.effects_bytes), 0, bytes(MIB)),
            ("claims_bytes", bytes(self.claims_bytes), 0, bytes(MIB)),
            ("cache_writes", self.cache_writes.into(), 0, 1000),
            ("random_bytes", bytes(self.random_bytes), 0, bytes(MIB)),
        ] {
            if !(least..=most).contains(&value) {
                return Err(LimitError { name, value, least, most });
            }
        }
        Ok(())
    }
}

/// Durations as whole milliseconds.
pub(crate) mod millis {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(duration: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_valid_and_survive_json() {
        let limits = Limits::default();
        limits.validate().unwrap();
        let json = serde_json::to_string(&limits).unwrap();
        assert_eq!(serde_json::from_str::<Limits>(&json).unwrap(), limits);
        assert_eq!(serde_json::from_str::<Limits>("{}").unwrap(), limits);
    }

    #[test]
    fn a_limit_outside_its_bounds_is_named() {
        let error = Limits { memory: MAX_MEMORY + 1, ..Limits::default() }.validate().unwrap_err();
        assert_eq!(error.to_string(), "limits.memory must be from 65536 to 134217728, but is 134217729");
        assert_eq!(Limits { fuel: 0, ..Limits::default() }.validate().unwrap_err().name, "fuel");
    }

    #[test]
    fn an_unknown_limit_is_refused() {
        assert!(serde_json::from_str::<Limits>(r#"{"feul":1}"#).is_err());
    }
}
