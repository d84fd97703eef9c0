//! What a `pre-user-registration` Action may ask for.

use serde::Serialize;

use crate::cache::Cache;
use crate::effect::{Effect, Refusal};
use crate::host::{Asks, json};

/// Asks the server for something, as the `api` object does in JavaScript. Every group of methods is one call away.
pub struct Api<'call> {
    asks: &'call dyn Asks,
}

impl<'call> Api<'call> {
    pub(crate) fn new(asks: &'call dyn Asks) -> Self {
        Self { asks }
    }

    /// `api.access`: may the account be made?
    pub fn access(&mut self) -> Access<'_> {
        Access(self.asks)
    }

    /// `api.user`: metadata of the user to be.
    pub fn user(&mut self) -> UserApi<'_> {
        UserApi(self.asks)
    }

    /// `api.validation`: what is wrong with the input.
    pub fn validation(&mut self) -> Validation<'_> {
        Validation(self.asks)
    }

    /// `api.cache`: values that outlive the call.
    pub fn cache(&mut self) -> Cache {
        Cache::new()
    }
}

/// `api.access`.
pub struct Access<'api>(&'api dyn Asks);

impl Access<'_> {
    /// No account is made. The reason goes to the tenant log and to API clients, the user message to the page. The Action runs to
    /// its end; no further Action runs.
    pub fn deny(&mut self, reason: impl Into<String>, user_message: impl Into<String>) {
        self.0.deny(reason.into(), Some(user_message.into()));
    }
}

/// `api.user`.
pub struct UserApi<'api>(&'api dyn Asks);

impl UserApi<'_> {
    /// Sets a key of `app_metadata`; `None` or `Value::Null` removes it.
    pub fn set_app_metadata(&mut self, key: impl Into<String>, value: impl Serialize) -> Result<(), Refusal> {
        self.0.ask(Effect::SetAppMetadata { key: key.into(), value: json(value)? })
    }

    /// Sets a key of `user_metadata`; `None` or `Value::Null` removes it.
    pub fn set_user_metadata(&mut self, key: impl Into<String>, value: impl Serialize) -> Result<(), Refusal> {
        self.0.ask(Effect::SetUserMetadata { key: key.into(), value: json(value)? })
    }
}

/// `api.validation`.
pub struct Validation<'api>(&'api dyn Asks);

impl Validation<'_> {
    /// No account is made; the page shows `message`. Code and message have 1 to 100 characters.
    pub fn error(&mut self, code: impl Into<String>, message: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::ValidationError { code: code.into(), message: message.into() })
    }
}
