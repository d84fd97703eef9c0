//! A browser in which a user has logged in: what says of a later login that it looks like the ones before (reference 1.3,
//! `riskAssessment`).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::storage::Entity;

/// One browser of one user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnownDevice {
    /// SHA-256 of a secret in the browser's cookie, base64url.
    pub secret_hash: String,
    /// Whose.
    pub user_id: String,
    /// SHA-256 of what the browser calls itself, base64url.
    pub agent_hash: String,
    /// When it was last seen, to a day.
    pub seen_at: Timestamp,
    /// Until when it is known.
    pub expires_at: Timestamp,
}

impl Entity for KnownDevice {
    const COLLECTION: &'static str = "known-devices";

    fn id(&self) -> String {
        self.secret_hash.clone()
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        vec![("user", self.user_id.clone())]
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
