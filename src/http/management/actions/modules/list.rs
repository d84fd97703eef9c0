//! `GET /api/v2/actions/modules`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::super::{Pages, page};
use super::{listed, view};
use crate::actions::lifecycle::modules::usage;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::query::Query;

/// Lists modules.
pub async fn list(State(app): State<Shared>, query: Query<Pages>) -> Result<Json<Value>, ApiError> {
    let at = page(&query.params()?);
    let uses = usage::all(&app).await?;
    let modules = app.actions.modules.all().await?;
    let shown = modules.iter().map(|module| view::module(module, &uses).into()).collect();
    Ok(Json(listed("modules", shown, at)))
}
