//! `DELETE /api/v2/actions/actions/{id}`.

use axum::extract::State;

use crate::actions::lifecycle;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::{Param, Query, query_of};

query_of!(DeleteQuery = [Param::flag("force")]);

/// Deletes an Action; `force=true` unbinds it too.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query<DeleteQuery>) -> Result<Bare<204>, ApiError> {
    let force = query.params()?.flag("force").unwrap_or(false);
    lifecycle::delete::delete(&app, &id, force).await?;
    Ok(Bare)
}
