//! A group of batches, decided one after another and written as one.
//!
//! Each batch's demands are checked against the store plus what earlier batches of the group will write, so the result is
//! that of committing them one by one. Pure: it reads through what it is given and writes nothing, which lets a test run it
//! against a model. A record is read only where its version is demanded: which ones have files, the writer knows by heart.

use std::collections::HashMap;

use bytes::Bytes;

use super::large::Draft;
use crate::storage::{Change, Expect, Key, StoreError, Version};

/// A value on its way into the store.
#[derive(Debug)]
pub enum Put {
    /// Small enough for a page.
    Inline(Bytes),
    /// Already in a file.
    InFile(Draft),
}

/// A batch whose large values are already in files.
#[derive(Debug, Default)]
pub struct Prepared {
    /// As in [`crate::storage::Batch`].
    pub expect: Vec<(Key, Expect)>,
    /// As in [`crate::storage::Batch`].
    pub put: Vec<(Key, Put)>,
    /// As in [`crate::storage::Batch`].
    pub delete: Vec<Key>,
}

impl Prepared {
    /// About how many bytes it adds to the log.
    pub fn weight(&self) -> usize {
        let puts: usize = self.put.iter().map(|(key, put)| key.len() + if let Put::Inline(bytes) = put { bytes.len() } else { 64 }).sum();
        puts + self.delete.iter().map(Vec::len).sum::<usize>()
    }
}

/// What will be at a key after the group; `None` is nothing.
pub type Outcome = Option<(Version, Put)>;

/// The writes of a group so far.
#[derive(Debug)]
pub struct Group {
    /// The version of the next batch that holds.
    next: u64,
    /// The last write to each key.
    pub writes: HashMap<Key, Outcome>,
    /// Files of records that the group replaces or deletes.
    pub obsolete: Vec<String>,
    /// Files of records that the group has written.
    pub named: Vec<(Key, String)>,
    /// What to tell watchers, a list for each batch that wrote.
    pub changes: Vec<Vec<Change>>,
}

impl Group {
    /// An empty group whose first batch gets the version `next`.
    pub fn new(next: u64) -> Self {
        Self { next, writes: HashMap::new(), obsolete: Vec::new(), named: Vec::new(), changes: Vec::new() }
    }

    /// Whether files come or go with it.
    pub fn has_files(&self) -> bool {
        let written = self.writes.values().any(|outcome| matches!(outcome, Some((_, Put::InFile(_)))));
        written || !self.obsolete.is_empty() || !self.named.is_empty()
    }

    /// The version that a further batch would get.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Takes `batch` into the group, or says which demand does not hold. `version_at` reads the store beneath, `files` says where it has
    /// records with files. An error leaves the group as it was.
    pub fn stage(
        &mut self,
        batch: Prepared,
        version_at: impl Fn(&[u8]) -> Result<Option<Version>, StoreError>,
        files: &HashMap<Key, String>,
    ) -> Result<Version, StoreError> {
        for (key, expect) in &batch.expect {
            let version = match self.writes.get(key) {
                Some(outcome) => outcome.as_ref().map(|(version, _)| *version),
                None => version_at(key)?,
            };
            let holds = match expect {
                Expect::Absent => version.is_none(),
                Expect::At(expected) => version == Some(*expected),
            };
            if !holds {
                return Err(StoreError::Conflict(key.clone()));
            }
        }
        if !files.is_empty() {
            for key in batch.delete.iter().chain(batch.put.iter().map(|(key, _)| key)) {
                if !self.writes.contains_key(key) {
                    self.obsolete.extend(files.get(key).cloned());
                }
            }
        }
        let version = Version(self.next);
        self.next += 1;
        let mut changes = Vec::with_capacity(batch.put.len() + batch.delete.len());
        let outcomes = batch.delete.into_iter().map(|key| (key, None));
        let outcomes = outcomes.chain(batch.put.into_iter().map(|(key, put)| (key, Some((version, put)))));
        for (key, outcome) in outcomes {
            changes.push(Change { key: key.clone(), version });
            self.writes.insert(key, outcome);
        }
        if !changes.is_empty() {
            self.changes.push(changes);
        }
        Ok(version)
    }
}
