//! What is wrong with one user of a file, in the words of Auth0's validator, and how JSON is read with it.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::faults::{shorten, type_of};

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// `INVALID_TYPE`, `DUPLICATED_USER`, …
    pub code: &'static str,
    /// A sentence.
    pub message: String,
    /// The member: `custom_password_hash.salt`.
    pub path: String,
}

impl Fault {
    /// A fault.
    pub fn new(code: &'static str, message: impl Into<String>, path: impl Into<String>) -> Self {
        Self { code, message: message.into(), path: path.into() }
    }
}

/// The members of an object of the file.
#[derive(Clone, Copy)]
pub struct Members<'a> {
    map: &'a Map<String, Value>,
    path: &'a str,
}

impl<'a> Members<'a> {
    /// The members of an object that stands at `path`, empty for a user itself.
    pub fn new(map: &'a Map<String, Value>, path: &'a str) -> Self {
        Self { map, path }
    }

    /// Where a member stands.
    pub fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// A fault of a member.
    pub fn fault(&self, code: &'static str, message: impl Into<String>, name: &str) -> Fault {
        Fault::new(code, message, self.path_of(name))
    }

    /// Refuses members of other names.
    pub fn only(&self, names: &[&str]) -> Result<(), Fault> {
        let others: Vec<String> =
            self.map.keys().filter(|name| !names.contains(&name.as_str())).take(5).map(|name| shorten(name)).collect();
        if others.is_empty() {
            return Ok(());
        }
        Err(Fault::new("OBJECT_ADDITIONAL_PROPERTIES", format!("Additional properties not allowed: {}", others.join(", ")), self.path))
    }

    /// The fault of a member that is not there.
    pub fn missing(&self, name: &str) -> Fault {
        Fault::new("OBJECT_MISSING_REQUIRED_PROPERTY", format!("Missing required property: {name}"), self.path)
    }

    fn wrong_type(&self, name: &str, expected: &str, found: &Value) -> Fault {
        self.fault("INVALID_TYPE", format!("Expected type {expected} but found type {}", type_of(found)), name)
    }

    /// A text of at most `most` characters.
    pub fn text(&self, name: &str, most: usize) -> Result<Option<&'a str>, Fault> {
        match self.map.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => match text.chars().count() {
                length if length > most => {
                    Err(self.fault("MAX_LENGTH", format!("String is too long ({length} chars), maximum {most}"), name))
                }
                _ => Ok(Some(text)),
            },
            Some(other) => Err(self.wrong_type(name, "string", other)),
        }
    }

    /// One of these texts.
    pub fn one_of<T: Copy>(&self, name: &str, texts: &[(&str, T)]) -> Result<Option<T>, Fault> {
        let Some(text) = self.text(name, usize::MAX)? else { return Ok(None) };
        let found = texts.iter().find(|(known, _)| *known == text).map(|(_, meaning)| *meaning);
        found.map(Some).ok_or_else(|| self.fault("ENUM_MISMATCH", format!("No enum match for: {}", shorten(text)), name))
    }

    /// True or false.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, Fault> {
        match self.map.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(other) => Err(self.wrong_type(name, "boolean", other)),
        }
    }

    /// A whole number that is not negative.
    pub fn integer(&self, name: &str) -> Result<Option<u32>, Fault> {
        match self.map.get(name) {
            None => Ok(None),
            Some(Value::Number(number)) => match number.as_u64().and_then(|number| u32::try_from(number).ok()) {
                Some(number) => Ok(Some(number)),
                None => Err(self.fault("INVALID_TYPE", "Expected a whole number from 0 to 4294967295", name)),
            },
            Some(other) => Err(self.wrong_type(name, "integer", other)),
        }
    }

    /// An object.
    pub fn object(&self, name: &str) -> Result<Option<&'a Map<String, Value>>, Fault> {
        match self.map.get(name) {
            None => Ok(None),
            Some(Value::Object(members)) => Ok(Some(members)),
            Some(other) => Err(self.wrong_type(name, "object", other)),
        }
    }

    /// A list.
    pub fn list(&self, name: &str) -> Result<&'a [Value], Fault> {
        match self.map.get(name) {
            None => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(other) => Err(self.wrong_type(name, "array", other)),
        }
    }
}

/// Bytes of JSON of a user that are told back with what was wrong.
const MAX_TOLD: usize = 4096;

/// A user as the file had it, without what proves who they are; of a long one only who it is.
pub fn told(user: &Value) -> Value {
    let Value::Object(members) = user else { return json!({}) };
    let mut members = members.clone();
    for name in ["password_hash", "custom_password_hash", "mfa_factors"] {
        if let Some(value) = members.get_mut(name) {
            *value = "*****".into();
        }
    }
    let short = serde_json::to_vec(&members).is_ok_and(|bytes| bytes.len() <= MAX_TOLD);
    if !short {
        members.retain(|name, value| {
            let who = matches!(name.as_str(), "email" | "user_id" | "username" | "phone_number");
            who && value.as_str().is_some_and(|text| text.len() <= 320)
        });
    }
    Value::Object(members)
}
