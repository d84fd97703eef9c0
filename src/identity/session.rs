//! A browser session: proof that a user has logged in, kept under the hash of a cookie's value.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Metadata;
use crate::storage::Entity;

/// One session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// `sid` in tokens and `event.session.id`. Not the cookie's value: who reads a token cannot take the session.
    pub id: String,
    /// SHA-256 of the cookie's value, base64url.
    pub cookie_hash: String,
    /// The user.
    pub user_id: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When the user last proved who they are: `auth_time`.
    pub authenticated_at: Timestamp,
    /// When it was last used.
    pub last_interacted_at: Timestamp,
    /// Its idle end.
    pub idle_expires_at: Timestamp,
    /// Its absolute end.
    pub expires_at: Timestamp,
    /// The applications that it has logged in to.
    pub clients: Vec<String>,
    /// The methods, as `event.authentication.methods` has them.
    pub methods: Vec<AuthenticationMethod>,
    /// Where and with what it began.
    pub initial_ip: Option<String>,
    /// The browser.
    pub initial_user_agent: Option<String>,
    /// The connection by which the user proved who they are, by its id.
    pub connection_id: String,
    /// The operator's own: at most 25 texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
}

/// One way in which the user proved who they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuthenticationMethod {
    /// `pwd`, `federated`, `mfa`, …
    pub name: String,
    /// When.
    pub timestamp: Timestamp,
    /// The factor, where the name is `mfa`.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

impl Session {
    /// Whether it counts at `now`.
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.idle_expires_at && now < self.expires_at
    }
}

impl Entity for Session {
    const COLLECTION: &'static str = "sessions";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("cookie", self.cookie_hash.clone())]
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        vec![("user", self.user_id.clone())]
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.idle_expires_at.min(self.expires_at))
    }
}
