//! `PATCH /api/v2/custom-domains/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::schema::Update;
use super::{check, inexistent, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::merge;
use crate::http::management::path::Path;

/// Changes a domain.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body<Update>) -> Result<Json<Value>, ApiError> {
    let before = app.directory.custom_domains.get(&id).await?.ok_or_else(inexistent)?;
    let changes = body.check()?;
    check(&before.domain, &before.kind, &changes)?;
    let mut after = before.value.clone();
    merge::over(&mut after.extra, changes);
    let stored = app.directory.custom_domains.update(&before, after).await?;
    Ok(Json(wire(&stored)?))
}
