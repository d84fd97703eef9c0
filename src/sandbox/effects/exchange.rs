//! What an Action of `custom-token-exchange` names: a user, an organization, an actor.

use serde_json::{Map, Value};

use super::{Refused, text};

/// Actors within actors (reference, actions-semantics).
const MAX_DEPTH: usize = 5;
/// Properties of an actor besides `sub` and `act`.
const MAX_PROPERTIES: usize = 5;
/// Characters of a text in an actor.
const MAX_ACTOR_TEXT: usize = 64;

/// The claim `act`.
pub fn actor(actor: &Value) -> Result<(), Refused> {
    let mut next = Some(actor);
    for _ in 0..MAX_DEPTH {
        let Some(actor) = next else { return Ok(()) };
        let Some(actor) = actor.as_object() else { return invalid("The actor must be an object.") };
        level(actor)?;
        next = actor.get("act");
    }
    if next.is_some() { invalid("The actor must not be nested deeper than 5 levels.") } else { Ok(()) }
}

fn level(actor: &Map<String, Value>) -> Result<(), Refused> {
    let Some(sub) = actor.get("sub").and_then(Value::as_str).filter(|sub| !sub.is_empty()) else {
        return invalid("The actor must have a \"sub\" that is a non-empty string.");
    };
    let own = actor.iter().filter(|(name, _)| *name != "sub" && *name != "act");
    if own.clone().count() > MAX_PROPERTIES {
        return invalid("The actor must not have more than 5 custom properties.");
    }
    let long = |text: &str| text.chars().count() > MAX_ACTOR_TEXT;
    if long(sub) || own.clone().any(|(name, value)| long(name) || value.as_str().is_some_and(long)) {
        return invalid("The strings of the actor must not be longer than 64 characters.");
    }
    if own.into_iter().any(|(_, value)| value.is_object() || value.is_array()) {
        return invalid("The custom properties of the actor must be strings, numbers, booleans or null.");
    }
    Ok(())
}

fn invalid(sentence: &str) -> Result<(), Refused> {
    Err(Refused::Invalid(sentence.into()))
}

/// A user by id.
pub fn user_id(user_id: &str) -> Result<(), Refused> {
    text::bounded(user_id, 255, "The user ID")
}

/// The id of a user to be. The provider stands before it, so a `|` would make it another's.
pub fn new_user_id(id: &str) -> Result<(), Refused> {
    user_id(id)?;
    if id.contains(|c: char| c.is_whitespace() || c.is_control() || c == '|') {
        return invalid("The user ID must not contain white space, control characters or \"|\".");
    }
    Ok(())
}

/// A connection by name.
pub fn connection(name: &str) -> Result<(), Refused> {
    text::bounded(name, 128, "The connection")
}

/// An organization by id or name.
pub fn organization(id_or_name: &str) -> Result<(), Refused> {
    text::bounded(id_or_name, 128, "The organization")
}
