//! Values that the operator gave this Action (`event.secrets` in JavaScript). They are functions, not fields of the event, so that
//! an event can be logged or saved without them.

use crate::{Error, Result, host};

/// The value of a secret; none if the Action has no secret of that name.
pub fn get(name: &str) -> Option<String> {
    host::with(|h| h.secret(name))
}

/// The value of a secret that the Action cannot do without.
///
/// # Errors
/// The Action has no such secret; the sentence names it.
pub fn require(name: &str) -> Result<String> {
    get(name).ok_or_else(|| Error::new(format!("The Action has no secret named {name}.")))
}

/// The names of all secrets of this Action.
pub fn names() -> Vec<String> {
    host::with(|h| h.secret_names())
}
