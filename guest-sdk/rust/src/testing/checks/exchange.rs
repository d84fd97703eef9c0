//! What an Action of `custom-token-exchange` names, and the id that one of `pre-user-registration` chooses.

use serde_json::{Map, Value};

use super::{bounded, invalid};
use crate::effect::Refusal;

const MAX_DEPTH: usize = 5;
const MAX_PROPERTIES: usize = 5;
const MAX_ACTOR_CHARACTERS: usize = 64;

/// The id of a user to be. The provider stands before it, so a `|` would make it another's.
pub(super) fn new_user_id(id: &str) -> Result<(), Refusal> {
    bounded(id, 255, "The user ID")?;
    if id.contains(|c: char| c.is_whitespace() || c.is_control() || c == '|') {
        return invalid("The user ID must not contain white space, control characters or \"|\".");
    }
    Ok(())
}

/// The claim `act`.
pub(super) fn actor(actor: &Value) -> Result<(), Refusal> {
    let mut next = Some(actor);
    for _ in 0..MAX_DEPTH {
        let Some(actor) = next else { return Ok(()) };
        let Some(actor) = actor.as_object() else { return invalid("The actor must be an object.") };
        level(actor)?;
        next = actor.get("act");
    }
    if next.is_some() { invalid("The actor must not be nested deeper than 5 levels.") } else { Ok(()) }
}

fn level(actor: &Map<String, Value>) -> Result<(), Refusal> {
    let Some(sub) = actor.get("sub").and_then(Value::as_str).filter(|sub| !sub.is_empty()) else {
        return invalid("The actor must have a \"sub\" that is a non-empty string.");
    };
    let own: Vec<(&String, &Value)> = actor.iter().filter(|(name, _)| *name != "sub" && *name != "act").collect();
    if own.len() > MAX_PROPERTIES {
        return invalid("The actor must not have more than 5 custom properties.");
    }
    let long = |text: &str| text.chars().count() > MAX_ACTOR_CHARACTERS;
    if long(sub) || own.iter().any(|(name, value)| long(name) || value.as_str().is_some_and(long)) {
        return invalid("The strings of the actor must not be longer than 64 characters.");
    }
    if own.iter().any(|(_, value)| value.is_object() || value.is_array()) {
        return invalid("The custom properties of the actor must be strings, numbers, booleans or null.");
    }
    Ok(())
}
