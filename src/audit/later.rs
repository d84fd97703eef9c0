//! Events that accompany no other state, written a moment after the answer, many in one commit.
//!
//! A token of an application by itself changes nothing but the log. A commit for each would cost as much as the token's signature, most of
//! it for the disk's sake and the same for one event as for a hundred. So such events are queued in memory and written together:
//!
//! - What is queued is written within [`GATHERED`] and the time of one commit. A server that is killed, or a machine that loses power, loses
//!   at most the events of that time; one that is told to stop writes them first ([`Later::settled`]).
//! - Nothing is dropped. Where the queue is full, whoever asks for a token waits for a place.
//! - Where the store fails, what is queued is tried again until it is written, and nobody is given a token meanwhile. A store that takes
//!   nothing more until the server is started anew takes these events neither: that is said at the shutdown.
//! - Who reads the log waits for what was queued before, so that it holds every token that was answered.
//!
//! Whatever an event tells of that is state itself, a login, a failure or a used code, is in one commit with its event as before.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::anyhow;
use tokio::sync::{Notify, Semaphore, watch};

use crate::storage::{Batch, Store, StoreError};

/// How long events gather, at most. At a thousand a second ten share a commit.
const GATHERED: Duration = Duration::from_millis(10);
/// How many gather, at most: some 2 MiB. Who comes then waits.
const MOST: usize = 2048;
/// After how many nothing more is waited for.
const ENOUGH: usize = 256;
/// How long a failed commit is left alone.
const AGAIN: Duration = Duration::from_millis(200);

/// The queue. Cheap to clone.
#[derive(Clone)]
pub struct Later(Arc<Inner>);

struct Inner {
    store: Arc<dyn Store>,
    state: Mutex<State>,
    places: Semaphore,
    hurry: Notify,
    /// How many were written, of all that were ever queued.
    written: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    queued: Vec<Batch>,
    ever: u64,
    /// Whether somebody is writing. Nobody is while the queue is empty.
    writing: bool,
    failing: bool,
}

impl Later {
    /// An empty queue before `store`.
    pub fn new(store: Arc<dyn Store>) -> Self {
        let places = Semaphore::new(MOST);
        Self(Arc::new(Inner { store, state: Mutex::default(), places, hurry: Notify::new(), written: watch::Sender::new(0) }))
    }

    /// Queues `batch`, which must be of events alone; waits for a place.
    ///
    /// # Errors
    /// While the store fails: then what the event tells of must not happen.
    pub async fn write(&self, batch: Batch) -> Result<(), StoreError> {
        if self.state().failing {
            return Err(failing());
        }
        let place = self.0.places.acquire().await.map_err(|closed| StoreError::Backend(closed.into()))?;
        let mut state = self.state();
        if state.failing {
            return Err(failing());
        }
        // Given back when it is written.
        place.forget();
        state.queued.push(batch);
        state.ever += 1;
        if state.queued.len() == ENOUGH {
            self.0.hurry.notify_one();
        }
        if !std::mem::replace(&mut state.writing, true) {
            tokio::spawn(self.clone().write_all());
        }
        Ok(())
    }

