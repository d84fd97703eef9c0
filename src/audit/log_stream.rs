//! A log stream: who is sent the events of the tenant log (reference 4.2 "log streams"), and how far the sending is.
//!
//! The two are records of their own: an operator changes the one and the sending the other, and neither waits for the other.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::queue::Takes;
use crate::storage::Entity;

/// Whether events are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogStreamStatus {
    /// They are.
    Active,
    /// An operator stopped it.
    Paused,
    /// The server stopped it, because the receiver failed for too long.
    Suspended,
}

/// One stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogStream {
    /// `lst_…`.
    pub id: String,
    /// What an operator calls it.
    pub name: String,
    /// `http`, or one that is stored only.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether events are sent.
    pub status: LogStreamStatus,
    /// Without effect: every stream is sent for itself.
    #[serde(rename = "isPriority", default, skip_serializing_if = "Option::is_none")]
    pub is_priority: Option<bool>,
    /// `{type: "category", name}`; none means every event.
    #[serde(default)]
    pub filters: Vec<Value>,
    /// What is hidden of the people in the events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pii_config: Option<Value>,
    /// Where to; a secret member holds the placeholder that is shown for it.
    pub sink: Map<String, Value>,
    /// The secret members of `sink`, as one JSON object, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
}

impl LogStream {
    /// What the secrets of the stream `id` are sealed for.
    pub fn secret_purpose(id: &str) -> String {
        format!("log_stream/{id}/sink")
    }

    /// Which events it takes.
    pub fn takes(&self) -> Takes {
        if self.filters.is_empty() {
            return Takes::All;
        }
        let names = self.filters.iter().filter_map(|filter| filter.get("name").and_then(Value::as_str));
        Takes::Categories(names.map(str::to_owned).collect())
    }
}

impl Entity for LogStream {
    const COLLECTION: &'static str = "log_streams";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// How far a stream is beside its queue.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LogStreamState {
    /// The stream.
    pub id: String,
    /// Events from before the stream was made that are still to be sent.
    pub past: Option<Past>,
    /// Since when nothing could be sent.
    pub failing_since: Option<Timestamp>,
}

/// A part of the log: ids between two, the second included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// The last that was sent, or what stands before the first.
    pub after: String,
    /// The last.
    pub until: String,
}

impl Entity for LogStreamState {
    const COLLECTION: &'static str = "log_stream_states";

    fn id(&self) -> String {
        self.id.clone()
    }
}
