//! `/api/v2/clients`: applications (reference 4.2). What they may hold, and how they are shown.

mod authentication;
pub mod cimd;
mod connections;
mod create;
pub mod credentials;
mod delete;
mod list;
mod read;
mod rotate_secret;
pub mod schema;
mod update;

pub use connections::connections;
pub use create::create;
pub use delete::delete;
pub use list::list;
pub use read::read;
pub use rotate_secret::rotate_secret;
pub use update::update;

use serde_json::{Map, Value, json};

use super::auth::Caller;
use crate::app::App;
use crate::http::error::ApiError;
use crate::identity::Client;

/// Members that `read:client_summary` alone shows.
const SUMMARY: [&str; 6] = ["client_id", "name", "tenant", "app_type", "is_first_party", "logo_uri"];

fn inexistent() -> ApiError {
    ApiError::not_found("The client does not exist").code("inexistent_client")
}

/// A client as the API answers it; with its secret only for those who may read secrets.
fn to_json(app: &App, caller: &Caller, client: &Client) -> Result<Value, ApiError> {
    let mut out = wire(client)?;
    out.insert("tenant".to_owned(), json!(app.config.tenant));
    let may_see = caller.has("read:client_keys") || caller.has("update:client_keys") || caller.has("create:clients");
    if may_see && let Some(sealed) = &client.client_secret {
        let secret = app.vault.open_text(&Client::secret_purpose(&client.client_id), sealed).map_err(ApiError::internal)?;
        out.insert("client_secret".to_owned(), secret.as_str().into());
    }
    Ok(Value::Object(out))
}

/// For reading: the secret takes `read:client_keys`, and `read:client_summary` alone shows little.
fn to_json_for_reader(app: &App, caller: &Caller, client: &Client) -> Result<Value, ApiError> {
    let mut value = to_json(app, caller, client)?;
    if let Some(members) = value.as_object_mut() {
        if !caller.has("read:client_keys") {
            members.remove("client_secret");
        }
        if !caller.has("read:clients") && !caller.has("read:client_keys") {
            members.retain(|name, _| SUMMARY.contains(&name.as_str()));
        }
    }
    Ok(value)
}

/// The stored form without the secret: what a change is merged into.
fn wire(client: &Client) -> Result<Map<String, Value>, ApiError> {
    let Value::Object(mut members) = serde_json::to_value(client).map_err(ApiError::internal)? else {
        return Err(ApiError::internal("a client is not an object"));
    };
    members.remove("client_secret");
    members.remove("previous_secret");
    members.retain(|_, value| !value.is_null());
    // What is stored there has no effect, and is not shown.
    if client.signing_credentials().is_some() {
        members.remove("token_endpoint_auth_method");
    }
    Ok(members)
}

/// The client that `members` describe, with the sealed secret of `sealed`.
fn from_wire(members: Map<String, Value>, sealed: Option<String>) -> Result<Client, ApiError> {
    let mut client: Client =
        serde_json::from_value(Value::Object(members)).map_err(|error| ApiError::invalid_body(format!("'{error}'.")))?;
    client.client_secret = sealed;
    Ok(client)
}

/// Refuses to show members by name that the caller's scopes do not cover (reference 4.2).
fn refuse_hidden(caller: &Caller, projection: &super::query::Projection) -> Result<(), ApiError> {
    if projection.names("client_secret") { caller.require(&["read:client_keys"]) } else { Ok(()) }
}
