//! Bounds of jobs about users.

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// Jobs of the Management API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JobSettings {
    /// Bytes of a users file that is imported.
    pub max_import_bytes: usize,
}

/// A file is one sealed record of the store, whose values end at 48 MiB; base64 makes four bytes of three.
const MOST: usize = 32 << 20;

impl Default for JobSettings {
    fn default() -> Self {
        // Auth0's limit.
        Self { max_import_bytes: 512_000 }
    }
}

impl JobSettings {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        match (1..=MOST).contains(&self.max_import_bytes) {
            true => Ok(()),
            false => Err(ConfigError::new("jobs.max_import_bytes", format!("must be from 1 to {MOST}"))),
        }
    }
}
