//! `setCustomClaim`.

use super::{Refused, text};
use crate::contract::Trigger;

/// A claim's name.
pub fn check(trigger: Trigger, name: &str) -> Result<(), Refused> {
    text::name(name, "claim")?;
    // The only name that Auth0 refuses at the call, and only here; other reserved ones are passed over when the token is made.
    if name == "scope" && trigger == Trigger::PostLogin {
        return Err(Refused::Reserved(format!("The \"{name}\" claim cannot be set.")));
    }
    Ok(())
}
