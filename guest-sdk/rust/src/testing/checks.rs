//! What the server refuses at the call, with the server's default limits: an Action whose test passes must not be refused in
//! production for a reason that the test could have shown.

use std::collections::BTreeMap;

use crate::cache::{Entry, Refused};
use crate::effect::{Effect, Refusal};

/// All effects of a call together, in bytes.
const MAX_EFFECTS: u32 = 64 * 1024;
/// What an effect counts beside its texts.
const PER_EFFECT: usize = 16;
const MAX_SCOPES: usize = 1000;
const MAX_SCOPE_CHARACTERS: usize = 280;
const MAX_CODE_CHARACTERS: usize = 100;
const MAX_KEY: usize = 64;
const MAX_VALUE: usize = 4096;
const MAX_CACHE: usize = 16_640;

/// The effect as it is kept beside those asked for before, and the bytes of all together. `bytes` are those of the others;
/// `longest_message` is the trigger's, in characters.
pub(super) fn effect(before: &[Effect], bytes: usize, longest_message: usize, effect: Effect) -> Result<(Effect, usize), Refusal> {
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
            validation("code", &code, MAX_CODE_CHARACTERS)?;
            validation("message", &message, longest_message)?;
            Effect::ValidationError { code, message }
        }
        other => other,
    };
    let bytes = bytes + PER_EFFECT + size(&effect);
    if bytes > MAX_EFFECTS as usize { Err(Refusal::TooLarge(MAX_EFFECTS)) } else { Ok((effect, bytes)) }
}

fn size(effect: &Effect) -> usize {
    match effect {
        Effect::IdTokenClaim { name, value } | Effect::AccessTokenClaim { name, value } => name.len() + value.to_string().len(),
        Effect::SetAppMetadata { key, value } | Effect::SetUserMetadata { key, value } => key.len() + value.to_string().len(),
        Effect::AddScope { scope } | Effect::RemoveScope { scope } => scope.len(),
        Effect::ValidationError { code, message } => code.len() + message.len(),
        Effect::AccessDeny { reason, user_message } => reason.len() + user_message.as_ref().map_or(0, String::len),
    }
}

fn scope(scope: &str) -> Result<String, Refusal> {
    let scope = scope.trim();
    let fault = if scope.is_empty() {
        "must not be empty."
    } else if scope.chars().count() > MAX_SCOPE_CHARACTERS {
        "must not be longer than 280 characters."
    } else if scope.contains(char::is_whitespace) {
        "must not contain white space."
    } else if scope.contains(|c: char| c.is_control() || c == '"' || c == '\\') {
        "must not contain quotes, backslashes or control characters."
    } else {
        return Ok(scope.to_owned());
    };
    Err(Refusal::InvalidScope(format!("The value for the scope {fault}")))
}

fn validation(what: &str, text: &str, most: usize) -> Result<(), Refusal> {
    if (1..=most).contains(&text.chars().count()) {
        return Ok(());
    }
    let sentence = format!("Failed to add validation error: the {what} must have 1 to {most} characters.");
    Err(Refusal::InvalidValidation(sentence))
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
