//! `PATCH` and `DELETE /api/v2/resource-servers/{id}`. The server's own API stays as it is.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::Value;

use super::schema::Update;
use super::{find, from_wire, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::merge;
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::identity::entitlements;
use crate::storage::Batch;

/// Changes an API: 200 as in the recordings. Permissions go with the scopes that they are of.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body<Update>) -> Result<Json<Value>, ApiError> {
    let before = find(&app, &id).await?;
    if before.is_system {
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "System resource servers cannot be patched."));
    }
    let mut members = wire(&before)?;
    merge::over(&mut members, body.check()?);
    let after = from_wire(members)?;
    let renamed = before.scopes.iter().map(|s| &s.value).ne(after.scopes.iter().map(|s| &s.value));
    if renamed {
        entitlements::forget::scopes(&app.directory, &before.identifier, Some(&before)).await?;
    }
    let after = app.directory.resource_servers.update(&before, after).await?;
    if renamed {
        entitlements::forget::scopes(&app.directory, &after.identifier, Some(&after)).await?;
    }
    Ok(Json(Value::Object(wire(&after)?)))
}

/// Deletes an API with the grants and permissions for it; one that is not there is no error.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    let before = match find(&app, &id).await {
        Ok(before) => before,
        Err(error) if error.status == StatusCode::NOT_FOUND => return Ok(Bare),
        Err(error) => return Err(error),
    };
    if before.is_system {
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "System resource servers cannot be deleted."));
    }
    let mut batch = Batch::new();
    app.directory.resource_servers.stage_delete(&mut batch, &before);
    for grant in app.directory.client_grants.list_by("audience", &before.identifier, None, usize::MAX).await? {
        app.directory.client_grants.stage_delete(&mut batch, &grant);
    }
    app.store.commit(batch).await?;
    entitlements::forget::scopes(&app.directory, &before.identifier, None).await?;
    Ok(Bare)
}
