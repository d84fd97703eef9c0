//! `api.idToken` and `api.accessToken`.

use serde::Serialize;

use crate::effect::{Effect, Refusal};
use crate::host::{Asks, json};

/// `api.idToken`.
pub struct IdToken<'api>(pub(crate) &'api dyn Asks);

impl IdToken<'_> {
    /// Sets a claim of the ID token; `None` or `Value::Null` removes it. The server's own claims are refused.
    pub fn set_custom_claim(&mut self, name: impl Into<String>, value: impl Serialize) -> Result<(), Refusal> {
        self.0.ask(Effect::IdTokenClaim { name: name.into(), value: json(value)? })
    }
}

/// `api.accessToken`.
pub struct AccessToken<'api>(pub(crate) &'api dyn Asks);

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
