//! `DELETE /api/v2/actions/modules/{id}`: 412 while an Action uses it.

use axum::extract::State;

use crate::actions::lifecycle::modules;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::Query;

/// Deletes a module with its versions.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    modules::delete::delete(&app, &id).await?;
    Ok(Bare)
}
