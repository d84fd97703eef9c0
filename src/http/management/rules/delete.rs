//! `DELETE /api/v2/rules/{id}`.

use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::refused;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::query::Query;
use crate::rules::change::{self, Change};

/// Deletes a Rule. One that is not there is no error.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<StatusCode, ApiError> {
    query.none()?;
    if let Some(rule) = app.rules.rules.get(&id).await? {
        change::rule(&app, &Change::Delete(rule)).await.map_err(refused)?;
    }
    Ok(StatusCode::NO_CONTENT)
}
