//! `GET /api/v2/clients/{id}`.

use axum::extract::{Path, State};
use axum::{Extension, Json};
use serde_json::Value;

use super::{inexistent, refuse_hidden, to_json_for_reader};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::auth::Caller;
use crate::http::management::query::Query;

/// Shows an application.
pub async fn read(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    let projection = query.only(&["fields", "include_fields"])?.projection()?;
    refuse_hidden(&caller, &projection)?;
    let client = app.directory.clients.get(&id).await?.ok_or_else(inexistent)?;
    Ok(Json(projection.apply(to_json_for_reader(&app, &caller, &client)?)))
}
