//! What a `pre-user-registration` Action is told (v2 of the event).

use serde::{Deserialize, Serialize};

use crate::event::{Authentication, Client, Connection, CustomDomain, Object, Request, SecurityContext, Tenant, Transaction};

/// The user who wants an account. There is no id yet.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct User {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// E.164.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nickname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// URL of a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// What only operators and Actions change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_metadata: Option<Object>,
    /// What the user may change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_metadata: Option<Object>,
}

/// What the Action is told.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Event {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authentication: Option<Authentication>,
    /// The application; none where the request named none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<Client>,
    /// Where the user would live.
    pub connection: Connection,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_domain: Option<CustomDomain>,
    pub request: Request,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_context: Option<SecurityContext>,
    pub tenant: Tenant,
    /// The protocol exchange, where the sign-up is part of a login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction: Option<Transaction>,
    pub user: User,
}
