//! Counts what memories and tables hold together, and refuses growth with a reason.
//!
//! wasmtime's own `StoreLimits` counts each memory by itself and answers -1 to the guest, who then aborts with an anonymous
//! `unreachable`. An error that carries the limit reaches the operator instead.

use wasmtime::ResourceLimiter;

use super::engine::{MAX_CORE_INSTANCES, MAX_MEMORIES, MAX_TABLE_ENTRIES, MAX_TABLES};
use super::failure::Failure;

/// Bytes of one table entry.
const ENTRY: usize = size_of::<usize>();

/// The account of one call.
pub struct Meter {
    limit: usize,
    held: usize,
    peak: usize,
}

impl Meter {
    /// Nothing is held yet; at most `limit` bytes may be.
    pub fn new(limit: usize) -> Self {
        Self { limit, held: 0, peak: 0 }
    }

    /// The most that was held, in bytes.
    pub fn peak(&self) -> usize {
        self.peak
    }

    /// Counts bytes that the host holds for the guest during one host call: beside what is held, and no longer.
    ///
    /// # Errors
    /// A trap when both together pass the limit.
    pub fn lend(&mut self, bytes: usize, what: &str) -> wasmtime::Result<()> {
        let asked = self.held.saturating_add(bytes);
        if asked > self.limit {
            return Err(Failure::MemoryLimit { asked, limit: self.limit, what: what.to_owned() }.into());
        }
        self.peak = self.peak.max(asked);
        Ok(())
    }

    fn grow(&mut self, from: usize, to: usize, what: &str) -> wasmtime::Result<bool> {
        let asked = self.held.saturating_add(to.saturating_sub(from));
        if asked > self.limit {
            return Err(Failure::MemoryLimit { asked, limit: self.limit, what: what.to_owned() }.into());
        }
        self.held = asked;
        self.peak = self.peak.max(asked);
        Ok(true)
    }
}

impl ResourceLimiter for Meter {
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        // A growth past the memory's own maximum fails afterwards. Its bytes stay counted: that errs on the safe side.
        self.grow(current, desired, "memory")
    }

    fn table_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        if desired > MAX_TABLE_ENTRIES {
            return Err(Failure::HostQuota { what: "entries in one table".into(), limit: MAX_TABLE_ENTRIES as u64 }.into());
        }
        self.grow(current.saturating_mul(ENTRY), desired.saturating_mul(ENTRY), "tables")
    }

    // The pool bounds these as well; here they hold without a pool.
    fn instances(&self) -> usize {
        MAX_CORE_INSTANCES as usize
    }

    fn memories(&self) -> usize {
        MAX_MEMORIES as usize
    }

    fn tables(&self) -> usize {
        MAX_TABLES as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memories_and_tables_count_together() {
        let mut meter = Meter::new(1000);
        assert!(meter.memory_growing(0, 600, None).unwrap());
        assert!(meter.table_growing(0, 50, None).unwrap());
        let error = meter.memory_growing(0, 1, None).unwrap_err();
        assert_eq!(error.downcast_ref::<Failure>(), Some(&Failure::MemoryLimit { asked: 1001, limit: 1000, what: "memory".into() }));
        assert_eq!(meter.peak(), 1000);
    }
}
