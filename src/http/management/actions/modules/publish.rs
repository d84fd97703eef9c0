//! `POST /api/v2/actions/modules/{id}/versions`: publishes the draft.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::view;
use crate::actions::lifecycle::modules;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::path::Path;

/// Makes a version of the draft.
pub async fn publish(State(app): State<Shared>, Path(id): Path<String>, body: Body) -> Result<Json<Value>, ApiError> {
    body.check()?;
    let version = modules::publish::publish(&app, &id).await?;
    Ok(Json(view::version(&version)))
}
