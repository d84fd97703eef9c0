//! An application (`client` in OAuth): what may ask for logins and tokens (reference 4.2 "clients").
//!
//! What most flows ask for is typed here. Everything else that the Management API accepts is kept in [`Client::extra`] as it came, so that
//! a configuration can be stored and given back whole; what of it has an effect is read through methods.

pub mod forget;
pub mod named;
pub mod third_party;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Metadata, SigningAlg, token_exchange_profile};
use crate::audit::LogEvent;
use crate::storage::Entity;

/// The application of `anteroom login`, which the first start makes. The same everywhere, so that the command need not be told; it has no
/// secret, and no user has a permission by it.
pub const CLI_CLIENT: &str = "anteroom-cli";

/// The four types of the dashboard, and their wire names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppType {
    /// Mobile or desktop: public.
    Native,
    /// In a browser: public.
    Spa,
    /// On a server: confidential.
    RegularWeb,
    /// Machine to machine: confidential.
    NonInteractive,
}

/// How an application proves itself at the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthMethod {
    /// Not at all: a public client.
    None,
    /// `client_id` and `client_secret` in the body.
    ClientSecretPost,
    /// HTTP Basic.
    ClientSecretBasic,
}

/// Whether logins to an application are with an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganizationUsage {
    /// Never.
    Deny,
    /// With one or without.
    Allow,
    /// Always.
    Require,
}

/// One application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Client {
    /// 32 letters and digits; `tpc_` and 22 for a third party that registered itself under the narrower rules.
    pub client_id: String,
    /// The name that people see.
    pub name: String,
    /// Free text.
    #[serde(default)]
    pub description: Option<String>,
    /// One client of a tenant, "All Applications", holds the tenant's defaults.
    #[serde(default)]
    pub global: bool,
    /// The type; `None` where it was created without one.
    #[serde(default)]
    pub app_type: Option<AppType>,
    /// A third-party application always asks for consent.
    pub is_first_party: bool,
    /// Always true for new applications.
    pub oidc_conformant: bool,
    /// Exact `redirect_uri`s.
    #[serde(default)]
    pub callbacks: Vec<String>,
    /// Exact `returnTo` and `post_logout_redirect_uri` values.
    #[serde(default)]
    pub allowed_logout_urls: Vec<String>,
    /// Origins for CORS at the token endpoint.
    #[serde(default)]
    pub allowed_origins: Vec<String>,
    /// Origins for silent authentication.
    #[serde(default)]
    pub web_origins: Vec<String>,
    /// Where a login starts that did not start at the application.
    #[serde(default)]
    pub initiate_login_uri: Option<String>,
    /// The grant types that the token endpoint allows it.
    pub grant_types: Vec<String>,
    /// Client authentication.
    pub token_endpoint_auth_method: ClientAuthMethod,
    /// The secret, sealed by the vault; a public client has none that counts.
    pub client_secret: Option<String>,
    /// The one before it, while both are good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_secret: Option<PreviousSecret>,
    /// Life and algorithm of ID tokens.
    pub jwt_configuration: JwtConfiguration,
    /// Life and rotation of refresh tokens.
    pub refresh_token: RefreshTokenPolicy,
    /// `event.client.metadata`: string values.
    #[serde(default)]
    pub client_metadata: Metadata,
    /// What has no field of its own, as it came; what of it has an effect is read through the methods below.
    #[serde(flatten)]
    pub extra: Metadata,
}

/// A secret that was rotated away and counts for a while yet, so that an application can change over without an outage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousSecret {
    /// Sealed as the secret itself.
    pub sealed: String,
    /// When it ceases to count.
    pub ends_at: Timestamp,
}

/// `jwt_configuration` of a client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JwtConfiguration {
    /// What its ID tokens are signed with.
    #[serde(default)]
    pub alg: SigningAlg,
    /// Seconds an ID token lives.
    #[serde(default = "ten_hours")]
    pub lifetime_in_seconds: u64,
    /// Whether the secret is base64.
    #[serde(default)]
    pub secret_encoded: bool,
    /// Deprecated scopes object, stored only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<serde_json::Value>,
}

