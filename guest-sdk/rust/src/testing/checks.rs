//! What the server refuses at the call, with the server's default limits: an Action whose test passes must not be refused in
//! production for a reason that the test could have shown.

mod exchange;
mod metadata;
mod registration;
mod rules;
mod saml;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cache::{Entry, Refused};
use crate::effect::{Effect, Refusal};

/// All effects of a call together, in bytes.
const MAX_EFFECTS: u32 = 64 * 1024;
/// What an effect counts beside its texts.
const PER_EFFECT: usize = 16;
const MAX_KEY: usize = 64;
const MAX_VALUE: usize = 4096;
const MAX_CACHE: usize = 16_640;

/// The effect as it is kept beside those asked for before, and the bytes of all together. `bytes` are those of the others.
pub(super) fn effect(before: &[Effect], bytes: usize, trigger: &str, effect: Effect) -> Result<(Effect, usize), Refusal> {
    let effect = rules::check(before, trigger, effect)?;
    let bytes = bytes + PER_EFFECT + size(&effect);
    if bytes > MAX_EFFECTS as usize { Err(Refusal::TooLarge(MAX_EFFECTS)) } else { Ok((effect, bytes)) }
}

fn size(effect: &Effect) -> usize {
    match effect {
        Effect::IdTokenClaim { name, value } | Effect::AccessTokenClaim { name, value } => name.len() + json_len(value),
        Effect::SetAppMetadata { key, value } | Effect::SetUserMetadata { key, value } => key.len() + json_len(value),
        Effect::AddScope { scope } | Effect::RemoveScope { scope } => scope.len(),
        other => json_len(other),
    }
}

/// Bytes of JSON.
fn json_len(value: &impl Serialize) -> usize {
    serde_json::to_string(value).map_or(0, |text| text.len())
}

fn invalid(sentence: impl Into<String>) -> Result<(), Refusal> {
    Err(Refusal::Invalid(sentence.into()))
}

/// A text of 1 to `most` characters; `what` begins the sentence.
fn bounded(text: &str, most: usize, what: &str) -> Result<(), Refusal> {
    if text.is_empty() {
        return invalid(format!("{what} must be a non-empty string."));
    }
    if text.chars().count() > most {
        return invalid(format!("{what} must not be longer than {most} characters."));
    }
    Ok(())
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
