//! One stream's task: a portion, its sending, and the commit that says it was sent.

use std::sync::Arc;

use super::Parts;
use super::file::LogFile;
use super::post::Post;
use super::render::Render;
use crate::audit::log_stream::Past;
use crate::audit::{LogStreamState, LogStreamStatus, Takes, Waiting};
use crate::storage::{Batch, Direction, StoreError, Stored};

/// Events of one portion.
const MOST: usize = 100;
/// Bytes of one portion, unless one event is more.
const MOST_BYTES: usize = 512 << 10;

/// Where a portion goes.
pub(super) enum Sink {
    /// To a server.
    Post(Post),
    /// To the operator's file.
    File(LogFile),
}

/// Sends one stream.
pub(super) struct Deliverer {
    pub parts: Arc<Parts>,
    pub id: String,
    pub takes: Takes,
    pub render: Render,
    pub sink: Sink,
}

/// Why a portion was not sent, or not taken out of the queue.
enum Fault {
    Store(StoreError),
    Sink(String),
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// A portion.
#[derive(Default)]
struct Portion {
    /// The events, as they are sent.
    events: Vec<String>,
    bytes: usize,
    /// Their entries in the queue.
    read: Vec<Stored<Waiting>>,
}

impl Portion {
    /// Adds an event, unless there are enough.
    fn takes(&mut self, text: String) -> bool {
        if !self.events.is_empty() && self.bytes + text.len() > MOST_BYTES {
            return false;
        }
        self.bytes += text.len();
        self.events.push(text);
        true
    }
}

impl Deliverer {
    /// Sends until the stream is suspended or the task aborted, which is safe at any moment.
    pub async fn run(self) {
        // Before the first look at the queue: what comes after it is told.
        let mut watch = self.parts.audit.queue(&self.id).watch();
        let mut failures = 0;
        loop {
            // What was told until now is found by looking, and most of it is what this task removed itself.
            watch.forget();
            match self.step().await {
                Ok(true) => failures = 0,
                Ok(false) => {
                    failures = 0;
                    if watch.next().await.is_none() {
                        return;
                    }
                }
                // Somebody removed an entry or changed the state meanwhile: the portion is sent again, as it then is.
                Err(Fault::Store(StoreError::Conflict(_))) => tokio::task::yield_now().await,
                Err(fault) => {
                    if self.failed(fault).await {
                        return;
                    }
                    self.parts.clock.sleep(self.parts.settings.wait(failures)).await;
                    failures = failures.saturating_add(1);
                }
            }
        }
    }

    /// Sends one portion; false if there is nothing to send.
    async fn step(&self) -> Result<bool, Fault> {
        let found = self.parts.audit.stream_states.get(&self.id).await?;
        let mut state = self.state(found.as_ref());
        let portion = match state.past.take() {
            Some(past) => {
                let (portion, rest) = self.past(past).await?;
                state.past = rest;
                portion
            }
            None => self.waiting().await?,
        };
        if !portion.events.is_empty() {
            let sent = match &self.sink {
                Sink::Post(post) => post.send(&portion.events).await,
                Sink::File(file) => file.append(&portion.events).await,
            };
            sent.map_err(Fault::Sink)?;
            state.failing_since = None;
        }
        let mut batch = Batch::new();
        self.parts.audit.queue(&self.id).stage_read(&mut batch, &portion.read);
        self.stage_state(&mut batch, found.as_ref(), state)?;
        let something = !batch.put.is_empty() || !batch.delete.is_empty();
        if something {
            self.parts.audit.waiting.store().commit(batch).await?;
        }
        Ok(something)
    }

    fn most(&self) -> usize {
        match &self.sink {
            Sink::Post(post) if post.one_by_one() => 1,
            _ => MOST,
        }
    }

