//! Fixed values for the first start, for automation: who signs in, and which machine may call the Management API.
//!
//! They come from the environment alone: flags are seen by every process of the machine, and a file outlives its purpose.
//! After the first start they have no effect.

use super::{ConfigError, Secret};

/// What the first start creates; anything absent is made up and printed once.
#[derive(Debug, Clone, Default)]
pub struct FirstStart {
    /// `ANTEROOM_ADMIN_EMAIL`.
    pub admin_email: Option<String>,
    /// `ANTEROOM_ADMIN_PASSWORD`.
    pub admin_password: Option<Secret>,
    /// `ANTEROOM_CLIENT_ID`.
    pub client_id: Option<String>,
    /// `ANTEROOM_CLIENT_SECRET`.
    pub client_secret: Option<Secret>,
}

impl FirstStart {
    /// Reads the environment; an empty variable counts as absent.
    pub fn from_env(get: impl Fn(&str) -> Option<String>) -> Self {
        let get = |name: &str| get(name).filter(|value| !value.is_empty());
        Self {
            admin_email: get("ANTEROOM_ADMIN_EMAIL"),
            admin_password: get("ANTEROOM_ADMIN_PASSWORD").map(Secret::new),
            client_id: get("ANTEROOM_CLIENT_ID"),
            client_secret: get("ANTEROOM_CLIENT_SECRET").map(Secret::new),
        }
    }

    /// Refuses what could not be used or guessed too easily.
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        if self.admin_email.as_ref().is_some_and(|email| !email.contains('@') || email.len() > 254) {
            return Err(ConfigError::new("ANTEROOM_ADMIN_EMAIL", "must be an e-mail address"));
        }
        if self.admin_password.as_ref().is_some_and(|password| password.expose().chars().count() < 8) {
            return Err(ConfigError::new("ANTEROOM_ADMIN_PASSWORD", "must have at least 8 characters"));
        }
        let plain = |id: &String| !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        if self.client_id.as_ref().is_some_and(|id| !plain(id)) {
            return Err(ConfigError::new("ANTEROOM_CLIENT_ID", "must be 1 to 64 letters, digits, hyphens and underscores"));
        }
        if self.client_secret.as_ref().is_some_and(|secret| secret.expose().len() < 16) {
            return Err(ConfigError::new("ANTEROOM_CLIENT_SECRET", "must have at least 16 characters"));
        }
        Ok(())
    }
}
