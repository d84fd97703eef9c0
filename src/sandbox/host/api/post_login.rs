//! The `api` of `post-login` (reference 1.6).

use wasmtime::component::Resource;

use super::to_guest;
use crate::contract::Effect;
use crate::sandbox::bindings::Api;
use crate::sandbox::bindings::post_login::types::{self, ClaimError, MetadataError, ScopeError, ValidationError};
use crate::sandbox::effects::Refused;
use crate::sandbox::state::State;

impl types::Host for State {}

impl types::HostApi for State {
    fn access_deny(&mut self, _: Resource<Api>, reason: String) -> wasmtime::Result<()> {
        self.deny(reason.len(), Effect::AccessDeny { reason, user_message: None, code: None })
    }

    fn id_token_set_custom_claim(&mut self, _: Resource<Api>, name: String, value: String) -> wasmtime::Result<Result<(), ClaimError>> {
        to_guest(self.ask_json(name, &value, true, |name, value| Effect::IdTokenClaim { name, value })?, claim_error)
    }

    fn access_token_set_custom_claim(&mut self, _: Resource<Api>, name: String, value: String) -> wasmtime::Result<Result<(), ClaimError>> {
        to_guest(self.ask_json(name, &value, true, |name, value| Effect::AccessTokenClaim { name, value })?, claim_error)
    }

    fn access_token_add_scope(&mut self, _: Resource<Api>, scope: String) -> wasmtime::Result<Result<(), ScopeError>> {
        to_guest(self.ask(scope.len(), Effect::AddScope { scope })?, scope_error)
    }

    fn access_token_remove_scope(&mut self, _: Resource<Api>, scope: String) -> wasmtime::Result<Result<(), ScopeError>> {
        to_guest(self.ask(scope.len(), Effect::RemoveScope { scope })?, scope_error)
    }

    fn user_set_app_metadata(&mut self, _: Resource<Api>, key: String, value: String) -> wasmtime::Result<Result<(), MetadataError>> {
        to_guest(self.ask_json(key, &value, false, |key, value| Effect::SetAppMetadata { key, value })?, metadata_error)
    }

    fn user_set_user_metadata(&mut self, _: Resource<Api>, key: String, value: String) -> wasmtime::Result<Result<(), MetadataError>> {
        to_guest(self.ask_json(key, &value, false, |key, value| Effect::SetUserMetadata { key, value })?, metadata_error)
    }

    fn validation_error(&mut self, _: Resource<Api>, code: String, message: String) -> wasmtime::Result<Result<(), ValidationError>> {
        to_guest(self.ask(code.len() + message.len(), Effect::ValidationError { code, message })?, validation_error)
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

fn validation_error(refused: Refused) -> Result<ValidationError, Refused> {
    match refused {
        Refused::Invalid(sentence) => Ok(ValidationError::Invalid(sentence)),
        // As at Auth0, too many are no other error than one that is too long.
        Refused::TooLarge(_) => Ok(ValidationError::Invalid("Failed to add validation error: there are too many.".into())),
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
