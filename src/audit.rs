//! What happened: the tenant log, and the execution records of Actions.
//!
//! Both are written in the commit of what they tell of where that is possible, so that neither can be there without the other. An
//! event that tells of nothing that is written is [written a moment later](later).

pub mod category;
pub mod execution;
pub mod intent;
pub mod later;
pub mod log_event;
pub mod log_stream;
pub mod queue;
pub mod stats;

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use crate::clock::Clock;
use crate::random::Random;
use crate::storage::{Batch, Collection, Store, StoreError};
use crate::telemetry::metrics;

pub use execution::{ActionRun, Execution, ExecutionStatus};
pub use intent::Intent;
pub use later::Later;
pub use log_event::LogEvent;
pub use log_stream::{LogStream, LogStreamState, LogStreamStatus};
pub use queue::{Queue, Readers, Takes, Waiting};
pub use stats::{Day, Seen};

/// Writes and reads the tenant log and the execution records.
#[derive(Clone)]
pub struct Audit {
    /// Log events, ordered by time.
    pub events: Collection<LogEvent>,
    /// Execution records by id.
    pub executions: Collection<Execution>,
    /// Changes that have begun.
    pub intents: Collection<Intent>,
    /// Who is sent the log.
    pub streams: Collection<LogStream>,
    /// How far the sending is.
    pub stream_states: Collection<LogStreamState>,
    /// Counts of days.
    pub stats_days: Collection<Day>,
    /// When users were last seen.
    pub stats_seen: Collection<Seen>,
    /// What of the log waits for somebody.
    pub waiting: Collection<Waiting>,
    /// Events that accompany no other state.
    pub later: Later,
    /// Who reads the log as it is written.
    pub readers: Readers,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    retention: jiff::SignedDuration,
    /// The millisecond of the newest event, and its place in it.
    last: Arc<Mutex<(i64, u32)>>,
}

/// Days that log events and execution records are kept (reference 1.8: execution logs 10 days).
pub const RETENTION_DAYS: i64 = 10;

impl Audit {
    /// The audit of `tenant`.
    pub fn new(store: &Arc<dyn Store>, tenant: &str, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        let audit = Self {
            events: Collection::new(store.clone(), tenant),
            executions: Collection::new(store.clone(), tenant),
            intents: Collection::new(store.clone(), tenant),
            streams: Collection::new(store.clone(), tenant),
            stream_states: Collection::new(store.clone(), tenant),
            stats_days: Collection::new(store.clone(), tenant),
            stats_seen: Collection::new(store.clone(), tenant),
            waiting: Collection::new(store.clone(), tenant),
            later: Later::new(store.clone()),
            readers: Readers::default(),
            clock,
            random,
            retention: jiff::SignedDuration::from_hours(24 * RETENTION_DAYS),
            last: Arc::default(),
        };
        audit.begin_to_count();
        audit
    }

    /// A new event of `kind` (a code of `log_codes.tsv`), now, with its id and end of retention; the caller fills in the rest.
    pub fn event(&self, kind: &str) -> LogEvent {
        let now = self.clock.now();
        LogEvent::new(self.log_id(now), kind, now, self.keep_until(now))
    }

    /// The time until which something recorded at `now` is kept.
    pub fn keep_until(&self, now: Timestamp) -> Timestamp {
        now.saturating_add(self.retention).unwrap_or(Timestamp::MAX)
    }

    /// Writes one event by itself.
    pub async fn write(&self, event: LogEvent) -> Result<(), StoreError> {
        let mut batch = Batch::new();
        self.stage(&mut batch, &event)?;
        self.events.store().commit(batch).await.map(drop)
    }

    /// Writes one event by itself, [a moment later](later).
    pub async fn write_later(&self, event: LogEvent) -> Result<(), StoreError> {
        let mut batch = Batch::new();
        self.stage(&mut batch, &event)?;
        self.later.write(batch).await
    }

    /// What waits for `reader`.
    pub fn queue(&self, reader: &str) -> Queue {
        Queue::new(self.waiting.clone(), reader)
    }

    /// Adds the write of `event` to a batch.
    pub fn stage(&self, batch: &mut Batch, event: &LogEvent) -> Result<(), StoreError> {
        metrics::log_event(event);
        self.events.stage_insert(batch, event)?;
        self.readers.stage(&self.waiting, batch, event)
    }

    /// Adds the write of an execution record to a batch.
    pub fn stage_execution(&self, batch: &mut Batch, execution: &Execution) -> Result<(), StoreError> {
        metrics::execution(execution);
        self.executions.stage_insert(batch, execution)
    }

    /// 53 digits that begin with `9002` and grow (reference 4.1): milliseconds, a place among the events that this process made
    /// in the same millisecond, random digits that keep the ids of two nodes apart.
    fn log_id(&self, now: Timestamp) -> String {
        let millis = millis(now);
        let place = {
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            *last = if last.0 == millis { (millis, last.1 + 1) } else { (millis, 0) };
            last.1
        };
        let mut bytes = [0u8; 16];
        self.random.fill(&mut bytes);
        // 26 digits of the 38 that 128 bits give.
        let tail = u128::from_le_bytes(bytes) % 10u128.pow(26);
        format!("9002{millis:015}{place:08}{tail:026}")
    }
}

fn millis(at: Timestamp) -> i64 {
    at.as_millisecond().max(0)
}

/// What stands before the ids of all events that were made at `at` or later, and after those of all earlier ones.
pub fn log_id_at(at: Timestamp) -> String {
    format!("9002{:015}", millis(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;
    use crate::random::SeededRandom;
    use crate::storage::memory::MemoryStore;

    #[tokio::test]
    async fn log_ids_have_53_digits_and_grow_with_time() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let clock = Arc::new(ManualClock::new("2026-11-20T10:00:00Z".parse().unwrap()));
        let audit = Audit::new(&store, "main", clock.clone(), Arc::new(SeededRandom::new([3; 32])));
        let earlier = audit.event("s").log_id;
        let first = audit.event("s").log_id;
        clock.advance(std::time::Duration::from_millis(1));
        let second = audit.event("s").log_id;
        assert_eq!(first.len(), 53);
        assert!(first.starts_with("9002") && first < second);
        assert!(earlier < first, "in one millisecond, too");
    }
}
