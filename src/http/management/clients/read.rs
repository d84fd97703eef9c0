//! `GET /api/v2/clients/{id}`.

use axum::extract::State;
use axum::{Extension, Json};
use serde_json::Value;

use super::{inexistent, refuse_hidden, to_json_for_reader};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::auth::Caller;
use crate::http::management::path::Path;
use crate::http::management::query::{Projected, Query};

/// Shows an application.
pub async fn read(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    query: Query<Projected>,
) -> Result<Json<Value>, ApiError> {
    let projection = query.params()?.projection();
    refuse_hidden(&caller, &projection)?;
    let client = app.directory.clients.get(&id).await?.ok_or_else(inexistent)?;
    Ok(Json(projection.apply(to_json_for_reader(&app, &caller, &client)?)))
}
