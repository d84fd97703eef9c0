//! `GET /api/v2/users/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{inexistent, to_json};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::path::Path;
use crate::http::management::query::{Projected, Query};

/// Shows a user.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query<Projected>) -> Result<Json<Value>, ApiError> {
    let projection = query.params()?.projection();
    let user = app.directory.users.get(&id).await?.ok_or_else(inexistent)?;
    Ok(Json(projection.apply(to_json(&user))))
}
