//! `GET /api/v2/actions/executions/{id}`: what a run of a trigger did.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::path::Path;
use crate::http::management::query::Query;

/// Shows an execution record until the end of its retention.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let found = app.audit.executions.get(&id).await?.filter(|execution| execution.expires_at > app.clock.now());
    let execution = found.ok_or_else(|| ApiError::not_found("That execution does not exist."))?;
    Ok(Json(execution.to_json()))
}
