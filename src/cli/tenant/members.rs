//! Members of JSON values that may be anything.

use serde_json::Value;

/// A member, or null.
pub fn of<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.get(name).unwrap_or(&Value::Null)
}

/// Sets a member of an object; of what is none nothing.
pub fn put(value: Option<&mut Value>, name: &str, content: Value) {
    if let Some(Value::Object(members)) = value {
        members.insert(name.to_owned(), content);
    }
}
