//! What a `credentials-exchange` Action is told (v2 of the event).

use serde::{Deserialize, Serialize};

use crate::event::{Client, CustomDomain, Object, Organization, Request, ResourceServer, Tenant};

/// The token as it would be made.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AccessToken {
    /// Claims that are set already.
    #[serde(rename = "customClaims")]
    pub custom_claims: Object,
    /// The scopes that would be granted.
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
    /// The scopes that the exchange aims at.
    pub target_scopes: Vec<String>,
}

/// What the Action is told. Secrets are in [`crate::secrets`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Event {
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
