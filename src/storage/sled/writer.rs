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
//! A batch may ask to be answered early: written, and not yet flushed. It becomes durable with the next group that is flushed, since the log
//! is in order; where none comes, after [`LINGER`]. Several commits of one request so cost one flush.
//!
//! After a failed write, flush or sync nothing is known of the files any more. The writer then refuses everything until the
//! process is restarted, which recovers from what is really on the medium.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::anyhow;
use tokio::runtime::Runtime;
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
/// How long a batch that was answered early waits for a flush.
const LINGER: Duration = Duration::from_millis(50);
/// How many versions are reserved at a time. One write in a million batches, and a gap of at most so many after a crash.
pub const RESERVED: u64 = 1 << 20;

/// When a batch is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// When it is durable.
    Durable,
    /// When it is written.
    Early,
}

/// A batch and who waits for it.
struct Request {
    batch: Prepared,
    when: Answer,
    answer: oneshot::Sender<Result<Version, StoreError>>,
}

/// A request that was decided: when it is answered, how, and what.
type Decided = (Answer, oneshot::Sender<Result<Version, StoreError>>, Result<Version, StoreError>);

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

    /// Whether it should wait for more: not for who wants no flush, not alone, and not when it is large enough.
    fn gathers(&self) -> bool {
        (2..ENOUGH).contains(&self.requests.len()) && self.requests.iter().any(|request| request.when == Answer::Durable)
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
        // For the one wait that ends by time.
        let timer = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let thread = std::thread::Builder::new().name("store-writer".into()).spawn(move || state.run(requests, &timer))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Commits `batch`; see [`crate::storage::Store::commit`].
    pub async fn commit(&self, batch: Prepared, when: Answer) -> Result<Version, StoreError> {
        let stopped = || StoreError::Backend(anyhow!("the writer has stopped; restart the server"));
        let (answer, answered) = oneshot::channel();
        let queue = self.queue.as_ref().ok_or_else(stopped)?;
        queue.send(Request { batch, when, answer }).await.map_err(|_| stopped())?;
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
    /// Since when something is written and not flushed.
    pub early: Option<Instant>,
    /// Why nothing is written any more.
    pub failed: Option<String>,
}

impl WriterState {
    fn run(mut self, mut requests: mpsc::Receiver<Request>, timer: &Runtime) {
        while let Some(first) = self.next(&mut requests, timer) {
            let mut group = Waiting::new(first);
            group.take(&mut requests);
            let since = Instant::now();
            while group.gathers() && since.elapsed() < GATHERED {
                std::thread::sleep(STEP);
                if group.take(&mut requests) == 0 {
                    break;
                }
            }
            self.commit(group.requests);
        }
        self.flush_early();
    }

    /// The next request; none when nobody can send one any more. What was written early is flushed when it has waited long enough.
    fn next(&mut self, requests: &mut mpsc::Receiver<Request>, timer: &Runtime) -> Option<Request> {
        while let Some(since) = self.early {
            let left = LINGER.saturating_sub(since.elapsed());
            if left.is_zero() {
                // Also where more of its kind keep coming.
                self.flush_early();
                continue;
            }
            match timer.block_on(async { tokio::time::timeout(left, requests.recv()).await }) {
                Ok(next) => return next,
                Err(_) => self.flush_early(),
            }
        }
        requests.blocking_recv()
    }

    fn flush_early(&mut self) {
        if self.early.is_some() && self.failed.is_none() {
            let flushed = self.flush();
            self.note(flushed);
        }
        self.early = None;
    }

    fn note(&mut self, done: anyhow::Result<()>) {
        if let Err(error) = done {
            tracing::error!(%error, "the store cannot write any more; restart the server");
            self.failed = Some(format!("{error}; nothing is written any more until the server is restarted"));
        }
    }

    fn commit(&mut self, requests: Vec<Request>) {
        let mut group = Group::new(self.next);
        let mut answers = Vec::with_capacity(requests.len());
        for request in requests {
            let decided = group.stage(request.batch, |key| version_at(&self.tree, key), &self.files);
            answers.push((request.when, request.answer, decided));
        }
        // Files of large values may go only when the record that named them is gone for good.
        let flushes = answers.iter().any(|(when, ..)| *when == Answer::Durable) || group.has_files();
        if self.failed.is_none() {
            let written = self.write(&mut group);
            self.note(written);
        }
        // A conflict of who waits for the flush is told after it too: it may rest on a write that is not durable yet.
        let with_files = group.has_files();
        let (early, rest): (Vec<_>, Vec<_>) = answers.into_iter().partition(|(when, ..)| *when == Answer::Early && !with_files);
        self.answer(early);
        if flushes && self.failed.is_none() {
            let flushed = self.flush();
            self.note(flushed);
            if self.failed.is_none() {
                self.settle_files(group);
            }
        }
        self.answer(rest);
    }

    fn answer(&self, answers: Vec<Decided>) {
        for (_, answer, decided) in answers {
            // Who no longer waits needs no answer.
            let _ = answer.send(match &self.failed {
                None => decided,
                Some(why) => Err(StoreError::Backend(anyhow!(why.clone()))),
            });
        }
    }

    /// Writes a decided group. On an error nothing is known of it.
    fn write(&mut self, group: &mut Group) -> anyhow::Result<()> {
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
        for (caller_key, outcome) in std::mem::take(&mut group.writes) {
            let key = layout::record_key(&caller_key);
            match outcome {
                None => batch.remove(key),
                Some((version, Put::Inline(bytes))) => batch.insert(key, layout::encode(version, &Value::Inline(&bytes))),
                Some((version, Put::InFile(draft))) => {
                    batch.insert(layout::file_note(&draft.name), caller_key.as_slice());
                    batch.insert(key, layout::encode(version, &Value::InFile(&draft.name)));
                    group.named.push((caller_key, draft.name.clone()));
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
        self.early.get_or_insert_with(Instant::now);
        for changes in std::mem::take(&mut group.changes) {
            // Nobody listening is no error.
            let _ = self.changes.send(Arc::new(changes));
        }
        Ok(())
    }

    /// Removes the files of what was replaced, and learns those that came.
    fn settle_files(&mut self, group: Group) {
        if !group.obsolete.is_empty() {
            group.obsolete.iter().for_each(|name| self.large.remove(name));
            self.files.retain(|_, name| !group.obsolete.contains(name));
        }
        self.files.extend(group.named);
    }

    /// Makes everything durable that is written.
    fn flush(&mut self) -> anyhow::Result<()> {
        if self.early.take().is_some() {
            self.tree.flush()?;
            self.sync.sync()?;
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
