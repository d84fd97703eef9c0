//! The user, as the events of several triggers tell of them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Object;

/// What the user may do.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Authorization {
    /// Names of the user's roles.
    pub roles: Vec<String>,
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

/// The user. Triggers that know less of them leave out what they do not know. Times are RFC 3339.
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
    /// At least one at a login; a trigger that does not tell of them has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
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
