//! What a strict third party may have of an API in the name of its users (reference 5.6): what an operator granted it, or all such.
//!
//! Asked at the login, at the redemption of the code and at each refresh, as permissions are ([`super::rbac`]): an operator who takes a
//! grant away takes it away. Who its users are it learns nothing of, whatever was granted: it has no ID tokens and no scopes of OpenID
//! Connect. Of these `offline_access` alone is about the application.

use super::scopes::IDENTITY;
use crate::identity::{Client, ClientGrant, Directory, ResourceServer};
use crate::storage::StoreError;

/// Which of `requested` the application may have of `api`; `None` where it may not have the API at all. `added` are scopes that an
/// Action has vouched for. An application that is not bound by the narrower rules may have what it asks for.
pub async fn limit(
    directory: &Directory,
    client: &Client,
    api: Option<&ResourceServer>,
    requested: &[String],
    added: &[String],
) -> Result<Option<Vec<String>>, StoreError> {
    if !client.is_strict() {
        return Ok(Some(requested.to_vec()));
    }
    let granted = match api {
        None => Vec::new(),
        Some(api) => match grant(directory, client, api).await? {
            Some(grant) => grant.scope.into_iter().filter(|scope| api.has_scope(scope)).collect(),
            None => return Ok(None),
        },
    };
    let may = |scope: &&String| match scope.as_str() {
        "offline_access" => true,
        identity if IDENTITY.contains(&identity) => false,
        _ => granted.contains(scope) || added.contains(scope),
    };
    Ok(Some(requested.iter().filter(may).cloned().collect()))
}

/// The application's own grant, or that of all third parties.
async fn grant(directory: &Directory, client: &Client, api: &ResourceServer) -> Result<Option<ClientGrant>, StoreError> {
    for pair in [ClientGrant::of_users(&client.client_id, &api.identifier), ClientGrant::of_third_parties(&api.identifier)] {
        if let Some(grant) = directory.client_grants.find("pair", &pair).await? {
            return Ok(Some(grant.value));
        }
    }
    Ok(None)
}
