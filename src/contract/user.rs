//! The user, as the events of several triggers tell of them (reference 1.3). Absent fields are left out of the JSON.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What the user may do.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Authorization {
    pub roles: Vec<String>,
}

/// What is known of the user's logins.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Stats {
    /// This login included.
    pub logins_count: u64,
}

/// One identity of a user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    pub connection: String,
    #[serde(rename = "isSocial")]
    pub is_social: bool,
    #[serde(rename = "profileData", skip_serializing_if = "Option::is_none")]
    pub profile_data: Option<Map<String, Value>>,
    pub provider: String,
    pub user_id: String,
}

/// The user. Triggers that know less of them leave out what they do not know.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct User {
    pub user_id: String,
    pub created_at: String,
    pub updated_at: String,
    pub app_metadata: Map<String, Value>,
    pub user_metadata: Map<String, Value>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(rename = "enrolledFactors", skip_serializing_if = "Option::is_none")]
    pub enrolled_factors: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub multifactor: Vec<String>,
}
