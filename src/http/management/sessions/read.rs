//! `GET /api/v2/sessions/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{live, to_json};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::path::Path;
use crate::http::management::query::Query;

/// Shows a session.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    Ok(Json(to_json(&*live(&app, &id).await?)))
}
