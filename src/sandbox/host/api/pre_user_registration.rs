//! The `api` of `pre-user-registration` (reference 1.7).

use wasmtime::component::Resource;

use super::to_guest;
use crate::sandbox::bindings::Api;
use crate::sandbox::bindings::pre_user_registration::types::{self, MetadataError, ValidationError};
use crate::sandbox::effects::{Metadata, Refused};
use crate::sandbox::state::State;

/// Characters of a validation error's code and message (reference, actions-semantics).
const VALIDATION: (usize, usize) = (100, 100);

impl types::Host for State {}

impl types::HostApi for State {
    fn access_deny(&mut self, _: Resource<Api>, reason: String, user_message: String) -> wasmtime::Result<()> {
        // A denial that counts is free: no limit may turn a no into a failure, which the binding's policy may skip.
        if self.effects.deny(&reason, Some(&user_message)) { Ok(()) } else { self.budget.charge(reason.len() + user_message.len()) }
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

fn metadata_error(refused: Refused) -> Result<MetadataError, Refused> {
    match refused {
        Refused::Json(reason) => Ok(MetadataError::InvalidJson(reason)),
        Refused::TooLarge(limit) => Ok(MetadataError::TooLarge(limit)),
        other => Err(other),
    }
}
