//! `session_metadata` and `refresh_token_metadata`: at most 25 texts, set as a whole; null takes them away.

use serde_json::Value;

use super::schema::{Field, Kind};
use crate::http::error::ApiError;
use crate::identity::Metadata;

/// Entries.
const MAX_ENTRIES: usize = 25;
/// Characters of a name and of a value.
const MAX_TEXT: usize = 255;

/// The member of a body.
pub const fn field(name: &'static str) -> Field {
    Field::nullable(name, Kind::Map)
}

/// Reads the value of the member.
///
/// # Errors
/// 400 for too many entries, and for anything but short texts.
pub fn read(name: &str, value: &Value) -> Result<Option<Metadata>, ApiError> {
    let Value::Object(members) = value else { return Ok(None) };
    if members.len() > MAX_ENTRIES {
        let count = members.len();
        return Err(ApiError::invalid_body(format!("'Too many properties defined ({count}), maximum {MAX_ENTRIES}' on property {name}.")));
    }
    for (key, value) in members {
        let short = |text: &str| (1..=MAX_TEXT).contains(&text.chars().count());
        let text = value.as_str().is_some_and(|text| text.is_empty() || short(text));
        if !short(key) || !text {
            return Err(ApiError::invalid_body(format!(
                "'Names and values must be texts of at most {MAX_TEXT} characters' on property {name}."
            )));
        }
    }
    Ok((!members.is_empty()).then(|| members.clone()))
}
