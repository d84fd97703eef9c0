//! The only source of time.
//!
//! Everything that asks what time it is takes a [`Clock`], so that a test can move time and a run can be replayed.
//! Clippy's `disallowed-methods` refuses `SystemTime::now` and its relatives anywhere else.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// Tells the time. Must not block.
pub trait Clock: Send + Sync + 'static {
    /// The current instant.
    fn now(&self) -> Timestamp;
}

/// The machine's own clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that moves only when told to.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// Starts at `start`, cut to whole milliseconds.
    pub fn new(start: Timestamp) -> Self {
        Self(AtomicI64::new(start.as_millisecond()))
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: std::time::Duration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::MAX)
    }
}

/// `2026-04-22T17:49:56.235Z`: the form of every date in the Management API but those of Actions (reference 4.1).
pub fn iso_millis(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// `2025-01-13T06:20:55.301776679Z`: the form of dates in the Actions endpoints (reference 2.2).
pub fn iso_nanos(at: Timestamp) -> String {
    format!("{at:.9}")
}

/// `at` plus whole seconds, saturating at the end of time.
pub fn after(at: Timestamp, seconds: u64) -> Timestamp {
    let span = jiff::SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    at.saturating_add(span).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_the_two_forms_of_the_reference() {
        let at: Timestamp = "2026-04-22T17:49:56.235Z".parse().unwrap();
        assert_eq!(iso_millis(at), "2026-04-22T17:49:56.235Z");
        assert_eq!(iso_nanos(at), "2026-04-22T17:49:56.235000000Z");
    }
}
