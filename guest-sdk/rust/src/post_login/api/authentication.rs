//! `api.authentication` of a login: more factors, methods of one's own, and whom the login is for.

use crate::effect::{Effect, Factor, Refusal};
use crate::host::Asks;

/// `api.authentication`. A challenge or an enrolment stops the flow after this Action until the user is done.
pub struct AuthenticationApi<'api>(pub(crate) &'api dyn Asks);

impl AuthenticationApi<'_> {
    /// Challenges the user with a factor; they may choose one of `additional_factors` instead.
    pub fn challenge_with(&mut self, factor: Factor, additional_factors: impl IntoIterator<Item = Factor>) -> Result<(), Refusal> {
        self.0.ask(Effect::ChallengeWith { factor, additional_factors: additional_factors.into_iter().collect() })
    }

    /// Challenges the user with a factor of their choice.
    pub fn challenge_with_any(&mut self, factors: impl IntoIterator<Item = Factor>) -> Result<(), Refusal> {
        self.0.ask(Effect::ChallengeWithAny { factors: factors.into_iter().collect() })
    }

    /// Has the user enrol a factor; they may choose one of `additional_factors` instead.
    pub fn enroll_with(&mut self, factor: Factor, additional_factors: impl IntoIterator<Item = Factor>) -> Result<(), Refusal> {
        self.0.ask(Effect::EnrollWith { factor, additional_factors: additional_factors.into_iter().collect() })
    }

    /// Has the user enrol a factor of their choice.
    pub fn enroll_with_any(&mut self, factors: impl IntoIterator<Item = Factor>) -> Result<(), Refusal> {
        self.0.ask(Effect::EnrollWithAny { factors: factors.into_iter().collect() })
    }

    /// Adds a method of the Action's own to `event.authentication.methods`, named by the URL of its provider.
    pub fn record_method(&mut self, url: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::RecordMethod { url: url.into() })
    }

    /// The tokens are for this user, once per transaction.
    pub fn set_primary_user(&mut self, user_id: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::SetPrimaryUser { user_id: user_id.into() })
    }
}
