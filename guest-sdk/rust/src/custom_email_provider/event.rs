//! What a `custom-email-provider` Action is told (v1 of the event).

use serde::{Deserialize, Serialize};

use crate::event::delivery::Tenant;
use crate::event::{Client, Connection, CustomDomain, Organization, Request, Transaction, User};

/// The e-mail.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Notification {
    /// The sender.
    pub from: String,
    /// The recipient.
    pub to: String,
    pub subject: String,
    pub html: String,
    pub text: String,
    /// BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// `verify_email`, `reset_email`, `welcome_email`, …
    pub message_type: String,
}

/// What the Action is told. Secrets are in [`crate::secrets`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
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
