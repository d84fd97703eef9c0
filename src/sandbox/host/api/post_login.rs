//! The `api` of `post-login` (reference 1.6).

use wasmtime::component::Resource;

use super::to_guest;
use crate::sandbox::bindings::Api;
use crate::sandbox::bindings::post_login::types::{self, ClaimError, MetadataError, ScopeError, ValidationError};
use crate::sandbox::effects::{Metadata, Refused, Token};
use crate::sandbox::state::State;

/// Characters of a validation error's code and message.
const VALIDATION: (usize, usize) = (100, 1000);

impl types::Host for State {}

impl types::HostApi for State {
    fn access_deny(&mut self, _: Resource<Api>, reason: String) -> wasmtime::Result<()> {
        // A denial that counts is free: no limit may turn a no into a failure, which the binding's policy may skip.
        if self.effects.deny(&reason, None) { Ok(()) } else { self.budget.charge(reason.len()) }
    }

    fn id_token_set_custom_claim(&mut self, _: Resource<Api>, name: String, value: String) -> wasmtime::Result<Result<(), ClaimError>> {
        self.budget.charge(name.len() + value.len())?;
        to_guest(self.effects.claim(Token::Id, name, &value), claim_error)
    }

    fn access_token_set_custom_claim(&mut self, _: Resource<Api>, name: String, value: String) -> wasmtime::Result<Result<(), ClaimError>> {
        self.budget.charge(name.len() + value.len())?;
        to_guest(self.effects.claim(Token::Access, name, &value), claim_error)
    }

    fn access_token_add_scope(&mut self, _: Resource<Api>, scope: String) -> wasmtime::Result<Result<(), ScopeError>> {
        self.budget.charge(scope.len())?;
        to_guest(self.effects.add_scope(&scope), scope_error)
    }

    fn access_token_remove_scope(&mut self, _: Resource<Api>, scope: String) -> wasmtime::Result<Result<(), ScopeError>> {
        self.budget.charge(scope.len())?;
        to_guest(self.effects.remove_scope(&scope), scope_error)
    }

    fn user_set_app_metadata(&mut self, _: Resource<Api>, key: String, value: String) -> wasmtime::Result<Result<(), MetadataError>> {
        self.budget.charge(key.len() + value.len())?;
        to_guest(self.effects.metadata(Metadata::App, key, &value), metadata_error)
    }

    fn user_set_user_metadata(&mut self, _: Resource<Api>, key: String, value: String) -> wasmtime::Result<Result<(), MetadataError>> {
        self.budget.charge(key.len() + value.len())?;
        to_guest(self.effects.metadata(Metadata::User, key, &value), metadata_error)
    }

    fn validation_error(&mut self, _: Resource<Api>, code: String, message: String) -> wasmtime::Result<Result<(), ValidationError>> {
        self.budget.charge(code.len() + message.len())?;
        to_guest(self.effects.validation_error(code, message, VALIDATION), |refused| match refused {
            Refused::Invalid(sentence) => Ok(ValidationError::Invalid(sentence)),
            other => Err(other),
        })
    }

    fn drop(&mut self, _: Resource<Api>) -> wasmtime::Result<()> {
        // The guest borrows the object for the call and never owns it.
        Ok(())
    }
}

fn claim_error(refused: Refused) -> Result<ClaimError, Refused> {
    match refused {
        Refused::Reserved(sentence) => Ok(ClaimError::Reserved(sentence)),
        Refused::Json(reason) => Ok(ClaimError::InvalidJson(reason)),
        Refused::TooLarge(limit) => Ok(ClaimError::TooLarge(limit)),
        other => Err(other),
    }
}

fn scope_error(refused: Refused) -> Result<ScopeError, Refused> {
    match refused {
        Refused::Invalid(sentence) => Ok(ScopeError::Invalid(sentence)),
        Refused::TooMany => Ok(ScopeError::TooMany),
        other => Err(other),
    }
}

fn metadata_error(refused: Refused) -> Result<MetadataError, Refused> {
    match refused {
        Refused::Json(reason) => Ok(MetadataError::InvalidJson(reason)),
        Refused::TooLarge(limit) => Ok(MetadataError::TooLarge(limit)),
        other => Err(other),
    }
}
