//! The event of `custom-phone-provider` v1 (reference 1.5): a text or a call that the Action delivers.

use serde::{Deserialize, Serialize};

use super::common::{Client, Connection, CustomDomain, Organization, Request, Transaction};
use super::notification::Tenant;
use super::user::User;

/// The message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The number.
    pub recipient: String,
    /// `otp_verify`, `otp_enroll`, `blocked_account`, `change_password` or `password_breach`.
    pub message_type: String,
}

/// What the Action is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
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
