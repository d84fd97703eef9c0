//! `api.validation`: what is wrong with the input.

use crate::effect::{Effect, Refusal};
use crate::host::Asks;

/// `api.validation`.
pub struct Validation<'api>(pub(crate) &'api dyn Asks);

impl Validation<'_> {
    /// Stops the login, or the registration, with a message for the user. The code has 1 to 100 characters; the message 1 to 1000 at
    /// a login and 1 to 100 at a registration.
    pub fn error(&mut self, code: impl Into<String>, message: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::ValidationError { code: code.into(), message: message.into() })
    }
}
