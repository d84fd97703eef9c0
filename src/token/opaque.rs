//! Opaque access tokens: what a login gets when it names no API (reference 5.8). Good at `/userinfo` alone.
//!
//! Stored by hash, so that they can be revoked and so that a copy of the store is worth nothing. A JWT would do as well for
//! `/userinfo`, but clients must not come to rely on reading a token that is not theirs to read.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::storage::Entity;

/// One opaque access token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpaqueToken {
    /// SHA-256 of the token, base64url.
    pub token_hash: String,
    /// The family of tokens of one login, revoked together.
    pub family: String,
    /// Who has it.
    pub client_id: String,
    /// The user.
    pub user_id: String,
    /// The scopes.
    pub scope: Vec<String>,
    /// When the user proved who they are; none of tokens that were made before this was kept.
    #[serde(default)]
    pub auth_time: Option<Timestamp>,
    /// The thumbprint of the key without which it is worth nothing (RFC 9449 section 6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound_to: Option<String>,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Entity for OpaqueToken {
    const COLLECTION: &'static str = "opaque-tokens";

    fn id(&self) -> String {
        self.token_hash.clone()
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        vec![("family", self.family.clone()), ("user", self.user_id.clone())]
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
