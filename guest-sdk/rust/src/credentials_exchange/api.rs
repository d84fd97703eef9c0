//! What a `credentials-exchange` Action may ask for.

use serde::Serialize;

use crate::api::CodedAccess;
use crate::effect::{Effect, Refusal};
use crate::host::{Asks, json};

crate::api::api! {
    /// `api.access`: may the application have a token?
    access: CodedAccess,
    /// `api.accessToken`.
    access_token: AccessTokenApi,
    /// `api.transaction`: the scopes that the exchange aims at.
    transaction: TransactionApi,
}

/// `api.accessToken`.
pub struct AccessTokenApi<'api>(&'api dyn Asks);

impl AccessTokenApi<'_> {
    /// Sets a claim of the access token; `None` or `Value::Null` removes it. The server's own claims are passed over.
    pub fn set_custom_claim(&mut self, name: impl Into<String>, value: impl Serialize) -> Result<(), Refusal> {
        self.0.ask(Effect::AccessTokenClaim { name: name.into(), value: json(value)? })
    }
}

/// `api.transaction`.
pub struct TransactionApi<'api>(&'api dyn Asks);

impl TransactionApi<'_> {
    /// Adds a scope to those that the exchange aims at.
    pub fn add_target_scope(&mut self, scope: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::AddTargetScope { scope: scope.into() })
    }

    /// Takes a scope from those that the exchange aims at.
    pub fn remove_target_scope(&mut self, scope: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::RemoveTargetScope { scope: scope.into() })
    }

    /// Aims at exactly these scopes.
    pub fn set_target_scopes<S: Into<String>>(&mut self, scopes: impl IntoIterator<Item = S>) -> Result<(), Refusal> {
        self.0.ask(Effect::SetTargetScopes { scopes: scopes.into_iter().map(Into::into).collect() })
    }

    /// Aims at no scope.
    pub fn clear_target_scopes(&mut self) -> Result<(), Refusal> {
        self.0.ask(Effect::SetTargetScopes { scopes: Vec::new() })
    }
}
