//! `api.transaction` of a login.

use serde::Serialize;

use crate::effect::{Effect, Refusal};
use crate::host::{Asks, json};

/// `api.transaction`.
pub struct TransactionApi<'api>(pub(crate) &'api dyn Asks);

impl TransactionApi<'_> {
    /// Sets a key of the transaction's metadata: a text, a number or a truth value; `None` or `Value::Null` removes it. A value has
    /// at most 8 KB, all of them 16.
    pub fn set_metadata(&mut self, key: impl Into<String>, value: impl Serialize) -> Result<(), Refusal> {
        self.0.ask(Effect::TransactionMetadata { key: key.into(), value: json(value)? })
    }
}
