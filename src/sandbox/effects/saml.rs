//! Attributes and settings of a SAML response (reference 1.8, actions-semantics).

use serde_json::Value;

use super::{Refused, text};
use crate::contract::effect::{SamlKind, SamlSetting};

/// Attributes of one response.
pub const MAX_ATTRIBUTES: usize = 100;
/// Bytes of JSON of all attributes.
pub const MAX_ATTRIBUTES_BYTES: usize = 102_400;
/// Characters of one value.
const MAX_VALUE: usize = 2048;

/// One attribute.
pub fn attribute(name: &str, value: &Value) -> Result<(), Refused> {
    text::bounded(name, 1024, "The name of a SAML attribute")?;
    let scalar = |value: &Value| !value.is_object() && !value.is_array();
    let long = |value: &Value| value.as_str().is_some_and(|text| text.chars().count() > MAX_VALUE);
    let (shaped, fits) = match value {
        Value::Array(values) => (values.iter().all(scalar), !values.iter().any(long)),
        value => (scalar(value), !long(value)),
    };
    if !shaped {
        return Err(Refused::Invalid(
            "The value of a SAML attribute must be a string, a number, a boolean, null or an array of these.".into(),
        ));
    }
    if !fits {
        return Err(Refused::Invalid(format!("The value of a SAML attribute must not be longer than {MAX_VALUE} characters.")));
    }
    Ok(())
}

/// One setting.
pub fn setting(setting: SamlSetting, value: &Value) -> Result<(), Refused> {
    let method = setting.method();
    let wrong = |what: &str| Err(Refused::Invalid(format!("The value for samlResponse.{method} must be {what}.")));
    match (setting.kind(), value) {
        (SamlKind::Text(most), Value::String(text)) if text.len() <= most => Ok(()),
        (SamlKind::Text(most), _) => wrong(&format!("a string of at most {most} bytes")),
        (SamlKind::Flag, Value::Bool(_)) => Ok(()),
        (SamlKind::Flag, _) => wrong("a boolean"),
        (SamlKind::Seconds, value) if value.as_u64().is_some_and(|n| n > 0 && n <= 31_536_000) => Ok(()),
        (SamlKind::Seconds, _) => wrong("a whole number of seconds from 1 to 31536000"),
        (SamlKind::OneOf(words), Value::String(text)) if words.contains(&text.as_str()) => Ok(()),
        (SamlKind::OneOf(words), _) => wrong(&format!("one of: {}", words.join(", "))),
        (SamlKind::Probes, Value::Array(probes))
            if probes.len() <= 10 && probes.iter().all(|probe| probe.as_str().is_some_and(|text| text.len() <= 500)) =>
        {
            Ok(())
        }
        (SamlKind::Probes, _) => wrong("an array of at most 10 strings of at most 500 bytes"),
    }
}
