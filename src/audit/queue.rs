//! What of the tenant log waits for somebody: one entry per event and reader, written in the commit of the event itself.
//!
//! Not a cursor over the log: an event has its id when it is made, and a login of many Actions commits it seconds later. A cursor
//! that has passed that id would never see the event. An entry comes when the event comes, whatever its id, and goes in the commit
//! that says it was read; so nothing is lost by a crash, and what is out of order is only what was late.
//!
//! Readers are known to this process alone ([`Readers`]); several servers on one store would have to follow their changes.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{LogEvent, category};
use crate::storage::{Batch, Collection, Direction, Entity, StoreError, Stored, Watch};

/// One event that one reader has not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Who reads. Letters, digits and `_`.
    pub reader: String,
    /// The event.
    pub log_id: String,
    /// The end of the event's retention.
    pub expires_at: Timestamp,
}

impl Entity for Waiting {
    const COLLECTION: &'static str = "logs_waiting";

    fn id(&self) -> String {
        format!("{}/{}", self.reader, self.log_id)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

/// Which events somebody reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Takes {
    /// Every one.
    All,
    /// Those of these categories.
    Categories(Vec<String>),
    /// Those of these codes.
    Codes(&'static [&'static str]),
}

impl Takes {
    /// Whether events of the code `kind` are read.
    pub fn takes(&self, kind: &str) -> bool {
        match self {
            Self::All => true,
            Self::Categories(names) => names.iter().any(|name| name == category::of(kind)),
            Self::Codes(codes) => codes.contains(&kind),
        }
    }
}

/// Everybody who reads the log, and what.
#[derive(Debug, Clone, Default)]
pub struct Readers(Arc<RwLock<Vec<(String, Takes)>>>);

impl Readers {
    /// Adds a reader, or changes what it reads, from the next event on.
    pub fn set(&self, reader: &str, takes: Takes) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(name, _)| name != reader);
        all.push((reader.to_owned(), takes));
    }

    /// Removes a reader.
    pub fn remove(&self, reader: &str) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).retain(|(name, _)| name != reader);
    }

    /// Adds to `batch` an entry for everybody who reads `event`.
    pub(super) fn stage(&self, queue: &Collection<Waiting>, batch: &mut Batch, event: &LogEvent) -> Result<(), StoreError> {
        let readers = self.0.read().unwrap_or_else(PoisonError::into_inner);
        for (reader, _) in readers.iter().filter(|(_, takes)| takes.takes(&event.kind)) {
            let entry = Waiting { reader: reader.clone(), log_id: event.log_id.clone(), expires_at: event.expires_at };
            queue.stage_insert(batch, &entry)?;
        }
        Ok(())
    }
}

/// One reader's part of the queue.
#[derive(Clone)]
pub struct Queue {
    entries: Collection<Waiting>,
    reader: String,
}

impl Queue {
    /// What waits for `reader`.
    pub fn new(entries: Collection<Waiting>, reader: &str) -> Self {
        Self { entries, reader: reader.to_owned() }
    }

    /// Up to `limit` entries in the order of the log.
    pub async fn next(&self, limit: usize) -> Result<Vec<Stored<Waiting>>, StoreError> {
        let before_the_first = format!("{}/", self.reader);
        let mut found = self.entries.page(Some(&before_the_first), limit, Direction::Forward).await?;
        found.retain(|entry| entry.reader == self.reader);
        Ok(found)
    }

    /// Adds to `batch` that these were read. Committing conflicts if one of them is gone.
    pub fn stage_read(&self, batch: &mut Batch, read: &[Stored<Waiting>]) {
        for entry in read {
            self.entries.stage_delete(batch, entry);
        }
    }

    /// Whatever comes to or goes from this part of the queue, from now on.
    pub fn watch(&self) -> Watch {
        let mut prefix = self.entries.prefix().to_vec();
        prefix.extend_from_slice(format!("d\0{}/", self.reader).as_bytes());
        self.entries.store().watch(&prefix)
    }

    /// Removes everything that waits.
    pub async fn clear(&self) -> Result<(), StoreError> {
        loop {
            let found = self.next(100).await?;
            if found.is_empty() {
                return Ok(());
            }
            for entry in found {
                match self.entries.delete(&entry).await {
                    Ok(()) | Err(StoreError::Conflict(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Store;
    use crate::storage::memory::MemoryStore;

    fn event(id: &str, kind: &str) -> LogEvent {
        LogEvent::new(id.to_owned(), kind, Timestamp::UNIX_EPOCH, Timestamp::MAX)
    }

    #[tokio::test]
    async fn each_reader_finds_its_own_events_also_those_that_come_late() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let entries: Collection<Waiting> = Collection::new(store.clone(), "main");
        let readers = Readers::default();
        readers.set("lst_a", Takes::All);
        readers.set("lst_b", Takes::Categories(vec!["auth.login.fail".to_owned()]));
        let write = async |event: LogEvent| {
            let mut batch = Batch::new();
            readers.stage(&entries, &mut batch, &event).unwrap();
            store.commit(batch).await.unwrap();
        };
        let ids = async |reader: &str| -> Vec<String> {
            Queue::new(entries.clone(), reader).next(10).await.unwrap().into_iter().map(|entry| entry.log_id.clone()).collect()
        };
        write(event("2", "s")).await;
        write(event("3", "fp")).await;
        assert_eq!(ids("lst_a").await, ["2", "3"]);
        assert_eq!(ids("lst_b").await, ["3"]);
        let a = Queue::new(entries.clone(), "lst_a");
        let mut batch = Batch::new();
        a.stage_read(&mut batch, &a.next(10).await.unwrap());
        store.commit(batch).await.unwrap();
        write(event("1", "s")).await;
        assert_eq!(ids("lst_a").await, ["1"], "an id that was passed is found all the same");
        readers.remove("lst_b");
        write(event("4", "fp")).await;
        assert_eq!(ids("lst_b").await, ["3"]);
        Queue::new(entries.clone(), "lst_b").clear().await.unwrap();
        assert_eq!((ids("lst_b").await, ids("lst_a").await), (vec![], vec!["1".to_owned(), "4".to_owned()]));
    }
}