fn ten_hours() -> u64 {
    36_000
}

impl Default for JwtConfiguration {
    fn default() -> Self {
        Self { alg: SigningAlg::default(), lifetime_in_seconds: ten_hours(), secret_encoded: false, scopes: None }
    }
}

/// Whether each use of a refresh token gives a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RotationType {
    /// Each use gives a new token and ends the old one.
    Rotating,
    /// The token stays the same.
    NonRotating,
}

/// Whether refresh tokens end by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExpirationType {
    /// After `token_lifetime` and `idle_token_lifetime`.
    Expiring,
    /// Never.
    NonExpiring,
}

/// `refresh_token` of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RefreshTokenPolicy {
    /// Rotation.
    pub rotation_type: RotationType,
    /// Expiry.
    pub expiration_type: ExpirationType,
    /// Seconds in which the previous token of a family is still taken.
    pub leeway: u64,
    /// Absolute life in seconds.
    pub token_lifetime: u64,
    /// No absolute end.
    pub infinite_token_lifetime: bool,
    /// Idle life in seconds.
    pub idle_token_lifetime: u64,
    /// No idle end.
    pub infinite_idle_token_lifetime: bool,
    /// Stored only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policies: Option<serde_json::Value>,
}

impl Default for RefreshTokenPolicy {
    fn default() -> Self {
        Self {
            rotation_type: RotationType::NonRotating,
            expiration_type: ExpirationType::NonExpiring,
            leeway: 0,
            token_lifetime: 31_557_600,
            infinite_token_lifetime: true,
            idle_token_lifetime: 2_592_000,
            infinite_idle_token_lifetime: true,
            policies: None,
        }
    }
}

/// The ids in `credentials`.
fn credentials(setting: Option<&serde_json::Value>) -> Vec<&str> {
    let keys = setting.and_then(|setting| setting.get("credentials")).and_then(serde_json::Value::as_array);
    keys.into_iter().flatten().filter_map(|key| key.get("id")?.as_str()).collect()
}

impl Client {
    /// A first-party application with nothing of its own, not even a grant.
    pub fn new(client_id: String, name: &str) -> Self {
        Self {
            client_id,
            name: name.to_owned(),
            description: None,
            global: false,
            app_type: None,
            is_first_party: true,
            oidc_conformant: true,
            callbacks: Vec::new(),
            allowed_logout_urls: Vec::new(),
            allowed_origins: Vec::new(),
            web_origins: Vec::new(),
            initiate_login_uri: None,
            grant_types: Vec::new(),
            token_endpoint_auth_method: ClientAuthMethod::None,
            client_secret: None,
            previous_secret: None,
            jwt_configuration: JwtConfiguration::default(),
            refresh_token: RefreshTokenPolicy::default(),
            client_metadata: Metadata::new(),
            extra: Metadata::new(),
        }
    }

    /// `organization_usage`: whether logins are with an organization. Denied where nothing is said, as at Auth0.
    pub fn organization_usage(&self) -> OrganizationUsage {
        match self.extra.get("organization_usage").and_then(serde_json::Value::as_str) {
            Some("allow") => OrganizationUsage::Allow,
            Some("require") => OrganizationUsage::Require,
            _ => OrganizationUsage::Deny,
        }
    }

    /// Whether a login may be with an organization.
    pub fn allows_organizations(&self) -> bool {
        self.organization_usage() != OrganizationUsage::Deny
    }

    /// The secrets that count at `now`, sealed.
    pub fn secrets(&self, now: Timestamp) -> impl Iterator<Item = &str> {
        let previous = self.previous_secret.as_ref().filter(|previous| now < previous.ends_at);
        self.client_secret.as_deref().into_iter().chain(previous.map(|previous| previous.sealed.as_str()))
    }

    /// What the secret is sealed for.
    pub fn secret_purpose(client_id: &str) -> String {
        format!("client/{client_id}/secret")
    }

