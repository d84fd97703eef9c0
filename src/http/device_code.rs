//! `POST /oauth/device/code`: a device without a browser asks to be connected (RFC 8628 section 3.1, reference 5.2).
//!
//! The application authenticates as at the token endpoint. What it asks for is checked now, so that its makers hear of a mistake and not
//! the person who has just typed a code.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Shared;
use super::authorize::context::{Context, NotReady};
use super::error::OAuthError;
use super::extract::{Fields, Origin};
use super::token::client_auth;
use crate::app::App;
use crate::identity::Client;
use crate::identity::tenant::device_flow::UserCodes;
use crate::identity::transaction::AuthorizeRequest;
use crate::token::{devices, scopes};

/// The longest value of a parameter, in bytes; a tool for operators may name every scope of the Management API.
const MAX_VALUE: usize = 2048;
const MAX_SCOPE: usize = 16 * 1024;

/// Gives the device its codes.
pub async fn issue(State(app): State<Shared>, origin: Origin, headers: HeaderMap, fields: Fields) -> Result<Response, OAuthError> {
    let found = client_auth::identify(&app, &headers, &fields).await?;
    let answered = async {
        found.authenticate(&app).await?;
        attempt(&app, &origin, &found.client, &fields).await
    };
    match answered.await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            super::refused::tell(&app, "fdeaz", &origin, &found.client, &error).await;
            Err(error)
        }
    }
}

async fn attempt(app: &App, origin: &Origin, client: &Client, fields: &Fields) -> Result<Response, OAuthError> {
    if !client.allows_grant(devices::GRANT_TYPE) {
        let text = format!("Grant type '{}' not allowed for the client.", devices::GRANT_TYPE);
        return Err(OAuthError::new(StatusCode::FORBIDDEN, "unauthorized_client", text));
    }
    if app.limits.device(&origin.ip).is_err() {
        metrics::counter!("anteroom_rate_limited_total", "page" => "device_code").increment(1);
        return Err(OAuthError::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "Too many devices are connected from here."));
    }
    let text = |name: &str, most: usize| match fields.get(name) {
        Some(value) if value.len() > most => Err(OAuthError::invalid_request(format!("The parameter {name} is longer than {most} bytes."))),
        value => Ok(value.map(str::to_owned)),
    };
    let tenant = app.tenant().await?;
    let request = AuthorizeRequest {
        client_id: client.client_id.clone(),
        scope: scopes::parse(&text("scope", MAX_SCOPE)?.unwrap_or_default()),
        audience: text("audience", MAX_VALUE)?.or_else(|| tenant.default_api().map(str::to_owned)),
        organization: text("organization", MAX_VALUE)?,
        // Which device it is, is known once its code is drawn; that it is one must be known before.
        device: Some(String::new()),
        ..AuthorizeRequest::default()
    };
    match Context::load(app, &request).await {
        Ok(_) => {}
        Err(NotReady::Back { error: "access_denied", description, .. }) => {
            return Err(OAuthError::new(StatusCode::FORBIDDEN, "access_denied", description));
        }
        Err(NotReady::Back { error, description, .. }) => return Err(OAuthError::new(StatusCode::BAD_REQUEST, error, description)),
        Err(NotReady::Page(_)) => return Err(OAuthError::internal("a device's request could not be looked at")),
    }
    let codes = devices::issue(app, &UserCodes::of(&tenant), request, origin.user_agent.as_deref()).await?;
    Ok(answer(app, &codes))
}

/// RFC 8628 section 3.2.
fn answer(app: &App, codes: &devices::Codes) -> Response {
    let page = format!("{}activate", app.config.issuer());
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("user_code", &codes.user_code);
    let body = json!({
        "device_code": codes.device_code,
        "user_code": codes.user_code,
        "verification_uri": page,
        "verification_uri_complete": format!("{page}?{}", query.finish()),
        "expires_in": devices::LIFETIME,
        "interval": devices::INTERVAL,
    });
    ([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(body)).into_response()
}
