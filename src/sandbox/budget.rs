//! What the host's own work costs a guest.
//!
//! Fuel counts the guest's instructions and not the host's. Without this, a loop of ten instructions that hands over a mebibyte
//! each time would keep a processor busy for hours on its fuel, and would not even let others run in between. So every host
//! call is charged for its bytes and for itself, from one sum per call.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::failure::Failure;

/// What one call of an Action has: more than ten requests of a mebibyte, or 262,144 small host calls.
const BUDGET: u64 = 16 << 20;
/// What a host call costs besides its bytes.
const BASE: u64 = 64;

/// The host work that is left to a call. Clones share it: a guest's output streams have one.
#[derive(Clone)]
pub struct Budget(Arc<AtomicU64>);

impl Budget {
    /// A call's whole budget.
    pub fn new() -> Self {
        Self(Arc::new(AtomicU64::new(BUDGET)))
    }

    /// Charges a host call that handles so many bytes.
    ///
    /// # Errors
    /// A trap when the budget is used up.
    pub fn charge(&self, bytes: usize) -> wasmtime::Result<()> {
        let cost = BASE.saturating_add(bytes as u64);
        // One guest, one thread at a time: no other charge comes between.
        let left = self.0.load(Ordering::Relaxed).checked_sub(cost);
        let left = left.ok_or_else(|| Failure::HostQuota { what: "work of the server for one call, in bytes".into(), limit: BUDGET })?;
        self.0.store(left, Ordering::Relaxed);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_calls_and_large_ones_use_up_the_same_sum() {
        let budget = Budget::new();
        for _ in 0..15 {
            budget.charge(1 << 20).unwrap();
        }
        let small = (0..100_000).take_while(|_| budget.charge(0).is_ok()).count();
        assert_eq!(small, ((1 << 20) - 15 * 64) / 64);
    }
}
