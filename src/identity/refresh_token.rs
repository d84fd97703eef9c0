//! Refresh tokens: opaque, stored by hash, in families (one family per login).
//!
//! With rotation each use ends the token and starts its successor. A token that is used again outside the leeway was stolen
//! from one of two holders: the whole family ends (RFC 9700 section 4.14.2).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Metadata;
use super::authorization_code::TokenEffects;
use crate::storage::Entity;

/// One refresh token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RefreshToken {
    /// SHA-256 of the token, base64url.
    pub token_hash: String,
    /// `event.refresh_token.id`: the same for all tokens of a family.
    pub family: String,
    /// Who may use it.
    pub client_id: String,
    /// The user.
    pub user_id: String,
    /// The session that it began in; none where no browser took part.
    #[serde(default)]
    pub session_id: Option<String>,
    /// The scopes.
    pub scope: Vec<String>,
    /// The API.
    pub audience: Option<String>,
    /// The organization that the login was with.
    #[serde(default)]
    pub organization_id: Option<String>,
    /// When the user proved who they are.
    pub auth_time: Timestamp,
    /// What Actions asked of the tokens at login; a refresh runs them again.
    pub effects: TokenEffects,
    /// When the family began.
    pub created_at: Timestamp,
    /// When it was last exchanged.
    pub last_exchanged_at: Option<Timestamp>,
    /// Absolute end.
    pub expires_at: Option<Timestamp>,
    /// Idle end.
    pub idle_expires_at: Option<Timestamp>,
    /// When a successor took its place.
    pub rotated_at: Option<Timestamp>,
    /// The hash of that successor, the latest if the leeway gave several.
    #[serde(default)]
    pub successor: Option<String>,
    /// What the device called itself that the family was given to, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
    /// The thumbprint of the key without which it is worth nothing (RFC 9449 section 5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound_to: Option<String>,
    /// The operator's own: at most 25 texts. A successor inherits it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
}

impl RefreshToken {
    /// Whether it has ended by age or idleness at `now`.
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= now) || self.idle_expires_at.is_some_and(|end| end <= now)
    }
}

impl Entity for RefreshToken {
    const COLLECTION: &'static str = "refresh-tokens";

    fn id(&self) -> String {
        self.token_hash.clone()
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        vec![("family", self.family.clone()), ("user", self.user_id.clone()), ("client", self.client_id.clone())]
    }

    fn expires_at(&self) -> Option<Timestamp> {
        match (self.expires_at, self.idle_expires_at) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
}
