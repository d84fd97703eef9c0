//! `POST /api/v2/actions/modules/{id}/rollback`: a version becomes the draft again.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::view;
use crate::actions::lifecycle::modules;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::path::Path;
use crate::http::management::schema::{Field, Kind, Schema};

const BODY: Schema = Schema(&[Field::required("module_version_id", Kind::Text(1, 255))]);
body_of!(Given = BODY);

/// Makes a version the draft.
pub async fn roll_back(State(app): State<Shared>, Path(id): Path<String>, body: Body<Given>) -> Result<Json<Value>, ApiError> {
    let given = body.check()?;
    let version = given.get("module_version_id").and_then(Value::as_str).unwrap_or_default();
    let module = modules::roll_back::roll_back(&app, &id, version).await?;
    Ok(Json(view::whole(&app, &module).await?))
}
