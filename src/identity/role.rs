//! A role: a name for permissions that many users have (reference 4.2 "roles").
//!
//! The permissions stand in the role itself, so that a change of them is one record and holds for all its users at once.

use serde::{Deserialize, Serialize};

use crate::storage::Entity;

/// Roles of one tenant.
pub const MAX_ROLES: usize = 1000;

/// Permissions of one role, and of one user beside their roles.
pub const MAX_PERMISSIONS: usize = 1000;

/// A scope of an API, as something that a user may have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Permission {
    /// The API's identifier.
    pub resource_server_identifier: String,
    /// One of its scopes.
    pub permission_name: String,
}

/// One role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Role {
    /// `rol_…`.
    pub id: String,
    /// Unique; what `event.authorization.roles` holds.
    pub name: String,
    /// For people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// In the order in which they were added, each once.
    pub permissions: Vec<Permission>,
}

/// The values of the index `api`: the APIs that permissions are of, each once.
pub(super) fn apis(permissions: &[Permission]) -> Vec<(&'static str, String)> {
    let mut all: Vec<&str> = permissions.iter().map(|permission| permission.resource_server_identifier.as_str()).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(|identifier| ("api", identifier.to_owned())).collect()
}

impl Entity for Role {
    const COLLECTION: &'static str = "roles";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("name", self.name.clone())]
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        apis(&self.permissions)
    }
}
