//! How entitlements change: by one commit that holds only if the user, and what they are given, are still there.
//!
//! Whoever deletes a role or a user deletes it first and looks for what speaks of it afterwards. An assignment that was first is found
//! then; one that comes later breaks its own demand on the deleted record.

use super::{Entitlements, MAX_ROLES_OF_USER, of};
use crate::identity::role::{MAX_PERMISSIONS, Permission};
use crate::identity::{Directory, ResourceServer, User};
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, StoreError, Stored};

/// How often a change is tried while the user logs in or is changed at the same time.
const TRIES: usize = 50;

/// Why entitlements are as they were.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// One of the users is not there.
    #[error("the user does not exist")]
    NoUser,
    /// One of the roles is not there.
    #[error("the role does not exist")]
    NoRole,
    /// An API is not there.
    #[error("the resource server does not exist")]
    NoApi,
    /// An API does not have the scope.
    #[error("the API does not have the scope {0}")]
    NoScope(String),
    /// More roles than a user may have.
    #[error("no more roles can be assigned")]
    TooManyRoles,
    /// More permissions than a role or a user may have.
    #[error("no more permissions can be assigned")]
    TooManyPermissions,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Gives each of the users each of the roles: all of them or, on an error, none.
pub async fn assign_roles(directory: &Directory, user_ids: &[String], role_ids: &[String]) -> Result<(), ChangeError> {
    let mut tries = Tries::default();
    loop {
        let mut batch = Batch::new();
        expect_roles(directory, &mut batch, role_ids).await?;
        for user in users(directory, user_ids).await? {
            stage(directory, &mut batch, &user, |after| add_roles(&mut after.roles, role_ids)).await?;
        }
        if tries.commit(directory, batch).await? {
            return Ok(());
        }
    }
}

/// Takes roles from a user; those that they do not have are passed over.
pub async fn remove_roles(directory: &Directory, user_id: &str, role_ids: &[String]) -> Result<(), ChangeError> {
    let without = |after: &mut Entitlements| {
        after.roles.retain(|id| !role_ids.contains(id));
        Ok(())
    };
    of_user(directory, user_id, &[], without).await
}

/// Gives a user permissions of their own.
pub async fn add_permissions(directory: &Directory, user_id: &str, given: &[Permission]) -> Result<(), ChangeError> {
    of_user(directory, user_id, given, |after| add(&mut after.permissions, given)).await
}

/// Takes permissions from a user; those that they do not have are passed over.
pub async fn remove_permissions(directory: &Directory, user_id: &str, taken: &[Permission]) -> Result<(), ChangeError> {
    let without = |after: &mut Entitlements| {
        after.permissions.retain(|permission| !taken.contains(permission));
        Ok(())
    };
    of_user(directory, user_id, &[], without).await
}

/// Changes the entitlements of one user, who must be there, and the APIs of the permissions `named` with their scopes.
async fn of_user(
    directory: &Directory,
    user_id: &str,
    named: &[Permission],
    change: impl Fn(&mut Entitlements) -> Result<(), ChangeError> + Send + Sync,
) -> Result<(), ChangeError> {
    let mut tries = Tries::default();
    loop {
        let mut batch = Batch::new();
        let user = directory.users.get(user_id).await?.ok_or(ChangeError::NoUser)?;
        expect_scopes(directory, &mut batch, named).await?;
        stage(directory, &mut batch, &user, &change).await?;
        if tries.commit(directory, batch).await? {
            return Ok(());
        }
    }
}

/// Gives a role permissions.
pub async fn add_to_role(directory: &Directory, role_id: &str, given: &[Permission]) -> Result<(), ChangeError> {
    let mut tries = Tries::default();
    loop {
        let mut batch = Batch::new();
        let before = directory.roles.get(role_id).await?.ok_or(ChangeError::NoRole)?;
        expect_scopes(directory, &mut batch, given).await?;
        let mut after = before.value.clone();
        add(&mut after.permissions, given)?;
        directory.roles.stage_update(&mut batch, &before, &after)?;
        if tries.commit(directory, batch).await? {
            return Ok(());
        }
    }
}

