//! `GET /api/v2/actions/modules/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::view;
use crate::actions::lifecycle::LifecycleError;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::path::Path;
use crate::http::management::query::Query;

/// Shows a module with its latest version.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let module = app.actions.modules.get(&id).await?.ok_or(LifecycleError::NoModule)?;
    Ok(Json(view::whole(&app, &module).await?))
}
