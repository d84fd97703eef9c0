//! An event as it is sent: `{log_id, data}` to a server, which is the form that receivers of Auth0's streams read, and the event
//! alone to a file.

use serde_json::json;

use super::pii::Pii;
use crate::audit::{LogEvent, LogStream};

/// How events become text.
pub(super) struct Render {
    pii: Option<Pii>,
    enveloped: bool,
}

impl Render {
    /// As a stream says.
    pub fn of_stream(stream: &LogStream) -> Self {
        Self { pii: stream.pii_config.as_ref().and_then(Pii::of), enveloped: true }
    }

    /// The event as it is.
    pub fn whole() -> Self {
        Self { pii: None, enveloped: false }
    }

    /// One line of JSON.
    pub fn text(&self, event: &LogEvent) -> String {
        let mut data = event.to_json();
        if let Some(pii) = &self.pii {
            pii.hide(&mut data);
        }
        if self.enveloped { json!({ "log_id": event.log_id, "data": data }).to_string() } else { data.to_string() }
    }
}
