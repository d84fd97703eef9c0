//! `POST /api/v2/actions/actions/{id}/test`: runs the draft with an event, in the same sandbox, without effects.
//!
//! It takes update:actions, although Auth0 asks for less: running code is a power, not a read.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::actions::lifecycle::rehearse::rehearse;
use crate::contract::Effect;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::pipeline;
use crate::sandbox::Report;

const TEST: Schema = Schema(&[Field::required("payload", Kind::Map)]);

/// Runs the draft once.
pub async fn run(State(app): State<Shared>, Path(id): Path<String>, body: Body) -> Result<Json<Value>, ApiError> {
    let given = body.check(&TEST)?;
    let report = rehearse(&app, &id, given.get("payload").unwrap_or(&Value::Null)).await?;
    Ok(Json(json!({ "payload": shown(&report) })))
}

/// A report as the answer has it: Auth0's durations, and everything that an execution record would hold.
fn shown(report: &Report) -> Value {
    let millis = report.wall.as_secs_f64() * 1000.0;
    let waited: f64 = report.host_calls.iter().map(|call| call.wall.as_secs_f64() * 1000.0).sum();
    let mut out = json!({
        "stats": {
            "total_request_duration_ms": millis,
            "total_runtime_execution_duration_ms": millis,
            "runtime_processing_duration_ms": (millis - waited).max(0.0),
            "action_duration_ms": millis,
            "runtime_external_call_duration_ms": waited,
            "boot_duration_ms": 0,
            "network_duration_ms": 0,
        },
        "verdict": "failed",
        "effects": [],
        "fuel_used": report.fuel_used,
        "fuel_limit": report.fuel_limit,
        "wall_us": u64::try_from(report.wall.as_micros()).unwrap_or(u64::MAX),
        "peak_memory": report.peak_memory,
        "console": report.console,
        "console_truncated": report.console_truncated,
        "host_calls": report.host_calls,
    });
    let more = match &report.outcome {
        Ok(effects) => json!({
            "verdict": pipeline::verdict_of(effects),
            "effects": effects.iter().map(Effect::recorded).collect::<Vec<_>>(),
        }),
        Err(failure) => json!({ "error": { "id": failure.kind(), "msg": failure.to_string(), "failure": failure } }),
    };
    if let (Some(out), Value::Object(more)) = (out.as_object_mut(), more) {
        out.extend(more);
    }
    out
}
