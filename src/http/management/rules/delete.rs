//! `DELETE /api/v2/rules/{id}`.

use axum::extract::State;

use super::refused;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::rules::change::{self, Change};

/// Deletes a Rule. One that is not there is no error.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    if let Some(rule) = app.rules.rules.get(&id).await? {
        change::rule(&app, &Change::Delete(rule)).await.map_err(refused)?;
    }
    Ok(Bare)
}
