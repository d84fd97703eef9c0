//! `POST /dbconnections/signup` (reference 5.3, 5.5). Its errors have a form of their own: `{name, code, description, statusCode}`.
//!
//! No token is asked for: whoever can reach the page can sign up. What an Action says for the log (`reason`) is in the answer
//! too, because that is the contract that clients rely on; what it says for people is `friendly_message`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::http::Shared;
use crate::http::error::OAuthError;
use crate::http::extract::{Fields, Origin};
use crate::http::held_back::{self, Attempt};
use crate::identity::{Client, Connection, Metadata, User};
use crate::signup::{Initiator, Profile, SignUp, SignUpError, sign_up};

/// The most members of `user_metadata`, the longest name and the longest value (reference 5.3).
const METADATA: (usize, usize, usize) = (10, 100, 500);

/// Makes an account.
pub async fn signup(State(app): State<Shared>, origin: Origin, fields: Fields) -> Result<Json<Value>, Failure> {
    // Each attempt may cost a run of Actions and a hash, and nobody has proved anything yet.
    if let Err(wait) = app.limits.from_address(&origin.ip) {
        held_back::tell(&app, wait, &Attempt { origin: &origin, client: None, connection: None, identifier: None }).await;
        metrics::counter!("anteroom_rate_limited_total", "page" => "dbconnections_signup").increment(1);
        let description = "Too many attempts from this address. Wait a few minutes and try again.";
        return Err(OAuthError::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", description).into());
    }
    let password = fields.get("password").ok_or_else(|| missing("password"))?;
    let client = client(&app, &fields).await?;
    let connection = connection(&app, &fields, client.as_ref()).await?;
    let request = SignUp {
        initiator: Initiator::SelfService,
        client: client.as_ref(),
        connection: &connection,
        transaction: None,
        origin: &origin,
        profile: profile(&fields)?,
        password,
    };
    let exists_is_told = app
        .directory
        .tenants
        .get(&app.config.tenant)
        .await
        .map_err(|e| Failure::OAuth(e.into()))?
        .is_some_and(|tenant| tenant.flag("enable_public_signup_user_exists_error"));
    match sign_up(&app, request).await {
        Ok(done) => Ok(Json(answer(&done.user))),
        Err(error) => Err(failure(error, exists_is_told)),
    }
}

pub(super) async fn client(app: &Shared, fields: &Fields) -> Result<Option<Client>, Failure> {
    let Some(id) = fields.get("client_id") else { return Ok(None) };
    match app.directory.clients.get(id).await.map_err(|e| Failure::OAuth(e.into()))? {
        Some(client) => Ok(Some(client.value)),
        None => Err(bad_request("invalid_client", format!("Unknown client: {}", id.chars().take(64).collect::<String>()))),
    }
}

pub(super) async fn connection(app: &Shared, fields: &Fields, client: Option<&Client>) -> Result<Connection, Failure> {
    let name = fields.get("connection").ok_or_else(|| missing("connection"))?;
    let found = app.directory.connections.find("name", name).await.map_err(|e| Failure::OAuth(e.into()))?;
    match found {
        Some(found) if found.is_database() && client.is_none_or(|client| found.serves(client)) => Ok(found.value),
        _ => Err(bad_request("invalid_connection", "The connection does not exist or is not enabled for the application.")),
    }
}

fn profile(fields: &Fields) -> Result<Profile, Failure> {
    Ok(Profile { user_metadata: user_metadata(fields)?, ..Profile::of(|name| fields.get(name).map(str::to_owned)) })
}

fn user_metadata(fields: &Fields) -> Result<Metadata, Failure> {
    let (members, name, value) = METADATA;
    let wrong = || {
        bad_request(
            "invalid_user_metadata",
            format!(
                "user_metadata takes at most {members} members with names of at most {name} and text values of at most {value} characters"
            ),
        )
    };
    match fields.others.get("user_metadata") {
        None => Ok(Metadata::new()),
        Some(Value::Object(object)) => {
            let fits = |(key, v): (&String, &Value)| key.chars().count() <= name && v.as_str().is_some_and(|v| v.chars().count() <= value);
            if object.len() <= members && object.iter().all(fits) { Ok(object.clone()) } else { Err(wrong()) }
        }
        Some(_) => Err(wrong()),
    }
}

/// 200: the new account, as far as the person gave it.
fn answer(user: &User) -> Value {
    let id = user.identities.first().map(|i| i.user_id.clone()).unwrap_or_default();
    let mut out = json!({ "_id": id, "email": user.email, "email_verified": user.email_verified });
    if let Some(object) = out.as_object_mut() {
        let optional = [
            ("username", &user.username),
            ("phone_number", &user.phone_number),
            ("given_name", &user.given_name),
            ("family_name", &user.family_name),
            ("picture", &user.picture),
        ];
        for (name, value) in optional {
            object.extend(value.clone().map(|v| (name.to_owned(), v.into())));
        }
        if !user.user_metadata.is_empty() {
            object.insert("user_metadata".to_owned(), user.user_metadata.clone().into());
        }
    }
    out
}

/// Why there is no account, on the wire.
#[derive(Debug)]
pub enum Failure {
    /// 400 with a body in the form of the database endpoints.
    Body(StatusCode, Value),
    /// The request could not be read, or the server failed.
    OAuth(OAuthError),
}

impl From<OAuthError> for Failure {
    fn from(error: OAuthError) -> Self {
        Self::OAuth(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Body(status, body) => (status, Json(body)).into_response(),
            Self::OAuth(error) => error.into_response(),
        }
    }
}

pub(super) fn bad_request(code: &str, description: impl Into<String>) -> Failure {
    let body = json!({ "name": "BadRequestError", "code": code, "description": description.into(), "statusCode": 400 });
    Failure::Body(StatusCode::BAD_REQUEST, body)
}

fn missing(field: &str) -> Failure {
    Failure::OAuth(OAuthError::invalid_request(format!("Missing required parameter: {field}")))
}

fn failure(error: SignUpError, exists_is_told: bool) -> Failure {
    match error {
        // The body is not documented (reference 9.2); the form is that of its neighbours.
        SignUpError::Disabled => bad_request("signup_disabled", "public signup is disabled"),
        SignUpError::Invalid(invalid) => bad_request("invalid_signup", invalid.message),
        SignUpError::Password(violation) => Failure::Body(StatusCode::BAD_REQUEST, violation.to_json()),
        SignUpError::UserExists if exists_is_told => bad_request("user_exists", "The user already exists."),
        SignUpError::UserExists => bad_request("invalid_signup", "Invalid sign up"),
        SignUpError::Denied { reason, user_message, .. } => extensibility(&reason, user_message.as_deref()),
        SignUpError::Rejected { message, .. } => extensibility(&message, Some(&message)),
        SignUpError::ActionFailed { threw, .. } => extensibility(threw.as_deref().unwrap_or("Sandbox error."), None),
        SignUpError::Busy => Failure::OAuth(OAuthError::new(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", error.to_string())),
        SignUpError::Store(error) => Failure::OAuth(error.into()),
    }
}

/// The body of an Action's denial.
fn extensibility(reason: &str, friendly: Option<&str>) -> Failure {
    let mut body = json!({
        "name": "InternalExtensibilityError",
        "code": "extensibility_error",
        "message": reason,
        "description": reason,
        "friendly_message": friendly,
        "statusCode": 400,
        "fromSandbox": true,
    });
    if let (None, Some(object)) = (friendly, body.as_object_mut()) {
        object.remove("friendly_message");
    }
    Failure::Body(StatusCode::BAD_REQUEST, body)
}
