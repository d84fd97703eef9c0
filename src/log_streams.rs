//! Sends the tenant log to whoever an operator says: at least once, in the order of the log, across restarts.
//!
//! Every stream has a task and a part of the queue that log events are written with ([`crate::audit::queue`]). The task waits for the
//! store to tell of an entry, sends a bounded portion, and takes it out of the queue; what is sent and not yet taken out when the
//! server stops is sent again. A receiver that fails is asked again after growing waits, and suspended at last; what waits for it
//! stays until the end of the log's own retention.
//!
//! A stream of the Management API goes over the network, under the checks of an Action's request. The file is the operator's alone.

mod deliver;
mod file;
mod pii;
mod post;
mod render;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use tokio::sync::Mutex;
use tokio::task::AbortHandle;

use self::deliver::Deliverer;
use self::file::LogFile;
use self::post::Post;
use self::render::Render;
use crate::audit::{Audit, LogStream, LogStreamStatus, Takes};
use crate::clock::Clock;
use crate::config::LogStreamSettings;
use crate::sandbox::Sandbox;
use crate::storage::vault::Vault;
use crate::storage::{StoreError, Stored, Version};

/// The reader that is the operator's file.
const FILE: &str = "file";

/// The type of stream that is sent; the others are stored only.
const SENT: &str = "http";

/// Why sending did not begin.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An operator wants a file where none can be. Looked for here and not when the configuration is read: commands that only read
    /// it run elsewhere.
    #[error("log_streams.file.directory must be a directory that exists")]
    NoDirectory,
}

/// What sending needs.
pub struct Parts {
    /// The tenant's id: the name of the file.
    pub tenant: String,
    /// The tenant log.
    pub audit: Audit,
    /// Opens what receivers ask for.
    pub vault: Vault,
    /// The way to receivers.
    pub sandbox: Sandbox,
    /// Tells when a receiver has failed for too long.
    pub clock: Arc<dyn Clock>,
    /// Times and the file.
    pub settings: LogStreamSettings,
    /// Whether plain http is spoken, for development.
    pub plain_http: bool,
}

/// The streams of a tenant. Dropping it ends their tasks.
pub struct LogStreams {
    parts: Arc<Parts>,
    running: Mutex<HashMap<String, Running>>,
}

/// A task, for one state of its stream.
struct Running {
    task: AbortHandle,
    version: Option<Version>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl LogStreams {
    /// Begins to send.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(parts: Parts) -> Result<Self, StartError> {
        let streams = Self { parts: Arc::new(parts), running: Mutex::default() };
        streams.reload().await?;
        if let Some(directory) = &streams.parts.settings.file.directory {
            if !directory.is_dir() {
                return Err(StartError::NoDirectory);
            }
            streams.parts.audit.readers.set(FILE, Takes::All);
            let task = tokio::spawn(streams.file(directory).run()).abort_handle();
            streams.running.lock().await.insert(FILE.to_owned(), Running { task, version: None });
        }
        Ok(streams)
    }

    /// Follows what an operator changed: to be called after every change of a stream, before it is answered.
    ///
    /// # Errors
    /// The store failed; streams go on as they were.
    pub async fn reload(&self) -> Result<(), StoreError> {
        // Held while the streams are read, so that of two changes the later is followed last.
        let mut running = self.running.lock().await;
        let streams = self.parts.audit.streams.all().await?;
        running.retain(|id, _| {
            let there = id == FILE || streams.iter().any(|stream| stream.id == *id);
            if !there {
                self.parts.audit.readers.remove(id);
            }
            there
        });
        for stream in streams.iter().filter(|stream| stream.kind == SENT) {
            self.parts.audit.readers.set(&stream.id, stream.takes());
            let active = stream.status == LogStreamStatus::Active;
            if active && running.get(&stream.id).is_some_and(|running| running.version == Some(stream.version)) {
                continue;
            }
            // The task of an earlier state ends before the next begins.
            running.remove(&stream.id);
            if active {
                let task = tokio::spawn(self.http(stream).run()).abort_handle();
                running.insert(stream.id.clone(), Running { task, version: Some(stream.version) });
            }
        }
        Ok(())
    }

    /// Ends a stream that an operator has deleted, and forgets what waited for it.
    ///
    /// # Errors
    /// The store failed; what is left goes with its events.
    pub async fn forget(&self, id: &str) -> Result<(), StoreError> {
        {
            // Held for both, so that a reload which still knew the stream cannot bring its reader back.
            let mut running = self.running.lock().await;
            running.remove(id);
            self.parts.audit.readers.remove(id);
        }
        if let Some(state) = self.parts.audit.stream_states.get(id).await? {
            match self.parts.audit.stream_states.delete(&state).await {
                Ok(()) | Err(StoreError::Conflict(_)) => {}
                Err(error) => return Err(error),
            }
        }
        self.parts.audit.queue(id).clear().await
    }

    fn http(&self, stream: &Stored<LogStream>) -> Deliverer {
        Deliverer {
            parts: Arc::clone(&self.parts),
            id: stream.id.clone(),
            takes: stream.takes(),
            render: Render::of_stream(&stream.value),
            sink: deliver::Sink::Post(Post::new(&self.parts, &stream.value)),
        }
    }

    fn file(&self, directory: &Path) -> Deliverer {
        Deliverer {
            parts: Arc::clone(&self.parts),
            id: FILE.to_owned(),
            takes: Takes::All,
            render: Render::whole(),
            sink: deliver::Sink::File(LogFile { path: directory.join(format!("{}.jsonl", self.parts.tenant)) }),
        }
    }
}
