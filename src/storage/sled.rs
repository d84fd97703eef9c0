//! The embedded store: sled, made durable against a power cut. The default, because it needs nothing installed.
//!
//! sled is an ordered tree in a log; this backend adds what the contract asks beyond it: versions, group commit with
//! demands ([`writer`], [`group`]), `fdatasync` before any answer ([`durable`]), and files for large values ([`large`]).
//!
//! A read may see a commit a moment before that commit is answered; whoever acts on it by a commit of their own is ordered
//! behind it, so nothing durable can rest on something that is not.

pub mod durable;
pub mod group;
mod large;
mod layout;
mod writer;

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use async_trait::async_trait;
use bytes::Bytes;
use tokio::sync::broadcast;

use super::{Batch, Change, Direction, Key, KeyRange, Record, Store, StoreError, Version, Watch, check_sizes};
use durable::{DataFiles, DataSync};
use group::{Prepared, Put};
use large::{INLINE_MAX, LargeValues};
use layout::Value;
use writer::{Answer, RESERVED, Writer, WriterState};

/// sled's segment: 4 MiB, so that a page may have 1 MiB before sled moves it to a `blobs/` file; see [`large`].
const SEGMENT: usize = 4 << 20;
/// sled's page cache. Identity data is small and the operating system caches the file as well; an idle server stays small.
const CACHE: u64 = 24 << 20;
/// Ranges up to this many records are read where they are asked for; longer ones go to a blocking thread.
const SHORT_RANGE: usize = 128;

/// A [`Store`] in a directory.
pub struct SledStore {
    // Declared, and so dropped, in this order: the writer finishes, then sled closes, then another process may open.
    writer: Writer,
    tree: ::sled::Tree,
    _db: ::sled::Db,
    large: Arc<LargeValues>,
    changes: broadcast::Sender<Arc<Vec<Change>>>,
    _lock: File,
}

impl SledStore {
    /// Opens the store in `dir`, which is the store's alone, creating it if need be. Blocks.
    pub fn open(dir: &Path) -> anyhow::Result<Self> {
        Self::open_with(dir, |files| files)
    }

    /// [`SledStore::open`] with something between the store and the disk: `wrap` gets what syncs the data files and returns
    /// what is called in its stead. For tests of durability.
    pub fn open_with(dir: &Path, wrap: impl FnOnce(Box<dyn DataSync>) -> Box<dyn DataSync>) -> anyhow::Result<Self> {
        // Closed to others whatever the directory around it is: the records hold hashes of passwords.
        let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir);
        made.with_context(|| format!("cannot make the data directory {}", dir.display()))?;
        let lock = lock(dir)?;
        let home = dir.join("sled");
        let db = open_sled(&home).with_context(|| format!("cannot open the store in {}", dir.display()))?;
        let tree = db.open_tree("records")?;

        let next = match tree.get(layout::CEILING)? {
            Some(bytes) => u64::from_be_bytes(bytes.as_ref().try_into().context("the store's version counter cannot be read")?),
            None => 1,
        };
        let ceiling = next + RESERVED;
        tree.insert(layout::CEILING, &ceiling.to_be_bytes())?;
        tree.flush()?;
        let known = |name: &str| tree.contains_key(layout::file_note(name)).map_err(io::Error::from);
        let large = Arc::new(LargeValues::open(dir.join("large"), next, known)?);
        let files = with_files(&tree)?;
        let data_files = DataFiles::open(&home)?;
        durable::sync_dir(dir)?;
        let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty());
        durable::sync_dir(parent.unwrap_or(Path::new(".")))?;

        let changes = broadcast::channel(1024).0;
        let state = WriterState {
            tree: tree.clone(),
            sync: wrap(Box::new(data_files)),
            large: large.clone(),
            files,
            changes: changes.clone(),
            next,
            ceiling,
            early: None,
            failed: None,
        };
        let writer = Writer::start(state)?;
        Ok(Self { writer, tree, _db: db, large, changes, _lock: lock })
    }

    /// Moves large values to files, so that the writer need not.
    async fn prepare(&self, batch: Batch) -> Result<Prepared, StoreError> {
        let mut put = Vec::with_capacity(batch.put.len());
        for (key, value) in batch.put {
            let value = if value.len() <= INLINE_MAX {
                Put::Inline(value)
            } else {
                let large = self.large.clone();
                Put::InFile(blocking(move || large.write(&value).map_err(backend)).await?)
            };
            put.push((key, value));
        }
        Ok(Prepared { expect: batch.expect, put, delete: batch.delete })
    }
}

#[async_trait]
impl Store for SledStore {
    // Read in place: a page in the cache takes a microsecond, one on disk a read of some kilobytes, and a thread switch
    // costs more than the first and saves little of the second.
    async fn get(&self, key: &[u8]) -> Result<Option<Record>, StoreError> {
        loop {
            let Some(bytes) = self.tree.get(layout::record_key(key)).map_err(backend)? else { return Ok(None) };
            match decode(key, &bytes)? {
                Found::Whole(record) => return Ok(Some(record)),
                Found::InFile(version, name) => {
                    let large = self.large.clone();
                    if let Some(value) = blocking(move || large.read(&name).map_err(backend)).await? {
                        return Ok(Some(Record { value, version }));
                    }
                    // Replaced between the two reads. It would take a new large value each time to go round again.
                }
            }
        }
    }

