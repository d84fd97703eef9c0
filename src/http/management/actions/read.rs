//! `GET /api/v2/actions/actions/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::view;
use crate::actions::lifecycle::LifecycleError;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::path::Path;
use crate::http::management::query::Query;

/// Shows an Action.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let action = app.actions.actions.get(&id).await?.ok_or(LifecycleError::NoAction)?;
    Ok(Json(view::action(&app, &action).await?))
}
