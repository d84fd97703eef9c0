//! Back-pressure: a call runs only when it has a place, and waits for one only so long.
//!
//! There are as many permits as the pool has places, so the pool is never found exhausted. A login that would have to wait for
//! long is answered at once as busy instead; a queue that grows without bound helps nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The places of the sandbox.
pub struct Places {
    total: usize,
    free: Arc<Semaphore>,
    waiting: AtomicUsize,
}

/// A place; free again when dropped.
pub struct Place(#[expect(dead_code, reason = "held for its drop")] OwnedSemaphorePermit);

impl Places {
    /// So many places.
    pub fn new(total: usize) -> Self {
        Self { total, free: Arc::new(Semaphore::new(total)), waiting: AtomicUsize::new(0) }
    }

    /// A place, if one becomes free in time.
    pub async fn take(&self, wait: Duration) -> Option<Place> {
        if let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
            return Some(Place(permit));
        }
        let _waiting = Waiting::new(&self.waiting);
        let permit = tokio::time::timeout(wait, Arc::clone(&self.free).acquire_owned()).await;
        permit.ok()?.ok().map(Place)
    }

    /// All places.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Places that are taken.
    pub fn taken(&self) -> usize {
        self.total - self.free.available_permits()
    }

    /// Calls that wait for a place.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

/// Counts a call while it waits, and not after it was given up.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
