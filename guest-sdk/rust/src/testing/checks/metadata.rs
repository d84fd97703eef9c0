//! Metadata of transactions, sessions and refresh tokens.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{invalid, json_len};
use crate::effect::{Effect, Refusal};

const MAX_ENTITY_TEXT: usize = 255;
const MAX_ENTITY_ENTRIES: usize = 25;
const MAX_TRANSACTION_KEY: usize = 64;
const MAX_TRANSACTION_VALUE: usize = 8 * 1024;
const MAX_TRANSACTION: usize = 16 * 1024;
/// The largest whole number that JavaScript holds exactly.
const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

/// An entry of the transaction's metadata.
pub(super) fn transaction(before: &[Effect], key: &str, value: &Value) -> Result<(), Refusal> {
    let failed = |why: &str| invalid(format!("Failed to set transaction metadata: {why}"));
    if key.is_empty() || key.chars().count() > MAX_TRANSACTION_KEY {
        return failed("The key must have 1 to 64 characters.");
    }
    let plain = match value {
        Value::Number(number) => number.as_f64().is_some_and(|number| number.abs() <= MAX_SAFE),
        other => !other.is_array() && !other.is_object(),
    };
    if !plain {
        return failed("The value must be a string, a safe number or a boolean.");
    }
    if value.as_str().is_some_and(|text| text.len() > MAX_TRANSACTION_VALUE) {
        return failed("The value must not be larger than 8 KB.");
    }
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for effect in before {
        if let Effect::TransactionMetadata { key, value } = effect {
            sizes.insert(key, key.len() + json_len(value));
        }
    }
    sizes.insert(key, key.len() + json_len(value));
    if sizes.values().sum::<usize>() > MAX_TRANSACTION {
        return failed("All of it must not be larger than 16 KB.");
    }
    Ok(())
}

/// An entry of a session's or a refresh token's metadata; `what` is `session` or `refresh token`.
pub(super) fn entity(before: &[Effect], what: &str, key: &str, value: Option<&str>) -> Result<(), Refusal> {
    let failed = |why: &str| invalid(format!("Failed to set {what} metadata: {why}"));
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if key.is_empty() || key.len() > MAX_ENTITY_TEXT || !key.chars().all(plain) {
        return failed("The key must have 1 to 255 letters, digits, hyphens and underscores.");
    }
    if value.is_some_and(|value| value.chars().count() > MAX_ENTITY_TEXT) {
        return failed("The value must not be longer than 255 characters.");
    }
    if value.is_none() {
        return Ok(());
    }
    let mut keys: BTreeMap<&str, bool> = BTreeMap::new();
    for effect in before {
        match effect {
            Effect::SessionMetadata { key, value } if what == "session" => drop(keys.insert(key, value.is_some())),
            Effect::RefreshTokenMetadata { key, value } if what != "session" => drop(keys.insert(key, value.is_some())),
            Effect::EvictSessionMetadata if what == "session" => keys.clear(),
            Effect::EvictRefreshTokenMetadata if what != "session" => keys.clear(),
            _ => {}
        }
    }
    keys.insert(key, true);
    if keys.values().filter(|there| **there).count() > MAX_ENTITY_ENTRIES {
        return failed("At most 25 entries can be set.");
    }
    Ok(())
}
