//! The `api` of `pre-user-registration` (reference 1.7).

use wasmtime::component::Resource;

use super::{refusal, to_guest};
use crate::contract::Effect;
use crate::sandbox::bindings::Api;
use crate::sandbox::bindings::host::types::Refusal;
use crate::sandbox::bindings::pre_user_registration::types::{self, MetadataError, ValidationError};
use crate::sandbox::effects::Refused;
use crate::sandbox::state::State;

impl types::Host for State {}

impl types::HostApi for State {
    fn access_deny(&mut self, _: Resource<Api>, reason: String, user_message: String) -> wasmtime::Result<()> {
        self.deny(reason.len() + user_message.len(), Effect::AccessDeny { reason, user_message: Some(user_message), code: None })
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

    fn user_set_user_id(&mut self, _: Resource<Api>, user_id: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(user_id.len(), Effect::SetUserId { user_id })?)
    }

    fn drop(&mut self, _: Resource<Api>) -> wasmtime::Result<()> {
        // The guest borrows the object for the call and never owns it.
        Ok(())
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
