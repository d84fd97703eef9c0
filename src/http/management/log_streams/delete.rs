//! `DELETE /api/v2/log-streams/{id}`. What waited for it goes with it.

use axum::extract::State;

use super::inexistent;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::Query;

/// Deletes a stream.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    let stream = app.audit.streams.get(&id).await?.ok_or_else(inexistent)?;
    app.audit.streams.delete(&stream).await?;
    app.log_streams.forget(&id).await?;
    Ok(Bare)
}
