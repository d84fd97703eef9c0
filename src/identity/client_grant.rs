//! A client grant: the scopes of an API that an application may have by itself (client_credentials), or, of the Management API, in the
//! name of users who hold them.

use serde::{Deserialize, Serialize};

use super::Metadata;
use crate::storage::Entity;

/// One application's leave for one API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClientGrant {
    /// `cgr_…`.
    pub id: String,
    /// The application; empty where the grant is for all of a kind (`default_for`).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub client_id: String,
    /// The API's identifier.
    pub audience: String,
    /// The scopes it may have.
    pub scope: Vec<String>,
    /// `client` (the default) or `user`.
    #[serde(default = "client")]
    pub subject_type: String,
    /// Stored and returned; read through the methods below where it has an effect.
    #[serde(flatten)]
    pub extra: Metadata,
}

fn client() -> String {
    "client".to_owned()
}

impl ClientGrant {
    /// The value of the unique index `pair` under which an application's grant for the users of an API is found.
    pub fn of_users(client_id: &str, audience: &str) -> String {
        format!("{client_id}\0{audience}\0user")
    }

    /// The value of the unique index `pair` under which the grant of all strict third parties for the users of an API is found.
    pub fn of_third_parties(audience: &str) -> String {
        Self::of_users("", audience)
    }

    /// The value of the unique index `pair` under which an application's own grant for an API is found.
    pub fn own(client_id: &str, audience: &str) -> String {
        format!("{client_id}\0{audience}\0client")
    }
}

impl Entity for ClientGrant {
    const COLLECTION: &'static str = "client-grants";
    const KEPT_DECODED: usize = 1000;

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("pair", format!("{}\0{}\0{}", self.client_id, self.audience, self.subject_type))]
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        vec![("client", self.client_id.clone()), ("audience", self.audience.clone())]
    }
}
