//! What a `client-registration` Action may ask for.

use serde::Serialize;

use crate::api::CodedAccess;
use crate::effect::{Effect, Refusal};
use crate::host::{Asks, json};

crate::api::api! {
    /// `api.access`: may the application register? The code is an error of RFC 7591, or `access_denied`.
    access: CodedAccess,
    /// `api.client`: what becomes of the application.
    client: ClientApi,
}

/// `api.client`.
pub struct ClientApi<'api>(&'api dyn Asks);

impl ClientApi<'_> {
    /// Sets a member of the metadata; `None` or `Value::Null` removes it. It is checked as if the application had said it.
    pub fn set_metadata(&mut self, name: impl Into<String>, value: impl Serialize) -> Result<(), Refusal> {
        self.0.ask(Effect::SetClientMetadata { name: name.into(), value: json(value)? })
    }

    /// When the application ends, in seconds from now; of several the shortest counts.
    pub fn set_lifetime(&mut self, seconds: u64) -> Result<(), Refusal> {
        self.0.ask(Effect::SetClientLifetime { seconds })
    }
}
