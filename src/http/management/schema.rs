//! What a body may hold, as data: one table a resource, one checker for all.
//!
//! Tables rather than `serde(deny_unknown_fields)`, because the answer must name the field and the fault in Auth0's words
//! (reference 4.1), because a documented field without effect is still checked and kept, and because what the server makes
//! itself (`client_id`, `created_at`, …) is refused simply by not being in the table: nothing can be assigned in passing.

use serde_json::{Map, Value};

use crate::faults::{shorten, type_of};
use crate::http::error::ApiError;

/// What a value must be.
#[derive(Debug)]
pub enum Kind {
    /// Text of so many characters.
    Text(usize, usize),
    /// Text that a function accepts, or says in a sentence why not.
    Checked(fn(&str) -> Result<(), String>),
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// True or false.
    Bool,
    /// A whole number from, to.
    Integer(i64, i64),
    /// A number from, to.
    Number(f64, f64),
    /// An object with exactly these members.
    Object(&'static Schema),
    /// An object whose members are the operator's own.
    Map,
    /// At most so many of a kind.
    List(&'static Self, usize),
    /// The same, without repetition.
    Set(&'static Self, usize),
    /// Either of two kinds; a fault is told of the second.
    Either(&'static Self, &'static Self),
    /// Anything.
    Any,
}

/// One member.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What its value must be.
    pub kind: Kind,
    /// Whether it must be there.
    pub required: bool,
    /// Whether null is taken too.
    pub nullable: bool,
}

impl Field {
    /// A member that may be absent, and may not be null.
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, required: false, nullable: false }
    }

    /// A member that must be there.
    pub const fn required(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, required: true, nullable: false }
    }

    /// A member that must be there, if only as null.
    pub const fn required_nullable(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, required: true, nullable: true }
    }

    /// A member that null removes.
    pub const fn nullable(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, required: false, nullable: true }
    }
}

/// The members of an object.
#[derive(Debug)]
pub struct Schema(pub &'static [Field]);

/// A fault and where it is.
struct Fault {
    reason: String,
    path: String,
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        match fault.path.as_str() {
            "" => Self::invalid_body(format!("'{}'.", fault.reason)),
            path => Self::invalid_body(format!("'{}' on property {path}.", fault.reason)),
        }
    }
}

impl Schema {
    /// The members of `value`, all of them known and as they must be.
    ///
    /// # Errors
    /// 400 `invalid_body` that names the first fault.
    pub fn check(&self, value: Value) -> Result<Map<String, Value>, ApiError> {
        self.check_at(&value, "")?;
        match value {
            Value::Object(members) => Ok(members),
            _ => Ok(Map::new()),
        }
    }

    /// Checks a member that stands at `path` in its body, for kinds that depend on another member.
    ///
    /// # Errors
    /// 400 `invalid_body` that names the first fault.
    pub fn check_member(&self, path: &str, value: &Value) -> Result<(), ApiError> {
        Ok(self.check_at(value, path)?)
    }

    fn check_at(&self, value: &Value, path: &str) -> Result<(), Fault> {
        let Value::Object(members) = value else { return Err(wrong_type("object", value, path)) };
        for field in self.0 {
            match members.get(field.name) {
                None if field.required => {
                    return Err(Fault { reason: format!("Missing required property: {}", field.name), path: path.to_owned() });
                }
                None => {}
                Some(Value::Null) if field.nullable => {}
                Some(value) => field.kind.check(value, &join(path, field.name))?,
            }
        }
        let unknown: Vec<String> =
            members.keys().filter(|name| !self.0.iter().any(|f| f.name == *name)).take(5).map(|name| shorten(name)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        Err(Fault { reason: format!("Additional properties not allowed: {}", unknown.join(", ")), path: path.to_owned() })
    }
}

impl Kind {
    /// Checks a body that need not be an object.
    ///
    /// # Errors
    /// 400 `invalid_body` that names the first fault.
    pub fn check_body(&self, value: &Value) -> Result<(), ApiError> {
        Ok(self.check(value, "")?)
    }

    /// What is wrong with a value, with its place, for bodies whose errors have another form.
    pub fn fault(&self, value: &Value, path: &str) -> Option<String> {
        self.check(value, path).err().map(|fault| format!("{}: {}.", fault.path, fault.reason))
    }

