//! Sweeps away what has expired: sessions, codes, tokens, logins under way, old log events.
//!
//! Expiry is checked wherever such an entity is read, so the sweeper saves space and decides nothing; it may be late. Each
//! deletion expects the entity as it was read, so one that is renewed meanwhile stays.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::time::MissedTickBehavior;

use super::{Collection, Entity, StoreError};
use crate::clock::Clock;

/// Something that holds entities which expire.
#[async_trait]
pub trait Sweep: Send + Sync + 'static {
    /// What it is called in the server's log.
    fn name(&self) -> &'static str;

    /// Deletes up to `limit` entities that expired before `now`; says how many went.
    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError>;
}

#[async_trait]
impl<T: Entity> Sweep for Collection<T> {
    fn name(&self) -> &'static str {
        T::COLLECTION
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        Collection::sweep(self, now, limit).await
    }
}

/// Sweeps each of `collections` once, up to `limit` entities of each; says whether one of them may hold more. A collection
/// that fails is logged and does not keep the others from being swept.
pub async fn round(collections: &[Arc<dyn Sweep>], now: Timestamp, limit: usize) -> bool {
    let mut more = false;
    for collection in collections {
        match collection.sweep(now, limit).await {
            Ok(0) => {}
            Ok(swept) => {
                tracing::debug!(collection = collection.name(), swept, "expired records were removed");
                more |= swept == limit;
            }
            Err(error) => tracing::warn!(collection = collection.name(), %error, "expired records could not be removed"),
        }
    }
    more
}

/// Runs [`round`]s for ever, one at each `interval`, and at once again while there is more: a busy server makes sessions
/// faster than one bounded round removes them. Ends when its task is aborted, which is safe at any moment.
pub async fn run(collections: Vec<Arc<dyn Sweep>>, clock: Arc<dyn Clock>, interval: Duration, limit: usize) {
    let mut ticks = tokio::time::interval(interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        while round(&collections, clock.now(), limit).await {
            tokio::task::yield_now().await;
        }
    }
}
