//! Entities as they were decoded last, each with the version of the record that it was decoded from.
//!
//! Not a cache of what the store holds: whoever asks has just read the record, and what is here counts only where it is of that very
//! version, which names one state of one record. So nothing here is ever stale, on any number of nodes; what is saved is reading JSON,
//! which costs several times what a clone does.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::{Entity, Stored};
use crate::storage::{StoreError, Version};

/// What was decoded. Clones share it.
pub struct Decoded<T> {
    most: usize,
    entities: Arc<RwLock<HashMap<String, Stored<T>>>>,
}

impl<T> Clone for Decoded<T> {
    fn clone(&self) -> Self {
        Self { most: self.most, entities: self.entities.clone() }
    }
}

impl<T: Entity> Decoded<T> {
    /// Holds at most so many.
    pub fn holding(most: usize) -> Self {
        Self { most, entities: Arc::default() }
    }

    /// The entity of this id at this version: as it was decoded before, or by `decode`.
    pub fn get_or(
        &self,
        id: &str,
        version: Version,
        decode: impl FnOnce() -> Result<Stored<T>, StoreError>,
    ) -> Result<Stored<T>, StoreError> {
        if self.most == 0 {
            return decode();
        }
        let held = self.entities.read().unwrap_or_else(PoisonError::into_inner).get(id).filter(|held| held.version == version).cloned();
        if let Some(held) = held {
            return Ok(held);
        }
        let entity = decode()?;
        let mut entities = self.entities.write().unwrap_or_else(PoisonError::into_inner);
        if entities.len() >= self.most && !entities.contains_key(id) {
            // Begun anew rather than sorted by use: it fills again as fast as it is asked.
            entities.clear();
        }
        entities.insert(id.to_owned(), entity.clone());
        Ok(entity)
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;
    use crate::storage::memory::MemoryStore;
    use crate::storage::{Batch, Collection};

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Thing {
        id: String,
        size: u32,
    }

    impl Entity for Thing {
        const COLLECTION: &'static str = "things";
        const KEPT_DECODED: usize = 2;

        fn id(&self) -> String {
            self.id.clone()
        }
    }

    fn thing(id: &str, size: u32) -> Thing {
        Thing { id: id.to_owned(), size }
    }

    #[tokio::test]
    async fn what_was_changed_or_deleted_is_never_answered_as_it_was() {
        let things: Collection<Thing> = Collection::new(Arc::new(MemoryStore::new()), "main");
        let elsewhere: Collection<Thing> = Collection::new(things.store().clone(), "main");
        things.insert(thing("a", 1)).await.unwrap();
        let size = async || things.get("a").await.unwrap().map(|found| found.size);
        assert_eq!((size().await, size().await), (Some(1), Some(1)));
        let found = elsewhere.get("a").await.unwrap().unwrap();
        elsewhere.update(&found, thing("a", 2)).await.unwrap();
        assert_eq!((size().await, size().await), (Some(2), Some(2)), "changed by somebody who shares nothing but the store");
        things.delete(&things.get("a").await.unwrap().unwrap()).await.unwrap();
        assert_eq!(size().await, None);
        things.insert(thing("a", 3)).await.unwrap();
        assert_eq!(size().await, Some(3), "made again");
    }

    #[tokio::test]
    async fn two_of_one_commit_are_told_apart_and_no_more_are_held_than_may_be() {
        let things: Collection<Thing> = Collection::new(Arc::new(MemoryStore::new()), "main");
        let mut batch = Batch::new();
        for size in 0..5 {
            things.stage_insert(&mut batch, &thing(&size.to_string(), size)).unwrap();
        }
        things.store().commit(batch).await.unwrap();
        for size in [0, 1, 2, 3, 4, 0] {
            assert_eq!(things.get(&size.to_string()).await.unwrap().unwrap().size, size);
            assert!(things.decoded.entities.read().unwrap().len() <= 2);
        }
    }
}
