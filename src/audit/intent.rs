//! A change that has begun: the event that will tell of it, written before the change is made.
//!
//! The change and its event are two commits, for an event tells the answer, which is made of the change. A server that stops between
//! them finds the intent at its next start and writes the event from it. Whether the change was made it cannot know; the event
//! says so. There is no change without an event.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Audit, LogEvent};
use crate::clock::iso_millis;
use crate::storage::{Batch, Entity, StoreError, Stored};

/// An event to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    /// The event, as far as it is known.
    pub event: LogEvent,
}

impl Entity for Intent {
    const COLLECTION: &'static str = "log_intents";

    fn id(&self) -> String {
        self.event.log_id.clone()
    }
}

impl Audit {
    /// Remembers that a change begins, which `event` will tell of.
    pub async fn intend(&self, event: LogEvent) -> Result<Stored<Intent>, StoreError> {
        self.intents.insert(Intent { event }).await
    }

    /// Writes the event of a change that is done, in the place of its intent. It is an event of now: whoever has read the log up to
    /// here finds it, and finds it after those of the change itself.
    pub async fn fulfil(&self, intent: &Stored<Intent>, event: LogEvent) -> Result<(), StoreError> {
        let LogEvent { log_id, date, expires_at, .. } = self.event(&event.kind);
        let mut batch = Batch::new();
        self.intents.stage_delete(&mut batch, intent);
        self.stage(&mut batch, &LogEvent { log_id, date, expires_at, ..event })?;
        self.intents.store().commit(batch).await.map(drop)
    }

    /// Writes the events of changes that the last server of this store did not live to tell of; says how many.
    pub async fn make_good(&self) -> Result<usize, StoreError> {
        let left = self.intents.all().await?;
        for intent in &left {
            let mut event = intent.event.clone();
            let text = event.description.take().unwrap_or_default();
            event = event.describe(format!("{text} (the server stopped before it answered: it may or may not have been done)"));
            event.details.insert("interrupted".to_owned(), json!(true));
            event.details.insert("begun".to_owned(), iso_millis(event.date).into());
            self.fulfil(intent, event).await?;
        }
        Ok(left.len())
    }
}
