//! `POST /api/v2/users`: a sign-up by an operator, `pre-user-registration` Actions included.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::schema::Create;
use super::{to_json, too_weak};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::operation::With;
use crate::identity::{Metadata, Origin};
use crate::signup::{Initiator, Profile, SignUp, SignUpError, sign_up};
use crate::storage::StoreError;
use crate::storage::collection::{Clash, clash};

/// Creates a user of a database.
pub async fn create(State(app): State<Shared>, origin: Origin, body: Body<Create>) -> Result<With<201>, ApiError> {
    let given = body.check()?;
    let name = given.get("connection").and_then(Value::as_str).unwrap_or_default();
    let bad_request = |message: &str| ApiError::new(StatusCode::BAD_REQUEST, message);
    let connection = app.directory.connections.find("name", name).await?.ok_or_else(|| bad_request("Connection does not exist."))?;
    if !connection.is_database() {
        return Err(bad_request("Users of this connection come from its provider: it must be a database connection."));
    }
    if given.contains_key("username") && !connection.requires_username() {
        return Err(bad_request("Cannot set username for connection without requires_username."));
    }
    let password = given.get("password").and_then(Value::as_str).unwrap_or_default();
    if password.is_empty() {
        return Err(ApiError::invalid_body("'Missing required property: password'."));
    }
    if let Some(id) = given.get("user_id").and_then(Value::as_str)
        && app.directory.users.find("linked", &format!("auth0|{id}")).await?.is_some()
    {
        return Err(ApiError::conflict("The user already exists.").code("auth0_idp_error"));
    }
    let request = SignUp {
        initiator: Initiator::Management,
        client: None,
        connection: &connection,
        transaction: None,
        origin: &origin,
        profile: profile(&given),
        password,
    };
    let signed_up = sign_up(&app, request).await.map_err(refusal)?;
    Ok(With(to_json(&signed_up.user)))
}

fn profile(given: &Map<String, Value>) -> Profile {
    let text = |name: &str| given.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let flag = |name: &str| given.get(name).and_then(Value::as_bool).unwrap_or(false);
    let object = |name: &str| given.get(name).and_then(Value::as_object).cloned().unwrap_or_else(Metadata::new);
    Profile {
        email_verified: flag("email_verified"),
        verify_email: given.get("verify_email").and_then(Value::as_bool),
        blocked: flag("blocked"),
        user_id: text("user_id"),
        user_metadata: object("user_metadata"),
        app_metadata: object("app_metadata"),
        ..Profile::of(text)
    }
}

/// A denial by an Action is a "Sandbox error" here (reference 5.5), with the reason, which the operator may know.
fn refusal(error: SignUpError) -> ApiError {
    let exists = || ApiError::conflict("The user already exists.").code("auth0_idp_error");
    let sandbox = |why: &str| ApiError::new(StatusCode::BAD_REQUEST, format!("Sandbox error. {why}").trim_end().to_owned());
    match error {
        SignUpError::Invalid(input) => ApiError::invalid_body(format!("'{}' on property {}.", input.message, input.field)),
        SignUpError::Password(violation) => too_weak(&violation),
        SignUpError::UserExists => exists(),
        SignUpError::Store(StoreError::Conflict(key)) if clash(&key) == Clash::Entity => exists(),
        SignUpError::Denied { reason, .. } => sandbox(&reason).code("extensibility_error"),
        SignUpError::Rejected { message, .. } => sandbox(&message).code("extensibility_error"),
        SignUpError::ActionFailed { threw, .. } => sandbox(threw.as_deref().unwrap_or_default()).code("extensibility_error"),
        SignUpError::Busy => ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "The server is busy; try again in a moment."),
        SignUpError::Store(error) => error.into(),
        other => ApiError::new(StatusCode::BAD_REQUEST, other.to_string()),
    }
}
