//! `PATCH /api/v2/roles/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::schema::Update;
use super::{inexistent, taken, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::path::Path;

/// Changes a role's name and description.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body<Update>) -> Result<Json<Value>, ApiError> {
    let before = app.directory.roles.get(&id).await?.ok_or_else(inexistent)?;
    let changes = body.check()?;
    let mut after = before.value.clone();
    if let Some(name) = changes.get("name").and_then(Value::as_str) {
        name.clone_into(&mut after.name);
    }
    if let Some(description) = changes.get("description") {
        after.description = description.as_str().map(str::to_owned);
    }
    let stored = app.directory.roles.update(&before, after).await.map_err(taken)?;
    Ok(Json(wire(&stored)))
}
