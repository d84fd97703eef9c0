//! `PATCH /api/v2/connections/{id}`. `options` are replaced whole (reference 4.2).

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::schema::Update;
use super::{from_wire, inexistent, refuse_move, refused, settle_options, stored, taken, wire};
use crate::databases::change;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::merge;
use crate::http::management::path::Path;
use crate::storage::Batch;

/// Changes a connection.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body<Update>) -> Result<Json<Value>, ApiError> {
    let before = app.directory.connections.get(&id).await?.ok_or_else(inexistent)?;
    let changes = body.check()?;
    merge::check_client_metadata(changes.get("metadata"))?;
    let mut members = stored(&before)?;
    merge::over(&mut members, changes);
    settle_options(&app, &id, &mut members, Some(&before.options))?;
    let after = from_wire(members)?;
    refuse_move(&app, &before, &after).await?;
    let mut batch = Batch::new();
    app.directory.connections.stage_update(&mut batch, &before, &after)?;
    change::stage(&app, &mut batch, Some(&before), &after).await.map_err(refused)?;
    app.store.commit(batch).await.map_err(taken)?;
    Ok(Json(Value::Object(wire(&after)?)))
}
