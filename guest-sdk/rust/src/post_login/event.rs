//! What a `post-login` Action is told (v3 of the event).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::event::{Authentication, Client, Connection, CustomDomain, Object, Organization, Request, SecurityContext, Tenant, Transaction};

/// What the user may do.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Authorization {
    /// Names of the user's roles.
    pub roles: Vec<String>,
}

/// The API that the access token is for.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ResourceServer {
    /// Its audience.
    pub identifier: String,
}

/// What is known of the user's logins.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Stats {
    /// How often the user has logged in, this time included.
    pub logins_count: u64,
}

/// One identity of a user.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Identity {
    pub connection: String,
    #[serde(rename = "isSocial")]
    pub is_social: bool,
    #[serde(rename = "profileData", skip_serializing_if = "Option::is_none")]
    pub profile_data: Option<Object>,
    /// `auth0` for a database.
    pub provider: String,
    /// The id inside the provider.
    pub user_id: String,
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

/// The user who is logging in. Times are RFC 3339.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct User {
    /// `auth0|…`.
    pub user_id: String,
    pub created_at: String,
    pub updated_at: String,
    /// What only operators and Actions change.
    pub app_metadata: Object,
    /// What the user may change.
    pub user_metadata: Object,
    /// At least one.
    pub identities: Vec<Identity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_password_reset: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nickname: Option<String>,
    /// E.164.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_verified: Option<bool>,
    /// URL of a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(rename = "enrolledFactors", skip_serializing_if = "Option::is_none")]
    pub enrolled_factors: Option<Value>,
    /// Providers of factors.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub multifactor: Vec<String>,
}

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
