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
//! Entities that are read at almost every request and seldom change are kept [decoded]. Their records are read all the same.
//!
//! A zero byte inside an id or a value is written `%00` (and `%` as `%25`), so that no value can reach into another key.

mod decoded;

use std::marker::PhantomData;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::join_all;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Batch, Direction, Expect, Key, KeyRange, Record, Store, StoreError, Version, Watch};
use crate::random::Random;
use decoded::Decoded;

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

    /// How many of them are kept decoded; see [`decoded`]. Only for what holds no secret in the clear.
    const KEPT_DECODED: usize = 0;

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
    decoded: Decoded<T>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Collection<T> {
    fn clone(&self) -> Self {
        Self { store: self.store.clone(), prefix: self.prefix.clone(), decoded: self.decoded.clone(), kind: PhantomData }
    }
}

fn escape(part: &str) -> String {
    part.replace('%', "%25").replace('\0', "%00")
}

/// Undoes [`escape`]. In this order: `%2500` is an escaped `%00`, not a zero byte.
fn unescape(part: &[u8]) -> String {
    String::from_utf8_lossy(part).replace("%00", "\0").replace("%25", "%")
}

fn corrupt(key: &[u8], error: &serde_json::Error) -> StoreError {
    StoreError::Corrupt { key: String::from_utf8_lossy(key).replace('\0', "/"), reason: error.to_string() }
}

