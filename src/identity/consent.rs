//! A consent (`grant` in the Management API): what a user has allowed an application.

use serde::{Deserialize, Serialize};

use crate::storage::Entity;

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
