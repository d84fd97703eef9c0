//! `POST /oidc/register`: an application registers itself (RFC 7591, reference 5.6).
//!
//! Off unless the tenant's flag says otherwise, and then the answer is given before the body is read. No token is asked for: whoever
//! reaches the server may register, which is what the limits of `limits.rs` and the bounds of `registration.rs` are for. Scripts of
//! other sites may not: a page could otherwise have its visitors register, each from an address of their own.

pub mod checked;
pub mod manage;
pub mod metadata;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use self::checked::{Asked, Refused};
use super::Shared;
use super::error::OAuthError;
use super::extract::Origin;
use super::held_back::{self, Attempt};
use super::limits::TooMany;
use super::management::body::is_json;
use super::pages::error::retry_after;
use crate::app::App;
use crate::identity::client::third_party::SecurityMode;
use crate::registration::{self, Newcomer, Registered, RegistrationError};
use crate::storage::Batch;

/// Registers an application.
pub async fn register(State(app): State<Shared>, origin: Origin, request: Request) -> Result<Response, OAuthError> {
    let mode = mode(&app).await?;
    if let Err(wait) = bounded(&app, &origin, "register").await {
        let description = "Too many applications are registered from here, or all together. Wait a minute and try again.";
        let answer = OAuthError::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", description).into_response();
        return Ok(retry_after(answer, wait));
    }
    let attempt = async {
        let members = body(request).await?;
        let wanted = checked::checked(&app, &Asked { origin: &origin, mode, client_id: None }, members).await?;
        let registered = registration::register(&app, &origin, &Newcomer::Itself(mode), &wanted).await;
        registered.map_err(|error| Refused { run: wanted.run, ..refusal(error).into() })
    };
    match attempt.await {
        Ok(registered) => answer(&app, StatusCode::CREATED, &registered),
        Err(refused) => Err(record(&app, &origin, "post", "/oidc/register", refused).await),
    }
}

/// Counts a stranger who brings an application, and says so where they bring too many. `page` is where, for the metric.
pub async fn bounded(app: &App, origin: &Origin, page: &'static str) -> Result<(), TooMany> {
    let Err(wait) = app.limits.registration(&origin.ip) else { return Ok(()) };
    held_back::tell(app, wait, &Attempt { origin, client: None, connection: None, identifier: None }).await;
    metrics::counter!("anteroom_rate_limited_total", "page" => page).increment(1);
    Err(wait)
}

/// The mode in which applications register.
///
/// # Errors
/// 403 where they may not.
async fn mode(app: &App) -> Result<SecurityMode, OAuthError> {
    let off = || OAuthError::new(StatusCode::FORBIDDEN, "access_denied", "Dynamic client registration is not enabled for this tenant.");
    app.tenant().await?.registers_applications().ok_or_else(off)
}

/// The members of the body, which is JSON and nothing else (RFC 7591 section 3.1).
async fn body(request: Request<Body>) -> Result<Map<String, Value>, OAuthError> {
    if !is_json(request.headers()) {
        let text = "The content type must be application/json.";
        return Err(OAuthError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "invalid_client_metadata", text));
    }
    let bytes = to_bytes(request.into_body(), metadata::MAX_BODY).await.map_err(|_| {
        let text = format!("The body is larger than {} bytes or did not arrive whole.", metadata::MAX_BODY);
        OAuthError::new(StatusCode::PAYLOAD_TOO_LARGE, "invalid_client_metadata", text)
    })?;
    metadata::members(&bytes)
}

/// The answer to a registration that was not written.
pub fn refusal(error: RegistrationError) -> OAuthError {
    match error {
        RegistrationError::Full => OAuthError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "temporarily_unavailable",
            "As many applications are registered here as there may be.",
        ),
        RegistrationError::Store(error) => error.into(),
    }
}

/// RFC 7591 section 3.2.1, and where the tokens of RFC 7592 are on, what that adds.
fn answer(app: &App, status: StatusCode, registered: &Registered) -> Result<Response, OAuthError> {
    let Registered { registration, secret, token } = registered;
    let Value::Object(mut body) = serde_json::to_value(&registration.metadata).map_err(OAuthError::internal)? else {
        return Err(OAuthError::internal("what an application says of itself is not an object"));
    };
    let id = &registration.client_id;
    body.insert("client_id".to_owned(), json!(id));
    body.insert("client_id_issued_at".to_owned(), json!(registration.created_at.as_second()));
    // With the application, where that has an end.
    body.insert("client_secret_expires_at".to_owned(), json!(registration.ends_at.map_or(0, |end| end.as_second())));
    if let Some(secret) = secret {
        body.insert("client_secret".to_owned(), secret.as_str().into());
    }
    if app.config.registration.management && registration.token_hash.is_some() {
        body.insert("registration_client_uri".to_owned(), format!("{}oidc/register/{id}", app.config.issuer()).into());
    }
    if let Some(token) = token {
        body.insert("registration_access_token".to_owned(), token.as_str().into());
    }
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store")), (header::PRAGMA, HeaderValue::from_static("no-cache"))];
    Ok((status, headers, Json(Value::Object(body))).into_response())
}

/// `fapi`, with the record of the Actions that were asked. Who has proved nothing may not fill the log; but what an Action said is told.
pub async fn record(app: &App, origin: &Origin, method: &str, path: &str, refused: Refused) -> OAuthError {
    let Refused { error, run, why } = refused;
    let untold = error.status == StatusCode::INTERNAL_SERVER_ERROR || app.limits.record_for(&origin.ip).is_err();
    if run.is_none() && untold {
        return error;
    }
    let executions: Vec<String> = run.iter().map(|run| run.execution.id.clone()).collect();
    let mut event = app.audit.event("fapi").describe(why.as_deref().unwrap_or(&error.description)).executions(&executions);
    origin.mark(&mut event);
    event.details.insert("request".to_owned(), json!({ "method": method, "path": path, "channel": "api", "ip": origin.ip }));
    event.details.insert("response".to_owned(), json!({ "statusCode": error.status.as_u16(), "body": { "error": error.error } }));
    let written = async {
        let mut batch = Batch::new();
        if let Some(run) = &run {
            run.stage(&app.audit, &mut batch)?;
        }
        app.audit.stage(&mut batch, &event)?;
        app.store.commit(batch).await
    };
    if let Err(error) = written.await {
        tracing::error!(%error, "an application that was refused left no event");
    }
    error
}
