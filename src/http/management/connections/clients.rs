//! `GET` and `PATCH /api/v2/connections/{id}/clients`: the applications that a connection is enabled for.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::inexistent;
use super::schema::ENABLED;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::paging::Paging;
use crate::http::management::query::Query;
use crate::storage::Batch;

/// Entries of one request: as many as Auth0 takes.
const MAX_ENTRIES: usize = 50;

/// Lists the enabled applications.
pub async fn list(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    let params = query.only(&["take", "from"])?;
    let connection = app.directory.connections.get(&id).await?.ok_or_else(inexistent)?;
    let mut all: Vec<(String, Value)> =
        connection.enabled_clients.iter().map(|client| (client.clone(), json!({ "client_id": client }))).collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    let paging = match Paging::of(&params)? {
        Paging::Page { .. } => Paging::Checkpoint { after: None, take: 50 },
        checkpoint => checkpoint,
    };
    Ok(Json(paging.answer("clients", all)))
}

/// Enables and disables applications.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body) -> Result<StatusCode, ApiError> {
    let before = app.directory.connections.get(&id).await?.ok_or_else(inexistent)?;
    let Value::Array(entries) = body.into_value() else {
        return Err(ApiError::invalid_body("'Expected type array but found type object'."));
    };
    if entries.is_empty() || entries.len() > MAX_ENTRIES {
        return Err(ApiError::invalid_body(format!("'The array must have 1 to {MAX_ENTRIES} entries'.")));
    }
    let mut after = before.value.clone();
    let mut batch = Batch::new();
    for entry in entries {
        let entry = ENABLED.check(entry)?;
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
    Ok(StatusCode::NO_CONTENT)
}
