//! `/api/v2/guardian`: second factors. Authenticator apps and recovery codes can be switched on; the others read as disabled and cannot be
//! enabled: a factor that was only stored as enabled would look like a protection that is not there.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::body::{Body, body_of};
use super::documents;
use super::operation::Bare;
use super::path::Path;
use super::query::Query;
use super::schema::{Field, Kind, Schema};
use crate::app::App;
use crate::clock::iso_millis;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::identity::authenticator::FactorKind;
use crate::identity::{Authenticator, User};
use crate::mfa::factors;
use crate::storage::Stored;

const FACTORS: [&str; 8] = ["sms", "push-notification", "otp", "email", "duo", "webauthn-roaming", "webauthn-platform", "recovery-code"];

const BODY: Schema = Schema(&[Field::required("enabled", Kind::Bool)]);
body_of!(Given = BODY);

/// What there is of a factor.
fn kind(name: &str) -> Option<FactorKind> {
    [FactorKind::Otp, FactorKind::RecoveryCode].into_iter().find(|kind| kind.name() == name)
}

/// Lists the factors.
pub async fn list(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let mut out = Vec::with_capacity(FACTORS.len());
    for name in FACTORS {
        let enabled = match kind(name) {
            Some(kind) => factors::is_enabled(&app.directory, kind).await?,
            None => false,
        };
        out.push(json!({ "name": name, "enabled": enabled, "trial_expired": false }));
    }
    Ok(Json(out.into()))
}

/// Switches a factor on or off. What users have enrolled stays, and counts again when it is switched on again.
pub async fn update(State(app): State<Shared>, Path(name): Path<String>, body: Body<Given>) -> Result<Json<Value>, ApiError> {
    if !FACTORS.contains(&name.as_str()) {
        return Err(ApiError::not_found("The factor does not exist"));
    }
    let enabled = body.check()?.get("enabled") == Some(&Value::Bool(true));
    if kind(&name).is_some() {
        documents::change(&app, &factors::setting(&name), |members| {
            members.insert("enabled".to_owned(), enabled.into());
        })
        .await?;
    } else if enabled {
        let message = "This server has authenticator apps (otp) and recovery codes (recovery-code): no other factor can be enabled.";
        return Err(ApiError::new(StatusCode::NOT_IMPLEMENTED, message));
    }
    Ok(Json(json!({ "enabled": enabled })))
}

/// An enrolment as `/guardian/enrollments` and `/users/{id}/enrollments` tell it.
pub fn enrollment(factor: &Authenticator) -> Value {
    json!({
        "id": factor.id, "status": "confirmed", "enrolled_at": iso_millis(factor.created_at),
        "last_auth": factor.last_used_at.map(iso_millis),
    })
}

async fn enrolled(app: &App, id: &str) -> Result<(Stored<User>, Stored<Authenticator>), ApiError> {
    let missing = || ApiError::not_found("Enrollment not found.");
    let factor = app.directory.authenticators.get(id).await?.filter(|factor| factor.kind == FactorKind::Otp).ok_or_else(missing)?;
    let user = app.directory.users.get(&factor.user_id).await?.filter(|user| factor.is_of(user)).ok_or_else(missing)?;
    Ok((user, factor))
}

/// Shows an enrolment.
pub async fn read_enrollment(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    enrolled(&app, &id).await.map(|(_, factor)| Json(enrollment(&factor)))
}

/// Removes an enrolment.
pub async fn delete_enrollment(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    let (user, _) = enrolled(&app, &id).await?;
    factors::remove(&app, &user).await?;
    Ok(Bare)
}
