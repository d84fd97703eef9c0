//! `api.user`: the user's metadata.

use serde::Serialize;

use crate::effect::{Effect, Refusal};
use crate::host::{Asks, json};

/// `api.user`.
pub struct UserApi<'api>(pub(crate) &'api dyn Asks);

impl UserApi<'_> {
    /// Sets a key of `app_metadata`; `None` or `Value::Null` removes it.
    pub fn set_app_metadata(&mut self, key: impl Into<String>, value: impl Serialize) -> Result<(), Refusal> {
        self.0.ask(Effect::SetAppMetadata { key: key.into(), value: json(value)? })
    }

    /// Sets a key of `user_metadata`; `None` or `Value::Null` removes it.
    pub fn set_user_metadata(&mut self, key: impl Into<String>, value: impl Serialize) -> Result<(), Refusal> {
        self.0.ask(Effect::SetUserMetadata { key: key.into(), value: json(value)? })
    }
}
