//! `PATCH /api/v2/log-streams/{id}`. A sink is replaced whole; its type stays.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::schema::Update;
use super::{inexistent, sink, wire};
use crate::audit::LogStreamStatus;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::path::Path;

/// Changes a stream, and begins or ends its sending accordingly.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body<Update>) -> Result<Json<Value>, ApiError> {
    let before = app.audit.streams.get(&id).await?.ok_or_else(inexistent)?;
    let changes = body.check()?;
    let mut after = before.value.clone();
    for (name, value) in changes {
        match (name.as_str(), value) {
            ("name", Value::String(name)) => after.name = name,
            ("status", status) => after.status = serde_json::from_value::<LogStreamStatus>(status).map_err(ApiError::internal)?,
            ("isPriority", Value::Bool(priority)) => after.is_priority = Some(priority),
            ("filters", Value::Array(filters)) => after.filters = filters,
            ("pii_config", Value::Null) => after.pii_config = None,
            ("pii_config", config) => after.pii_config = Some(config),
            ("sink", Value::Object(given)) => {
                sink::check(&app, &after.kind, &given)?;
                let kept = sink::kept(&app, &before, &given)?;
                (after.sink, after.sealed) = sink::seal(&app, &id, given, kept)?;
            }
            _ => {}
        }
    }
    if after.status == LogStreamStatus::Active
        && (before.status, &before.sink, &before.sealed) != (after.status, &after.sink, &after.sealed)
    {
        // Who was stopped, or is another receiver now, is not to be suspended for what failed before.
        app.audit.stream_states.modify(&id, |state| state.failing_since = None).await?;
    }
    let stored = app.audit.streams.update(&before, after).await?;
    app.log_streams.reload().await?;
    Ok(Json(wire(&stored)?))
}
