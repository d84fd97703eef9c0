//! The `api` of `post-login` (reference 1.6).

use wasmtime::component::Resource;

use super::{Given, refusal, to_guest};
use crate::contract::Effect;
use crate::sandbox::bindings::Api;
use crate::sandbox::bindings::host::types::Refusal;
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

    fn authentication_challenge_with(
        &mut self,
        _: Resource<Api>,
        factor: String,
        additional_factors: String,
    ) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(
            self.ask_whole("challenge_with", [("factor", Given::Json(factor)), ("additional_factors", Given::Json(additional_factors))])?,
        )
    }

    fn authentication_challenge_with_any(&mut self, _: Resource<Api>, factors: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask_whole("challenge_with_any", [("factors", Given::Json(factors))])?)
    }

    fn authentication_enroll_with(
        &mut self,
        _: Resource<Api>,
        factor: String,
        additional_factors: String,
    ) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask_whole("enroll_with", [("factor", Given::Json(factor)), ("additional_factors", Given::Json(additional_factors))])?)
    }

    fn authentication_enroll_with_any(&mut self, _: Resource<Api>, factors: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask_whole("enroll_with_any", [("factors", Given::Json(factors))])?)
    }

    fn authentication_record_method(&mut self, _: Resource<Api>, url: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(url.len(), Effect::RecordMethod { url })?)
    }

    fn authentication_set_primary_user(&mut self, _: Resource<Api>, user_id: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(user_id.len(), Effect::SetPrimaryUser { user_id })?)
    }

    fn multifactor_enable(&mut self, _: Resource<Api>, options: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask_object("enable_multifactor", &options)?)
    }

    fn redirect_send_user_to(&mut self, _: Resource<Api>, url: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(url.len(), Effect::Redirect { url })?)
    }

    fn prompt_render(
        &mut self,
        _: Resource<Api>,
        prompt_id: String,
        fields: String,
        vars: String,
    ) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask_whole(
            "render_prompt",
            [("prompt_id", Given::Text(prompt_id)), ("fields", Given::Json(fields)), ("vars", Given::Json(vars))],
        )?)
    }

    fn session_set_expires_at(&mut self, _: Resource<Api>, at: u64) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(8, Effect::SessionExpiresAt { at })?)
    }

    fn session_set_idle_expires_at(&mut self, _: Resource<Api>, at: u64) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(8, Effect::SessionIdleExpiresAt { at })?)
    }

    fn session_revoke(&mut self, _: Resource<Api>, reason: String, preserve_refresh_tokens: bool) -> wasmtime::Result<()> {
        self.deny(reason.len() + 1, Effect::RevokeSession { reason, preserve_refresh_tokens })
    }

    fn session_set_cookie_mode(&mut self, _: Resource<Api>, mode: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask_whole("session_cookie_mode", [("mode", Given::Text(mode))])?)
    }

    fn session_set_metadata(&mut self, _: Resource<Api>, key: String, value: Option<String>) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(key.len() + value.as_ref().map_or(0, String::len), Effect::SessionMetadata { key, value })?)
    }

    fn session_evict_metadata(&mut self, _: Resource<Api>) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(0, Effect::EvictSessionMetadata)?)
    }

    fn refresh_token_set_expires_at(&mut self, _: Resource<Api>, at: u64) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(8, Effect::RefreshTokenExpiresAt { at })?)
    }

    fn refresh_token_set_idle_expires_at(&mut self, _: Resource<Api>, at: u64) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(8, Effect::RefreshTokenIdleExpiresAt { at })?)
    }

    fn refresh_token_revoke(&mut self, _: Resource<Api>, reason: String) -> wasmtime::Result<()> {
        self.deny(reason.len(), Effect::RevokeRefreshToken { reason })
    }

    fn refresh_token_set_metadata(
        &mut self,
        _: Resource<Api>,
        key: String,
        value: Option<String>,
    ) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(key.len() + value.as_ref().map_or(0, String::len), Effect::RefreshTokenMetadata { key, value })?)
    }

    fn refresh_token_evict_metadata(&mut self, _: Resource<Api>) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(0, Effect::EvictRefreshTokenMetadata)?)
    }

    fn saml_response_set_attribute(&mut self, _: Resource<Api>, name: String, value: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask_json(name, &value, false, |name, value| Effect::SamlAttribute { name, value })?)
    }

    fn saml_response_set(&mut self, _: Resource<Api>, setting: String, value: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask_whole("saml_setting", [("setting", Given::Text(setting)), ("value", Given::Json(value))])?)
    }

    fn transaction_set_metadata(&mut self, _: Resource<Api>, key: String, value: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask_json(key, &value, false, |key, value| Effect::TransactionMetadata { key, value })?)
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
