//! A store at which two requests meet: neither of them goes on before both have read.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anteroom::storage::memory::MemoryStore;
use anteroom::storage::{Batch, Direction, Key, KeyRange, Record, Store, StoreError, Version, Watch};
use async_trait::async_trait;
use tokio::sync::Barrier;

/// An in-memory store that is as any other until a meeting is arranged.
pub struct Meeting {
    store: MemoryStore,
    key: Vec<u8>,
    expected: AtomicUsize,
    barrier: Barrier,
}

impl Meeting {
    /// A store at which the next two readers of a record of this key meet, once it is arranged.
    pub fn at(key: &str) -> Arc<Self> {
        Arc::new(Self { store: MemoryStore::new(), key: key.as_bytes().to_vec(), expected: AtomicUsize::new(0), barrier: Barrier::new(2) })
    }

    /// From now on.
    pub fn arrange(&self) {
        self.expected.store(2, Ordering::SeqCst);
    }

    /// Whether both have come.
    pub fn is_over(&self) -> bool {
        self.expected.load(Ordering::SeqCst) == 0
    }
}

#[async_trait]
impl Store for Meeting {
    async fn get(&self, key: &[u8]) -> Result<Option<Record>, StoreError> {
        let found = self.store.get(key).await;
        let comes = |expected: usize| expected.checked_sub(1);
        if key == self.key && self.expected.fetch_update(Ordering::SeqCst, Ordering::SeqCst, comes).is_ok() {
            let met = tokio::time::timeout(std::time::Duration::from_secs(60), self.barrier.wait()).await;
            met.expect("the other never reads");
        }
        found
    }

    async fn range(&self, range: &KeyRange, limit: usize, direction: Direction) -> Result<Vec<(Key, Record)>, StoreError> {
        self.store.range(range, limit, direction).await
    }

    async fn commit(&self, batch: Batch) -> Result<Version, StoreError> {
        self.store.commit(batch).await
    }

    fn watch(&self, prefix: &[u8]) -> Watch {
        self.store.watch(prefix)
    }
}
