//! `POST /api/v2/log-streams`. The answer is 200, as the reference has it.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::schema::{Create, start};
use super::{sink, wire};
use crate::app::App;
use crate::audit::log_stream::Past;
use crate::audit::{LogStream, LogStreamState, LogStreamStatus, log_id_at};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::random::prefixed;
use crate::storage::Batch;

/// Streams of one tenant: each is written down with every log event.
const MAX_STREAMS: usize = 10;

/// Makes a stream, which begins with the next event, or with those from `startFrom` on that are still there.
pub async fn create(State(app): State<Shared>, body: Body<Create>) -> Result<Json<Value>, ApiError> {
    let mut given = body.check()?;
    if app.audit.streams.count(MAX_STREAMS).await? >= MAX_STREAMS {
        return Err(ApiError::conflict("You have reached the maximum number of log streams for your account."));
    }
    let id = prefixed(&*app.random, "lst_");
    let kind = text(&mut given, "type").unwrap_or_default();
    let target = match given.remove("sink") {
        Some(Value::Object(target)) => target,
        _ => Map::new(),
    };
    sink::check(&app, &kind, &target)?;
    let (target, sealed) = sink::seal(&app, &id, target, Map::new())?;
    let from = text(&mut given, "startFrom").and_then(|from| start(&from));
    let stream = LogStream {
        name: text(&mut given, "name").unwrap_or_else(|| kind.clone()),
        kind,
        status: LogStreamStatus::Active,
        is_priority: given.get("isPriority").and_then(Value::as_bool),
        filters: given.get("filters").and_then(Value::as_array).cloned().unwrap_or_default(),
        pii_config: given.remove("pii_config").filter(|config| !config.is_null()),
        sink: target,
        sealed,
        id,
    };
    let mut batch = Batch::new();
    app.audit.streams.stage_insert(&mut batch, &stream)?;
    if let Some(past) = from.and_then(|from| past(&app, from)) {
        let state = LogStreamState { id: stream.id.clone(), past: Some(past), failing_since: None };
        app.audit.stream_states.stage_insert(&mut batch, &state)?;
    }
    app.store.commit(batch).await?;
    app.log_streams.reload().await?;
    Ok(Json(wire(&stream)?))
}

fn text(members: &mut Map<String, Value>, name: &str) -> Option<String> {
    match members.remove(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

/// The log from `from` until now. What is written in the moment between is in it and in the queue: at least once.
fn past(app: &App, from: Timestamp) -> Option<Past> {
    let now = app.clock.now();
    let until = crate::clock::after(now, 1);
    (from <= now).then(|| Past { after: log_id_at(from), until: log_id_at(until) })
}
