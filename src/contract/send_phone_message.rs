//! The event of `send-phone-message` v2 (reference 1.5): a second factor's message that the Action delivers.

use serde::{Deserialize, Serialize};

use super::common::{Client, Request, SecurityContext, Tenant};
use super::user::User;

/// The message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// What the Action is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<Client>,
    pub message_options: MessageOptions,
    pub request: Request,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_context: Option<SecurityContext>,
    pub tenant: Tenant,
    pub user: User,
}
