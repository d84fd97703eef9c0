//! `GET /api/v2/jobs/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::to_json;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::path::Path;
use crate::http::management::query::Query;

/// Shows a job; one that has expired is not there, whether or not it was swept away.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let found = app.directory.jobs.get(&id).await?.filter(|job| app.clock.now() < job.expires_at);
    let job = found.ok_or_else(|| ApiError::not_found("The job does not exist.").code("inexistent_job"))?;
    Ok(Json(to_json(&job)))
}
