//! What a `custom-phone-provider` Action is told (v1 of the event).

use serde::{Deserialize, Serialize};

use crate::event::delivery::Tenant;
use crate::event::{Client, Connection, CustomDomain, Organization, Request, Transaction, User};

/// The message.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Notification {
    /// The message to be read.
    pub as_text: String,
    /// The message to be spoken.
    pub as_voice: String,
    /// The one-time code, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// `text` or `voice`.
    pub delivery_method: String,
    /// The sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The number.
    pub recipient: String,
    /// `otp_verify`, `otp_enroll`, `blocked_account`, `change_password` or `password_breach`.
    pub message_type: String,
}

/// What the Action is told. Secrets are in [`crate::secrets`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Event {
    /// The application, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<Client>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<Connection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_domain: Option<CustomDomain>,
    pub notification: Notification,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<Organization>,
    pub request: Request,
    pub tenant: Tenant,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction: Option<Transaction>,
    pub user: User,
}
