//! `GET`, `PUT` and `DELETE /oidc/register/{client_id}` (RFC 7592): who registered an application reads, changes and removes it.
//!
//! There only where the server's configuration says so (`registration.management`). An application that is not there and a token that is
//! wrong are answered alike (section 2.1).

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::checked::{Asked, Refused, checked};
use super::metadata::invalid;
use super::{answer, body, mode, record};
use crate::app::App;
use crate::http::error::OAuthError;
use crate::http::extract::Origin;
use crate::http::{Shared, userinfo};
use crate::identity::client::third_party::SecurityMode;
use crate::registration::manage::{self, ChangeError, Own};
use crate::storage::StoreError;

/// What only the server says of an application (RFC 7592 section 2.2: "MUST NOT include").
const OURS: [&str; 4] = ["registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"];

/// Why there is no answer.
pub enum Failure {
    /// No token, or one that opens nothing here.
    Token,
    /// Anything else.
    OAuth(OAuthError),
}

impl From<OAuthError> for Failure {
    fn from(error: OAuthError) -> Self {
        Self::OAuth(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::OAuth(error.into())
    }
}

impl From<ChangeError> for Failure {
    fn from(error: ChangeError) -> Self {
        Self::OAuth(refusal(error))
    }
}

fn refusal(error: ChangeError) -> OAuthError {
    match error {
        ChangeError::OfTheTenant => OAuthError::new(StatusCode::FORBIDDEN, "access_denied", error.to_string()),
        ChangeError::Store(StoreError::Conflict(_)) => {
            OAuthError::new(StatusCode::CONFLICT, "invalid_request", "Somebody else changed the application at this moment.")
        }
        ChangeError::Store(error) => error.into(),
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::OAuth(error) => error.into_response(),
            Self::Token => {
                let text = "The registration access token is not valid for this application.";
                let mut response = OAuthError::new(StatusCode::UNAUTHORIZED, "invalid_token", text).into_response();
                let challenge = HeaderValue::from_static("Bearer realm=\"anteroom\", error=\"invalid_token\"");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
                response
            }
        }
    }
}

/// The application that the token opens.
async fn own(app: &App, origin: &Origin, client_id: &str, headers: &HeaderMap) -> Result<Own, Failure> {
    mode(app).await?;
    if !app.config.registration.management {
        let text = "Applications are not managed by those who register them here.";
        return Err(OAuthError::new(StatusCode::FORBIDDEN, "access_denied", text).into());
    }
    if app.limits.from_address(&origin.ip).is_err() {
        return Err(OAuthError::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "Too many attempts from this address.").into());
    }
    let token = userinfo::bearer(headers).ok().flatten().ok_or(Failure::Token)?;
    manage::authenticate(app, client_id, token).await?.ok_or(Failure::Token)
}

/// Shows the application to who registered it.
pub async fn read(
    State(app): State<Shared>,
    origin: Origin,
    Path(client_id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let own = own(&app, &origin, &client_id, &headers).await?;
    Ok(answer(&app, StatusCode::OK, &own.told(&app)?)?)
}

/// Replaces what was said of it.
pub async fn update(
    State(app): State<Shared>,
    origin: Origin,
    Path(client_id): Path<String>,
    request: Request,
) -> Result<Response, Failure> {
    let own = own(&app, &origin, &client_id, request.headers()).await?;
    let members = body(request).await?;
    if let Some(name) = OURS.iter().find(|name| members.contains_key(**name)) {
        return Err(invalid(format!("{name}: only the server says this.")).into());
    }
    if members.get("client_id").and_then(Value::as_str) != Some(client_id.as_str()) {
        return Err(invalid("client_id: it must be there and be the application's own.").into());
    }
    if let Some(secret) = members.get("client_secret")
        && !own.has_secret(&app, secret.as_str().unwrap_or_default())?
    {
        return Err(invalid("client_secret: it is not the application's own, and cannot be chosen.").into());
    }
    let mode = if own.is_strict() { SecurityMode::Strict } else { SecurityMode::Permissive };
    own.is_still_theirs()?;
    let asked = Asked { origin: &origin, mode, client_id: Some(&client_id) };
    let attempt = async {
        let wanted = checked(&app, &asked, members).await?;
        let replaced = own.replace(&app, &origin, &wanted).await;
        replaced.map_err(|error| Refused { run: wanted.run, ..refusal(error).into() })
    };
    match attempt.await {
        Ok(registered) => Ok(answer(&app, StatusCode::OK, &registered)?),
        // Where no Action was asked, nothing is told of it.
        Err(Refused { run: None, error, .. }) => Err(error.into()),
        Err(refused) => Err(record(&app, &origin, "put", "/oidc/register", refused).await.into()),
    }
}

/// Removes it.
pub async fn delete(
    State(app): State<Shared>,
    origin: Origin,
    Path(client_id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Failure> {
    let own = own(&app, &origin, &client_id, &headers).await?;
    own.withdraw(&app, &origin).await?;
    Ok(StatusCode::NO_CONTENT)
}
