//! What goes when something that organizations speak of goes. Called after the thing itself was deleted.

use crate::identity::Directory;
use crate::storage::{Entity, StoreError};

/// Records that are read at a time.
const PAGE: usize = 100;

/// Removes the members and invitations of an organization.
pub async fn organization(directory: &Directory, id: &str) -> Result<(), StoreError> {
    directory.members.delete_by("organization", id).await?;
    directory.invitations.delete_by("organization", id).await.map(drop)
}

/// Removes a user from all organizations.
pub async fn user(directory: &Directory, user_id: &str) -> Result<(), StoreError> {
    directory.members.delete_by("user", user_id).await.map(drop)
}

/// Removes the invitations that lead to an application.
pub async fn client(directory: &Directory, client_id: &str) -> Result<(), StoreError> {
    directory.invitations.delete_by("client", client_id).await.map(drop)
}

/// Removes a connection from all organizations, with the invitations that are good for it alone.
pub async fn connection(directory: &Directory, connection_id: &str) -> Result<(), StoreError> {
    loop {
        let found = directory.organizations.list_by("connection", connection_id, None, PAGE).await?;
        if found.is_empty() {
            break;
        }
        for organization in found {
            directory
                .organizations
                .modify(&organization.id, |after| after.connections.retain(|c| c.connection_id != connection_id))
                .await?;
        }
    }
    directory.invitations.delete_by("connection", connection_id).await.map(drop)
}

/// Takes a role from all members, and from invitations.
pub async fn role(directory: &Directory, role_id: &str) -> Result<(), StoreError> {
    loop {
        let found = directory.members.list_by("role", role_id, None, PAGE).await?;
        if found.is_empty() {
            break;
        }
        for member in found {
            directory.members.modify(&member.id(), |after| after.roles.retain(|id| id != role_id)).await?;
        }
    }
    loop {
        let found = directory.invitations.list_by("role", role_id, None, PAGE).await?;
        if found.is_empty() {
            return Ok(());
        }
        for invitation in found {
            directory.invitations.modify(&invitation.id, |after| after.roles.retain(|id| id != role_id)).await?;
        }
    }
}
