//! An authorization request that an application has pushed (RFC 9126): kept for the moment that its user's browser takes to bring the
//! reference to it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::storage::Entity;

/// One request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PushedRequest {
    /// SHA-256 of the `request_uri`, base64url: who reads the store cannot begin a login with it.
    pub uri_hash: String,
    /// Who has pushed it, and alone may use it.
    pub client_id: String,
    /// The parameters as they came, without those by which the application proved itself.
    pub parameters: BTreeMap<String, String>,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Entity for PushedRequest {
    const COLLECTION: &'static str = "pushed-requests";

    fn id(&self) -> String {
        self.uri_hash.clone()
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
