//! What a `post-login` Action is told (v3 of the event).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::event::{
    Authentication, Authorization, Client, Connection, CustomDomain, Device, Object, Organization, Request, ResourceServer,
    SecurityContext, Stats, Tenant, Transaction, User,
};

/// One application of a session.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionClient {
    pub client_id: String,
}

/// How the session's cookie lives.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionCookie {
    /// `persistent` or `non-persistent`.
    pub mode: String,
}

/// The browser session. Times are RFC 3339.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// `sid`.
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authenticated_at: Option<String>,
    /// Applications that it has logged in to.
    pub clients: Vec<SessionClient>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<Device>,
    /// Its absolute end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_expires_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_interacted_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cookie: Option<SessionCookie>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Object>,
    /// The actor of an impersonation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_transfer: Option<Value>,
}

/// The refresh token, on an exchange of one. Times are RFC 3339.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RefreshToken {
    /// Its id, the same over rotations.
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// When its family began.
    pub created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<Device>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_expires_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_exchanged_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Object>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_servers: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotating: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_transfer: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
}

/// What the Action is told. Secrets are in [`crate::secrets`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Event {
    /// The agent that acts for the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authentication: Option<Authentication>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<Authorization>,
    pub client: Client,
    pub connection: Connection,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_domain: Option<CustomDomain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<Organization>,
    /// The answers of a form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<RefreshToken>,
    pub request: Request,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_server: Option<ResourceServer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_context: Option<SecurityContext>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<Session>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_transfer_token: Option<Value>,
    pub stats: Stats,
    pub tenant: Tenant,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction: Option<Transaction>,
    pub user: User,
}

impl Event {
    /// `api.redirect.canRedirect()`: whether there is a browser that [`crate::post_login::Redirect::send_user_to`] could send away. Not
    /// at an exchange of a refresh token or a password, and not where the application asked for `prompt=none`.
    pub fn can_redirect(&self) -> bool {
        let silent = self.request.query.get("prompt").is_some_and(|prompt| prompt == "none");
        let protocol = self.transaction.as_ref().and_then(|transaction| transaction.protocol.as_deref()).unwrap_or_default();
        !silent && !["oauth2-resource-owner", "oauth2-refresh-token", "oauth2-password", "oauth2-webauthn"].contains(&protocol)
    }
}
