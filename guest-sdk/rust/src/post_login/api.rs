//! What a `post-login` Action may ask for.

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

    /// `api.access`: may the user come in?
    pub fn access(&mut self) -> Access<'_> {
        Access(self.asks)
    }

    /// `api.idToken`.
    pub fn id_token(&mut self) -> IdToken<'_> {
        IdToken(self.asks)
    }

    /// `api.accessToken`.
    pub fn access_token(&mut self) -> AccessToken<'_> {
        AccessToken(self.asks)
    }

    /// `api.user`: the user's metadata.
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
    /// The login fails with `access_denied` and this reason. The Action runs to its end; no further Action runs.
    pub fn deny(&mut self, reason: impl Into<String>) {
        self.0.deny(reason.into(), None);
    }
}

/// `api.idToken`.
pub struct IdToken<'api>(&'api dyn Asks);

impl IdToken<'_> {
    /// Sets a claim of the ID token; `None` or `Value::Null` removes it. The server's own claims are refused.
    pub fn set_custom_claim(&mut self, name: impl Into<String>, value: impl Serialize) -> Result<(), Refusal> {
        self.0.ask(Effect::IdTokenClaim { name: name.into(), value: json(value)? })
    }
}

/// `api.accessToken`.
pub struct AccessToken<'api>(&'api dyn Asks);

impl AccessToken<'_> {
    /// Sets a claim of the access token; `None` or `Value::Null` removes it. The server's own claims are refused.
    pub fn set_custom_claim(&mut self, name: impl Into<String>, value: impl Serialize) -> Result<(), Refusal> {
        self.0.ask(Effect::AccessTokenClaim { name: name.into(), value: json(value)? })
    }

    /// Grants a scope.
    pub fn add_scope(&mut self, scope: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::AddScope { scope: scope.into() })
    }

    /// Withholds a scope.
    pub fn remove_scope(&mut self, scope: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::RemoveScope { scope: scope.into() })
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
    /// Stops the login with a message for the user. The code has 1 to 100 characters, the message 1 to 1000.
    pub fn error(&mut self, code: impl Into<String>, message: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::ValidationError { code: code.into(), message: message.into() })
    }
}
