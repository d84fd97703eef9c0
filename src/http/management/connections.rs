//! `/api/v2/connections`: sources of users (reference 4.2). Databases of this server, strategy
//! `auth0`, and providers that users prove themselves to.

mod change;
mod clients;
mod create;
mod delete;
mod read;
mod schema;
mod status;
mod users;

pub use change::update;
pub use clients::{list as list_clients, update as update_clients};
pub use create::create;
pub use delete::delete;
pub use read::{STRATEGY, list, of_strategy, read};
pub use status::status;
pub use users::delete_user;

use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::rules::unbuilt;
use crate::app::App;
use crate::databases;
use crate::databases::change::ChangeError;
use crate::faults::{shorten, type_of};
use crate::federation::{SECRET, secret_purpose};
use crate::http::error::ApiError;
use crate::identity::{Connection, Metadata};
use crate::storage::StoreError;
use crate::storage::collection::{Clash, clash};

/// Values of `configuration`, bytes of their names and bytes of each.
const MAX_VALUES: usize = 100;
const MAX_NAME: usize = 128;
const MAX_VALUE: usize = 4096;

fn inexistent() -> ApiError {
    ApiError::not_found("The connection does not exist").code("inexistent_connection")
}

/// What is answered in the place of a value of `configuration`, and taken for the one that is there (reference 3.6 has the same for Hooks).
const NOT_SHOWN: &str = "_VALUE_NOT_SHOWN_";

/// What is answered: the stored form, with nothing of the values of `configuration`.
pub fn wire(connection: &Connection) -> Result<Map<String, Value>, ApiError> {
    let mut members = stored(connection)?;
    let configuration = members.get_mut("options").and_then(|options| options.get_mut("configuration"));
    if let Some(Value::Object(values)) = configuration {
        values.values_mut().for_each(|value| *value = NOT_SHOWN.into());
    }
    Ok(members)
}

/// The stored form.
fn stored(connection: &Connection) -> Result<Map<String, Value>, ApiError> {
    let Value::Object(mut members) = serde_json::to_value(connection).map_err(ApiError::internal)? else {
        return Err(ApiError::internal("a connection is not an object"));
    };
    members.retain(|_, value| !value.is_null());
    Ok(members)
}

fn from_wire(members: Map<String, Value>) -> Result<Connection, ApiError> {
    serde_json::from_value(Value::Object(members)).map_err(|error| ApiError::invalid_body(format!("'{error}'.")))
}

fn taken(error: StoreError) -> ApiError {
    match error {
        StoreError::Conflict(key) if clash(&key) == Clash::Unique("name".to_owned()) => {
            ApiError::conflict("A connection with the same name already exists")
        }
        other => other.into(),
    }
}

/// Checks `options` as its strategy has them, and seals what is secret of them. `before` are those that are in the store.
///
/// # Errors
/// 400 for what such a connection cannot have, for a secret that would go elsewhere than before, and for a value that is no text.
fn settle_options(app: &App, connection_id: &str, members: &mut Map<String, Value>, before: Option<&Metadata>) -> Result<(), ApiError> {
    let strategy = members.get("strategy").and_then(Value::as_str).unwrap_or_default();
    let none = Value::Object(Map::new());
    schema::options(strategy).check_member("options", members.get("options").unwrap_or(&none))?;
    seal_secret(app, connection_id, members, before)?;
    seal_configuration(app, connection_id, members, before)?;
    check_scripts(members, before)
}

/// Seals `options.client_secret`. What is sealed already, because a tool sends back what it has read, stays as it is, and goes where it
/// went: else whoever may change a connection and not read its secret could have it sent to them.
fn seal_secret(app: &App, connection_id: &str, members: &mut Map<String, Value>, before: Option<&Metadata>) -> Result<(), ApiError> {
    const PLACES: [&str; 4] = ["discovery_url", "issuer", "token_endpoint", "token_endpoint_auth_method"];
    let Some(Value::Object(options)) = members.get_mut("options") else { return Ok(()) };
    let Some(text) = options.get(SECRET).and_then(Value::as_str) else { return Ok(()) };
    let purpose = secret_purpose(connection_id);
    if app.vault.open(&purpose, text).is_err() {
        let sealed = app.vault.seal(&purpose, text.as_bytes());
        options.insert(SECRET.to_owned(), sealed.into());
        return Ok(());
    }
    // The one that is there, and where it was: a sealed text that somebody has kept may have been for another place.
    let stays = before.is_some_and(|before| {
        before.get(SECRET).and_then(Value::as_str) == Some(text) && PLACES.iter().all(|place| before.get(*place) == options.get(*place))
    });
    if !stays {
        let fault = "'The secret must be given anew, because it would go elsewhere' on property options.client_secret.";
        return Err(ApiError::invalid_body(fault));
    }
    Ok(())
}

