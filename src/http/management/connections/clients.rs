//! `GET` and `PATCH /api/v2/connections/{id}/clients`: the applications that a connection is enabled for.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::inexistent;
use super::schema::ENABLED;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::operation::Bare;
use crate::http::management::paging::{Checkpoints, Paging};
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::http::management::schema::Kind;
use crate::storage::Batch;

/// Entries of one request: as many as Auth0 takes.
const MAX_ENTRIES: usize = 50;

body_of!(Entries: Kind::List(&Kind::Object(&ENABLED), MAX_ENTRIES));

/// Lists the enabled applications.
pub async fn list(State(app): State<Shared>, Path(id): Path<String>, query: Query<Checkpoints>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let connection = app.directory.connections.get(&id).await?.ok_or_else(inexistent)?;
    let mut all: Vec<(String, Value)> =
        connection.enabled_clients.iter().map(|client| (client.clone(), json!({ "client_id": client }))).collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(Json(Paging::of(&params)?.by_checkpoint().answer("clients", all)))
}

/// Enables and disables applications.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body<Entries>) -> Result<Bare<204>, ApiError> {
    let before = app.directory.connections.get(&id).await?.ok_or_else(inexistent)?;
    let Value::Array(entries) = body.value()? else { return Err(ApiError::internal("a list is no list")) };
    if entries.is_empty() {
        return Err(ApiError::invalid_body(format!("'The array must have 1 to {MAX_ENTRIES} entries'.")));
    }
    let mut after = before.value.clone();
    let mut batch = Batch::new();
    for entry in entries {
        let client = entry.get("client_id").and_then(Value::as_str).unwrap_or_default();
        after.enabled_clients.retain(|enabled| enabled != client);
        if entry.get("status") == Some(&json!(true)) {
            let inexistent = || ApiError::not_found("The client does not exist").code("inexistent_client");
            app.directory.clients.get(client).await?.ok_or_else(inexistent)?;
            after.enabled_clients.push(client.to_owned());
        }
    }
    app.directory.connections.stage_update(&mut batch, &before, &after)?;
    app.store.commit(batch).await?;
    Ok(Bare)
}
