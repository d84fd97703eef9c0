//! `/api/v2/guardian/factors`: second factors, of which this server has none. They read as disabled, and none can be enabled: a
//! factor that was only stored as enabled would look like a protection that is not there.

use axum::Json;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::body::{Body, body_of};
use super::path::Path;
use super::query::Query;
use super::schema::{Field, Kind, Schema};
use crate::http::error::ApiError;

const FACTORS: [&str; 8] = ["sms", "push-notification", "otp", "email", "duo", "webauthn-roaming", "webauthn-platform", "recovery-code"];

const BODY: Schema = Schema(&[Field::required("enabled", Kind::Bool)]);
body_of!(Given = BODY);

/// Lists the factors.
pub async fn list(query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    Ok(Json(FACTORS.iter().map(|name| json!({ "name": name, "enabled": false, "trial_expired": false })).collect()))
}

/// Disables a factor, which it is.
pub async fn update(Path(name): Path<String>, body: Body<Given>) -> Result<Json<Value>, ApiError> {
    if !FACTORS.contains(&name.as_str()) {
        return Err(ApiError::not_found("The factor does not exist"));
    }
    match body.check()?.get("enabled") {
        Some(Value::Bool(false)) => Ok(Json(json!({ "enabled": false }))),
        _ => Err(ApiError::new(StatusCode::NOT_IMPLEMENTED, "This server has no multi-factor authentication: no factor can be enabled.")),
    }
}
