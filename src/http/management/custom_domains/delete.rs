//! `DELETE /api/v2/custom-domains/{id}`.

use axum::extract::State;

use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::Query;

/// Deletes a domain. One that is not there is no error.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    if let Some(domain) = app.directory.custom_domains.get(&id).await? {
        app.directory.custom_domains.delete(&domain).await?;
    }
    Ok(Bare)
}
