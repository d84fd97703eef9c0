//! An invitation to an organization. Its ticket is a secret, which the link holds: sealed here, and found by its hash.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::identity::Metadata;
use crate::storage::Entity;

/// Open invitations of one organization.
pub const MAX_INVITATIONS: usize = 10_000;

/// One invitation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invitation {
    /// `uinv_…`.
    pub id: String,
    /// To what.
    pub organization_id: String,
    /// Who invites, for the letter.
    pub inviter: String,
    /// The address of who is invited.
    pub invitee: String,
    /// The application that the link leads to.
    pub client_id: String,
    /// The connection to log in by, where only one is good.
    pub connection_id: Option<String>,
    /// For the new member.
    pub app_metadata: Metadata,
    /// For the new member.
    pub user_metadata: Metadata,
    /// Roles for the new member, inside the organization.
    pub roles: Vec<String>,
    /// Where the link leads, before the ticket.
    pub login_uri: String,
    /// The ticket, sealed by the vault.
    pub sealed_ticket: String,
    /// SHA-256 of the ticket, base64url.
    pub ticket_hash: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Invitation {
    /// What the vault seals the ticket for.
    pub fn purpose(id: &str) -> String {
        format!("invitation/{id}/ticket")
    }
}

impl Entity for Invitation {
    const COLLECTION: &'static str = "invitations";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("ticket", self.ticket_hash.clone())]
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        let mut out = vec![("organization", self.organization_id.clone()), ("client", self.client_id.clone())];
        out.extend(self.connection_id.iter().map(|connection| ("connection", connection.clone())));
        out.extend(self.roles.iter().map(|role| ("role", role.clone())));
        out
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
