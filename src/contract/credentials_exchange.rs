//! The event of `credentials-exchange` v2 (reference 1.5): an application asks for a token for itself, so there is no user.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::common::{Client, CustomDomain, Organization, Request, ResourceServer, Tenant};

/// The token as it would be made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccessToken {
    /// Claims that are set already.
    #[serde(rename = "customClaims", default)]
    pub custom_claims: Map<String, Value>,
    /// The scopes that would be granted.
    #[serde(default)]
    pub scope: Vec<String>,
}

/// The exchange.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Transaction {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// The scopes asked for; empty where none were named.
    pub requested_scopes: Vec<String>,
    /// The scopes that the exchange aims at; Actions change them.
    pub target_scopes: Vec<String>,
}

/// What the Action is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The token as it would be made.
    #[serde(rename = "accessToken")]
    pub access_token: AccessToken,
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