/// Takes permissions from a role; those that it does not have are passed over.
pub async fn remove_from_role(directory: &Directory, role_id: &str, taken: &[Permission]) -> Result<(), ChangeError> {
    let left = directory.roles.modify(role_id, |role| role.permissions.retain(|permission| !taken.contains(permission))).await?;
    left.map(drop).ok_or(ChangeError::NoRole)
}

/// Commits that others may come before.
#[derive(Default)]
pub(in crate::identity) struct Tries(usize);

impl Tries {
    /// Commits; false if something was changed since it was read, so that it must be read anew.
    pub async fn commit(&mut self, directory: &Directory, batch: Batch) -> Result<bool, StoreError> {
        self.0 += 1;
        match directory.roles.store().commit(batch).await {
            Err(StoreError::Conflict(key)) if self.0 < TRIES && clash(&key) == Clash::Entity => Ok(false),
            other => other.map(|_| true),
        }
    }
}

/// Demands that the roles are there.
pub(in crate::identity) async fn expect_roles(directory: &Directory, batch: &mut Batch, role_ids: &[String]) -> Result<(), ChangeError> {
    for id in role_ids {
        let role = directory.roles.get(id).await?.ok_or(ChangeError::NoRole)?;
        directory.roles.stage_expect(batch, id, Some(role.version));
    }
    Ok(())
}

/// Adds roles, each once, and not more than one user may have.
pub(in crate::identity) fn add_roles(roles: &mut Vec<String>, given: &[String]) -> Result<(), ChangeError> {
    for id in given {
        if !roles.contains(id) {
            roles.push(id.clone());
        }
    }
    if roles.len() > MAX_ROLES_OF_USER { Err(ChangeError::TooManyRoles) } else { Ok(()) }
}

async fn users(directory: &Directory, ids: &[String]) -> Result<Vec<Stored<User>>, ChangeError> {
    let mut out = Vec::with_capacity(ids.len());
    for id in ids {
        out.push(directory.users.get(id).await?.ok_or(ChangeError::NoUser)?);
    }
    Ok(out)
}

/// Adds to `batch` what `change` makes of a user's entitlements. An empty record is removed.
async fn stage(
    directory: &Directory,
    batch: &mut Batch,
    user: &Stored<User>,
    change: impl FnOnce(&mut Entitlements) -> Result<(), ChangeError> + Send,
) -> Result<(), ChangeError> {
    let (mut after, stored) = of(directory, user).await?;
    change(&mut after)?;
    directory.users.stage_expect(batch, &user.user_id, Some(user.version));
    match &stored {
        Some(before) if after.are_empty() => directory.entitlements.stage_delete(batch, before),
        Some(before) => directory.entitlements.stage_update(batch, before, &after)?,
        None if after.are_empty() => {}
        None => directory.entitlements.stage_insert(batch, &after)?,
    }
    Ok(())
}

/// Demands that the APIs are as they were read, and have the scopes.
async fn expect_scopes(directory: &Directory, batch: &mut Batch, given: &[Permission]) -> Result<(), ChangeError> {
    let mut seen: Vec<Stored<ResourceServer>> = Vec::new();
    for permission in given {
        let identifier = &permission.resource_server_identifier;
        if !seen.iter().any(|api| api.identifier == *identifier) {
            let api = directory.resource_servers.find("identifier", identifier).await?.ok_or(ChangeError::NoApi)?;
            directory.resource_servers.stage_expect(batch, &api.id, Some(api.version));
            seen.push(api);
        }
        let known = seen.iter().any(|api| api.identifier == *identifier && api.has_scope(&permission.permission_name));
        if !known {
            return Err(ChangeError::NoScope(permission.permission_name.clone()));
        }
    }
    Ok(())
}

fn add(permissions: &mut Vec<Permission>, given: &[Permission]) -> Result<(), ChangeError> {
    for permission in given {
        if !permissions.contains(permission) {
            permissions.push(permission.clone());
        }
    }
    if permissions.len() > MAX_PERMISSIONS { Err(ChangeError::TooManyPermissions) } else { Ok(()) }
}
