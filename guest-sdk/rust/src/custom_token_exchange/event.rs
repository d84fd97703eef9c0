//! What a `custom-token-exchange` Action is told (v1 of the event). There is no user yet: the Action names one.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::event::{Client, CustomDomain, Organization, Request, ResourceServer, Tenant};

/// The exchange.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Transaction {
    /// The token that is to be exchanged. Nobody but the Action checks it.
    pub subject_token: String,
    /// Its type, a URI.
    pub subject_token_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_token: Option<String>,
    /// Its type, a URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_token_type: Option<String>,
    /// Whom the actor's token stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_token_user: Option<Value>,
    /// The scopes asked for.
    pub requested_scopes: Vec<String>,
    /// The type of token asked for, a URI; `null` where none was named.
    pub requested_token_type: Option<String>,
}

/// What the Action is told. Secrets are in [`crate::secrets`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Event {
    pub client: Client,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_domain: Option<CustomDomain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<Organization>,
    pub request: Request,
    pub resource_server: ResourceServer,
    pub tenant: Tenant,
    pub transaction: Transaction,
}
