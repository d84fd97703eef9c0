//! A consent (`grant` in the Management API): what a user has allowed an application.

use serde::{Deserialize, Serialize};

use super::Directory;
use crate::random::{Random, hex24};
use crate::storage::{Entity, StoreError};

/// One user's leave for one application and API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Consent {
    /// 24 hex digits.
    pub id: String,
    /// The user.
    pub user_id: String,
    /// The application.
    pub client_id: String,
    /// The API's identifier; empty for the OpenID scopes alone.
    pub audience: String,
    /// The scopes allowed.
    pub scope: Vec<String>,
}

impl Consent {
    /// The value of the unique index `who`.
    pub fn who(user_id: &str, client_id: &str, audience: &str) -> String {
        format!("{user_id}\0{client_id}\0{audience}")
    }
}

/// Whether the user has allowed the application all of `scope`. `audience` is empty for the OpenID scopes alone. A user who has
/// never been asked has allowed nothing, not even an empty list.
pub async fn covers(directory: &Directory, user_id: &str, client_id: &str, audience: &str, scope: &[String]) -> Result<bool, StoreError> {
    let found = directory.consents.find("who", &Consent::who(user_id, client_id, audience)).await?;
    Ok(found.is_some_and(|consent| scope.iter().all(|s| consent.scope.contains(s))))
}

/// Adds `scope` to what the user has allowed the application.
pub async fn grant(
    directory: &Directory,
    random: &dyn Random,
    user_id: &str,
    client_id: &str,
    audience: &str,
    scope: &[String],
) -> Result<(), StoreError> {
    loop {
        let found = directory.consents.find("who", &Consent::who(user_id, client_id, audience)).await?;
        let written = match &found {
            Some(before) => {
                let mut after = before.value.clone();
                after.scope.extend(scope.iter().filter(|s| !before.scope.contains(s)).cloned());
                directory.consents.update(before, after).await
            }
            None => {
                let (user_id, client_id, audience) = (user_id.to_owned(), client_id.to_owned(), audience.to_owned());
                directory.consents.insert(Consent { id: hex24(random), user_id, client_id, audience, scope: scope.to_vec() }).await
            }
        };
        match written {
            Ok(_) => return Ok(()),
            // Another tab granted something at the same time: read again and add to it.
            Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
}

impl Entity for Consent {
    const COLLECTION: &'static str = "consents";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("who", Self::who(&self.user_id, &self.client_id, &self.audience))]
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        vec![("user", self.user_id.clone())]
    }
}
