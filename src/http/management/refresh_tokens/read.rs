//! `GET /api/v2/refresh-tokens/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{families, inexistent, to_json};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::path::Path;
use crate::http::management::query::Query;

/// Shows a refresh token.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let token = families(&app, "family", &id).await?.remove(&id).ok_or_else(inexistent)?;
    Ok(Json(to_json(&app, &token).await?))
}
