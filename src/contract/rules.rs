//! What the Rules of a login are told (reference 3.4): `user` and `context`, which they may change, and what the engine has to know
//! beside them, which they cannot.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::common::Request;
use super::user::Identity;

/// One login, in the words of Rules.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// `user`.
    pub user: Map<String, Value>,
    /// `context`.
    pub context: Map<String, Value>,
    /// Who logs in, whatever the Rules make of `user`.
    pub subject: String,
    /// What that user logs in with: who may take their place has one of them. Rules find them in `user`.
    #[serde(skip)]
    pub identities: Vec<Identity>,
    /// The request, as Actions see it.
    pub request: Request,
    /// Of the transaction, what decides on redirects and scopes.
    pub transaction: Transaction,
    /// The client of the Management API.
    pub auth0: Management,
    /// Present where somebody tries a Rule out and wants to see what `user` and `context` come to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show: Option<bool>,
}

/// Of the transaction, what decides on redirects and scopes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Transaction {
    /// `context.protocol`.
    pub protocol: String,
    /// The scopes asked for.
    pub requested_scopes: Vec<String>,
}

/// What `auth0` is made of.
#[derive(Clone, PartialEq, Eq, Default, Serialize)]
pub struct Management {
    /// The host name of this server.
    pub domain: String,
    /// `https://…/api/v2`.
    pub base_url: String,
    /// Good for this login's own requests alone.
    pub token: String,
}

impl std::fmt::Debug for Management {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Management").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}
