//! The store contract: an ordered, transactional key-value store, small enough to read in a minute.
//!
//! Why not SQL: the embedded default and the clustered backends must give the same guarantees, and an ordered map with
//! compare-and-commit is the most that all of them share. Everything typed is written once, above, in [`collection`].
//!
//! Every backend passes the same suite, `tests/it/storage/contract.rs`.

pub mod collection;
pub mod memory;
pub mod sled;
pub mod sweeper;
pub mod vault;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;

pub use collection::{Collection, Entity, Stored};

/// A key: bytes, ordered lexicographically, at most [`MAX_KEY`] of them.
pub type Key = Vec<u8>;

/// The longest key a backend takes.
pub const MAX_KEY: usize = 2048;
/// The longest value a backend takes: a component of 32 MiB, base64 in a JSON entity.
pub const MAX_VALUE: usize = 48 << 20;

/// The store's name for one state of a record. A later commit always has a greater version, over all keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub u64);

/// A value and the version it was written with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The bytes that were put.
    pub value: Bytes,
    /// The version of the commit that put them.
    pub version: Version,
}

/// What a commit demands of a key before it writes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// The key holds nothing.
    Absent,
    /// The key's record has exactly this version.
    At(Version),
}

/// A set of demands and writes that happens whole or not at all.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// Demands, checked against the state just before the writes.
    pub expect: Vec<(Key, Expect)>,
    /// Records to write. A key must not be put twice or both put and deleted.
    pub put: Vec<(Key, Bytes)>,
    /// Keys to remove; a key that holds nothing is no error.
    pub delete: Vec<Key>,
}

impl Batch {
    /// An empty batch; committing it succeeds and changes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets keys pass from one entity to another in this commit: what is both deleted and put is put alone, and need not be absent
    /// before. Sound where the giver's own record is demanded at its version, for then the key is the giver's.
    pub fn hand_over(&mut self) {
        let put: std::collections::HashSet<&Key> = self.put.iter().map(|(key, _)| key).collect();
        let passed: std::collections::HashSet<Key> = self.delete.iter().filter(|key| put.contains(key)).cloned().collect();
        self.delete.retain(|key| !passed.contains(key));
        self.expect.retain(|(key, expect)| *expect != Expect::Absent || !passed.contains(key));
    }
}

/// Keys from `from` (inclusive) to `to` (exclusive).
#[derive(Debug, Clone)]
pub struct KeyRange {
    /// The first key that may be returned.
    pub from: Key,
    /// The first key after the range.
    pub to: Key,
}

impl KeyRange {
    /// All keys that begin with `prefix`.
    pub fn prefix(prefix: &[u8]) -> Self {
        let mut to = prefix.to_vec();
        // The successor of a prefix: the last byte that can grow grows, what follows it goes.
        while let Some(last) = to.pop() {
            if last < u8::MAX {
                to.push(last + 1);
                break;
            }
        }
        if to.is_empty() {
            to = vec![u8::MAX; MAX_KEY + 1];
        }
        Self { from: prefix.to_vec(), to }
    }
}

/// Which end of a range comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Ascending keys.
    Forward,
    /// Descending keys.
    Backward,
}

/// One changed key, as [`Store::watch`] tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The key that was put or deleted.
    pub key: Key,
    /// The commit's version.
    pub version: Version,
}

