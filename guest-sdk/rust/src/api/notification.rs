//! `api.notification`: what becomes of a message that was not delivered.

use crate::effect::{Effect, Refusal};
use crate::host::Asks;

/// `api.notification`.
pub struct Notification<'api>(pub(crate) &'api dyn Asks);

impl Notification<'_> {
    /// The message is not sent. The reason goes to the log, its first 1024 characters.
    pub fn drop(&mut self, reason: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::DropNotification { reason: reason.into() })
    }

    /// It is tried again later, at most five times. The reason goes to the log, its first 1024 characters.
    pub fn retry(&mut self, reason: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::RetryNotification { reason: reason.into() })
    }
}
