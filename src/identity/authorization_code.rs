//! An authorization code: the promise of tokens, redeemed once (RFC 6749 section 4.1).
//!
//! A used code is kept until it would have expired, so that its second use is recognised and what it gave is revoked
//! (RFC 6749 section 10.5).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Metadata;
use crate::storage::Entity;

/// What post-login Actions asked of the tokens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct TokenEffects {
    /// Claims for the ID token.
    pub id_token_claims: Metadata,
    /// Claims for the access token.
    pub access_token_claims: Metadata,
    /// Scopes that Actions added, for which no permission of the user is asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added_scope: Vec<String>,
    /// The latest absolute end of the refresh token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token_expires_at: Option<Timestamp>,
    /// Its latest idle end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token_idle_expires_at: Option<Timestamp>,
    /// Whether the user has proved a second factor in the session.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub second_factor: bool,
}

/// One code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuthorizationCode {
    /// SHA-256 of the code, base64url: who reads the store cannot use it.
    pub code_hash: String,
    /// Who may redeem it.
    pub client_id: String,
    /// What the redemption must repeat.
    pub redirect_uri: String,
    /// S256 challenge.
    pub code_challenge: Option<String>,
    /// The user.
    pub user_id: String,
    /// The session.
    pub session_id: String,
    /// The scopes granted.
    pub scope: Vec<String>,
    /// The API.
    pub audience: Option<String>,
    /// The organization that the login was with.
    #[serde(default)]
    pub organization_id: Option<String>,
    /// For the ID token.
    pub nonce: Option<String>,
    /// When the user proved who they are.
    pub auth_time: Timestamp,
    /// What Actions asked of the tokens.
    pub effects: TokenEffects,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Set at redemption, with the family of the refresh token that it gave.
    pub used: Option<Redemption>,
}

/// How a code was used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Redemption {
    /// When.
    pub at: Timestamp,
    /// The family of the tokens that came of it: a refresh token, an opaque access token, or none that could be revoked.
    pub refresh_family: Option<String>,
}

impl Entity for AuthorizationCode {
    const COLLECTION: &'static str = "codes";

    fn id(&self) -> String {
        self.code_hash.clone()
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
