//! Scopes of a token, and the scopes that a machine's exchange aims at.

use super::Refused;

/// Scopes that may be added (reference, actions-semantics).
pub const MAX_SCOPES: usize = 1000;
/// Characters of a scope (reference, actions-semantics).
const MAX_SCOPE: usize = 280;

/// The scope, trimmed.
pub fn check(scope: &str) -> Result<String, Refused> {
    let scope = scope.trim();
    let fault = if scope.is_empty() {
        "must not be empty."
    } else if scope.chars().count() > MAX_SCOPE {
        "must not be longer than 280 characters."
    } else if scope.contains(char::is_whitespace) {
        "must not contain white space."
    } else if scope.contains(|c: char| c.is_control() || c == '"' || c == '\\') {
        // RFC 6749, section 3.3.
        "must not contain quotes, backslashes or control characters."
    } else {
        return Ok(scope.to_owned());
    };
    Err(Refused::Invalid(format!("The value for the scope {fault}")))
}
