//! RBAC: what of an API a user's access token may carry (reference 4.2 `enforce_policies`, 5.8 `permissions`).
//!
//! Decided where tokens are made, from the roles and permissions of that moment, and not only at the login: between the two may lie a
//! consent page, and before a refresh a month. Scopes that a `post-login` Action added stand beside it: the operator's program has the
//! last word, as at Auth0, and it is asked again at each refresh.

use std::collections::BTreeSet;

use super::scopes::IDENTITY;
use crate::identity::{Directory, Permission, ResourceServer, User, entitlements};
use crate::storage::StoreError;

/// What a user's access token may say of an API.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Granted {
    /// The scopes that are left.
    pub scope: Vec<String>,
    /// All of the user's permissions for the API, asked for or not; none where the API's tokens do not carry them.
    pub permissions: Option<Vec<String>>,
}

/// Which of `requested` the user may have of `api`. `added` are scopes that an Action has vouched for.
pub async fn limit(
    directory: &Directory,
    user: &User,
    organization_id: Option<&str>,
    api: Option<&ResourceServer>,
    requested: &[String],
    added: &[String],
) -> Result<Granted, StoreError> {
    let Some(api) = api.filter(|api| api.enforce_policies) else {
        return Ok(Granted { scope: requested.to_vec(), permissions: None });
    };
    let held = permissions(directory, user, organization_id, api).await?;
    let may = |scope: &&String| IDENTITY.contains(&scope.as_str()) || held.contains(*scope) || added.contains(scope);
    let scope = requested.iter().filter(may).cloned().collect();
    Ok(Granted { scope, permissions: api.carries_permissions().then(|| held.into_iter().collect()) })
}

/// The user's permissions for an API: their own and their roles', as far as the API still names them.
pub async fn permissions(
    directory: &Directory,
    user: &User,
    organization_id: Option<&str>,
    api: &ResourceServer,
) -> Result<BTreeSet<String>, StoreError> {
    let (own, _) = entitlements::of(directory, user).await?;
    let roles = entitlements::held(directory, user, organization_id).await?;
    let all = own.permissions.iter().chain(roles.iter().flat_map(|role| &role.permissions));
    let of_api = |p: &&Permission| p.resource_server_identifier == api.identifier && api.has_scope(&p.permission_name);
    Ok(all.filter(of_api).map(|permission| permission.permission_name.clone()).collect())
}
