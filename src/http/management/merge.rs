//! How a change is laid over what is there: member by member, where null removes.

use serde_json::{Map, Value};

use crate::faults::shorten;
use crate::http::error::ApiError;

/// Lays `changes` over `members`: each member is replaced whole, null removes it.
pub fn over(members: &mut Map<String, Value>, changes: Map<String, Value>) {
    for (name, value) in changes {
        if value.is_null() {
            members.remove(&name);
        } else {
            members.insert(name, value);
        }
    }
}

/// The same for metadata, whose own first level is merged (reference 4.2 "users").
pub fn metadata(before: &Map<String, Value>, changes: Option<Value>) -> Map<String, Value> {
    let mut out = before.clone();
    if let Some(Value::Object(changes)) = changes {
        over(&mut out, changes);
    }
    out
}

/// `client_metadata` and its relatives: at most 10 texts of at most 255 characters; null removes one.
///
/// # Errors
/// 400 that names the member.
pub fn check_client_metadata(value: Option<&Value>) -> Result<(), ApiError> {
    let Some(Value::Object(members)) = value else { return Ok(()) };
    if members.len() > 10 {
        return Err(ApiError::invalid_body(format!(
            "'Too many properties defined ({}), maximum 10' on property client_metadata.",
            members.len()
        )));
    }
    for (full_name, value) in members {
        let name = shorten(full_name);
        if full_name.chars().count() > 255 {
            return Err(ApiError::invalid_body(format!("'The name {name}… is too long, maximum 255' on property client_metadata.")));
        }
        match value {
            Value::Null => {}
            Value::String(text) if text.chars().count() <= 255 => {}
            Value::String(text) => {
                let length = text.chars().count();
                let message = format!("'String is too long ({length} chars), maximum 255' on property client_metadata.{name}.");
                return Err(ApiError::invalid_body(message));
            }
            _ => return Err(ApiError::invalid_body(format!("'Expected type string' on property client_metadata.{name}."))),
        }
    }
    Ok(())
}
