//! The store: one contract suite for every backend, and what sled's durability rests on.

mod collection;
mod contract;
mod crash;
mod durable;
mod group;
mod roster;
mod sled;

use std::sync::Arc;

use anteroom::storage::memory::MemoryStore;
use anteroom::storage::sled::SledStore;
use anteroom::storage::{Batch, Expect, Store};
use bytes::Bytes;
use tempfile::TempDir;

/// An empty store of some backend, and the directory that it lives in while the test runs.
pub struct Home {
    pub store: Arc<dyn Store>,
    _dir: Option<TempDir>,
}

pub fn memory() -> Home {
    Home { store: Arc::new(MemoryStore::new()), _dir: None }
}

pub fn embedded() -> Home {
    let dir = tempfile::tempdir().unwrap();
    Home { store: Arc::new(SledStore::open(dir.path()).unwrap()), _dir: Some(dir) }
}

/// A batch in a line.
#[derive(Default)]
pub struct Make(Batch);

impl Make {
    pub fn put(mut self, key: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        self.0.put.push((key.as_ref().to_vec(), Bytes::copy_from_slice(value.as_ref())));
        self
    }

    pub fn delete(mut self, key: impl AsRef<[u8]>) -> Self {
        self.0.delete.push(key.as_ref().to_vec());
        self
    }

    pub fn expect(mut self, key: impl AsRef<[u8]>, expect: Expect) -> Self {
        self.0.expect.push((key.as_ref().to_vec(), expect));
        self
    }

    pub fn done(self) -> Batch {
        self.0
    }
}

pub fn batch() -> Make {
    Make::default()
}
