//! Foreign tokens that were bad, by address: ten at once, then one in ten minutes (reference 1.7, and the original's defaults).
//!
//! Unlike the other budgets this one is asked before the work and spent after it: only what an Action has rejected counts, and a
//! backend that exchanges good tokens for all of its users is never held back. So the arithmetic of the others (GCRA) stands here by
//! hand: for each slot the time at which its budget would be full again. Requests that are under way at once are not yet counted.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

/// Milliseconds that one rejection takes to be forgotten.
const EACH: i64 = 10 * 60 * 1000;
/// Rejections at once.
const AT_ONCE: i64 = 10;

/// When the budget of each slot is full again, in milliseconds.
#[derive(Default)]
pub struct Rejections(Mutex<HashMap<u64, i64>>);

impl Rejections {
    /// How long a slot must wait until it may try again, if it must.
    pub fn wait(&self, slot: u64, now: Timestamp) -> Option<Duration> {
        let full_at = *self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&slot)?;
        // The budget is spent while less than one rejection's time of it is left.
        let left = full_at - now.as_millisecond() - (AT_ONCE - 1) * EACH;
        u64::try_from(left).ok().filter(|left| *left > 0).map(Duration::from_millis)
    }

    /// Counts one. The map is no larger than there are slots.
    pub fn add(&self, slot: u64, now: Timestamp) {
        let now = now.as_millisecond();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let full_at = all.entry(slot).or_insert(now);
        *full_at = (*full_at).max(now).saturating_add(EACH).min(now + AT_ONCE * EACH);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    #[test]
    fn ten_are_taken_at_once_and_then_one_in_ten_minutes() {
        let rejections = Rejections::default();
        for _ in 0..10 {
            assert_eq!(rejections.wait(1, at(0)), None);
            rejections.add(1, at(0));
        }
        assert_eq!(rejections.wait(1, at(0)), Some(Duration::from_secs(600)));
        assert_eq!(rejections.wait(2, at(0)), None, "another address is another's");
        assert_eq!(rejections.wait(1, at(599)), Some(Duration::from_secs(1)));
        assert_eq!(rejections.wait(1, at(600)), None);
        rejections.add(1, at(600));
        assert_eq!(rejections.wait(1, at(600)), Some(Duration::from_secs(600)));
        assert_eq!(rejections.wait(1, at(600 + 6000)), None);
    }

    #[test]
    fn many_that_were_under_way_at_once_wait_no_longer_than_the_budget() {
        let rejections = Rejections::default();
        for _ in 0..1000 {
            rejections.add(1, at(0));
        }
        assert_eq!(rejections.wait(1, at(0)), Some(Duration::from_secs(600)));
    }
}
