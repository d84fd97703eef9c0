//! What goes with an application: its grants, its keys, its registration, its place in connections, invitations that lead to it.

use super::Client;
use crate::identity::{Directory, Registration, organization};
use crate::storage::{Batch, StoreError, Stored};

/// Adds the end of the application to `batch`, with its registration as it was read. The commit conflicts where one of these changed.
pub async fn stage(
    directory: &Directory,
    batch: &mut Batch,
    client: &Stored<Client>,
    registration: Option<&Stored<Registration>>,
) -> Result<(), StoreError> {
    let id = &client.client_id;
    directory.clients.stage_delete(batch, client);
    if let Some(registration) = registration {
        directory.registrations.stage_delete(batch, registration);
    }
    for grant in directory.client_grants.list_by("client", id, None, usize::MAX).await? {
        directory.client_grants.stage_delete(batch, &grant);
    }
    for credential in directory.client_credentials.list_by("client", id, None, usize::MAX).await? {
        directory.client_credentials.stage_delete(batch, &credential);
    }
    for before in directory.connections.all().await? {
        if before.enabled_clients.contains(id) {
            let mut after = before.value.clone();
            after.enabled_clients.retain(|enabled| enabled != id);
            directory.connections.stage_update(batch, &before, &after)?;
        }
    }
    Ok(())
}

/// What is removed after that commit.
pub async fn afterwards(directory: &Directory, client_id: &str) -> Result<(), StoreError> {
    organization::forget::client(directory, client_id).await
}
