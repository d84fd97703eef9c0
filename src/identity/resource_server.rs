//! A resource server: an API that access tokens are made for (reference 4.2).

use serde::{Deserialize, Serialize};

use super::{Client, Metadata, SigningAlg};
use crate::storage::Entity;

/// One API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResourceServer {
    /// 24 hex digits.
    pub id: String,
    /// The audience; unique, never changes.
    pub identifier: String,
    /// Shown to people.
    pub name: String,
    /// The server's own API; cannot be changed.
    #[serde(default)]
    pub is_system: bool,
    /// What may be asked for.
    #[serde(default)]
    pub scopes: Vec<ScopeDescription>,
    /// What its access tokens are signed with.
    pub signing_alg: SigningAlg,
    /// Seconds an access token lives.
    pub token_lifetime: u64,
    /// Seconds an access token from the implicit or hybrid flow lives.
    pub token_lifetime_for_web: u64,
    /// Whether `offline_access` gives a refresh token.
    pub allow_offline_access: bool,
    /// First-party applications that can prove who they are need no consent.
    pub skip_consent_for_verifiable_first_party_clients: bool,
    /// `access_token`, `access_token_authz`, `rfc9068_profile`, `rfc9068_profile_authz`.
    pub token_dialect: String,
    /// RBAC: whether the user's permissions bound the scopes.
    #[serde(default)]
    pub enforce_policies: bool,
    /// What has no field of its own, as it came; what of it has an effect is read through the methods below.
    #[serde(flatten)]
    pub extra: Metadata,
}

/// A scope and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeDescription {
    /// The scope.
    pub value: String,
    /// For people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl ResourceServer {
    /// Whether the API names this scope.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|s| s.value == scope)
    }

    /// Whether its access tokens say what the user may do: a dialect with `_authz`, and RBAC switched on.
    pub fn carries_permissions(&self) -> bool {
        self.enforce_policies && self.token_dialect.ends_with("_authz")
    }

    /// Whether it takes tokens of this application alone that are bound to a key (`proof_of_possession`, RFC 9449).
    pub fn takes_bound_tokens_alone(&self, client: &Client) -> bool {
        let Some(wanted) = self.extra.get("proof_of_possession") else { return false };
        let text = |name: &str| wanted.get(name).and_then(serde_json::Value::as_str);
        let required = wanted.get("required").and_then(serde_json::Value::as_bool).unwrap_or(false);
        required && (text("required_for") != Some("public_clients") || client.is_public())
    }

    /// Whether its access tokens follow RFC 9068.
    pub fn is_rfc9068(&self) -> bool {
        self.token_dialect.starts_with("rfc9068_profile")
    }
}

impl Entity for ResourceServer {
    const COLLECTION: &'static str = "resource-servers";
    const KEPT_DECODED: usize = 1000;

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("identifier", self.identifier.clone())]
    }
}
