//! `POST /api/v2/actions/actions/{id}/deploy` and `POST …/{actionId}/versions/{id}/deploy` (200 in every recording).

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::view;
use crate::actions::lifecycle;
use crate::actions::{Action, ActionVersion};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::path::Path;
use crate::http::management::schema::{Field, Kind, Schema};

const ROLL_BACK: Schema = Schema(&[Field::new("update_draft", Kind::Bool)]);
body_of!(RollBack = ROLL_BACK);

/// Deploys the draft.
pub async fn deploy(State(app): State<Shared>, Path(id): Path<String>, body: Body) -> Result<Json<Value>, ApiError> {
    body.check()?;
    let (action, version) = lifecycle::deploy::deploy(&app, &id).await?;
    Ok(answer(&action, &version))
}

/// Deploys an old version again, as a new one.
pub async fn roll_back(
    State(app): State<Shared>,
    Path((action, version)): Path<(String, String)>,
    body: Body<RollBack>,
) -> Result<Json<Value>, ApiError> {
    let update_draft = body.check()?.get("update_draft") == Some(&json!(true));
    let (action, version) = lifecycle::deploy::roll_back(&app, &action, &version, update_draft).await?;
    Ok(answer(&action, &version))
}

/// Recorded answers tell the state from before the deploy, although it has succeeded (reference 2.2).
fn answer(action: &Action, version: &ActionVersion) -> Json<Value> {
    let mut out = view::version(version, false);
    out.insert("action".to_owned(), view::nested(action, false));
    Json(Value::Object(out))
}
