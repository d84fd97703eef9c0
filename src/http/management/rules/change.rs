//! `PATCH /api/v2/rules/{id}`. A place that another Rule has is refused: two swap through a third place.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::schema::Update;
use super::{inexistent, refused, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::path::Path;
use crate::rules::change::{self, Change};

/// Changes a Rule.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body<Update>) -> Result<Json<Value>, ApiError> {
    let before = app.rules.rules.get(&id).await?.ok_or_else(inexistent)?;
    let changes = body.check()?;
    let text = |name: &str| changes.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut after = before.value.clone();
    after.name = text("name").unwrap_or(after.name);
    after.script = text("script").unwrap_or(after.script);
    after.order = changes.get("order").and_then(Value::as_i64).unwrap_or(after.order);
    after.enabled = changes.get("enabled").and_then(Value::as_bool).unwrap_or(after.enabled);
    change::rule(&app, &Change::Update(before, after.clone())).await.map_err(refused)?;
    Ok(Json(wire(&after)?))
}
