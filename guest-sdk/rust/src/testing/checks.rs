//! What the server refuses at the call, with the server's default limits: an Action whose test passes must not be refused in
//! production for a reason that the test could have shown.

use std::collections::BTreeMap;

use crate::cache::{Entry, Refused};
use crate::effect::{Effect, Refusal};

/// All effects of a call together, in bytes of JSON.
const MAX_EFFECTS: u32 = 64 * 1024;
const MAX_SCOPES: usize = 1000;
const MAX_SCOPE_CHARACTERS: usize = 280;
const MAX_VALIDATION_CHARACTERS: usize = 100;
const MAX_KEY: usize = 64;
const MAX_VALUE: usize = 4096;
const MAX_CACHE: usize = 16_640;

/// The effect as it is kept beside those asked for before, and the bytes of all together. `bytes` are those of the others.
pub(super) fn effect(before: &[Effect], bytes: usize, effect: Effect) -> Result<(Effect, usize), Refusal> {
    let effect = match effect {
        Effect::IdTokenClaim { name, .. } | Effect::AccessTokenClaim { name, .. } if name == "scope" => {
            return Err(Refusal::ReservedClaim("The \"scope\" claim cannot be set.".to_owned()));
        }
        Effect::AddScope { scope: added } => {
            if before.iter().filter(|other| matches!(other, Effect::AddScope { .. })).count() >= MAX_SCOPES {
                return Err(Refusal::TooManyScopes);
            }
            Effect::AddScope { scope: scope(&added)? }
        }
        Effect::RemoveScope { scope: removed } => Effect::RemoveScope { scope: scope(&removed)? },
        Effect::ValidationError { code, message } => {
            validation("code", &code)?;
            validation("message", &message)?;
            Effect::ValidationError { code, message }
        }
        other => other,
    };
    let bytes = bytes + serde_json::to_string(&effect).map_or(0, |text| text.len());
    if bytes > MAX_EFFECTS as usize { Err(Refusal::TooLarge(MAX_EFFECTS)) } else { Ok((effect, bytes)) }
}

fn scope(scope: &str) -> Result<String, Refusal> {
    let scope = scope.trim();
    let fault = if scope.is_empty() {
        "The scope is empty."
    } else if scope.chars().count() > MAX_SCOPE_CHARACTERS {
        "The scope is longer than 280 characters."
    } else if scope.contains(char::is_whitespace) {
        "The scope has white space inside."
    } else {
        return Ok(scope.to_owned());
    };
    Err(Refusal::InvalidScope(fault.to_owned()))
}

fn validation(what: &str, text: &str) -> Result<(), Refusal> {
    let fault = if text.is_empty() {
        "is empty"
    } else if text.chars().count() > MAX_VALIDATION_CHARACTERS {
        "is longer than 100 characters"
    } else {
        return Ok(());
    };
    Err(Refusal::InvalidValidation(format!("The {what} of the validation error {fault}.")))
}

/// Whether the cache takes a value.
pub(super) fn cached(cache: &BTreeMap<String, Entry>, key: &str, value: &str) -> Result<(), Refused> {
    if key.len() > MAX_KEY {
        return Err(Refused::CacheKeySizeExceeded);
    }
    if value.len() > MAX_VALUE {
        return Err(Refused::CacheValueSizeExceeded);
    }
    let others: usize = cache.iter().filter(|(other, _)| *other != key).map(|(_, entry)| entry.value.len()).sum();
    if others + value.len() > MAX_CACHE { Err(Refused::CacheSizeExceeded) } else { Ok(()) }
}
