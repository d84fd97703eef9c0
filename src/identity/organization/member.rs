//! A member of an organization, with the roles that hold for logins with it.
//!
//! As [entitlements](crate::identity::entitlements) do, a membership belongs to the account of one time: who comes after with the same
//! id is a stranger.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::identity::{Directory, User};
use crate::storage::{Entity, StoreError, Stored};

/// One membership.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The organization.
    pub organization_id: String,
    /// The user.
    pub user_id: String,
    /// When that user's account was made.
    pub account: Timestamp,
    /// Ids of roles, each once.
    pub roles: Vec<String>,
}

impl Member {
    /// The id of a membership. Ids of organizations are of one length, so that a list of members is in the order of the users' ids.
    pub fn id_of(organization_id: &str, user_id: &str) -> String {
        format!("{organization_id}\0{user_id}")
    }

    /// A membership without roles.
    pub fn new(organization_id: &str, user: &User) -> Self {
        let (organization_id, user_id) = (organization_id.to_owned(), user.user_id.clone());
        Self { organization_id, user_id, account: user.created_at, roles: Vec::new() }
    }

    /// Whether it is the account's.
    pub fn is_of(&self, user: &User) -> bool {
        self.account == user.created_at
    }
}

/// The user's membership.
pub async fn find(directory: &Directory, organization_id: &str, user: &User) -> Result<Option<Stored<Member>>, StoreError> {
    let found = directory.members.get(&Member::id_of(organization_id, &user.user_id)).await?;
    Ok(found.filter(|member| member.is_of(user)))
}

impl Entity for Member {
    const COLLECTION: &'static str = "members";

    fn id(&self) -> String {
        Self::id_of(&self.organization_id, &self.user_id)
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        let mut out = vec![("organization", self.organization_id.clone()), ("user", self.user_id.clone())];
        out.extend(self.roles.iter().map(|role| ("role", role.clone())));
        out
    }
}
