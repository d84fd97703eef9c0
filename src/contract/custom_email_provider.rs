//! The event of `custom-email-provider` v1 (reference 1.5): an e-mail that the Action delivers.

use serde::{Deserialize, Serialize};

use super::common::{Client, Connection, CustomDomain, Organization, Request, Transaction};
use super::notification::Tenant;
use super::user::User;

/// The e-mail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notification {
    /// The sender, at most 400 characters.
    pub from: String,
    /// The recipient, at most 400 characters.
    pub to: String,
    pub subject: String,
    pub html: String,
    pub text: String,
    /// BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// `verify_email`, `reset_email`, `welcome_email`, … (reference 1.5).
    pub message_type: String,
}

/// What the Action is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub client: Client,
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
