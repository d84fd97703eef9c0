//! The event of `custom-token-exchange` v1 (reference 1.5): the Action decides whom a foreign token stands for.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::common::{Client, CustomDomain, Organization, Request, ResourceServer, Tenant};

/// The exchange (RFC 8693).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transaction {
    /// The token that is to be exchanged. Nobody but the Action checks it.
    pub subject_token: String,
    /// Its type, a URI.
    pub subject_token_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_token_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_token_user: Option<Value>,
    /// The scopes asked for.
    #[serde(default)]
    pub requested_scopes: Vec<String>,
    /// `null` where none was named.
    #[serde(default)]
    pub requested_token_type: Option<String>,
}

/// What the Action is told. There is no user yet: the Action names one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
