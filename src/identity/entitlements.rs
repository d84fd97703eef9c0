//! What a user is entitled to: roles, and permissions beside them. One record a user, so that its bounds hold under any race.
//!
//! A user's id may come back after the account was deleted, and this record may outlive the account by a crash; so it belongs to the
//! account of one time ([`Entitlements::account`]), and counts for no other. What it names is deleted elsewhere: a role that is gone
//! gives nothing, because its permissions stood in it, and an API's scopes are asked for by name where tokens are made.

pub mod change;
pub mod forget;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::organization::member;
use super::role::{self, Permission};
use super::{Directory, Role, User};
use crate::storage::{Entity, StoreError, Stored};

/// Roles that one user may have.
pub const MAX_ROLES_OF_USER: usize = 50;

/// The roles and permissions of one user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entitlements {
    /// The user.
    pub user_id: String,
    /// When that user's account was made.
    pub account: Timestamp,
    /// Ids of roles, each once.
    pub roles: Vec<String>,
    /// Permissions that are the user's own, each once.
    pub permissions: Vec<Permission>,
}

impl Entitlements {
    /// None yet.
    pub fn none(user: &User) -> Self {
        Self { user_id: user.user_id.clone(), account: user.created_at, roles: Vec::new(), permissions: Vec::new() }
    }

    /// Whether these are the account's.
    pub fn are_of(&self, user: &User) -> bool {
        self.account == user.created_at
    }

    /// Whether there is nothing in them.
    pub fn are_empty(&self) -> bool {
        self.roles.is_empty() && self.permissions.is_empty()
    }
}

/// What the user has by themselves. The record as it is stored comes along for a change, also where it is an earlier account's.
pub async fn of(directory: &Directory, user: &User) -> Result<(Entitlements, Option<Stored<Entitlements>>), StoreError> {
    let stored = directory.entitlements.get(&user.user_id).await?;
    let own = stored.as_ref().filter(|stored| stored.are_of(user)).map(|stored| stored.value.clone());
    Ok((own.unwrap_or_else(|| Entitlements::none(user)), stored))
}

/// The roles with these ids that there are, by name.
pub async fn roles_of(directory: &Directory, ids: &[String]) -> Result<Vec<Role>, StoreError> {
    let mut roles = Vec::with_capacity(ids.len());
    for id in ids {
        roles.extend(directory.roles.get(id).await?.map(|role| role.value));
    }
    roles.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(roles)
}

/// The roles that hold for a login: the user's own, and with an organization those that they have inside it; by name.
pub async fn held(directory: &Directory, user: &User, organization_id: Option<&str>) -> Result<Vec<Role>, StoreError> {
    let mut ids = of(directory, user).await?.0.roles;
    if let Some(id) = organization_id
        && let Some(member) = member::find(directory, id, user).await?
    {
        let more: Vec<String> = member.roles.iter().filter(|id| !ids.contains(id)).cloned().collect();
        ids.extend(more);
    }
    roles_of(directory, &ids).await
}

impl Entity for Entitlements {
    const COLLECTION: &'static str = "entitlements";

    fn id(&self) -> String {
        self.user_id.clone()
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        let mut out = role::apis(&self.permissions);
        out.extend(self.roles.iter().map(|role| ("role", role.clone())));
        out
    }
}
