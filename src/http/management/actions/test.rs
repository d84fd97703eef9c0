//! `POST /api/v2/actions/actions/{id}/test`: runs the draft with an event, in the same sandbox, without effects.
//!
//! It takes update:actions, although Auth0 asks for less: running code is a power, not a read. The event is the payload, or
//! its member `event`, as Auth0's clients send it: no event of a trigger has a member of that name. With a member `continue` of `true`
//! beside the event the draft goes on as after a redirect (`onContinuePostLogin`); that one is ours, for Auth0 has no way to try it.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use crate::actions::lifecycle::rehearse::rehearse;
use crate::contract::Entry;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::path::Path;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::pipeline::rehearsal::told;

const TEST: Schema = Schema(&[Field::required("payload", Kind::Map)]);
body_of!(Test = TEST);

/// Runs the draft once.
pub async fn run(State(app): State<Shared>, Path(id): Path<String>, body: Body<Test>) -> Result<Json<Value>, ApiError> {
    let given = body.check()?;
    let payload = given.get("payload").unwrap_or(&Value::Null);
    let entry = match payload.get("event").and(payload.get("continue")) {
        None | Some(Value::Bool(false)) => Entry::Execute,
        Some(Value::Bool(true)) => Entry::Continue,
        Some(_) => return Err(ApiError::invalid_body("Payload validation error: 'payload.continue' must be true or false.")),
    };
    let report = rehearse(&app, &id, payload.get("event").unwrap_or(payload), entry).await?;
    Ok(Json(told(&report)))
}
