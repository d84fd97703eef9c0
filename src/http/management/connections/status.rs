//! `GET /api/v2/connections/{id}/status`: whether a connection is reached. A database of this server always is.

use axum::extract::State;

use super::inexistent;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::Query;

/// Answers for a connection that is there.
pub async fn status(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<200>, ApiError> {
    query.none()?;
    app.directory.connections.get(&id).await?.ok_or_else(inexistent)?;
    Ok(Bare)
}
