//! `GET /api/v2/actions/modules`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::super::page;
use super::{listed, view};
use crate::actions::lifecycle::modules::usage;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::query::Query;

/// Lists modules.
pub async fn list(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    let at = page(&query.only(&["page", "per_page"])?)?;
    let uses = usage::all(&app).await?;
    let modules = app.actions.modules.all().await?;
    let shown = modules.iter().map(|module| view::module(module, &uses).into()).collect();
    Ok(Json(listed("modules", shown, at)))
}