/// Seals the values of `options.configuration`, which are secrets of a database. One that is sent back as it was answered, or sealed as
/// the store has it, stays as it is.
///
/// # Errors
/// 400 for a value that is no text, or too long, and for one that is to stay and is not there.
fn seal_configuration(app: &App, connection_id: &str, members: &mut Map<String, Value>, before: Option<&Metadata>) -> Result<(), ApiError> {
    let fault = |name: &str, reason: String| {
        Err(ApiError::invalid_body(format!("'{reason}' on property options.configuration.{}.", shorten(name))))
    };
    let there = before.and_then(|before| before.get("configuration")).and_then(Value::as_object);
    let configuration = members.get_mut("options").and_then(|options| options.get_mut("configuration"));
    let Some(Value::Object(values)) = configuration else { return Ok(()) };
    if values.len() > MAX_VALUES {
        return Err(ApiError::invalid_body(format!(
            "'Object has too many properties ({}), maximum {MAX_VALUES}' on property options.configuration.",
            values.len()
        )));
    }
    for (name, value) in values.iter_mut() {
        let purpose = databases::purpose(connection_id, name);
        let Value::String(text) = value else {
            return fault(name, format!("Expected type string but found type {}", type_of(value)));
        };
        match there.and_then(|there| there.get(name)) {
            Some(kept) if text == NOT_SHOWN || kept.as_str() == Some(text) => *value = kept.clone(),
            None if text == NOT_SHOWN => return fault(name, "The value must be given, because there is none yet".to_owned()),
            _ if name.len() > MAX_NAME || text.len() > MAX_VALUE => {
                return fault(name, format!("A name has at most {MAX_NAME} bytes, and a value {MAX_VALUE}"));
            }
            _ => *value = app.vault.seal(&purpose, text.as_bytes()).into(),
        }
    }
    Ok(())
}

/// Keeps what scripts are called with, also where a change leaves it out: those that were written for a context would take the callback
/// for it.
///
/// # Errors
/// 400 where the context of scripts is taken away from them.
fn check_scripts(members: &mut Map<String, Value>, before: Option<&Metadata>) -> Result<(), ApiError> {
    const CONTEXT: &str = "enable_script_context";
    let is_set = |options: &Metadata, name: &str| options.get(name) == Some(&Value::Bool(true));
    let Some(Value::Object(options)) = members.get_mut("options") else { return Ok(()) };
    if before.is_some_and(|before| is_set(before, CONTEXT)) && *options.entry(CONTEXT).or_insert(Value::Bool(true)) != Value::Bool(true) {
        return Err(ApiError::invalid_body("'It cannot be disabled once enabled' on property options.enable_script_context."));
    }
    Ok(())
}

/// Refuses to let the users of a connection be at another place than they are.
///
/// # Errors
/// 400 where it has any.
async fn refuse_move(app: &App, before: &Connection, after: &Connection) -> Result<(), ApiError> {
    if before.keeps_users_elsewhere() == after.keeps_users_elsewhere() {
        return Ok(());
    }
    if app.directory.users.list_by("connection", &before.name, None, 1).await?.is_empty() {
        return Ok(());
    }
    let message = "This database contains users. You cannot change \"options.enabledDatabaseCustomization\" setting.";
    Err(ApiError::new(StatusCode::BAD_REQUEST, message))
}

/// A change whose scripts are refused.
fn refused(error: ChangeError) -> ApiError {
    match error {
        ChangeError::Build(error) => unbuilt(error),
        told @ ChangeError::TooLarge { .. } => ApiError::new(StatusCode::BAD_REQUEST, told.to_string()).code("invalid_script"),
        ChangeError::Store(error) => taken(error),
    }
}
