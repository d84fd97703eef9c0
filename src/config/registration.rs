//! Applications that register themselves. Whether they may at all is a flag of the tenant; these are the bounds.

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// Bounds of dynamic registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegistrationSettings {
    /// Whether who registers an application is given a token to read, change and remove it by (RFC 7592).
    pub management: bool,
    /// Applications that registered themselves and are kept at the same time.
    pub max_applications: usize,
    /// Days after which an application goes that was given no tokens in them.
    pub unused_days: u64,
}

impl Default for RegistrationSettings {
    fn default() -> Self {
        // Every application costs memory where the origins of all are known, and a place in every list.
        Self { management: false, max_applications: 1000, unused_days: 30 }
    }
}

impl RegistrationSettings {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        if !(1..=100_000).contains(&self.max_applications) {
            return Err(ConfigError::new("registration.max_applications", "must be from 1 to 100000"));
        }
        if !(1..=3650).contains(&self.unused_days) {
            return Err(ConfigError::new("registration.unused_days", "must be from 1 to 3650"));
        }
        Ok(())
    }
}
