//! The event of `client-registration` v1, which is ours: an application registers itself (RFC 7591), or its makers change what they said of
//! it (RFC 7592).

use serde::{Deserialize, Serialize};

use super::common::{CustomDomain, Request, Tenant};

/// What of its metadata an Action may set: all that is kept of it.
pub const MEMBERS: [&str; 13] = [
    "client_name",
    "redirect_uris",
    "token_endpoint_auth_method",
    "grant_types",
    "response_types",
    "application_type",
    "logo_uri",
    "client_uri",
    "policy_uri",
    "tos_uri",
    "contacts",
    "software_id",
    "software_version",
];

/// Seconds that an application may be given, at least and at most: a minute, and ten years.
pub const LIFETIME: std::ops::RangeInclusive<u64> = 60..=315_360_000;

/// What the application says of itself (RFC 7591 section 2), checked, with what is used where it says nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Client {
    /// Its id, where it is registered already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    pub client_name: String,
    pub redirect_uris: Vec<String>,
    pub token_endpoint_auth_method: String,
    pub grant_types: Vec<String>,
    pub response_types: Vec<String>,
    pub application_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tos_uri: Option<String>,
    #[serde(default)]
    pub contacts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software_version: Option<String>,
    /// `permissive` or `strict`: the rules that it is bound by.
    pub third_party_security_mode: String,
}

/// What the Action is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub client: Client,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_domain: Option<CustomDomain>,
    pub request: Request,
    pub tenant: Tenant,
}
