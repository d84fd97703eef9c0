//! The one thread that writes.
//!
//! It takes every batch that is waiting, up to a bound, decides them in order, writes them as one sled batch, flushes, syncs,
//! and only then answers any of them: many writers share one `fdatasync`, and nobody is told of a write that a power cut
//! could still undo. Why not sled's own transactions: they flush each by itself, and their optimistic retries starve under
//! contention, while one thread that checks and writes needs no locks at all.
//!
//! A flush and a sync cost some hundred microseconds of processor time, however little they write. So where several wait already, a group
//! waits a little for more of them ([`STEP`], [`GATHERED`]); who writes alone never waits.
//!
//! After a failed write, flush or sync nothing is known of the files any more. The writer then refuses everything until the
//! process is restarted, which recovers from what is really on the medium.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::anyhow;
use tokio::sync::{broadcast, mpsc, oneshot};

use super::durable::DataSync;
use super::group::{Group, Prepared, Put};
use super::large::LargeValues;
use super::layout::{self, Value};
use crate::storage::{Change, Key, StoreError, Version};

/// How many batches may wait. Beyond it `commit` waits for room: back-pressure instead of memory.
const QUEUE: usize = 1024;
/// How many batches share a sync, at most. More would only add to the wait of the first.
const GROUP: usize = 512;
/// How many bytes share a sync, at most, give or take the last batch. Readers wait while a group is applied.
const GROUP_BYTES: usize = 1 << 20;
/// How long a group of several waits for more, again and again while some come.
const STEP: Duration = Duration::from_micros(200);
/// How long it waits in all: less than a sync takes on most disks.
const GATHERED: Duration = Duration::from_millis(1);
/// How many batches need no more to share a sync with.
const ENOUGH: usize = 64;
/// How many versions are reserved at a time. One write in a million batches, and a gap of at most so many after a crash.
pub const RESERVED: u64 = 1 << 20;

/// A batch and who waits for it.
struct Request {
    batch: Prepared,
    answer: oneshot::Sender<Result<Version, StoreError>>,
}

/// Requests that share a sync.
struct Waiting {
    requests: Vec<Request>,
    bytes: usize,
}

impl Waiting {
    fn new(first: Request) -> Self {
        Self { bytes: first.batch.weight(), requests: vec![first] }
    }

    /// Takes what is queued, up to the bounds; says how many came.
    fn take(&mut self, queue: &mut mpsc::Receiver<Request>) -> usize {
        let before = self.requests.len();
        while self.requests.len() < GROUP && self.bytes < GROUP_BYTES {
            let Ok(next) = queue.try_recv() else { break };
            self.bytes += next.batch.weight();
            self.requests.push(next);
        }
        self.requests.len() - before
    }
}

/// The way to the writer thread. Dropping it finishes what is queued and ends the thread.
pub struct Writer {
    queue: Option<mpsc::Sender<Request>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread.
    pub fn start(state: WriterState) -> io::Result<Self> {
        let (queue, requests) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new().name("store-writer".into()).spawn(move || state.run(requests))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Commits `batch`; see [`crate::storage::Store::commit`].
    pub async fn commit(&self, batch: Prepared) -> Result<Version, StoreError> {
        let stopped = || StoreError::Backend(anyhow!("the writer has stopped; restart the server"));
        let (answer, answered) = oneshot::channel();
        let queue = self.queue.as_ref().ok_or_else(stopped)?;
        queue.send(Request { batch, answer }).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.take();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has dropped its requests: their senders were told.
            let _ = thread.join();
        }
    }
}

/// What the writer thread owns.
pub struct WriterState {
    /// sled.
    pub tree: ::sled::Tree,
    /// Makes a flush durable.
    pub sync: Box<dyn DataSync>,
    /// Where large values are.
    pub large: Arc<LargeValues>,
    /// The records that have theirs there, and in which file: what a write replaces need not be read for it.
    pub files: HashMap<Key, String>,
    /// Who is told of changes.
    pub changes: broadcast::Sender<Arc<Vec<Change>>>,
    /// The next batch's version.
    pub next: u64,
    /// The versions below it are reserved on disk.
    pub ceiling: u64,
    /// Why nothing is written any more.
    pub failed: Option<String>,
}

