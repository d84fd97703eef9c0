//! The `api` of `post-login`.

use serde_json::json;

use super::{json, not_offered, refusal, word};
use crate::bindings::post_login::anteroom::actions::post_login_types::{self as wit, Api};
use crate::effect::{Effect, Refusal};
use crate::host::Asks;

impl Asks for Api {
    fn ask(&self, effect: Effect) -> Result<(), Refusal> {
        use Effect as E;
        match effect {
            E::AccessDeny { reason, .. } => self.access_deny(&reason),
            E::IdTokenClaim { name, value } => self.id_token_set_custom_claim(&name, &value.to_string()).map_err(claim)?,
            E::AccessTokenClaim { name, value } => self.access_token_set_custom_claim(&name, &value.to_string()).map_err(claim)?,
            E::AddScope { scope } => self.access_token_add_scope(&scope).map_err(scope_refusal)?,
            E::RemoveScope { scope } => self.access_token_remove_scope(&scope).map_err(scope_refusal)?,
            E::SetAppMetadata { key, value } => self.user_set_app_metadata(&key, &value.to_string()).map_err(metadata)?,
            E::SetUserMetadata { key, value } => self.user_set_user_metadata(&key, &value.to_string()).map_err(metadata)?,
            E::ValidationError { code, message } => self.validation_error(&code, &message).map_err(validation)?,
            E::ChallengeWith { factor, additional_factors } => {
                self.authentication_challenge_with(&json(&factor)?, &json(&additional_factors)?).map_err(refusal)?;
            }
            E::ChallengeWithAny { factors } => self.authentication_challenge_with_any(&json(&factors)?).map_err(refusal)?,
            E::EnrollWith { factor, additional_factors } => {
                self.authentication_enroll_with(&json(&factor)?, &json(&additional_factors)?).map_err(refusal)?;
            }
            E::EnrollWithAny { factors } => self.authentication_enroll_with_any(&json(&factors)?).map_err(refusal)?,
            E::RecordMethod { url } => self.authentication_record_method(&url).map_err(refusal)?,
            E::SetPrimaryUser { user_id } => self.authentication_set_primary_user(&user_id).map_err(refusal)?,
            E::EnableMultifactor { provider, allow_remember_browser, provider_options } => {
                let mut options = json!({ "provider": provider, "allow_remember_browser": allow_remember_browser });
                if let (Some(given), Some(options)) = (provider_options, options.as_object_mut()) {
                    options.insert("provider_options".to_owned(), json!(given));
                }
                self.multifactor_enable(&options.to_string()).map_err(refusal)?;
            }
            E::Redirect { url } => self.redirect_send_user_to(&url).map_err(refusal)?,
            E::RenderPrompt { prompt_id, fields, vars } => {
                self.prompt_render(&prompt_id, &json(&fields)?, &json(&vars)?).map_err(refusal)?;
            }
            E::SessionExpiresAt { at } => self.session_set_expires_at(at).map_err(refusal)?,
            E::SessionIdleExpiresAt { at } => self.session_set_idle_expires_at(at).map_err(refusal)?,
            E::RevokeSession { reason, preserve_refresh_tokens } => self.session_revoke(&reason, preserve_refresh_tokens),
            E::SessionCookieMode { mode } => self.session_set_cookie_mode(&word(&mode)?).map_err(refusal)?,
            E::SessionMetadata { key, value } => self.session_set_metadata(&key, value.as_deref()).map_err(refusal)?,
            E::EvictSessionMetadata => self.session_evict_metadata().map_err(refusal)?,
            E::RefreshTokenExpiresAt { at } => self.refresh_token_set_expires_at(at).map_err(refusal)?,
            E::RefreshTokenIdleExpiresAt { at } => self.refresh_token_set_idle_expires_at(at).map_err(refusal)?,
            E::RevokeRefreshToken { reason } => self.refresh_token_revoke(&reason),
            E::RefreshTokenMetadata { key, value } => self.refresh_token_set_metadata(&key, value.as_deref()).map_err(refusal)?,
            E::EvictRefreshTokenMetadata => self.refresh_token_evict_metadata().map_err(refusal)?,
            E::SamlAttribute { name, value } => self.saml_response_set_attribute(&name, &value.to_string()).map_err(refusal)?,
            E::SamlSetting { setting, value } => self.saml_response_set(&setting, &value.to_string()).map_err(refusal)?,
            E::TransactionMetadata { key, value } => self.transaction_set_metadata(&key, &value.to_string()).map_err(refusal)?,
            _ => return not_offered(),
        }
        Ok(())
    }
}

fn claim(error: wit::ClaimError) -> Refusal {
    match error {
        wit::ClaimError::Reserved(why) => Refusal::ReservedClaim(why),
        wit::ClaimError::InvalidJson(why) => Refusal::InvalidJson(why),
        wit::ClaimError::TooLarge(limit) => Refusal::TooLarge(limit),
    }
}

fn scope_refusal(error: wit::ScopeError) -> Refusal {
    match error {
        wit::ScopeError::Invalid(why) => Refusal::InvalidScope(why),
        wit::ScopeError::TooMany => Refusal::TooManyScopes,
    }
}

fn metadata(error: wit::MetadataError) -> Refusal {
    match error {
        wit::MetadataError::InvalidJson(why) => Refusal::InvalidJson(why),
        wit::MetadataError::TooLarge(limit) => Refusal::TooLarge(limit),
    }
}

fn validation(error: wit::ValidationError) -> Refusal {
    let wit::ValidationError::Invalid(why) = error;
    Refusal::InvalidValidation(why)
}
