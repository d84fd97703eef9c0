//! `DELETE /api/v2/rules/{id}`.

use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::query::Query;

/// Deletes a Rule. One that is not there is no error.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<StatusCode, ApiError> {
    query.none()?;
    if let Some(rule) = app.rules.rules.get(&id).await? {
        app.rules.rules.delete(&rule).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
