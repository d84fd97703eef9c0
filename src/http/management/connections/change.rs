//! `PATCH /api/v2/connections/{id}`. `options` are replaced whole (reference 4.2).

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::schema::Update;
use super::{from_wire, inexistent, settle_options, taken, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::merge;
use crate::http::management::path::Path;

/// Changes a connection.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body<Update>) -> Result<Json<Value>, ApiError> {
    let before = app.directory.connections.get(&id).await?.ok_or_else(inexistent)?;
    let changes = body.check()?;
    merge::check_client_metadata(changes.get("metadata"))?;
    let mut members = wire(&before)?;
    merge::over(&mut members, changes);
    settle_options(&app, &id, &mut members, Some(&before.options))?;
    let after = app.directory.connections.update(&before, from_wire(members)?).await.map_err(taken)?;
    Ok(Json(Value::Object(wire(&after)?)))
}
