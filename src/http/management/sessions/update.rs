//! `PATCH /api/v2/sessions/{id}`: its metadata, which is the operator's, and nothing else.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{inexistent, live, to_json};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::entity_metadata;
use crate::http::management::path::Path;
use crate::http::management::schema::Schema;

const NAME: &str = "session_metadata";
const BODY: Schema = Schema(&[entity_metadata::field(NAME)]);
body_of!(Given = BODY);

/// Sets the metadata.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body<Given>) -> Result<Json<Value>, ApiError> {
    let changes = body.check()?;
    let session = live(&app, &id).await?;
    let Some(value) = changes.get(NAME) else { return Ok(Json(to_json(&session))) };
    let metadata = entity_metadata::read(NAME, value)?;
    let written = app.directory.sessions.modify(&id, |session| session.metadata.clone_from(&metadata)).await?;
    Ok(Json(to_json(&*written.ok_or_else(inexistent)?)))
}
