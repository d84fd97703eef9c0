//! An organization: a customer of the operator's, with members, roles that hold inside it, and connections of its own choice
//! (reference 4.2).

pub mod change;
pub mod forget;
pub mod invitation;
pub mod member;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Metadata;
use crate::storage::Entity;

/// Organizations of one tenant: lists of them are read whole.
pub const MAX_ORGANIZATIONS: usize = 10_000;

/// Connections of one organization.
pub const MAX_CONNECTIONS: usize = 50;

/// One organization.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Organization {
    /// `org_…`.
    pub id: String,
    /// Unique, in lower case; never begins as an id does.
    pub name: String,
    /// For people; the name where none is given.
    pub display_name: String,
    /// Logo and colours, stored and returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branding: Option<Value>,
    /// `event.organization.metadata`: string values.
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
    /// Stored and returned, without effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_quota: Option<Value>,
    /// Where its members come from.
    pub connections: Vec<OrganizationConnection>,
}

/// A connection as an organization uses it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrganizationConnection {
    /// The connection.
    pub connection_id: String,
    /// Whoever logs in by it becomes a member.
    pub assign_membership_on_login: bool,
    /// Stored and returned, without effect: whether there is a button, the connection says.
    pub show_as_button: bool,
    /// Whether one may sign up by it, which takes [`Self::assign_membership_on_login`]: an account that cannot log in is of no use.
    pub is_signup_enabled: bool,
    /// One that is not enabled is nowhere used.
    pub is_enabled: bool,
    /// Names and levels of the newer endpoints, stored and returned.
    #[serde(flatten)]
    pub extra: Metadata,
}

impl Organization {
    /// How it uses an enabled connection.
    pub fn connection(&self, connection_id: &str) -> Option<&OrganizationConnection> {
        self.connections.iter().find(|connection| connection.is_enabled && connection.connection_id == connection_id)
    }
}

impl Entity for Organization {
    const COLLECTION: &'static str = "organizations";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("name", self.name.clone())]
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        self.connections.iter().map(|connection| ("connection", connection.connection_id.clone())).collect()
    }
}
