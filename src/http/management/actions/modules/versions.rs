//! `GET /api/v2/actions/modules/{id}/versions[/{versionId}]`: newest first.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::super::{Pages, page};
use super::{listed, view};
use crate::actions::lifecycle::{LifecycleError, modules};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::path::Path;
use crate::http::management::query::Query;

/// Lists the versions of a module.
pub async fn list(State(app): State<Shared>, Path(id): Path<String>, query: Query<Pages>) -> Result<Json<Value>, ApiError> {
    let at = page(&query.params()?);
    let module = app.actions.modules.get(&id).await?.ok_or(LifecycleError::NoModule)?;
    let versions = modules::versions(&app, &module.id).await?;
    Ok(Json(listed("versions", versions.iter().rev().map(|version| view::version(version)).collect(), at)))
}

/// Shows one.
pub async fn read(
    State(app): State<Shared>,
    Path((module, version)): Path<(String, String)>,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let found = app.actions.module_versions.get(&version).await?.filter(|version| version.module_id == module);
    Ok(Json(view::version(&found.ok_or(LifecycleError::NoModuleVersion)?.value)))
}
