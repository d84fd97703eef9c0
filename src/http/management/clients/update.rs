//! `PATCH /api/v2/clients/{id}`.

use axum::extract::State;
use axum::{Extension, Json};
use serde_json::{Map, Value, json};

use super::schema::Update;
use super::{authentication, from_wire, inexistent, to_json_for_reader, wire};
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::auth::Caller;
use crate::http::management::body::Body;
use crate::http::management::merge;
use crate::http::management::path::Path;
use crate::identity::Client;

/// Changes an application. The secret takes `update:client_keys`, and everything else `update:clients`.
pub async fn update(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    body: Body<Update>,
) -> Result<Json<Value>, ApiError> {
    let before = app.directory.clients.get(&id).await?.ok_or_else(inexistent)?;
    let mut changes = body.check()?;
    merge::check_client_metadata(changes.get("client_metadata"))?;
    if changes.contains_key("client_secret") {
        caller.require(&["update:client_keys"])?;
    }
    if changes.keys().any(|name| name != "client_secret") {
        caller.require(&["update:clients"])?;
    }
    authentication::change(&app, &id, &mut changes).await?;
    let after = changed(&app, &before, changes)?;
    let after = app.directory.clients.update(&before, after).await?;
    Ok(Json(to_json_for_reader(&app, &caller, &after)?))
}

fn changed(app: &App, before: &Client, mut changes: Map<String, Value>) -> Result<Client, ApiError> {
    let (mut sealed, mut previous) = (before.client_secret.clone(), before.previous_secret.clone());
    if let Some(Value::String(secret)) = changes.remove("client_secret") {
        previous = None;
        sealed = Some(app.vault.seal(&Client::secret_purpose(&before.client_id), secret.as_bytes()));
    }
    let metadata = changes.remove("client_metadata");
    let mut members = wire(before)?;
    merge::over(&mut members, changes);
    let metadata = Value::Object(merge::metadata(&before.client_metadata, metadata));
    merge::check_client_metadata(Some(&metadata))?;
    members.insert("client_metadata".to_owned(), metadata);
    // Null brings these back to their defaults.
    members.entry("refresh_token").or_insert_with(|| json!({}));
    members.entry("token_endpoint_auth_method").or_insert_with(|| json!("client_secret_post"));
    Ok(Client { previous_secret: previous, ..from_wire(members, sealed)? })
}
