//! The records that the events of several triggers share, in Auth0's JSON shape.
//!
//! Every record has defaults and accepts a JSON object with fields left out, so that a test states only what matters to it. The
//! server always sends the fields that are not `Option`.

pub mod delivery;
mod user;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use user::{Authorization, Identity, Stats, User};

/// A JSON object that operators, users or Actions shape freely.
pub type Object = Map<String, Value>;

/// Where an address is believed to be.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GeoIp {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city_name: Option<String>,
    /// Two letters: `EU`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continent_code: Option<String>,
    /// ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    /// ISO 3166-1 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_code3: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_name: Option<String>,
    /// Degrees north.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// Degrees east.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// ISO 3166-2 without the country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subdivision_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subdivision_name: Option<String>,
    /// IANA time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

/// The HTTP request that led here.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Request {
    pub ip: String,
    pub method: String,
    /// The body's fields without passwords, secrets, codes and tokens.
    pub body: Object,
    /// The query's fields; empty where the trigger has none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// The autonomous system number of the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asn: Option<String>,
    pub geoip: GeoIp,
}

/// The application.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Client {
    pub client_id: String,
    pub name: String,
    pub metadata: Object,
    /// Its policies for refresh tokens: `{policies: [{audience, scope}]}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Object>,
}

/// The source of the user.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Connection {
    /// `con_…`.
    pub id: String,
    pub name: String,
    /// `auth0` for a database.
    pub strategy: String,
    pub metadata: Object,
}

/// The tenant.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Tenant {
    pub id: String,
}

/// The custom domain that the request came through.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomDomain {
    pub domain: String,
    pub domain_metadata: Object,
}

/// The organization that the login is for.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Organization {
    /// `org_…`.
    pub id: String,
    pub name: String,
    /// The name for people.
    pub display_name: String,
    pub metadata: Object,
}

/// Fingerprints of the TLS client.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SecurityContext {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ja3: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ja4: Option<String>,
}

/// One way in which the user proved who they are.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AuthenticationMethod {
    /// `pwd`, `federated`, `mfa`, `passkey`, `sms`, `email`, or a URL.
    pub name: String,
    /// RFC 3339.
    pub timestamp: String,
    /// The factor, where the name is `mfa`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// How the user proved who they are.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Authentication {
    /// In order of use.
    pub methods: Vec<AuthenticationMethod>,
    #[serde(rename = "riskAssessment", skip_serializing_if = "Option::is_none")]
    pub risk_assessment: Option<Value>,
}

/// The API that the access token is for.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ResourceServer {
    /// Its audience.
    pub identifier: String,
}

/// Where and with what a session or a refresh token was used.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Device {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial_asn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial_user_agent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_asn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_user_agent: Option<String>,
}

/// The protocol exchange that the event is part of.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Transaction {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub acr_values: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linking_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_hint: Option<String>,
    pub prompt: Vec<String>,
    /// `oidc-basic-profile`, `oauth2-refresh-token`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_authorization_details: Option<Value>,
    pub requested_scopes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_mode: Option<String>,
    pub response_type: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    pub ui_locales: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_token_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_token_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<Value>,
    pub metadata: Object,
}
