//! What an Action of `client-registration` makes of an application. Whether the values are good is seen where they are read again.

use super::Refused;
use crate::contract::client_registration::{LIFETIME, MEMBERS};

/// A member of the metadata.
pub fn member(name: &str) -> Result<(), Refused> {
    if MEMBERS.contains(&name) { Ok(()) } else { Err(Refused::Invalid("An application has no metadata of that name.".into())) }
}

/// How long the application is kept.
pub fn lifetime(seconds: u64) -> Result<(), Refused> {
    if LIFETIME.contains(&seconds) {
        return Ok(());
    }
    Err(Refused::Invalid(format!("The lifetime must be a whole number of seconds from {} to {}.", LIFETIME.start(), LIFETIME.end())))
}
