//! The tenant: one issuer with its data, and its settings (reference 4.3).

pub mod device_flow;

use serde::{Deserialize, Serialize};

use super::Metadata;
use super::client::third_party::SecurityMode;
use crate::storage::Entity;

/// One tenant's settings. Those without a field of their own are kept in `extra` and given back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tenant {
    /// `event.tenant.id`; also the first part of every key.
    pub id: String,
    /// Shown on the hosted pages.
    pub friendly_name: Option<String>,
    /// The logo of the hosted pages.
    pub picture_url: Option<String>,
    /// Where users may write.
    pub support_email: Option<String>,
    /// Where users may look.
    pub support_url: Option<String>,
    /// The API that a token is for when `/authorize` names none.
    pub default_audience: Option<String>,
    /// The connection of the password grant.
    pub default_directory: Option<String>,
    /// Where a user goes who has nowhere to go back to.
    pub default_redirection_uri: Option<String>,
    /// Exact `returnTo` values for a logout without `client_id`.
    pub allowed_logout_urls: Vec<String>,
    /// Hours a session lives at most.
    pub session_lifetime: f64,
    /// Hours a session lives without use.
    pub idle_session_lifetime: f64,
    /// Whether people who hold `create:actions` may upload components (DESIGN 5, trust tiers). Ours.
    pub allow_component_upload: bool,
    /// `flags`.
    pub flags: Metadata,
    /// What has no field of its own, as it came; what of it has an effect is read through the methods below.
    #[serde(flatten)]
    pub extra: Metadata,
}

impl Tenant {
    /// The settings of a new tenant.
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            friendly_name: None,
            picture_url: None,
            support_email: None,
            support_url: None,
            default_audience: None,
            default_directory: Some("Username-Password-Authentication".to_owned()),
            default_redirection_uri: None,
            allowed_logout_urls: Vec::new(),
            session_lifetime: 168.0,
            idle_session_lifetime: 72.0,
            allow_component_upload: true,
            flags: Metadata::new(),
            extra: Metadata::new(),
        }
    }

    /// What people are shown.
    pub fn shown_name(&self) -> String {
        self.friendly_name.clone().filter(|name| !name.trim().is_empty()).unwrap_or_else(|| self.id.clone())
    }

    /// The API that a token is for where the request names none.
    pub fn default_api(&self) -> Option<&str> {
        self.default_audience.as_deref().filter(|audience| !audience.is_empty())
    }

    /// `enabled_locales`: the languages of its pages, the usual one first; English where nothing is said.
    pub fn languages(&self) -> Vec<String> {
        let all = self.extra.get("enabled_locales").and_then(serde_json::Value::as_array);
        let all: Vec<String> = all.into_iter().flatten().filter_map(serde_json::Value::as_str).map(str::to_owned).collect();
        if all.is_empty() { vec!["en".to_owned()] } else { all }
    }

    /// Whether organizations may be named by their names, and are named in tokens.
    pub fn takes_organization_names(&self) -> bool {
        self.extra.get("allow_organization_name_in_authentication_api").and_then(serde_json::Value::as_bool).unwrap_or(false)
    }

    /// Whether answers of `/authorize` name the issuer (RFC 9207). They do unless the tenant says no: applications ignore what they do
    /// not know (RFC 6749 section 4.1.2), and one that talks to several issuers cannot tell them apart otherwise.
    pub fn names_issuer(&self) -> bool {
        self.extra.get("authorization_response_iss_parameter_supported").and_then(serde_json::Value::as_bool).unwrap_or(true)
    }

    /// How applications register themselves; `None` where they do not. A tenant that was told no mode has the one that was first
    /// published.
    pub fn registers_applications(&self) -> Option<SecurityMode> {
        let mode = self.extra.get("dynamic_client_registration_security_mode").and_then(serde_json::Value::as_str);
        let mode = if mode == Some(SecurityMode::Strict.name()) { SecurityMode::Strict } else { SecurityMode::Permissive };
        self.flag("enable_dynamic_client_registration").then_some(mode)
    }

    /// Whether an application may be named by the address of its metadata document, without anybody having taken it before.
    pub fn takes_metadata_documents(&self) -> bool {
        self.extra.get("client_id_metadata_document_supported").and_then(serde_json::Value::as_bool).unwrap_or(false)
    }

    /// Whether applications may push their authorization requests (RFC 9126). They may unless the tenant says no.
    pub fn takes_pushed_requests(&self) -> bool {
        self.extra.get("pushed_authorization_requests_supported").and_then(serde_json::Value::as_bool).unwrap_or(true)
    }

    /// A flag of `flags`; false where it is not set.
    pub fn flag(&self, name: &str) -> bool {
        self.flags.get(name).and_then(serde_json::Value::as_bool).unwrap_or(false)
    }
}

impl Entity for Tenant {
    const COLLECTION: &'static str = "tenant";
    const KEPT_DECODED: usize = 16;

    fn id(&self) -> String {
        self.id.clone()
    }
}
