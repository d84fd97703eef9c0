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

use serde_json::{Map, Value};

use crate::app::App;
use crate::faults::{shorten, type_of};
use crate::federation::{SECRET, secret_purpose};
use crate::http::error::ApiError;
use crate::identity::{Connection, Metadata};
use crate::storage::StoreError;
use crate::storage::collection::{Clash, clash};

fn inexistent() -> ApiError {
    ApiError::not_found("The connection does not exist").code("inexistent_connection")
}

/// The stored form, which is the wire's.
pub fn wire(connection: &Connection) -> Result<Map<String, Value>, ApiError> {
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
    seal_configuration(app, connection_id, members)
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

/// Seals the values of `options.configuration`, which are secrets of a database. What is sealed already, because a tool sends
/// back what it has read, stays as it is.
///
/// # Errors
/// 400 for a value that is no text: it would be kept and shown as it came.
fn seal_configuration(app: &App, connection_id: &str, members: &mut Map<String, Value>) -> Result<(), ApiError> {
    let configuration = members.get_mut("options").and_then(|options| options.get_mut("configuration"));
    let Some(Value::Object(values)) = configuration else { return Ok(()) };
    for (name, value) in values.iter_mut() {
        let purpose = format!("connection/{connection_id}/configuration/{name}");
        let Value::String(text) = value else {
            let (name, found) = (shorten(name), type_of(value));
            let fault = format!("'Expected type string but found type {found}' on property options.configuration.{name}.");
            return Err(ApiError::invalid_body(fault));
        };
        if app.vault.open(&purpose, text).is_err() {
            *value = app.vault.seal(&purpose, text.as_bytes()).into();
        }
    }
    Ok(())
}
