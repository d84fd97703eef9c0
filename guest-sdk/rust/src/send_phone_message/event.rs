//! What a `send-phone-message` Action is told (v2 of the event).

use serde::{Deserialize, Serialize};

use crate::event::{Client, Request, SecurityContext, Tenant, User};

/// The message.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageOptions {
    /// `enrollment` or `second-factor-authentication`.
    pub action: String,
    /// The one-time code.
    pub code: String,
    /// `sms` or `voice`.
    pub message_type: String,
    /// The number.
    pub recipient: String,
    /// The whole text.
    pub text: String,
}

/// What the Action is told. Secrets are in [`crate::secrets`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Event {
    /// The application, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<Client>,
    pub message_options: MessageOptions,
    pub request: Request,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_context: Option<SecurityContext>,
    pub tenant: Tenant,
    pub user: User,
}
