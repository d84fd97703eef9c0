//! A registration: that an application was registered by its own makers, with what they said of it, and how long it is kept (RFC 7591).
//!
//! Beside the application and not in it, because none of this has an effect on a login, and because the Management API shows of an
//! application what Auth0 shows. What its makers said is kept whole: they are told it again (RFC 7592), and what an operator changed
//! since is seen by comparing.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::client::ClientAuthMethod;
use super::{AppType, Client, SigningAlg};
use crate::storage::Entity;

/// What the makers of an application say of it (RFC 7591 section 2), as far as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientMetadata {
    /// The name that people see.
    pub client_name: String,
    /// Exact redirects.
    pub redirect_uris: Vec<String>,
    /// How it proves itself.
    pub token_endpoint_auth_method: ClientAuthMethod,
    /// Its grants.
    pub grant_types: Vec<String>,
    /// Its response types.
    pub response_types: Vec<String>,
    /// Where it runs (OpenID Connect Dynamic Client Registration section 2).
    pub application_type: ApplicationType,
    /// A picture, which is kept and never fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_uri: Option<String>,
    /// A page about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_uri: Option<String>,
    /// A page about what it does with data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_uri: Option<String>,
    /// Its terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tos_uri: Option<String>,
    /// Addresses of its makers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<String>,
    /// What program it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub software_id: Option<String>,
    /// And which of its versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub software_version: Option<String>,
    /// What its ID tokens are signed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token_signed_response_alg: Option<SigningAlg>,
}

/// `application_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApplicationType {
    /// On a server or in a browser.
    Web,
    /// On a person's device.
    Native,
}

impl ClientMetadata {
    /// Lays it over an application. What is not named here, an application's makers do not decide.
    pub fn apply(&self, client: &mut Client) {
        let public = self.token_endpoint_auth_method == ClientAuthMethod::None;
        client.name.clone_from(&self.client_name);
        client.callbacks.clone_from(&self.redirect_uris);
        client.grant_types.clone_from(&self.grant_types);
        client.token_endpoint_auth_method = self.token_endpoint_auth_method;
        client.jwt_configuration.alg = self.id_token_signed_response_alg.unwrap_or_default();
        client.app_type = Some(match (self.application_type, public) {
            (ApplicationType::Native, _) => AppType::Native,
            (ApplicationType::Web, true) => AppType::Spa,
            (ApplicationType::Web, false) => AppType::RegularWeb,
        });
        match &self.logo_uri {
            Some(uri) => drop(client.extra.insert("logo_uri".to_owned(), uri.as_str().into())),
            None => drop(client.extra.remove("logo_uri")),
        }
    }
}

/// One registration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Registration {
    /// The application.
    pub client_id: String,
    /// What its makers said last.
    pub metadata: ClientMetadata,
    /// The hash of the registration access token, where one was given.
    pub token_hash: Option<String>,
    /// When.
    pub created_at: Timestamp,
    /// When it last had tokens, to the day.
    pub used_at: Option<Timestamp>,
    /// When it goes if it has none until then.
    pub expires_at: Timestamp,
    /// When it goes in any case, where an Action said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    /// The hash of the document that said it, where the application is named by the address of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

impl Registration {
    /// The same, kept until then for want of use, and no longer than until its end.
    #[must_use]
    pub fn kept_until(self, unused: Timestamp) -> Self {
        Self { expires_at: self.ends_at.map_or(unused, |end| end.min(unused)), ..self }
    }

    /// Whether the application is as its makers left it, or an operator has changed what they decide.
    pub fn is_as_registered(&self, client: &Client) -> bool {
        let mut again = client.clone();
        self.metadata.apply(&mut again);
        again == *client
    }
}

impl Entity for Registration {
    const COLLECTION: &'static str = "registrations";

    fn id(&self) -> String {
        self.client_id.clone()
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
