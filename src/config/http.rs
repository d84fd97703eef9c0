//! How patient the port is. A client that is slow on purpose holds a connection; these bound how long.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// The port's patience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpSettings {
    /// Milliseconds that a client may take to send a request's head, or leave a connection idle.
    pub head_timeout_ms: u64,
    /// Milliseconds that a client may pause inside a request's body.
    pub body_pause_ms: u64,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self { head_timeout_ms: 15_000, body_pause_ms: 15_000 }
    }
}

impl HttpSettings {
    /// [`HttpSettings::head_timeout_ms`].
    pub fn head_timeout(self) -> Duration {
        Duration::from_millis(self.head_timeout_ms)
    }

    /// [`HttpSettings::body_pause_ms`].
    pub fn body_pause(self) -> Duration {
        Duration::from_millis(self.body_pause_ms)
    }

    pub(super) fn validate(self) -> Result<(), ConfigError> {
        for (name, value) in [("head_timeout_ms", self.head_timeout_ms), ("body_pause_ms", self.body_pause_ms)] {
            if !(100..=120_000).contains(&value) {
                return Err(ConfigError::new(format!("http.{name}"), "must be from 100 to 120000"));
            }
        }
        Ok(())
    }
}
