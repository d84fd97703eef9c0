//! Secrets as an operator gives them, sealed for what they belong to: an Action, or a module.
//!
//! A list replaces all that were there. A secret without a value stays as it is, because nobody who reads the list and sends it back
//! could know the values.

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::LifecycleError;
use crate::actions::ActionSecret;
use crate::app::App;

/// A secret as it came: without a value, the one of this name stays as it is.
pub struct GivenSecret {
    /// The name.
    pub name: String,
    /// The value.
    pub value: Option<Zeroizing<String>>,
}

/// What becomes of the secrets `before`; `purpose` says what a name's value is sealed for.
pub(super) fn seal(
    app: &App,
    before: &[ActionSecret],
    given: Vec<GivenSecret>,
    purpose: impl Fn(&str) -> String,
    now: Timestamp,
) -> Result<Vec<ActionSecret>, LifecycleError> {
    let mut out: Vec<ActionSecret> = Vec::with_capacity(given.len());
    for GivenSecret { name, value } in given {
        if out.iter().any(|other| other.name == name) {
            return Err(LifecycleError::Invalid(format!("The secret {name} is given twice.")));
        }
        out.push(match value {
            Some(value) => {
                let sealed = app.vault.seal(&purpose(&name), value.as_bytes());
                ActionSecret { name, sealed, updated_at: now }
            }
            None => before
                .iter()
                .find(|old| old.name == name)
                .cloned()
                .ok_or_else(|| LifecycleError::Invalid(format!("The secret {name} has no value.")))?,
        });
    }
    Ok(out)
}
