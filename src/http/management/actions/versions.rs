//! `GET /api/v2/actions/actions/{actionId}/versions[/{id}]`: newest first.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{Pages, listed, page, view};
use crate::actions::lifecycle::LifecycleError;
use crate::actions::{Action, ActionVersion};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::path::Path;
use crate::http::management::query::Query;

/// Lists the versions of an Action.
pub async fn list(State(app): State<Shared>, Path(id): Path<String>, query: Query<Pages>) -> Result<Json<Value>, ApiError> {
    let at = page(&query.params()?);
    let action = app.actions.actions.get(&id).await?.ok_or(LifecycleError::NoAction)?;
    let mut versions = app.actions.versions.list_by("action", &id, None, usize::MAX).await?;
    versions.sort_by_key(|version| std::cmp::Reverse(version.number));
    Ok(Json(listed("versions", versions.iter().map(|version| shown(&action, version)).collect(), at)))
}

/// Shows one.
pub async fn read(
    State(app): State<Shared>,
    Path((action, version)): Path<(String, String)>,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let action = app.actions.actions.get(&action).await?.ok_or(LifecycleError::NoAction)?;
    let version = app.actions.versions.get(&version).await?.filter(|v| v.action_id == action.id).ok_or(LifecycleError::NoVersion)?;
    Ok(Json(shown(&action, &version)))
}

fn shown(action: &Action, version: &ActionVersion) -> Value {
    let mut out = view::version(version, action.deployed_version.as_ref() == Some(&version.id));
    out.insert("action".to_owned(), view::nested(action, action.all_changes_deployed));
    Value::Object(out)
}
