//! A ticket: a link that was given to one user, and does one thing once (reference 4.2 "tickets").
//!
//! The store holds only the hash of the link's secret. A ticket speaks for the address that the user had when it was made, and for no
//! password that came after it: who changed either has taken the links back that were on their way.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::user::normalize_identifier;
use super::{User, sessions};
use crate::storage::Entity;

/// What a ticket is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketKind {
    /// To prove that the address is the user's.
    EmailVerification,
    /// To set a new password.
    PasswordChange,
    /// To lift the limits of logins.
    Unblock,
}

/// One ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    /// SHA-256 of the link's secret, base64url.
    pub hash: String,
    /// What it is for.
    pub kind: TicketKind,
    /// Whose it is.
    pub user_id: String,
    /// The user's address when it was made.
    pub email: Option<String>,
    /// Where the user goes afterwards.
    pub result_url: Option<String>,
    /// The e-mail template whose `resultUrl` says so, where the ticket went out by e-mail.
    pub template: Option<String>,
    /// Whether the user's address goes with them.
    pub include_email: bool,
    /// Whether the link proves the address as well.
    pub mark_email_as_verified: bool,
    /// The application that the user came from.
    pub client_id: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Ticket {
    /// The key of the ticket whose link has this secret; `None` for what is no secret of ours.
    pub fn key(secret: &str) -> Option<String> {
        sessions::is_secret(secret).then(|| sessions::hash(secret))
    }

    /// Whether it still speaks for `user` at this time.
    pub fn is_good(&self, user: &User, now: Timestamp) -> bool {
        let same =
            |a: &Option<String>, b: &Option<String>| a.as_deref().map(normalize_identifier) == b.as_deref().map(normalize_identifier);
        self.user_id == user.user_id
            && now < self.expires_at
            && user.honours(self.created_at)
            && (self.kind != TicketKind::PasswordChange || user.last_password_reset.is_none_or(|reset| self.created_at > reset))
            && same(&self.email, &user.email)
    }
}

impl Entity for Ticket {
    const COLLECTION: &'static str = "tickets";

    fn id(&self) -> String {
        self.hash.clone()
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        vec![("user", self.user_id.clone())]
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
