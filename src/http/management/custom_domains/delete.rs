//! `DELETE /api/v2/custom-domains/{id}`.

use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::query::Query;

/// Deletes a domain. One that is not there is no error.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<StatusCode, ApiError> {
    query.none()?;
    if let Some(domain) = app.directory.custom_domains.get(&id).await? {
        app.directory.custom_domains.delete(&domain).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