    async fn range(&self, range: &KeyRange, limit: usize, direction: Direction) -> Result<Vec<(Key, Record)>, StoreError> {
        if range.from >= range.to {
            return Ok(Vec::new());
        }
        let found = if limit <= SHORT_RANGE {
            scan(&self.tree, range, limit, direction)?
        } else {
            let (tree, range) = (self.tree.clone(), range.clone());
            blocking(move || scan(&tree, &range, limit, direction)).await?
        };
        let mut out = Vec::with_capacity(found.len());
        for (key, found) in found {
            match found {
                Found::Whole(record) => out.push((key, record)),
                // Anew, because it may have been replaced; if it was deleted it is not there.
                Found::InFile(..) => out.extend(self.get(&key).await?.map(|record| (key, record))),
            }
        }
        Ok(out)
    }

    async fn count(&self, range: &KeyRange, limit: usize) -> Result<usize, StoreError> {
        if range.from >= range.to {
            return Ok(0);
        }
        let entries = self.tree.range(layout::bounds(range)).keys().take(limit);
        blocking(move || entries.map(|key| key.map(drop).map_err(backend)).try_fold(0, |count, key| key.map(|()| count + 1))).await
    }

    async fn commit(&self, batch: Batch) -> Result<Version, StoreError> {
        check_sizes(&batch)?;
        let prepared = self.prepare(batch).await?;
        self.writer.commit(prepared, Answer::Durable).await
    }

    async fn commit_early(&self, batch: Batch) -> Result<Version, StoreError> {
        check_sizes(&batch)?;
        let prepared = self.prepare(batch).await?;
        self.writer.commit(prepared, Answer::Early).await
    }

    fn watch(&self, prefix: &[u8]) -> Watch {
        Watch::new(prefix, self.changes.subscribe())
    }
}

/// A record as sled has it.
enum Found {
    Whole(Record),
    InFile(Version, String),
}

fn decode(key: &[u8], bytes: &[u8]) -> Result<Found, StoreError> {
    match layout::decode(bytes) {
        Some((version, Value::Inline(value))) => Ok(Found::Whole(Record { value: Bytes::copy_from_slice(value), version })),
        Some((version, Value::InFile(name))) => Ok(Found::InFile(version, name.to_owned())),
        None => Err(unreadable(key)),
    }
}

fn unreadable(key: &[u8]) -> StoreError {
    let key = String::from_utf8_lossy(key).replace('\0', "/");
    StoreError::Corrupt { key, reason: "its header is not one that this version writes".into() }
}

fn scan(tree: &::sled::Tree, range: &KeyRange, limit: usize, direction: Direction) -> Result<Vec<(Key, Found)>, StoreError> {
    let read = |entry: ::sled::Result<(::sled::IVec, ::sled::IVec)>| {
        let (key, bytes) = entry.map_err(backend)?;
        let key = layout::caller_key(&key);
        let found = decode(&key, &bytes)?;
        Ok((key, found))
    };
    let entries = tree.range(layout::bounds(range));
    match direction {
        Direction::Forward => entries.take(limit).map(read).collect(),
        Direction::Backward => entries.rev().take(limit).map(read).collect(),
    }
}

fn backend(error: impl Into<anyhow::Error>) -> StoreError {
    StoreError::Backend(error.into())
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, StoreError> + Send + 'static) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(backend)?
}

/// The records that have a file, and which: there are few, and each has a note with its key.
fn with_files(tree: &::sled::Tree) -> anyhow::Result<HashMap<Key, String>> {
    let mut files = HashMap::new();
    for entry in tree.scan_prefix(layout::file_note("")) {
        let (note, key) = entry?;
        let name = layout::noted(&note).context("a note of a large value cannot be read")?;
        files.insert(key.to_vec(), name.to_owned());
    }
    Ok(files)
}

/// Keeps other processes out, before sled touches a file.
fn lock(dir: &Path) -> anyhow::Result<File> {
    let path = dir.join("lock");
    let file = File::options().create(true).truncate(false).write(true).open(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(anyhow!("the data directory {} is in use by another server; stop it, or choose another directory", dir.display()))
        }
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock {}", path.display())),
    }
}

fn open_sled(home: &Path) -> anyhow::Result<::sled::Db> {
    let config = ::sled::Config::new()
        .path(home)
        .segment_size(SEGMENT)
        .cache_capacity(CACHE)
        // Every group is flushed by the writer; a timer would flush and sync a second time, and log its failures only.
        .flush_every_ms(None)
        // Records are small and hashes and ciphertext do not shrink; compression would cost CPU that logins need.
        .use_compression(false);
    let mut tries = 0;
    loop {
        match config.open() {
            // We hold our own lock, so whoever holds sled's is a thread of a store just closed in this process.
            Err(::sled::Error::Io(error)) if tries < 200 && error.to_string().contains("could not acquire lock") => {
                tries += 1;
                std::thread::sleep(Duration::from_millis(10));
            }
            other => return Ok(other?),
        }
    }
}
