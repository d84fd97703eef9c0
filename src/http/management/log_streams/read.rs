//! `GET /api/v2/log-streams` and `/{id}`. The list has one form only.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{inexistent, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::path::Path;
use crate::http::management::query::Query;

/// Lists streams.
pub async fn list(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let streams = app.audit.streams.all().await?;
    Ok(Json(streams.iter().map(|stream| wire(stream)).collect::<Result<_, _>>()?))
}

/// Shows a stream.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let stream = app.audit.streams.get(&id).await?.ok_or_else(inexistent)?;
    Ok(Json(wire(&stream)?))
}
