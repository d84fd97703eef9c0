//! How a fault repeats what somebody sent: by the type that it has, and never at any length. One way for bodies, queries and files.

use serde_json::Value;

/// Characters of a text that are repeated.
const SHOWN: usize = 64;

/// What somebody wrote, without control characters and not at any length.
pub fn shorten(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(SHOWN).collect()
}

/// The type of a value in the words of JSON Schema.
pub fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
