//! How memberships change: by one commit that holds only if the organization, the user and the roles are still there. See
//! [`entitlements::change`](crate::identity::entitlements::change), whose rules these are.

use super::member::{self, Member};
use crate::identity::entitlements::change::{ChangeError, Tries, add_roles, expect_roles};
use crate::identity::{Directory, User};
use crate::storage::{Batch, StoreError, Stored};

/// Why a membership is as it was.
#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    /// The organization is gone.
    #[error("the organization does not exist")]
    NoOrganization,
    /// The user is not a member.
    #[error("the user is not a member of the organization")]
    NoMember,
    /// Something of the user or their roles.
    #[error(transparent)]
    Change(#[from] ChangeError),
}

impl From<StoreError> for MemberError {
    fn from(error: StoreError) -> Self {
        Self::Change(error.into())
    }
}

/// Makes users members: all of them or, on an error, none. Those that are members stay as they are.
pub async fn add(directory: &Directory, organization_id: &str, user_ids: &[String], role_ids: &[String]) -> Result<(), MemberError> {
    let mut tries = Tries::default();
    loop {
        let mut batch = Batch::new();
        expect_organization(directory, &mut batch, organization_id).await?;
        expect_roles(directory, &mut batch, role_ids).await?;
        for user_id in user_ids {
            let user = expect_user(directory, &mut batch, user_id).await?;
            let stored = directory.members.get(&Member::id_of(organization_id, user_id)).await?;
            let known = stored.as_ref().filter(|member| member.is_of(&user)).map(|member| member.value.clone());
            let mut after = known.unwrap_or_else(|| Member::new(organization_id, &user));
            add_roles(&mut after.roles, role_ids)?;
            match &stored {
                Some(before) => directory.members.stage_update(&mut batch, before, &after)?,
                None => directory.members.stage_insert(&mut batch, &after)?,
            }
        }
        if tries.commit(directory, batch).await? {
            return Ok(());
        }
    }
}

/// Ends a membership, with its roles; one that is not there is no error.
pub async fn remove(directory: &Directory, organization_id: &str, user_id: &str) -> Result<(), StoreError> {
    while let Some(member) = directory.members.get(&Member::id_of(organization_id, user_id)).await? {
        match directory.members.delete(&member).await {
            Ok(()) | Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Gives a member roles inside the organization.
pub async fn assign_roles(directory: &Directory, organization_id: &str, user_id: &str, role_ids: &[String]) -> Result<(), MemberError> {
    let mut tries = Tries::default();
    loop {
        let mut batch = Batch::new();
        let before = expect_member(directory, &mut batch, organization_id, user_id).await?;
        expect_roles(directory, &mut batch, role_ids).await?;
        let mut after = before.value.clone();
        add_roles(&mut after.roles, role_ids)?;
        directory.members.stage_update(&mut batch, &before, &after)?;
        if tries.commit(directory, batch).await? {
            return Ok(());
        }
    }
}

/// Takes roles from a member; those that they do not have are passed over.
pub async fn remove_roles(directory: &Directory, organization_id: &str, user_id: &str, role_ids: &[String]) -> Result<(), MemberError> {
    let mut tries = Tries::default();
    loop {
        let mut batch = Batch::new();
        let before = expect_member(directory, &mut batch, organization_id, user_id).await?;
        let mut after = before.value.clone();
        after.roles.retain(|id| !role_ids.contains(id));
        directory.members.stage_update(&mut batch, &before, &after)?;
        if tries.commit(directory, batch).await? {
            return Ok(());
        }
    }
}

async fn expect_organization(directory: &Directory, batch: &mut Batch, id: &str) -> Result<(), MemberError> {
    let organization = directory.organizations.get(id).await?.ok_or(MemberError::NoOrganization)?;
    directory.organizations.stage_expect(batch, id, Some(organization.version));
    Ok(())
}

async fn expect_user(directory: &Directory, batch: &mut Batch, user_id: &str) -> Result<Stored<User>, MemberError> {
    let user = directory.users.get(user_id).await?.ok_or(ChangeError::NoUser)?;
    directory.users.stage_expect(batch, user_id, Some(user.version));
    Ok(user)
}

async fn expect_member(
    directory: &Directory,
    batch: &mut Batch,
    organization_id: &str,
    user_id: &str,
) -> Result<Stored<Member>, MemberError> {
    expect_organization(directory, batch, organization_id).await?;
    let user = expect_user(directory, batch, user_id).await?;
    member::find(directory, organization_id, &user).await?.ok_or(MemberError::NoMember)
}
