//! The only source of time.
//!
//! Everything that asks what time it is takes a [`Clock`], so that a test can move time and a run can be replayed.
//! Clippy's `disallowed-methods` refuses `SystemTime::now` and its relatives anywhere else.

use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use tokio::sync::watch;

/// Tells the time. Must not block.
pub trait Clock: Send + Sync + 'static {
    /// The current instant.
    fn now(&self) -> Timestamp;

    /// Waits until this clock has moved on by `time`. For waits that somebody decided on; how long a server may take to answer
    /// is measured by the machine's own time.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(time))
    }
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

/// A clock that moves only when told to. Holds milliseconds, and wakes who sleeps by it.
#[derive(Debug)]
pub struct ManualClock(watch::Sender<i64>);

impl ManualClock {
    /// Starts at `start`, cut to whole milliseconds.
    pub fn new(start: Timestamp) -> Self {
        Self(watch::Sender::new(start.as_millisecond()))
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.0.send_modify(|now| *now = now.saturating_add(millis(by)));
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(*self.0.borrow()).unwrap_or(Timestamp::MAX)
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let mut told = self.0.subscribe();
        let until = told.borrow().saturating_add(millis(time));
        Box::pin(async move {
            // A clock that is gone never moves again, and neither does who slept by it.
            if told.wait_for(|now| *now >= until).await.is_err() {
                std::future::pending::<()>().await;
            }
        })
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
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

    #[tokio::test]
    async fn who_sleeps_by_a_clock_that_is_moved_wakes_when_it_has_moved_far_enough() {
        let clock = ManualClock::new(Timestamp::UNIX_EPOCH);
        let mut sleep = clock.sleep(Duration::from_secs(2));
        for seconds in [0, 1] {
            clock.advance(Duration::from_secs(seconds));
            assert!(futures_util::poll!(&mut sleep).is_pending());
        }
        clock.advance(Duration::from_secs(1));
        assert!(futures_util::poll!(&mut sleep).is_ready());
    }

    #[test]
    fn dates_have_the_two_forms_of_the_reference() {
        let at: Timestamp = "2026-04-22T17:49:56.235Z".parse().unwrap();
        assert_eq!(iso_millis(at), "2026-04-22T17:49:56.235Z");
        assert_eq!(iso_nanos(at), "2026-04-22T17:49:56.235000000Z");
    }
}
