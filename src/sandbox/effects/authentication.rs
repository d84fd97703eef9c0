//! Factors, methods, and whom the login is for.

use super::{Refused, text};
use crate::contract::effect::{DuoOptions, Factor, MultifactorProvider};

/// Factors in one list: there are seven kinds.
const MAX_FACTORS: usize = 16;
/// Characters of a user's id.
const MAX_USER_ID: usize = 128;
/// Characters of a text of Duo's.
const MAX_DUO: usize = 1024;

/// The factors of one challenge or enrolment.
pub fn factors(factors: &[Factor]) -> Result<(), Refused> {
    if factors.is_empty() {
        return Err(Refused::Invalid("At least one factor must be given.".into()));
    }
    if factors.len() > MAX_FACTORS {
        return Err(Refused::Invalid(format!("At most {MAX_FACTORS} factors can be given.")));
    }
    Ok(())
}

/// Whom the tokens are for; once.
pub fn primary_user(user_id: &str, altered: bool) -> Result<(), Refused> {
    if altered {
        return Err(Refused::Invalid("The primary user can only be altered once per transaction".into()));
    }
    text::bounded(user_id, MAX_USER_ID, "The primary user ID")
}

/// The older way to ask for a second factor.
pub fn multifactor(provider: MultifactorProvider, options: Option<&DuoOptions>) -> Result<(), Refused> {
    let Some(options) = options else { return Ok(()) };
    if provider != MultifactorProvider::Duo {
        return Err(Refused::Invalid("Only the provider \"duo\" takes provider options.".into()));
    }
    let texts = [
        ("host", Some(&options.host)),
        ("ikey", Some(&options.ikey)),
        ("skey", Some(&options.skey)),
        ("username", options.username.as_ref()),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            text::bounded(value, MAX_DUO, &format!("The provider option {name}"))?;
        }
    }
    Ok(())
}
