//! A profile as a script of a custom database answers with it, made into what an account here may hold.
//!
//! Read strictly where it decides who somebody is or what they may do, so that a slip of the script's author is told and not guessed at;
//! what is none of the properties of a user is left out, for databases have many columns.

use serde_json::{Map, Value};

use crate::faults::type_of;
use crate::identity::{Connection, Metadata};
use crate::signup::{Profile, is_user_id};
use crate::triggers::metadata::MAX_METADATA;

/// Reads a profile.
///
/// # Errors
/// What is wrong, for the log. Nothing of what the script said is repeated but its types.
pub fn read(connection: &Connection, answer: &Value) -> Result<Profile, String> {
    let Value::Object(given) = answer else { return Err(format!("it is no object but of the type {}", type_of(answer))) };
    for name in ["email", "username", "phone_number", "name", "nickname", "given_name", "family_name", "picture"] {
        if let Some(value) = given.get(name).filter(|value| !value.is_null() && !value.is_string()) {
            return Err(format!("its {name} is of the type {}", type_of(value)));
        }
    }
    let text = |name: &str| given.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let profile = Profile {
        email_verified: flag(given, "email_verified")?,
        blocked: flag(given, "blocked")?,
        user_id: id(given)?,
        user_metadata: metadata(given, "user_metadata")?.unwrap_or_default(),
        // What `app_metadata` was called when these scripts were first written.
        app_metadata: match metadata(given, "app_metadata")? {
            Some(found) => found,
            None => metadata(given, "metadata")?.unwrap_or_default(),
        },
        // Where nobody logs in with a user name, it is one more column.
        username: text("username").filter(|_| connection.requires_username()),
        ..Profile::of(text)
    };
    profile.checked(connection).map_err(|invalid| invalid.message)
}

/// The part after `auth0|`, by either of its names; a number is one, too.
fn id(given: &Map<String, Value>) -> Result<Option<String>, String> {
    let found = ["user_id", "id"].into_iter().filter_map(|name| given.get(name)).find(|value| !value.is_null());
    let id = match found {
        None => return Ok(None),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) if !number.is_f64() => number.to_string(),
        Some(other) => return Err(format!("its user_id is of the type {}", type_of(other))),
    };
    // The provider stands before it, so a `|` would make it another's.
    if is_user_id(&id) { Ok(Some(id)) } else { Err("its user_id must have 1 to 64 letters, digits or -_.".to_owned()) }
}

fn flag(given: &Map<String, Value>, name: &str) -> Result<bool, String> {
    match given.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(other) => Err(format!("its {name} is of the type {}", type_of(other))),
    }
}

fn metadata(given: &Map<String, Value>, name: &str) -> Result<Option<Metadata>, String> {
    let mut found = match given.get(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(found)) => found.clone(),
        Some(other) => return Err(format!("its {name} is of the type {}", type_of(other))),
    };
    found.retain(|_, value| !value.is_null());
    let size = serde_json::to_vec(&found).map_or(usize::MAX, |json| json.len());
    if size > MAX_METADATA {
        return Err(format!("its {name} has {size} bytes, and at most {MAX_METADATA} are kept"));
    }
    Ok(Some(found))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn connection(requires_username: bool) -> Connection {
        let options = json!({ "requires_username": requires_username });
        serde_json::from_value(json!({ "id": "con_1", "name": "c", "strategy": "auth0", "options": options })).unwrap()
    }

    #[test]
    fn a_profile_is_read_by_either_name_of_its_id_and_metadata() {
        let read = |answer: Value| read(&connection(false), &answer).unwrap();
        let old = read(json!({ "id": 4711, "email": " Ann@example.com ", "metadata": { "plan": "gold", "gone": null } }));
        assert_eq!((old.user_id.as_deref(), old.email.as_deref()), (Some("4711"), Some("Ann@example.com")));
        assert_eq!(Value::Object(old.app_metadata), json!({ "plan": "gold" }));
        let new = read(json!({ "user_id": "a-1", "id": 2, "email": "a@b.c", "app_metadata": { "a": 1 }, "metadata": { "b": 2 } }));
        assert_eq!((new.user_id.as_deref(), Value::Object(new.app_metadata)), (Some("a-1"), json!({ "a": 1 })));
        let plain = read(json!({ "email": "a@b.c", "username": "Not A User Name", "columns": [1, 2], "email_verified": null }));
        assert!(plain.user_id.is_none() && plain.username.is_none() && !plain.email_verified, "{plain:?}");
    }

    #[test]
    fn what_is_not_as_it_must_be_is_named_and_not_repeated() {
        for (answer, told) in [
            (json!("ann"), "no object"),
            (json!([]), "no object"),
            (json!({ "user_id": "1" }), "email is required"),
            (json!({ "email": "nobody" }), "not a valid address"),
            (json!({ "email": ["a@b.c"] }), "its email is of the type array"),
            (json!({ "email": "a@b.c", "name": 7 }), "its name is of the type integer"),
            (json!({ "email": "a@b.c", "name": "n".repeat(301) }), "name has more than"),
            (json!({ "email": "a@b.c", "user_id": "auth0|1" }), "its user_id must have"),
            (json!({ "email": "a@b.c", "user_id": "google-oauth2|1" }), "its user_id must have"),
            (json!({ "email": "a@b.c", "user_id": "" }), "its user_id must have"),
            (json!({ "email": "a@b.c", "user_id": "x".repeat(65) }), "its user_id must have"),
            (json!({ "email": "a@b.c", "user_id": 1.5 }), "its user_id is of the type number"),
            (json!({ "email": "a@b.c", "user_id": { "toString": "1" } }), "its user_id is of the type object"),
            (json!({ "email": "a@b.c", "email_verified": "true" }), "its email_verified is of the type string"),
            (json!({ "email": "a@b.c", "blocked": 1 }), "its blocked is of the type integer"),
            (json!({ "email": "a@b.c", "app_metadata": [] }), "its app_metadata is of the type array"),
            (json!({ "email": "a@b.c", "user_metadata": { "x": "y".repeat(MAX_METADATA) } }), "its user_metadata has"),
            (json!({ "email": "a@b.c", "picture": "javascript:alert(1)" }), "picture must be"),
        ] {
            let fault = read(&connection(false), &answer).unwrap_err();
            assert!(fault.contains(told), "{answer}: {fault}");
        }
        let fault = read(&connection(true), &json!({ "email": "a@b.c" })).unwrap_err();
        assert_eq!(fault, "username is required");
    }
}
