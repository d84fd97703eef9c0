//! Passwords that a user had before (`password_history`): kept as the hashes that they were, and asked for one after the other.

use super::{Policy, PolicyViolation};
use crate::identity::User;
use crate::identity::password::{PasswordError, Passwords};

/// How many are remembered where the option does not say.
pub const USUAL: usize = 5;
/// The most that are remembered: each takes a hash to ask.
pub const MOST: usize = 24;

/// Whether the user has the password now or had it before, as far as the policy remembers.
///
/// # Errors
/// [`PasswordError::Busy`] where too many passwords are being verified.
pub async fn check(
    passwords: &Passwords,
    policy: Policy<'_>,
    user: &User,
    password: &str,
) -> Result<Result<(), PolicyViolation>, PasswordError> {
    let size = policy.remembers();
    if size == 0 {
        return Ok(Ok(()));
    }
    let current = user.password_hash.as_ref();
    for hash in current.into_iter().chain(user.password_history.iter().take(size)) {
        match passwords.verify(password, Some(hash)).await {
            Ok(true) => return Ok(Err(PolicyViolation::Used)),
            Err(PasswordError::Busy) => return Err(PasswordError::Busy),
            // One that cannot be read any more is nobody's.
            _ => {}
        }
    }
    Ok(Ok(()))
}

/// Remembers the password that a new one takes the place of; as many as the policy says, the latest first.
pub fn remember(policy: Policy<'_>, user: &mut User) {
    let size = policy.remembers();
    let replaced = user.password_hash.clone().filter(|_| size > 0);
    user.password_history.splice(..0, replaced);
    user.password_history.truncate(size);
}
