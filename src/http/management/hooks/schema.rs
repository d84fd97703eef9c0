//! What a Hook may hold. `id` is the server's.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::http::error::ApiError;
use crate::http::management::body::body_of;
use crate::http::management::schema::{Field, Kind, Schema};

/// npm packages of one Hook, as of one Action.
const MAX_DEPENDENCIES: usize = 10;

const SCRIPT: Kind = Kind::Text(1, 100_000);
/// The triggers that have Hooks.
pub const TRIGGERS: [&str; 5] =
    ["credentials-exchange", "pre-user-registration", "post-user-registration", "post-change-password", "send-phone-message"];

/// `POST /hooks`.
pub const CREATE: Schema = Schema(&[
    Field::required("name", Kind::Checked(name)),
    Field::required("script", SCRIPT),
    Field::required("triggerId", Kind::OneOf(&TRIGGERS)),
    Field::new("dependencies", Kind::Map),
    Field::new("enabled", Kind::Bool),
]);
body_of!(Create = CREATE);

/// `PATCH /hooks/{id}`. A Hook stays at its trigger.
pub const UPDATE: Schema = Schema(&[
    Field::new("name", Kind::Checked(name)),
    Field::new("script", SCRIPT),
    Field::new("dependencies", Kind::Map),
    Field::new("enabled", Kind::Bool),
]);
body_of!(Update = UPDATE);

fn name(text: &str) -> Result<(), String> {
    let alphanumeric = |end: Option<u8>| end.is_some_and(|b| b.is_ascii_alphanumeric());
    let bytes = text.as_bytes();
    match bytes.len() {
        n if n > 255 => Err(format!("String is too long ({n} chars), maximum 255")),
        _ if alphanumeric(bytes.first().copied())
            && alphanumeric(bytes.last().copied())
            && bytes.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-' | b'_')) =>
        {
            Ok(())
        }
        _ => Err("String does not match pattern: ^[a-zA-Z0-9]([ _\\-a-zA-Z0-9]*[a-zA-Z0-9])?$".to_owned()),
    }
}

/// Names and versions of packages.
///
/// # Errors
/// 400 `invalid_body`.
pub fn dependencies(given: Map<String, Value>) -> Result<BTreeMap<String, String>, ApiError> {
    let fault = |reason: &str| ApiError::invalid_body(format!("'{reason}' on property dependencies."));
    if given.len() > MAX_DEPENDENCIES {
        return Err(fault(&format!("Object has too many properties ({}), maximum {MAX_DEPENDENCIES}", given.len())));
    }
    given
        .into_iter()
        .map(|(name, version)| match version {
            Value::String(version) if (1..=214).contains(&name.len()) && version.len() <= 64 => Ok((name, version)),
            _ => Err(fault("Expected an object of packages and their versions")),
        })
        .collect()
}