    /// Whether people may sign up at it. Everybody knows the name of the one for operators, and an operator who opened sign-up at some
    /// applications has not opened it there.
    pub fn takes_sign_ups(&self) -> bool {
        self.client_id != CLI_CLIENT
    }

    /// The keys with which the application proves who it is, where it does so by signing (`private_key_jwt`): then nothing else proves it.
    pub fn signing_credentials(&self) -> Option<Vec<&str>> {
        let methods = self.extra.get("client_authentication_methods")?.as_object()?;
        Some(credentials(methods.get("private_key_jwt")))
    }

    /// The keys with which it may sign authorization requests (`signed_request_object`, RFC 9101).
    pub fn request_credentials(&self) -> Vec<&str> {
        credentials(self.extra.get("signed_request_object"))
    }

    /// Whether it signs all of them.
    pub fn must_sign_requests(&self) -> bool {
        let setting = self.extra.get("signed_request_object").and_then(|setting| setting.get("required"));
        setting.and_then(serde_json::Value::as_bool).unwrap_or(false)
    }

    /// Whether this key of it is in use.
    pub fn uses_credential(&self, id: &str) -> bool {
        self.signing_credentials().into_iter().flatten().chain(self.request_credentials()).any(|used| used == id)
    }

    /// Whether it may prove a code with a challenge that is the verifier itself (RFC 7636 section 4.2); ours, off by default. Never for
    /// third parties that are held to the strict rules.
    pub fn allows_plain_pkce(&self) -> bool {
        let allowed = self.extra.get("allow_plain_pkce").and_then(serde_json::Value::as_bool).unwrap_or(false);
        allowed && !self.is_strict()
    }

    /// Whether all its tokens are bound to a key that it proves to hold (`require_proof_of_possession`, RFC 9449).
    pub fn must_prove_possession(&self) -> bool {
        self.extra.get("require_proof_of_possession").and_then(serde_json::Value::as_bool).unwrap_or(false)
    }

    /// Whether its logins begin with a request that it has pushed, and no other way (RFC 9126 section 6).
    pub fn must_push_requests(&self) -> bool {
        self.extra.get("require_pushed_authorization_requests").and_then(serde_json::Value::as_bool).unwrap_or(false)
    }

    /// Seconds that a request which it has pushed is good (reference 5.2).
    pub fn pushed_request_seconds(&self) -> u64 {
        self.extra.get("par_request_expiry").and_then(serde_json::Value::as_u64).unwrap_or(30)
    }

    /// Whether the application can keep no secret.
    pub fn is_public(&self) -> bool {
        self.token_endpoint_auth_method == ClientAuthMethod::None && self.signing_credentials().is_none()
    }

    /// Says in an event which application it is about.
    pub fn mark(&self, event: &mut LogEvent) {
        event.client_id = Some(self.client_id.clone());
        event.client_name = Some(self.name.clone());
    }

    /// Whether it may exchange foreign tokens, by any profile there is (`token_exchange`). Nothing else says so, `grant_types` included,
    /// as in the original; and nobody is asked for consent, so it must be the tenant's own.
    pub fn exchanges_tokens(&self) -> bool {
        let types = self.extra.get("token_exchange").and_then(|setting| setting.get("allow_any_profile_of_type"));
        let allowed =
            types.and_then(serde_json::Value::as_array).is_some_and(|types| types.iter().any(|own| own == token_exchange_profile::TYPE));
        allowed && self.is_first_party && self.oidc_conformant
    }

    /// Whether the token endpoint may serve it this grant type.
    pub fn allows_grant(&self, grant_type: &str) -> bool {
        let narrowed = self.is_strict() && !third_party::STRICT_GRANTS.contains(&grant_type);
        !narrowed && self.grant_types.iter().any(|g| g == grant_type)
    }
}

impl Entity for Client {
    const COLLECTION: &'static str = "clients";
    const KEPT_DECODED: usize = 1000;

    fn id(&self) -> String {
        self.client_id.clone()
    }
}