/// See [`Collection::make_room`].
const COUNTS: u8 = 16;
/// How often [`Collection::modify`] tries. Of those that race for one entity one always wins, so only a storm loses so often.
const TRIES: usize = 100;
/// How many entities [`Collection::delete_by`] reads at a time.
const PAGE: usize = 100;
/// How many deletions [`Collection::sweep`] has under way at once, so that they share the store's syncs.
const SWEEPING: usize = 32;

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
        let prefix = format!("{}\0{}\0", escape(tenant), T::COLLECTION);
        Self { store, prefix, decoded: Decoded::holding(T::KEPT_DECODED), kind: PhantomData }
    }

    /// The prefix of all keys of this collection, for [`Store::watch`].
    pub fn prefix(&self) -> &[u8] {
        self.prefix.as_bytes()
    }

    /// The store beneath, to commit a batch that several collections staged into.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Changes of entities, from now on.
    pub fn watch(&self) -> Watch {
        self.store.watch(format!("{}d\0", self.prefix).as_bytes())
    }

    /// The id of the entity that a change's key is about, if it is one of these.
    pub fn id_of(&self, key: &[u8]) -> Option<String> {
        key.strip_prefix(self.prefix.as_bytes())?.strip_prefix(b"d\0").map(unescape)
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
            Err(error) => Err(corrupt(key, &error)),
        }
    }

    fn encode(value: &T) -> Result<Bytes, StoreError> {
        serde_json::to_vec(value).map(Bytes::from).map_err(|error| StoreError::Backend(error.into()))
    }

    /// The index keys of an entity: (unique, others).
    fn index_keys(&self, value: &T) -> (Vec<Key>, Vec<Key>) {
        let id = value.id();
        let mut unique: Vec<Key> = value.unique().iter().map(|(index, v)| self.unique_key(index, v)).collect();
        unique.dedup();
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
        let Some(record) = self.store.get(&key).await? else { return Ok(None) };
        self.decoded.get_or(id, record.version, || Self::decode(&key, &record)).map(Some)
    }

    /// A part of the entity with this id, read from its stored JSON.
    pub async fn read_as<R>(&self, id: &str, read: impl Fn(&[u8]) -> serde_json::Result<R>) -> Result<Option<R>, StoreError> {
        let key = self.data_key(id);
        let Some(record) = self.store.get(&key).await? else { return Ok(None) };
        read(&record.value).map(Some).map_err(|error| corrupt(&key, &error))
    }

    /// The entity that holds `value` in a unique index.
    pub async fn find(&self, index: &str, value: &str) -> Result<Option<Stored<T>>, StoreError> {
        let key = self.unique_key(index, value);
        let mut seen = None;
        loop {
            let Some(record) = self.store.get(&key).await? else { return Ok(None) };
            if let Some(found) = self.get(&String::from_utf8_lossy(&record.value)).await?
                && found.value.unique().iter().any(|(i, v)| *i == index && v == value)
            {
                return Ok(Some(found));
            }
            // The value passed to another between the two reads: once more. If nothing passed, the entry leads nowhere.
            if seen.replace(record.version) == Some(record.version) {
                return Ok(None);
            }
        }
    }

    /// Up to `limit` entities that hold `value` in a secondary index, ordered by id, after the id `after`. Fewer than `limit`
    /// means that there are no more.
    pub async fn list_by(&self, index: &str, value: &str, after: Option<&str>, limit: usize) -> Result<Vec<Stored<T>>, StoreError> {
        self.page_by(index, value, after, limit, Direction::Forward).await
    }

    /// The same, ordered by id in `direction` and beyond `after` in it.
    pub async fn page_by(
        &self,
        index: &str,
        value: &str,
        after: Option<&str>,
        limit: usize,
        direction: Direction,
    ) -> Result<Vec<Stored<T>>, StoreError> {
        let prefix = self.secondary_prefix(index, value);
        let mut range = KeyRange::prefix(prefix.as_bytes());
        match (after, direction) {
            (Some(after), Direction::Forward) => range.from = format!("{prefix}{}\0", escape(after)).into_bytes(),
            (Some(after), Direction::Backward) => range.to = format!("{prefix}{}", escape(after)).into_bytes(),
            (None, _) => {}
        }
        let mut out = Vec::new();
        while out.len() < limit {
            let wanted = limit - out.len();
            let entries = self.store.range(&range, wanted, direction).await?;
            let last = entries.len() < wanted;
            for (key, _) in entries {
                let id = unescape(key.get(prefix.len()..).unwrap_or_default());
                // Gone or changed between the two reads: not there.
                let found = self.get(&id).await?;
                out.extend(found.filter(|found| found.value.secondary().iter().any(|(i, v)| *i == index && v == value)));
                match direction {
                    Direction::Forward => {
                        range.from = key;
                        range.from.push(0);
                    }
                    Direction::Backward => range.to = key,
                }
            }
            if last {
                break;
            }
        }
        Ok(out)
    }

    /// How many entities there are, counted up to `limit`.
    pub async fn count(&self, limit: usize) -> Result<usize, StoreError> {
        self.store.count(&KeyRange::prefix(format!("{}d\0", self.prefix).as_bytes()), limit).await
    }

    /// How many entities hold `value` in a secondary index, counted up to `limit`.
    pub async fn count_by(&self, index: &str, value: &str, limit: usize) -> Result<usize, StoreError> {
        self.store.count(&KeyRange::prefix(self.secondary_prefix(index, value).as_bytes()), limit).await
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

    /// The entities among the next `limit` after the id `after` whose stored JSON `may` accepts, and the id to go on after; `None`
    /// where there are no more. For searches that no index answers: most records are passed over as bytes, without being decoded.
    pub async fn sift(
        &self,
        after: Option<&str>,
        limit: usize,
        mut may: impl FnMut(&[u8]) -> bool,
    ) -> Result<(Vec<Stored<T>>, Option<String>), StoreError> {
        let prefix = format!("{}d\0", self.prefix);
        let mut range = KeyRange::prefix(prefix.as_bytes());
        if let Some(after) = after {
            range.from = self.data_key(after);
            range.from.push(0);
        }
        let records = self.store.range(&range, limit, Direction::Forward).await?;
        let whole = records.len() == limit;
        let last = records.last().filter(|_| whole).map(|(key, _)| unescape(key.get(prefix.len()..).unwrap_or_default()));
        let kept = records.iter().filter(|(_, record)| may(&record.value));
        Ok((kept.map(|(key, record)| Self::decode(key, record)).collect::<Result<_, _>>()?, last))
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
        if after.id() != id {
            return Err(StoreError::Backend(anyhow::anyhow!("an update must not change the id of an entity of {}", T::COLLECTION)));
        }
        let (old_unique, old_others) = self.index_keys(&before.value);
        let (new_unique, new_others) = self.index_keys(after);
        // The entity first: who is late should read anew rather than hear that a value is taken, perhaps by this very entity.
        let data = self.data_key(&id);
        batch.expect.push((data.clone(), Expect::At(before.version)));
        batch.put.push((data, Self::encode(after)?));
        for key in new_unique.iter().filter(|key| !old_unique.contains(key)) {
            batch.expect.push((key.clone(), Expect::Absent));
            batch.put.push((key.clone(), Bytes::from(id.clone())));
        }
        batch.delete.extend(old_unique.into_iter().filter(|key| !new_unique.contains(key)));
        let added: Vec<Key> = new_others.iter().filter(|key| !old_others.contains(key)).cloned().collect();
        batch.put.extend(added.into_iter().map(|key| (key, Bytes::new())));
        batch.delete.extend(old_others.into_iter().filter(|key| !new_others.contains(key)));
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

    /// Adds to `batch` the demand that the entity is at the version that was read, or that there is none; writes nothing.
    pub fn stage_expect(&self, batch: &mut Batch, id: &str, found: Option<Version>) {
        batch.expect.push((self.data_key(id), found.map_or(Expect::Absent, Expect::At)));
    }

    /// Inserts `value`.
    pub async fn insert(&self, value: T) -> Result<Stored<T>, StoreError> {
        let mut batch = Batch::new();
        self.stage_insert(&mut batch, &value)?;
        let version = self.store.commit(batch).await?;
        Ok(Stored { value, version })
    }

    /// [`Collection::insert`] ahead of another commit, as [`Store::commit_early`] has it.
    pub async fn insert_early(&self, value: T) -> Result<Stored<T>, StoreError> {
        let mut batch = Batch::new();
        self.stage_insert(&mut batch, &value)?;
        let version = self.store.commit_early(batch).await?;
        Ok(Stored { value, version })
    }

    /// Replaces `before` by `after`.
    pub async fn update(&self, before: &Stored<T>, after: T) -> Result<Stored<T>, StoreError> {
        let mut batch = Batch::new();
        self.stage_update(&mut batch, before, &after)?;
        let version = self.store.commit(batch).await?;
        Ok(Stored { value: after, version })
    }

    /// Reads, changes and writes until nobody interferes; `None` if there is no such entity. After a hundred losses it gives
    /// up with the conflict.
    pub async fn modify(&self, id: &str, mut change: impl FnMut(&mut T)) -> Result<Option<Stored<T>>, StoreError> {
        let mut tries = 0;
        loop {
            let Some(before) = self.get(id).await? else { return Ok(None) };
            let mut after = before.value.clone();
            change(&mut after);
            tries += 1;
            match self.update(&before, after).await {
                Err(StoreError::Conflict(key)) if tries < TRIES && clash(&key) == Clash::Entity => {}
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

    /// Deletes every entity that holds `value` in a secondary index, until none is left; says how many went. Not one commit: an
    /// entity that is used meanwhile is found again as it then is, and cannot keep the others or itself alive.
    pub async fn delete_by(&self, index: &str, value: &str) -> Result<usize, StoreError> {
        let mut deleted = 0;
        loop {
            let found = self.list_by(index, value, None, PAGE).await?;
            if found.is_empty() {
                return Ok(deleted);
            }
            for entity in found {
                match self.delete(&entity).await {
                    Ok(()) => deleted += 1,
                    Err(StoreError::Conflict(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }

    /// Up to `limit` entities that expired before `now`, the first of them first. Entities that cannot be read are passed over.
    pub async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Stored<T>>, StoreError> {
        let prefix = format!("{}x\0", self.prefix);
        let mut range = KeyRange::prefix(prefix.as_bytes());
        range.to = self.expiry_key(now, "");
        let mut out = Vec::new();
        for (key, _) in self.store.range(&range, limit, Direction::Forward).await? {
            let id = unescape(key.get(prefix.len() + 17..).unwrap_or_default());
            match self.get(&id).await {
                Ok(found) => out.extend(found.filter(|found| found.value.expires_at().is_some_and(|at| at < now))),
                Err(StoreError::Corrupt { key, reason }) => {
                    tracing::error!(key, reason, "an expired record cannot be read and is left alone")
                }
                Err(error) => return Err(error),
            }
        }
        Ok(out)
    }

    /// Deletes those that end next, so that one more is within the bound: a tenth at once, so that this is rare. Counting reads every
    /// key, so that one call in [`COUNTS`] counts, by chance: the bound is passed by that many, more or less.
    pub async fn make_room(&self, random: &dyn Random, most: usize) -> Result<(), StoreError> {
        let mut drawn = [0];
        random.fill(&mut drawn);
        if drawn.iter().all(|byte| byte % COUNTS == 0) && self.count(most).await? >= most {
            self.sweep(Timestamp::MAX, most / 10 + 1).await?;
        }
        Ok(())
    }

    /// Deletes up to `limit` entities that expired before `now`; says how many went. Entities that cannot be read stay.
    pub async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let prefix = format!("{}x\0", self.prefix);
        let mut range = KeyRange::prefix(prefix.as_bytes());
        range.to = self.expiry_key(now, "");
        let due = self.store.range(&range, limit, Direction::Forward).await?;
        let mut swept = 0;
        for some in due.chunks(SWEEPING) {
            for went in join_all(some.iter().map(|(key, entry)| self.sweep_one(key, entry, prefix.len(), now))).await {
                swept += usize::from(went?);
            }
        }
        Ok(swept)
    }

    /// Deletes what an entry of the expiry index stands for, if it still does.
    async fn sweep_one(&self, key: &Key, entry: &Record, prefix: usize, now: Timestamp) -> Result<bool, StoreError> {
        // 16 digits and a zero byte stand before the id.
        let id = unescape(key.get(prefix + 17..).unwrap_or_default());
        let mut batch = Batch::new();
        match self.get(&id).await {
            // Read anew, because it may have been renewed since the index was read: a session in use must not go.
            Ok(Some(found)) if found.value.expires_at().is_some_and(|at| at < now) => self.stage_delete(&mut batch, &found),
            // Renewed, or an entry that nothing stands behind: only the entry goes, and only if it is still the one read.
            Ok(_) => batch.expect.push((key.clone(), Expect::At(entry.version))),
            Err(StoreError::Corrupt { key, reason }) => {
                tracing::error!(key, reason, "an expired record cannot be read and is left alone");
                return Ok(false);
            }
            Err(error) => return Err(error),
        }
        let entity = !batch.delete.is_empty();
        if !batch.delete.contains(key) {
            batch.delete.push(key.clone());
        }
        match self.store.commit(batch).await {
            Ok(_) => Ok(entity),
            // Somebody renewed or deleted it meanwhile: theirs stands.
            Err(StoreError::Conflict(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
