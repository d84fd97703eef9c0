//! `GET /api/v2/actions/modules/{id}/actions`: which Actions are pinned to a module.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::super::{Pages, page};
use super::{listed, view};
use crate::actions::lifecycle::LifecycleError;
use crate::actions::lifecycle::modules::usage;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::path::Path;
use crate::http::management::query::Query;

/// Lists the Actions whose draft or deployed version uses the module.
pub async fn list(State(app): State<Shared>, Path(id): Path<String>, query: Query<Pages>) -> Result<Json<Value>, ApiError> {
    let at = page(&query.params()?);
    let module = app.actions.modules.get(&id).await?.ok_or(LifecycleError::NoModule)?;
    let uses = usage::all(&app).await?;
    let shown = uses.iter().filter_map(|used| Some(view::usage(&used.action, used.of(&module.id)?))).collect();
    Ok(Json(listed("actions", shown, at)))
}
