//! Metadata of sessions, refresh tokens and transactions (reference 1.6, actions-semantics). A user's metadata is bounded when it is
//! merged, because only then its whole size is known.

use serde_json::Value;

use super::Refused;

/// Characters of a key and of a value.
const MAX_ENTITY_TEXT: usize = 255;
/// Entries.
pub const MAX_ENTITY_ENTRIES: usize = 25;
/// Characters of a key of a transaction's metadata.
const MAX_TRANSACTION_KEY: usize = 64;
/// Bytes of one value of it.
const MAX_TRANSACTION_VALUE: usize = 8 * 1024;
/// Bytes of all of it.
pub const MAX_TRANSACTION: usize = 16 * 1024;
/// The largest whole number that JavaScript holds exactly.
const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

/// An entry of a session's or a refresh token's metadata; `what` is `session` or `refresh token`.
pub fn entity(what: &str, key: &str, value: Option<&str>) -> Result<(), Refused> {
    let failed = |why: &str| Err(Refused::Invalid(format!("Failed to set {what} metadata: {why}")));
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if key.is_empty() || key.len() > MAX_ENTITY_TEXT || !key.chars().all(plain) {
        return failed("The key must have 1 to 255 letters, digits, hyphens and underscores.");
    }
    if value.is_some_and(|value| value.chars().count() > MAX_ENTITY_TEXT) {
        return failed("The value must not be longer than 255 characters.");
    }
    Ok(())
}

/// An entry of the transaction's metadata.
pub fn transaction(key: &str, value: &Value) -> Result<(), Refused> {
    let failed = |why: &str| Err(Refused::Invalid(format!("Failed to set transaction metadata: {why}")));
    if key.is_empty() || key.chars().count() > MAX_TRANSACTION_KEY {
        return failed("The key must have 1 to 64 characters.");
    }
    match value {
        Value::String(text) if text.len() > MAX_TRANSACTION_VALUE => failed("The value must not be larger than 8 KB."),
        Value::Number(number) if number.as_f64().is_none_or(|number| number.abs() > MAX_SAFE) => {
            failed("The value must be a string, a safe number or a boolean.")
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => Ok(()),
        Value::Array(_) | Value::Object(_) => failed("The value must be a string, a safe number or a boolean."),
    }
}