/// Why the store did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A demand of the batch did not hold; nothing was written. Holds the first key whose demand failed.
    #[error("the record was changed by somebody else ({})", String::from_utf8_lossy(.0))]
    Conflict(Key),
    /// A key or value is larger than the contract allows; nothing was written.
    #[error("{what} has {size} bytes; at most {limit} are stored")]
    TooLarge {
        /// "a key" or "a value".
        what: &'static str,
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// The backend failed. Nothing is known of the batch: it may or may not have been written.
    #[error("the store failed: {0}")]
    Backend(#[source] anyhow::Error),
    /// A stored record cannot be read as the type it should have.
    #[error("the record {key} cannot be read: {reason}")]
    Corrupt {
        /// The key, readable.
        key: String,
        /// What the decoder said.
        reason: String,
    },
}

/// An ordered, transactional key-value store.
///
/// Reads see every commit that was answered before they began, and may see one a moment before it is answered. Implementations are shared between tasks.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// The record at `key`; `None` means the key holds nothing.
    async fn get(&self, key: &[u8]) -> Result<Option<Record>, StoreError>;

    /// Up to `limit` records of `range`, in `direction`. The result is one consistent state of each record, not of the range.
    async fn range(&self, range: &KeyRange, limit: usize, direction: Direction) -> Result<Vec<(Key, Record)>, StoreError>;

    /// How many records `range` holds, counted up to `limit`. As with [`Store::range`], not of one moment.
    async fn count(&self, range: &KeyRange, limit: usize) -> Result<usize, StoreError> {
        Ok(self.range(range, limit, Direction::Forward).await?.len())
    }

    /// Checks every demand and then writes everything, atomically. Durable against a power cut when it returns.
    /// The version is that of every record put. A batch may be cancelled by dropping the future only before it is polled;
    /// afterwards it may or may not be written, but never in part.
    async fn commit(&self, batch: Batch) -> Result<Version, StoreError>;

    /// [`Store::commit`] for who commits again before anybody is answered: written and seen when it returns, and durable with the next
    /// commit that is, whoever makes it; a moment later by itself. A power cut that takes it takes everything after it as well.
    async fn commit_early(&self, batch: Batch) -> Result<Version, StoreError> {
        self.commit(batch).await
    }

    /// Makes everything durable that was committed so far, for who has committed early and has nothing more to write.
    async fn settle(&self) -> Result<(), StoreError> {
        self.commit(Batch::new()).await.map(drop)
    }

    /// Changes to keys that begin with `prefix`, from now on, each told before its commit is acknowledged. A slow reader may miss changes and is then told by `None`
    /// inside the stream's item, on which it must read anew whatever it follows.
    fn watch(&self, prefix: &[u8]) -> Watch;
}

/// A stream of changes; see [`Store::watch`].
pub struct Watch {
    prefix: Key,
    receiver: tokio::sync::broadcast::Receiver<Arc<Vec<Change>>>,
}

impl Watch {
    /// For backends: follows `receiver`, keeping what begins with `prefix`.
    pub fn new(prefix: &[u8], receiver: tokio::sync::broadcast::Receiver<Arc<Vec<Change>>>) -> Self {
        Self { prefix: prefix.to_vec(), receiver }
    }

    /// Forgets what was told and not yet read: for who is about to read anew whatever it follows.
    pub fn forget(&mut self) {
        self.receiver = self.receiver.resubscribe();
    }

    /// The next changes that match. `Some(vec![])` means that some were missed: read anew. `None` means the store is gone.
    pub async fn next(&mut self) -> Option<Vec<Change>> {
        use tokio::sync::broadcast::error::RecvError;
        loop {
            match self.receiver.recv().await {
                Ok(changes) => {
                    let mine = self.mine(&changes);
                    if !mine.is_empty() {
                        return Some(mine);
                    }
                }
                Err(RecvError::Lagged(_)) => return Some(Vec::new()),
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// The same, of what was told already; `None` where there is nothing more. Holds every change of a commit that was acknowledged.
    pub fn try_next(&mut self) -> Option<Vec<Change>> {
        use tokio::sync::broadcast::error::TryRecvError;
        loop {
            match self.receiver.try_recv() {
                Ok(changes) => {
                    let mine = self.mine(&changes);
                    if !mine.is_empty() {
                        return Some(mine);
                    }
                }
                Err(TryRecvError::Lagged(_)) => return Some(Vec::new()),
                Err(TryRecvError::Empty | TryRecvError::Closed) => return None,
            }
        }
    }

    fn mine(&self, changes: &[Change]) -> Vec<Change> {
        changes.iter().filter(|change| change.key.starts_with(&self.prefix)).cloned().collect()
    }
}

/// Refuses keys and values that are larger than the contract allows. Every backend calls it first.
pub fn check_sizes(batch: &Batch) -> Result<(), StoreError> {
    let keys = batch.put.iter().map(|(k, _)| k).chain(&batch.delete).chain(batch.expect.iter().map(|(k, _)| k));
    for key in keys {
        if key.len() > MAX_KEY {
            return Err(StoreError::TooLarge { what: "a key", size: key.len(), limit: MAX_KEY });
        }
    }
    for (_, value) in &batch.put {
        if value.len() > MAX_VALUE {
            return Err(StoreError::TooLarge { what: "a value", size: value.len(), limit: MAX_VALUE });
        }
    }
    Ok(())
}
