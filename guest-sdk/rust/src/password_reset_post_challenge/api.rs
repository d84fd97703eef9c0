//! What a `password-reset-post-challenge` Action may ask for.

use crate::api::{Access, Prompt, Redirect};
use crate::effect::{Effect, Factor, Refusal};
use crate::host::Asks;

crate::api::api! {
    /// `api.access`: may the password be changed?
    access: Access,
    /// `api.authentication`: more factors first.
    authentication: AuthenticationApi,
    /// `api.redirect`: the user goes elsewhere first.
    redirect: Redirect,
    /// `api.prompt`: the user fills in a form first.
    prompt: Prompt,
    /// `api.transaction`: where the user goes afterwards.
    transaction: TransactionApi,
}

/// `api.authentication`. A challenge stops the flow after this Action until the user is done.
pub struct AuthenticationApi<'api>(&'api dyn Asks);

impl AuthenticationApi<'_> {
    /// Challenges the user with a factor; they may choose one of `additional_factors` instead.
    pub fn challenge_with(&mut self, factor: Factor, additional_factors: impl IntoIterator<Item = Factor>) -> Result<(), Refusal> {
        self.0.ask(Effect::ChallengeWith { factor, additional_factors: additional_factors.into_iter().collect() })
    }

    /// Challenges the user with a factor of their choice.
    pub fn challenge_with_any(&mut self, factors: impl IntoIterator<Item = Factor>) -> Result<(), Refusal> {
        self.0.ask(Effect::ChallengeWithAny { factors: factors.into_iter().collect() })
    }
}

/// `api.transaction`.
pub struct TransactionApi<'api>(&'api dyn Asks);

impl TransactionApi<'_> {
    /// Sends the user to an absolute URL of the web when the password is changed; it holds the query.
    pub fn set_result_url(&mut self, url: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::SetResultUrl { url: url.into() })
    }
}