    /// The next of the queue. An event that is gone is passed over: its retention has ended.
    async fn waiting(&self) -> Result<Portion, Fault> {
        let mut portion = Portion::default();
        for entry in self.parts.audit.queue(&self.id).next(self.most()).await? {
            match self.parts.audit.events.get(&entry.log_id).await {
                Ok(Some(event)) => {
                    if !portion.takes(self.render.text(&event)) {
                        break;
                    }
                }
                Ok(None) => {}
                Err(StoreError::Corrupt { key, reason }) => tracing::error!(key, reason, "a log event cannot be read and is not sent"),
                Err(error) => return Err(error.into()),
            }
            portion.read.push(entry);
        }
        Ok(portion)
    }

    /// The next of the time before the stream was made, and what is left of it.
    async fn past(&self, past: Past) -> Result<(Portion, Option<Past>), Fault> {
        let mut portion = Portion::default();
        self.parts.audit.later.settled().await;
        let page = self.parts.audit.events.page(Some(&past.after), MOST, Direction::Forward).await?;
        let last = page.len() < MOST;
        let mut after = past.after;
        for event in page {
            if event.log_id > past.until {
                return Ok((portion, None));
            }
            let full = portion.events.len() >= self.most();
            if self.takes.takes(&event.kind) && (full || !portion.takes(self.render.text(&event))) {
                return Ok((portion, Some(Past { after, until: past.until })));
            }
            after.clone_from(&event.log_id);
        }
        Ok((portion, (!last).then_some(Past { after, until: past.until })))
    }

    fn state(&self, found: Option<&Stored<LogStreamState>>) -> LogStreamState {
        found.map_or_else(|| LogStreamState { id: self.id.clone(), ..LogStreamState::default() }, |found| found.value.clone())
    }

    fn stage_state(&self, batch: &mut Batch, found: Option<&Stored<LogStreamState>>, after: LogStreamState) -> Result<(), StoreError> {
        match found {
            Some(before) if before.value != after => self.parts.audit.stream_states.stage_update(batch, before, &after),
            Some(_) => Ok(()),
            None if after.past.is_some() || after.failing_since.is_some() => self.parts.audit.stream_states.stage_insert(batch, &after),
            None => Ok(()),
        }
    }

    /// Remembers a failure; true if the stream was suspended for it.
    async fn failed(&self, fault: Fault) -> bool {
        let reason = match fault {
            Fault::Store(error) => {
                tracing::error!(stream = self.id, %error, "a log stream cannot read what it has to send");
                return false;
            }
            Fault::Sink(reason) => reason,
        };
        tracing::warn!(stream = self.id, reason, "a log stream could not be sent, and is tried again");
        match self.remember(&reason).await {
            Ok(suspended) => suspended,
            Err(StoreError::Conflict(_)) => false,
            Err(error) => {
                tracing::error!(stream = self.id, %error, "the failure of a log stream could not be kept");
                false
            }
        }
    }

    async fn remember(&self, reason: &str) -> Result<bool, StoreError> {
        let found = self.parts.audit.stream_states.get(&self.id).await?;
        let mut state = self.state(found.as_ref());
        let now = self.parts.clock.now();
        let since = *state.failing_since.get_or_insert(now);
        let mut batch = Batch::new();
        let mut suspended = false;
        if matches!(self.sink, Sink::Post(_)) && now.duration_since(since) >= self.parts.settings.suspend_after() {
            // Of a stream that is gone there is nothing to suspend; its task is about to be aborted.
            let Some(before) = self.parts.audit.streams.get(&self.id).await? else { return Ok(true) };
            let mut after = before.value.clone();
            after.status = LogStreamStatus::Suspended;
            self.parts.audit.streams.stage_update(&mut batch, &before, &after)?;
            let text = format!("The log stream \"{}\" was suspended: its receiver has failed for too long ({reason})", after.name);
            let mut event = self.parts.audit.event("fn").describe(text);
            event.details.insert("log_stream".to_owned(), serde_json::json!({ "id": after.id, "name": after.name, "type": after.kind }));
            self.parts.audit.stage(&mut batch, &event)?;
            state.failing_since = None;
            suspended = true;
        }
        self.stage_state(&mut batch, found.as_ref(), state)?;
        if !batch.put.is_empty() {
            self.parts.audit.waiting.store().commit(batch).await?;
        }
        Ok(suspended)
    }
}
