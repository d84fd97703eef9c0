//! What a user proves beside the password: an authenticator app or a recovery code, one of each kind; and the browsers that are spared it.
//!
//! They are no part of the user: a profile is read, searched, exported and handed to Actions, and none of these should carry them about.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::User;
use crate::storage::Entity;

/// What is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactorKind {
    /// Codes of an app (RFC 6238).
    Otp,
    /// A code on paper, good once.
    RecoveryCode,
}

impl FactorKind {
    /// Its name among the tenant's factors.
    pub fn name(self) -> &'static str {
        match self {
            Self::Otp => "otp",
            Self::RecoveryCode => "recovery-code",
        }
    }

    /// Its name among a user's authentication methods.
    pub fn method(self) -> &'static str {
        match self {
            Self::Otp => "totp",
            Self::RecoveryCode => "recovery-code",
        }
    }
}

/// One factor of one user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Authenticator {
    /// `totp|dev_` or `recovery-code|dev_` and 16 characters.
    pub id: String,
    /// Whose.
    pub user_id: String,
    /// Which.
    pub kind: FactorKind,
    /// The app's key, sealed; of a recovery code its SHA-256, base64url: 120 random bits need no slow hash.
    pub secret: String,
    /// When it was enrolled.
    pub created_at: Timestamp,
    /// When it was proved last.
    pub last_used_at: Option<Timestamp>,
    /// The period of the last code of an app that was taken: a code is good once, and none before it is good any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_period: Option<u64>,
}

impl Authenticator {
    /// Whether it is this user's, and not that of one who had the id before.
    pub fn is_of(&self, user: &User) -> bool {
        self.user_id == user.user_id && self.created_at >= user.created_at
    }
}

impl Entity for Authenticator {
    const COLLECTION: &'static str = "authenticators";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("kind", format!("{}\0{}", self.user_id, self.kind.name()))]
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        vec![("user", self.user_id.clone())]
    }
}

/// A browser in which a user is not asked for a second factor for a while.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RememberedBrowser {
    /// SHA-256 of a secret in the browser's cookie, base64url.
    pub secret_hash: String,
    /// Whose.
    pub user_id: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

impl Entity for RememberedBrowser {
    const COLLECTION: &'static str = "remembered-browsers";

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
