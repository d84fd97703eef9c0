//! Attributes and settings of a SAML response.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{bounded, invalid, json_len};
use crate::effect::{Effect, Refusal};

const MAX_ATTRIBUTES: usize = 100;
const MAX_ATTRIBUTES_BYTES: u32 = 102_400;
const MAX_ATTRIBUTE_CHARACTERS: usize = 2048;
const MAX_PROBES: usize = 10;
const MAX_PROBE: usize = 500;
const MAX_SECONDS: u64 = 31_536_000;

/// One attribute.
pub(super) fn attribute(before: &[Effect], name: &str, value: &Value) -> Result<(), Refusal> {
    bounded(name, 1024, "The name of a SAML attribute")?;
    let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    if values.iter().any(|value| value.is_object() || value.is_array()) {
        return invalid("The value of a SAML attribute must be a string, a number, a boolean, null or an array of these.");
    }
    if values.iter().any(|value| value.as_str().is_some_and(|text| text.chars().count() > MAX_ATTRIBUTE_CHARACTERS)) {
        return invalid(format!("The value of a SAML attribute must not be longer than {MAX_ATTRIBUTE_CHARACTERS} characters."));
    }
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for effect in before {
        if let Effect::SamlAttribute { name, value } = effect {
            sizes.insert(name, name.len() + json_len(value));
        }
    }
    sizes.insert(name, name.len() + json_len(value));
    if sizes.len() > MAX_ATTRIBUTES {
        return invalid(format!("At most {MAX_ATTRIBUTES} SAML attributes can be set."));
    }
    if sizes.values().sum::<usize>() > MAX_ATTRIBUTES_BYTES as usize { Err(Refusal::TooLarge(MAX_ATTRIBUTES_BYTES)) } else { Ok(()) }
}

/// One setting; its type is that of its method.
pub(super) fn setting(setting: &str, value: &Value) -> Result<(), Refusal> {
    let most = match setting {
        "signing_cert" | "cert" | "key" | "encryption_cert" | "encryption_public_key" => 4096,
        _ => 2048,
    };
    let fault = match value {
        Value::String(text) if text.len() > most => format!("a string of at most {most} bytes"),
        Value::Number(seconds) if !seconds.as_u64().is_some_and(|seconds| (1..=MAX_SECONDS).contains(&seconds)) => {
            format!("a whole number of seconds from 1 to {MAX_SECONDS}")
        }
        Value::Array(probes)
            if probes.len() > MAX_PROBES || probes.iter().any(|probe| probe.as_str().is_none_or(|text| text.len() > MAX_PROBE)) =>
        {
            format!("an array of at most {MAX_PROBES} strings of at most {MAX_PROBE} bytes")
        }
        _ => return Ok(()),
    };
    invalid(format!("The value for samlResponse.{} must be {fault}.", method(setting)))
}

/// The method in JavaScript, which the server's sentence names: `setSignResponse`.
fn method(setting: &str) -> String {
    let words = setting.split('_').map(|word| word.chars().take(1).map(|c| c.to_ascii_uppercase()).chain(word.chars().skip(1)).collect());
    format!("set{}", words.collect::<Vec<String>>().concat())
}