impl WriterState {
    fn run(mut self, mut requests: mpsc::Receiver<Request>) {
        while let Some(first) = requests.blocking_recv() {
            let mut group = Waiting::new(first);
            group.take(&mut requests);
            let since = Instant::now();
            while (2..ENOUGH).contains(&group.requests.len()) && since.elapsed() < GATHERED {
                std::thread::sleep(STEP);
                if group.take(&mut requests) == 0 {
                    break;
                }
            }
            self.commit(group.requests);
        }
    }

    fn commit(&mut self, requests: Vec<Request>) {
        let mut group = Group::new(self.next);
        let mut answers = Vec::with_capacity(requests.len());
        for request in requests {
            let decided = group.stage(request.batch, |key| version_at(&self.tree, key), &self.files);
            answers.push((request.answer, decided));
        }
        if self.failed.is_none()
            && let Err(error) = self.write(group)
        {
            tracing::error!(%error, "the store cannot write any more; restart the server");
            self.failed = Some(format!("{error}; nothing is written any more until the server is restarted"));
        }
        for (answer, decided) in answers {
            // A conflict is told only after the sync too: it may rest on an earlier write of this group.
            // Who no longer waits needs no answer.
            let _ = answer.send(match &self.failed {
                None => decided,
                Some(why) => Err(StoreError::Backend(anyhow!(why.clone()))),
            });
        }
    }

    /// Writes a decided group and makes it durable. On an error nothing is known of it.
    fn write(&mut self, group: Group) -> anyhow::Result<()> {
        self.next = group.next();
        if group.writes.is_empty() {
            return Ok(());
        }
        let mut batch = ::sled::Batch::default();
        if self.next > self.ceiling {
            self.ceiling = self.next + RESERVED;
            batch.insert(layout::CEILING, &self.ceiling.to_be_bytes());
        }
        let mut drafts = Vec::new();
        let mut named = Vec::new();
        for (caller_key, outcome) in group.writes {
            let key = layout::record_key(&caller_key);
            match outcome {
                None => batch.remove(key),
                Some((version, Put::Inline(bytes))) => batch.insert(key, layout::encode(version, &Value::Inline(&bytes))),
                Some((version, Put::InFile(draft))) => {
                    batch.insert(layout::file_note(&draft.name), caller_key.as_slice());
                    batch.insert(key, layout::encode(version, &Value::InFile(&draft.name)));
                    named.push((caller_key, draft.name.clone()));
                    drafts.push(draft);
                }
            }
        }
        for name in &group.obsolete {
            batch.remove(layout::file_note(name));
        }
        // From here on the batch may be on disk whatever is answered, so its files stay.
        drafts.into_iter().for_each(super::large::Draft::keep);
        self.tree.apply_batch(batch)?;
        self.tree.flush()?;
        self.sync.sync()?;
        if !group.obsolete.is_empty() {
            group.obsolete.iter().for_each(|name| self.large.remove(name));
            self.files.retain(|_, name| !group.obsolete.contains(name));
        }
        self.files.extend(named);
        for changes in group.changes {
            // Nobody listening is no error.
            let _ = self.changes.send(Arc::new(changes));
        }
        Ok(())
    }
}

/// The version that sled holds at a caller's key.
fn version_at(tree: &::sled::Tree, key: &[u8]) -> Result<Option<Version>, StoreError> {
    let found = tree.get(layout::record_key(key)).map_err(|error| StoreError::Backend(error.into()))?;
    let Some(bytes) = found else { return Ok(None) };
    layout::decode(&bytes).map(|(version, _)| Some(version)).ok_or_else(|| super::unreadable(key))
}