    /// Waits until everything is written that was queued before, and does not let it wait for more. Gives up where the store fails, and
    /// says whether all was written.
    pub async fn settled(&self) -> bool {
        let (ever, writing) = {
            let state = self.state();
            (state.ever, state.writing)
        };
        if !writing {
            return true;
        }
        self.0.hurry.notify_one();
        let mut written = self.0.written.subscribe();
        // Told after a failure, too, without having moved on.
        while *written.borrow_and_update() < ever {
            if self.state().failing || written.changed().await.is_err() {
                return false;
            }
        }
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes until the queue is empty.
    async fn write_all(self) {
        loop {
            let _ = tokio::time::timeout(GATHERED, self.0.hurry.notified()).await;
            let some = {
                let mut state = self.state();
                state.writing = !state.queued.is_empty();
                std::mem::take(&mut state.queued)
            };
            if some.is_empty() {
                return;
            }
            self.write_some(&some).await;
            self.0.places.add_permits(some.len());
            self.0.written.send_modify(|written| *written += some.len() as u64);
        }
    }

    /// Writes these, however often that takes.
    async fn write_some(&self, some: &[Batch]) {
        while let Err(error) = self.commit(some).await {
            tracing::error!(%error, "events of the tenant log cannot be written; no tokens are given to applications by themselves until they are");
            self.state().failing = true;
            self.0.written.send_modify(|_| {});
            tokio::time::sleep(AGAIN).await;
        }
        self.state().failing = false;
    }

    async fn commit(&self, some: &[Batch]) -> Result<(), StoreError> {
        let mut all = Batch::new();
        for batch in some {
            all.expect.extend_from_slice(&batch.expect);
            all.put.extend_from_slice(&batch.put);
            all.delete.extend_from_slice(&batch.delete);
        }
        match self.0.store.commit(all).await {
            // Only where this very commit was made and not answered: an id has 26 digits of chance.
            Ok(_) | Err(StoreError::Conflict(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn failing() -> StoreError {
    StoreError::Backend(anyhow!("earlier events could not be written yet"))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use async_trait::async_trait;

    use super::*;
    use crate::storage::memory::MemoryStore;
    use crate::storage::{Direction, Key, KeyRange, Record, Version, Watch};

    /// A store that counts its commits, and fails while it is told to.
    #[derive(Default)]
    struct Moody {
        inner: MemoryStore,
        fails: AtomicBool,
        commits: AtomicUsize,
    }

    #[async_trait]
    impl Store for Moody {
        async fn get(&self, key: &[u8]) -> Result<Option<Record>, StoreError> {
            self.inner.get(key).await
        }

        async fn range(&self, range: &KeyRange, limit: usize, direction: Direction) -> Result<Vec<(Key, Record)>, StoreError> {
            self.inner.range(range, limit, direction).await
        }

        async fn commit(&self, batch: Batch) -> Result<Version, StoreError> {
            self.commits.fetch_add(1, Ordering::AcqRel);
            match self.fails.load(Ordering::Acquire) {
                true => Err(StoreError::Backend(anyhow!("the disk is full"))),
                false => self.inner.commit(batch).await,
            }
        }

        fn watch(&self, prefix: &[u8]) -> Watch {
            self.inner.watch(prefix)
        }
    }

    fn event(number: usize) -> Batch {
        let key = format!("event {number:04}").into_bytes();
        Batch { expect: vec![(key.clone(), crate::storage::Expect::Absent)], put: vec![(key, Vec::new().into())], ..Batch::new() }
    }

    async fn written(store: &Moody) -> usize {
        store.count(&KeyRange::prefix(b"event"), usize::MAX).await.unwrap()
    }

    #[tokio::test]
    async fn events_share_commits_and_who_reads_the_log_finds_them_all() {
        let store = Arc::new(Moody::default());
        let later = Later::new(store.clone());
        later.settled().await;
        for number in 0..100 {
            later.write(event(number)).await.unwrap();
        }
        later.settled().await;
        assert_eq!(written(&store).await, 100);
        assert!(store.commits.load(Ordering::Acquire) < 100, "each had a commit of its own");
        later.write(event(100)).await.unwrap();
        later.settled().await;
        assert_eq!(written(&store).await, 101, "the queue begins anew after it was empty");
    }

    #[tokio::test]
    async fn who_finds_no_place_waits_and_nothing_is_dropped() {
        let store = Arc::new(Moody::default());
        let later = Later::new(store.clone());
        let writes = (0..MOST * 2).map(|number| later.write(event(number)));
        for write in futures_util::future::join_all(writes).await {
            write.unwrap();
        }
        assert!(later.state().queued.len() <= MOST);
        later.settled().await;
        assert_eq!(written(&store).await, MOST * 2);
    }

    #[tokio::test]
    async fn while_the_store_fails_nothing_more_is_taken_and_nothing_is_lost() {
        let store = Arc::new(Moody::default());
        let later = Later::new(store.clone());
        store.fails.store(true, Ordering::Release);
        later.write(event(0)).await.unwrap();
        later.settled().await;
        assert!(later.write(event(1)).await.is_err(), "an event was taken that could not be written");
        store.fails.store(false, Ordering::Release);
        let goes_on = async {
            while written(&store).await == 0 || later.write(event(2)).await.is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), goes_on).await.expect("it does not go on once the store does");
        later.settled().await;
        assert_eq!(written(&store).await, 2);
    }
}
