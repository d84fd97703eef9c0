//! The `api` resources as [`Asks`]. An effect that a trigger has no method for cannot be made by its `Api` type.

use super::post_login::anteroom::actions::post_login_types as login;
use super::pre_user_registration::anteroom::actions::pre_user_registration_types as registration;
use crate::effect::{Effect, Refusal};
use crate::host::Asks;

impl Asks for login::Api {
    fn ask(&self, effect: Effect) -> Result<(), Refusal> {
        match effect {
            Effect::IdTokenClaim { name, value } => self.id_token_set_custom_claim(&name, &value.to_string()).map_err(claim),
            Effect::AccessTokenClaim { name, value } => self.access_token_set_custom_claim(&name, &value.to_string()).map_err(claim),
            Effect::AddScope { scope } => self.access_token_add_scope(&scope).map_err(scope_refusal),
            Effect::RemoveScope { scope } => self.access_token_remove_scope(&scope).map_err(scope_refusal),
            Effect::SetAppMetadata { key, value } => self.user_set_app_metadata(&key, &value.to_string()).map_err(metadata),
            Effect::SetUserMetadata { key, value } => self.user_set_user_metadata(&key, &value.to_string()).map_err(metadata),
            Effect::ValidationError { code, message } => {
                self.validation_error(&code, &message).map_err(|login::ValidationError::Invalid(why)| Refusal::InvalidValidation(why))
            }
            Effect::AccessDeny { reason, .. } => {
                self.access_deny(&reason);
                Ok(())
            }
        }
    }

    fn deny(&self, reason: String, _user_message: Option<String>) {
        self.access_deny(&reason);
    }
}

fn claim(error: login::ClaimError) -> Refusal {
    match error {
        login::ClaimError::Reserved(why) => Refusal::ReservedClaim(why),
        login::ClaimError::InvalidJson(why) => Refusal::InvalidJson(why),
        login::ClaimError::TooLarge(limit) => Refusal::TooLarge(limit),
    }
}

fn scope_refusal(error: login::ScopeError) -> Refusal {
    match error {
        login::ScopeError::Invalid(why) => Refusal::InvalidScope(why),
        login::ScopeError::TooMany => Refusal::TooManyScopes,
    }
}

fn metadata(error: login::MetadataError) -> Refusal {
    match error {
        login::MetadataError::InvalidJson(why) => Refusal::InvalidJson(why),
        login::MetadataError::TooLarge(limit) => Refusal::TooLarge(limit),
    }
}

impl Asks for registration::Api {
    fn ask(&self, effect: Effect) -> Result<(), Refusal> {
        let metadata = |error| match error {
            registration::MetadataError::InvalidJson(why) => Refusal::InvalidJson(why),
            registration::MetadataError::TooLarge(limit) => Refusal::TooLarge(limit),
        };
        match effect {
            Effect::SetAppMetadata { key, value } => self.user_set_app_metadata(&key, &value.to_string()).map_err(metadata),
            Effect::SetUserMetadata { key, value } => self.user_set_user_metadata(&key, &value.to_string()).map_err(metadata),
            Effect::ValidationError { code, message } => self
                .validation_error(&code, &message)
                .map_err(|registration::ValidationError::Invalid(why)| Refusal::InvalidValidation(why)),
            Effect::AccessDeny { reason, user_message } => {
                self.deny(reason, user_message);
                Ok(())
            }
            // `pre_user_registration::Api` has no tokens, so these are never made.
            Effect::IdTokenClaim { .. } | Effect::AccessTokenClaim { .. } | Effect::AddScope { .. } | Effect::RemoveScope { .. } => Ok(()),
        }
    }

    fn deny(&self, reason: String, user_message: Option<String>) {
        self.access_deny(&reason, &user_message.unwrap_or_default());
    }
}