    fn check(&self, value: &Value, path: &str) -> Result<(), Fault> {
        let fault = |reason: String| Err(Fault { reason, path: path.to_owned() });
        match (self, value) {
            (Self::Text(least, most), Value::String(text)) => match text.chars().count() {
                n if n < *least => fault(format!("String is too short ({n} chars), minimum {least}")),
                n if n > *most => fault(format!("String is too long ({n} chars), maximum {most}")),
                _ => Ok(()),
            },
            (Self::Checked(accepts), Value::String(text)) => accepts(text).or_else(fault),
            (Self::OneOf(texts), Value::String(text)) if texts.contains(&text.as_str()) => Ok(()),
            (Self::OneOf(_), Value::String(text)) => fault(format!("No enum match for: {}", shorten(text))),
            (Self::Bool, Value::Bool(_)) | (Self::Map, Value::Object(_)) | (Self::Any, _) => Ok(()),
            (Self::Integer(least, most), Value::Number(number)) => match number.as_i64() {
                None => Err(wrong_type("integer", value, path)),
                Some(n) if n < *least => fault(format!("Value {n} is less than minimum {least}")),
                Some(n) if n > *most => fault(format!("Value {n} is greater than maximum {most}")),
                Some(_) => Ok(()),
            },
            (Self::Number(least, most), Value::Number(number)) => match number.as_f64() {
                Some(n) if n < *least => fault(format!("Value {n} is less than minimum {least}")),
                Some(n) if n > *most => fault(format!("Value {n} is greater than maximum {most}")),
                _ => Ok(()),
            },
            (Self::Object(schema), _) => schema.check_at(value, path),
            (Self::Either(one, other), _) => one.check(value, path).or_else(|_| other.check(value, path)),
            (Self::List(kind, most) | Self::Set(kind, most), Value::Array(items)) => {
                if items.len() > *most {
                    return fault(format!("Array is too long ({}), maximum {most}", items.len()));
                }
                for (index, item) in items.iter().enumerate() {
                    kind.check(item, &format!("{path}[{index}]"))?;
                }
                match self {
                    Self::Set(..) => unique(items, path),
                    _ => Ok(()),
                }
            }
            _ => Err(wrong_type(self.name(), value, path)),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Text(..) | Self::Checked(_) | Self::OneOf(_) => "string",
            Self::Bool => "boolean",
            Self::Integer(..) => "integer",
            Self::Number(..) => "number",
            Self::Object(_) | Self::Map => "object",
            Self::List(..) | Self::Set(..) => "array",
            Self::Either(..) | Self::Any => "any",
        }
    }
}

fn unique(items: &[Value], path: &str) -> Result<(), Fault> {
    for (second, item) in items.iter().enumerate() {
        if let Some(first) = items.iter().take(second).position(|other| other == item) {
            return Err(Fault { reason: format!("Array items are not unique (indexes {first} and {second})"), path: path.to_owned() });
        }
    }
    Ok(())
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn wrong_type(expected: &str, found: &Value, path: &str) -> Fault {
    Fault { reason: format!("Expected type {expected} but found type {}", type_of(found)), path: path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const INNER: Schema = Schema(&[Field::required("value", Kind::Text(1, 5))]);
    const SCHEMA: Schema = Schema(&[
        Field::required("name", Kind::Text(1, 10)),
        Field::nullable("life", Kind::Integer(1, 9)),
        Field::new("kind", Kind::OneOf(&["a", "b"])),
        Field::new("list", Kind::List(&Kind::Object(&INNER), 2)),
        Field::new("set", Kind::Set(&Kind::Text(0, 5), 9)),
    ]);

    fn fault(value: Value) -> String {
        SCHEMA.check(value).unwrap_err().message
    }

    #[test]
    fn every_fault_is_named_with_its_property() {
        assert_eq!(fault(json!({})), "Payload validation error: 'Missing required property: name'.");
        assert_eq!(fault(json!([])), "Payload validation error: 'Expected type object but found type array'.");
        assert_eq!(fault(json!({"name":1})), "Payload validation error: 'Expected type string but found type integer' on property name.");
        assert_eq!(fault(json!({"name":""})), "Payload validation error: 'String is too short (0 chars), minimum 1' on property name.");
        assert_eq!(fault(json!({"name":"x","y":1})), "Payload validation error: 'Additional properties not allowed: y'.");
        assert_eq!(
            fault(json!({"name":"x","life":10})),
            "Payload validation error: 'Value 10 is greater than maximum 9' on property life."
        );
        assert_eq!(
            fault(json!({"name":"x","life":1.5})),
            "Payload validation error: 'Expected type integer but found type number' on property life."
        );
        assert_eq!(fault(json!({"name":"x","kind":"c"})), "Payload validation error: 'No enum match for: c' on property kind.");
        assert_eq!(
            fault(json!({"name":"x","list":[{"value":"ok"},{"value":"longer"}]})),
            "Payload validation error: 'String is too long (6 chars), maximum 5' on property list[1].value."
        );
        assert_eq!(
            fault(json!({"name":"x","list":[{"value":"ok","z":1}]})),
            "Payload validation error: 'Additional properties not allowed: z' on property list[0]."
        );
        assert_eq!(
            fault(json!({"name":"x","set":["a","b","a"]})),
            "Payload validation error: 'Array items are not unique (indexes 0 and 2)' on property set."
        );
    }

    #[test]
    fn null_is_taken_only_where_it_removes_something() {
        assert!(SCHEMA.check(json!({"name":"x","life":null})).is_ok());
        assert_eq!(fault(json!({"name":null})), "Payload validation error: 'Expected type string but found type null' on property name.");
    }
}
