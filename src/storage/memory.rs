//! The store that forgets: a `BTreeMap` behind a lock. For tests, and for `--store memory` trials.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use tokio::sync::broadcast;

use super::{Batch, Change, Direction, Expect, Key, KeyRange, Record, Store, StoreError, Version, Watch, check_sizes};

/// An in-memory [`Store`].
#[derive(Debug)]
pub struct MemoryStore {
    state: RwLock<State>,
    changes: broadcast::Sender<Arc<Vec<Change>>>,
}

#[derive(Debug, Default)]
struct State {
    records: BTreeMap<Key, Record>,
    version: u64,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self { state: RwLock::default(), changes: broadcast::channel(1024).0 }
    }
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn get(&self, key: &[u8]) -> Result<Option<Record>, StoreError> {
        Ok(self.state.read().unwrap_or_else(PoisonError::into_inner).records.get(key).cloned())
    }

    async fn range(&self, range: &KeyRange, limit: usize, direction: Direction) -> Result<Vec<(Key, Record)>, StoreError> {
        if range.from >= range.to {
            return Ok(Vec::new());
        }
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let found = state.records.range(range.from.clone()..range.to.clone());
        let pair = |(key, record): (&Key, &Record)| (key.clone(), record.clone());
        Ok(match direction {
            Direction::Forward => found.take(limit).map(pair).collect(),
            Direction::Backward => found.rev().take(limit).map(pair).collect(),
        })
    }

    async fn count(&self, range: &KeyRange, limit: usize) -> Result<usize, StoreError> {
        if range.from >= range.to {
            return Ok(0);
        }
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        Ok(state.records.range(range.from.clone()..range.to.clone()).take(limit).count())
    }

    async fn commit(&self, batch: Batch) -> Result<Version, StoreError> {
        check_sizes(&batch)?;
        let (version, changes) = {
            let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            for (key, expect) in &batch.expect {
                let holds = match (expect, state.records.get(key)) {
                    (Expect::Absent, found) => found.is_none(),
                    (Expect::At(version), Some(record)) => record.version == *version,
                    (Expect::At(_), None) => false,
                };
                if !holds {
                    return Err(StoreError::Conflict(key.clone()));
                }
            }
            state.version += 1;
            let version = Version(state.version);
            let mut changes = Vec::with_capacity(batch.put.len() + batch.delete.len());
            for key in batch.delete {
                state.records.remove(&key);
                changes.push(Change { key, version });
            }
            for (key, value) in batch.put {
                changes.push(Change { key: key.clone(), version });
                state.records.insert(key, Record { value, version });
            }
            (version, changes)
        };
        // Nobody listening is no error.
        let _ = self.changes.send(Arc::new(changes));
        Ok(version)
    }

    fn watch(&self, prefix: &[u8]) -> Watch {
        Watch::new(prefix, self.changes.subscribe())
    }
}
