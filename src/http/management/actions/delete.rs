//! `DELETE /api/v2/actions/actions/{id}`.

use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::actions::lifecycle;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::query::Query;

/// Deletes an Action; `force=true` unbinds it too.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<StatusCode, ApiError> {
    let force = query.only(&["force"])?.flag("force")?.unwrap_or(false);
    lifecycle::delete::delete(&app, &id, force).await?;
    Ok(StatusCode::NO_CONTENT)
}
