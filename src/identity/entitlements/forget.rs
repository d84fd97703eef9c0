//! What goes when something that entitlements speak of goes: a role, a user, an API, or a scope of an API.

use crate::identity::{Directory, Permission, ResourceServer};
use crate::storage::StoreError;

/// Records that are read at a time.
const PAGE: usize = 100;

/// Takes a role from everybody who has it. The role itself is deleted before.
pub async fn role(directory: &Directory, role_id: &str) -> Result<(), StoreError> {
    loop {
        let found = directory.entitlements.list_by("role", role_id, None, PAGE).await?;
        if found.is_empty() {
            return Ok(());
        }
        for entitlements in found {
            directory.entitlements.modify(&entitlements.user_id, |after| after.roles.retain(|id| id != role_id)).await?;
        }
    }
}

/// Removes what a user had. The user is deleted before.
pub async fn user(directory: &Directory, user_id: &str) -> Result<(), StoreError> {
    while let Some(found) = directory.entitlements.get(user_id).await? {
        match directory.entitlements.delete(&found).await {
            Ok(()) | Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Removes every permission for the API `identifier` that `api` does not name; all of them where there is none.
///
/// Called after a scope or an API went, and again before one comes: a crash in between leaves permissions that name nothing, and they
/// must not come alive with a scope of the same name.
pub async fn scopes(directory: &Directory, identifier: &str, api: Option<&ResourceServer>) -> Result<(), StoreError> {
    let named = |name: &str| api.is_some_and(|api| api.has_scope(name));
    let keeps = |p: &Permission| p.resource_server_identifier != identifier || named(&p.permission_name);
    let mut after: Option<String> = None;
    loop {
        let page = directory.roles.list_by("api", identifier, after.as_deref(), PAGE).await?;
        for role in page.iter().filter(|role| !role.permissions.iter().all(keeps)) {
            directory.roles.modify(&role.id, |after| after.permissions.retain(keeps)).await?;
        }
        match page.last() {
            Some(last) if page.len() == PAGE => after = Some(last.id.clone()),
            _ => break,
        }
    }
    let mut after: Option<String> = None;
    loop {
        let page = directory.entitlements.list_by("api", identifier, after.as_deref(), PAGE).await?;
        for user in page.iter().filter(|user| !user.permissions.iter().all(keeps)) {
            directory.entitlements.modify(&user.user_id, |after| after.permissions.retain(keeps)).await?;
        }
        match page.last() {
            Some(last) if page.len() == PAGE => after = Some(last.user_id.clone()),
            _ => return Ok(()),
        }
    }
}
