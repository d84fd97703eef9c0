//! Work that no answer waits for: what triggers that do not block do after their flow.
//!
//! A bounded number runs at a time, the rest waits its turn; and a server that stops waits for all of it, for as long as it waits for
//! requests. What is still to do after that is lost, as it would be with any other server that is told to stop.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

/// Works that run at the same time: fewer than the sandbox has places, so that logins are never all out.
const AT_ONCE: u32 = 4;

/// The works under way.
#[derive(Debug, Clone)]
pub struct Background(Arc<Semaphore>);

impl Default for Background {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE as usize)))
    }
}

impl Background {
    /// Begins a work.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let places = Arc::clone(&self.0);
        tokio::spawn(async move {
            // Never closed, so there is always a place at some time.
            let _place = places.acquire().await;
            work.await;
        });
    }

    /// Waits until nothing runs, for at most this long; false if something still does.
    pub async fn drain(&self, most: Duration) -> bool {
        // A work takes its place when it is first polled; those that were just begun come before this.
        tokio::task::yield_now().await;
        tokio::time::timeout(most, self.0.acquire_many(AT_ONCE)).await.is_ok()
    }
}
