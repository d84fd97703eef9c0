//! What a `pre-user-registration` Action may ask for.

use serde::Serialize;

use crate::api::{UserApi as Metadata, Validation};
use crate::effect::{Effect, Refusal};
use crate::host::Asks;

crate::api::api! {
    /// `api.access`: may the account be made?
    access: Access,
    /// `api.user`: id and metadata of the user to be.
    user: UserApi,
    /// `api.validation`: what is wrong with the input.
    validation: Validation,
}

/// `api.access`.
pub struct Access<'api>(&'api dyn Asks);

impl Access<'_> {
    /// No account is made. The reason goes to the tenant log and to API clients, the user message to the page. The Action runs to
    /// its end; no further Action runs.
    pub fn deny(&mut self, reason: impl Into<String>, user_message: impl Into<String>) {
        self.0.forbid(Effect::AccessDeny { reason: reason.into(), user_message: Some(user_message.into()), code: None });
    }
}

/// `api.user`.
pub struct UserApi<'api>(&'api dyn Asks);

impl UserApi<'_> {
    /// Sets a key of `app_metadata`; `None` or `Value::Null` removes it.
    pub fn set_app_metadata(&mut self, key: impl Into<String>, value: impl Serialize) -> Result<(), Refusal> {
        Metadata(self.0).set_app_metadata(key, value)
    }

    /// Sets a key of `user_metadata`; `None` or `Value::Null` removes it.
    pub fn set_user_metadata(&mut self, key: impl Into<String>, value: impl Serialize) -> Result<(), Refusal> {
        Metadata(self.0).set_user_metadata(key, value)
    }

    /// Sets the id of the user to be, without the provider: 1 to 255 characters, without white space and `|`.
    pub fn set_user_id(&mut self, user_id: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::SetUserId { user_id: user_id.into() })
    }
}
