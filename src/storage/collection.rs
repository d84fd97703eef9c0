//! Typed collections over the store: entities as JSON, with unique and secondary indexes kept in the same commit.
//!
//! All entity code is written once, here, for every backend. The keys, with `␀` for a zero byte:
//!
//! | key | value |
//! |---|---|
//! | `tenant␀collection␀d␀id` | the entity, JSON |
//! | `tenant␀collection␀u␀index␀value` | the id (unique index) |
//! | `tenant␀collection␀i␀index␀value␀id` | empty (secondary index) |
//! | `tenant␀collection␀x␀milliseconds␀id` | empty (when it expires, 16 hex digits) |
//!
//! A zero byte inside an id or a value is written `%00` (and `%` as `%25`), so that no value can reach into another key.

use std::marker::PhantomData;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Batch, Direction, Expect, Key, KeyRange, Record, Store, StoreError, Version};

/// A value that lives in a [`Collection`].
pub trait Entity: Serialize + DeserializeOwned + Send + Sync + Clone + 'static {
    /// The collection's name inside a tenant. Never changes once data exists.
    const COLLECTION: &'static str;

    /// The primary key, unique in the collection.
    fn id(&self) -> String;

    /// Unique indexes as (index name, value). No two entities share a value of the same index.
    fn unique(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Secondary indexes as (index name, value).
    fn secondary(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// When the entity may be swept away; `None` keeps it for ever. A reader must still check the time itself.
    fn expires_at(&self) -> Option<Timestamp> {
        None
    }
}

/// An entity as read, with the version that an update of it expects.
#[derive(Debug, Clone)]
pub struct Stored<T> {
    /// The entity.
    pub value: T,
    /// The version it had when it was read.
    pub version: Version,
}

impl<T> std::ops::Deref for Stored<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// The entities of one type in one tenant.
pub struct Collection<T> {
    store: Arc<dyn Store>,
    prefix: String,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Collection<T> {
    fn clone(&self) -> Self {
        Self { store: self.store.clone(), prefix: self.prefix.clone(), kind: PhantomData }
    }
}

fn escape(part: &str) -> String {
    part.replace('%', "%25").replace('\0', "%00")
}

/// Which demand a conflict broke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clash {
    /// The unique index of this name already holds the value.
    Unique(String),
    /// The entity exists already, is gone, or has changed since it was read.
    Entity,
}

/// Reads from a conflict's key what it was about.
pub fn clash(key: &[u8]) -> Clash {
    let mut parts = key.split(|b| *b == 0).skip(2);
    match (parts.next(), parts.next()) {
        (Some(b"u"), Some(index)) => Clash::Unique(String::from_utf8_lossy(index).into_owned()),
        _ => Clash::Entity,
    }
}

impl<T: Entity> Collection<T> {
    /// The collection of `T` in `tenant`.
    pub fn new(store: Arc<dyn Store>, tenant: &str) -> Self {
        Self { store, prefix: format!("{}\0{}\0", escape(tenant), T::COLLECTION), kind: PhantomData }
    }

    /// The prefix of all keys of this collection, for [`Store::watch`].
    pub fn prefix(&self) -> &[u8] {
        self.prefix.as_bytes()
    }

    /// The store beneath, to commit a batch that several collections staged into.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    fn data_key(&self, id: &str) -> Key {
        format!("{}d\0{}", self.prefix, escape(id)).into_bytes()
    }

    fn unique_key(&self, index: &str, value: &str) -> Key {
        format!("{}u\0{index}\0{}", self.prefix, escape(value)).into_bytes()
    }

    fn secondary_prefix(&self, index: &str, value: &str) -> String {
        format!("{}i\0{index}\0{}\0", self.prefix, escape(value))
    }

    fn expiry_key(&self, at: Timestamp, id: &str) -> Key {
        let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
        format!("{}x\0{millis:016x}\0{}", self.prefix, escape(id)).into_bytes()
    }

    fn decode(key: &[u8], record: &Record) -> Result<Stored<T>, StoreError> {
        match serde_json::from_slice(&record.value) {
            Ok(value) => Ok(Stored { value, version: record.version }),
            Err(error) => Err(StoreError::Corrupt { key: String::from_utf8_lossy(key).replace('\0', "/"), reason: error.to_string() }),
        }
    }

    fn encode(value: &T) -> Result<Bytes, StoreError> {
        serde_json::to_vec(value).map(Bytes::from).map_err(|error| StoreError::Backend(error.into()))
    }

    /// The index keys of an entity: (unique, others).
    fn index_keys(&self, value: &T) -> (Vec<Key>, Vec<Key>) {
        let id = value.id();
        let unique = value.unique().iter().map(|(index, v)| self.unique_key(index, v)).collect();
        let mut others: Vec<Key> =
            value.secondary().iter().map(|(index, v)| format!("{}{}", self.secondary_prefix(index, v), escape(&id)).into_bytes()).collect();
        if let Some(at) = value.expires_at() {
            others.push(self.expiry_key(at, &id));
        }
        others.sort();
        others.dedup();
        (unique, others)
    }

    /// The entity with this id.
    pub async fn get(&self, id: &str) -> Result<Option<Stored<T>>, StoreError> {
        let key = self.data_key(id);
        self.store.get(&key).await?.map(|record| Self::decode(&key, &record)).transpose()
    }

    /// The entity that holds `value` in a unique index.
    pub async fn find(&self, index: &str, value: &str) -> Result<Option<Stored<T>>, StoreError> {
        let Some(record) = self.store.get(&self.unique_key(index, value)).await? else { return Ok(None) };
        self.get(&String::from_utf8_lossy(&record.value)).await
    }

    /// Up to `limit` entities that hold `value` in a secondary index, ordered by id, after the id `after`.
    pub async fn list_by(&self, index: &str, value: &str, after: Option<&str>, limit: usize) -> Result<Vec<Stored<T>>, StoreError> {
        let prefix = self.secondary_prefix(index, value);
        let mut range = KeyRange::prefix(prefix.as_bytes());
        if let Some(after) = after {
            range.from = format!("{prefix}{}\0", escape(after)).into_bytes();
        }
        let mut out = Vec::new();
        for (key, _) in self.store.range(&range, limit, Direction::Forward).await? {
            let id = String::from_utf8_lossy(key.get(prefix.len()..).unwrap_or_default()).replace("%00", "\0").replace("%25", "%");
            // Gone between the two reads: not there.
            out.extend(self.get(&id).await?);
        }
        Ok(out)
    }

    /// Up to `limit` entities ordered by id, beyond `after` in `direction`.
    pub async fn page(&self, after: Option<&str>, limit: usize, direction: Direction) -> Result<Vec<Stored<T>>, StoreError> {
        let mut range = KeyRange::prefix(format!("{}d\0", self.prefix).as_bytes());
        match (after, direction) {
            (Some(after), Direction::Forward) => {
                range.from = self.data_key(after);
                range.from.push(0);
            }
            (Some(after), Direction::Backward) => range.to = self.data_key(after),
            (None, _) => {}
        }
        let records = self.store.range(&range, limit, direction).await?;
        records.iter().map(|(key, record)| Self::decode(key, record)).collect()
    }

    /// Every entity, ordered by id. For collections that an operator fills by hand; never for users or logs.
    pub async fn all(&self) -> Result<Vec<Stored<T>>, StoreError> {
        self.page(None, usize::MAX, Direction::Forward).await
    }

    /// Adds to `batch` the writes that insert `value`; committing conflicts if its id or a unique value is taken.
    pub fn stage_insert(&self, batch: &mut Batch, value: &T) -> Result<(), StoreError> {
        let id = value.id();
        let (unique, others) = self.index_keys(value);
        // Unique indexes first: a conflict names the first demand that broke, and "the address is taken" is the better answer.
        for key in unique {
            batch.expect.push((key.clone(), Expect::Absent));
            batch.put.push((key, Bytes::from(id.clone())));
        }
        let data = self.data_key(&id);
        batch.expect.push((data.clone(), Expect::Absent));
        batch.put.push((data, Self::encode(value)?));
        batch.put.extend(others.into_iter().map(|key| (key, Bytes::new())));
        Ok(())
    }

    /// Adds to `batch` the writes that turn `before` into `after` (same id); committing conflicts if `before` has changed.
    pub fn stage_update(&self, batch: &mut Batch, before: &Stored<T>, after: &T) -> Result<(), StoreError> {
        let id = before.value.id();
        let (old_unique, old_others) = self.index_keys(&before.value);
        let (new_unique, new_others) = self.index_keys(after);
        for key in new_unique.iter().filter(|key| !old_unique.contains(key)) {
            batch.expect.push((key.clone(), Expect::Absent));
            batch.put.push((key.clone(), Bytes::from(id.clone())));
        }
        batch.delete.extend(old_unique.into_iter().filter(|key| !new_unique.contains(key)));
        let added: Vec<Key> = new_others.iter().filter(|key| !old_others.contains(key)).cloned().collect();
        batch.put.extend(added.into_iter().map(|key| (key, Bytes::new())));
        batch.delete.extend(old_others.into_iter().filter(|key| !new_others.contains(key)));
        let data = self.data_key(&id);
        batch.expect.push((data.clone(), Expect::At(before.version)));
        batch.put.push((data, Self::encode(after)?));
        Ok(())
    }

    /// Adds to `batch` the writes that delete `before`; committing conflicts if it has changed.
    pub fn stage_delete(&self, batch: &mut Batch, before: &Stored<T>) {
        let (unique, others) = self.index_keys(&before.value);
        let data = self.data_key(&before.value.id());
        batch.expect.push((data.clone(), Expect::At(before.version)));
        batch.delete.push(data);
        batch.delete.extend(unique);
        batch.delete.extend(others);
    }

    /// Inserts `value`.
    pub async fn insert(&self, value: T) -> Result<Stored<T>, StoreError> {
        let mut batch = Batch::new();
        self.stage_insert(&mut batch, &value)?;
        let version = self.store.commit(batch).await?;
        Ok(Stored { value, version })
    }

    /// Replaces `before` by `after`.
    pub async fn update(&self, before: &Stored<T>, after: T) -> Result<Stored<T>, StoreError> {
        let mut batch = Batch::new();
        self.stage_update(&mut batch, before, &after)?;
        let version = self.store.commit(batch).await?;
        Ok(Stored { value: after, version })
    }

    /// Reads, changes and writes until nobody interferes; `None` if there is no such entity.
    pub async fn modify(&self, id: &str, mut change: impl FnMut(&mut T)) -> Result<Option<Stored<T>>, StoreError> {
        loop {
            let Some(before) = self.get(id).await? else { return Ok(None) };
            let mut after = before.value.clone();
            change(&mut after);
            match self.update(&before, after).await {
                Err(StoreError::Conflict(key)) if clash(&key) == Clash::Entity => {}
                other => return other.map(Some),
            }
        }
    }

    /// Deletes `before`.
    pub async fn delete(&self, before: &Stored<T>) -> Result<(), StoreError> {
        let mut batch = Batch::new();
        self.stage_delete(&mut batch, before);
        self.store.commit(batch).await.map(drop)
    }

    /// Deletes up to `limit` entities that expired before `now`; says how many went.
    pub async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let prefix = format!("{}x\0", self.prefix);
        let mut range = KeyRange::prefix(prefix.as_bytes());
        range.to = self.expiry_key(now, "");
        let mut swept = 0;
        for (key, _) in self.store.range(&range, limit, Direction::Forward).await? {
            let text = String::from_utf8_lossy(key.get(prefix.len()..).unwrap_or_default()).into_owned();
            let Some((_, id)) = text.split_once('\0') else { continue };
            let id = id.replace("%00", "\0").replace("%25", "%");
            if let Some(found) = self.get(&id).await? {
                match self.delete(&found).await {
                    Ok(()) => swept += 1,
                    // Somebody renewed or deleted it meanwhile: theirs stands.
                    Err(StoreError::Conflict(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(swept)
    }
}
