//! `POST /oauth/par`: an application pushes an authorization request and gets a reference to it, with which it sends its user's browser to
//! `/authorize` (RFC 9126, reference 5.2).
//!
//! The application authenticates as at the token endpoint. The request is checked as `/authorize` checks one, so that its makers hear of
//! a mistake and not their user; there it is checked once more, because what it names may be gone by then.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Shared;
use super::authorize::MAX_REQUEST;
use super::authorize::document;
use super::authorize::object;
use super::authorize::request::{self, Refused, Way};
use super::error::OAuthError;
use super::extract::{Fields, Origin};
use super::token::client_auth;
use crate::app::App;
use crate::identity::Client;
use crate::token::pushed::{self, Pushed};

/// What an application proves itself by. It is no part of the request, and Actions are shown all of that.
const CREDENTIALS: [&str; 3] = ["client_assertion", "client_assertion_type", "client_secret"];

/// Keeps the request.
pub async fn push(State(app): State<Shared>, origin: Origin, headers: HeaderMap, fields: Fields) -> Result<Response, OAuthError> {
    if !app.tenant().await?.takes_pushed_requests() {
        return Err(OAuthError::new(StatusCode::NOT_FOUND, "endpoint_disabled", "Pushed authorization requests are not enabled."));
    }
    document::known(&app, &origin, fields.get("client_id")).await?;
    let found = client_auth::identify(&app, &headers, &fields).await?;
    let answered = async {
        found.authenticate(&app).await?;
        attempt(&app, &origin, &found.client, fields).await
    };
    match answered.await {
        Ok(pushed) => Ok(answer(&pushed)),
        Err(error) => {
            super::refused::tell(&app, "fpar", &origin, &found.client, &error).await;
            Err(error)
        }
    }
}

async fn attempt(app: &App, origin: &Origin, client: &Client, fields: Fields) -> Result<Pushed, OAuthError> {
    // Who has proved nothing is bounded by address, as at `/authorize`.
    if (client.is_public() || !client.is_first_party) && app.limits.record_for(&origin.ip).is_err() {
        metrics::counter!("anteroom_rate_limited_total", "page" => "par").increment(1);
        return Err(OAuthError::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "Too many requests are pushed from here."));
    }
    let parameters = parameters(client, fields)?;
    // RFC 9126 section 2.1: a reference to another request is none.
    if parameters.contains_key("request_uri") {
        return Err(OAuthError::invalid_request("The parameter request_uri cannot be pushed."));
    }
    // What is in an object that the application has signed is kept as if it had been pushed by itself (section 3).
    let (fields, _) = object::opened(app, client, Fields::of(parameters), Way::Browser).await.map_err(refused)?;
    request::read(app, client, &fields, Way::Pushed).await.map_err(refused)?;
    Ok(pushed::keep(app, client, fields.texts().clone()).await?)
}

/// What is kept: texts, not too many, and nothing that proves who the application is.
fn parameters(client: &Client, fields: Fields) -> Result<BTreeMap<String, String>, OAuthError> {
    if let Some(name) = fields.others.keys().next() {
        return Err(OAuthError::invalid_request(format!("The parameter {name} must be a text.")));
    }
    let mut parameters = fields.texts().clone();
    CREDENTIALS.iter().for_each(|name| drop(parameters.remove(*name)));
    parameters.insert("client_id".to_owned(), client.client_id.clone());
    let size: usize = parameters.iter().map(|(name, value)| name.len() + value.len()).sum();
    if size > MAX_REQUEST {
        let text = format!("The request is longer than {MAX_REQUEST} bytes.");
        return Err(OAuthError::new(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", text));
    }
    Ok(parameters)
}

/// RFC 9126 section 2.3: the errors of `/authorize`, said here.
fn refused(refused: Refused) -> OAuthError {
    match refused {
        Refused::Back { error, description, .. } => OAuthError::new(StatusCode::BAD_REQUEST, error, description),
        Refused::Page(problem) => match problem.fault() {
            Some((code, description)) => OAuthError::new(StatusCode::BAD_REQUEST, code, description),
            None => OAuthError::internal("a pushed request could not be looked at"),
        },
    }
}

/// RFC 9126 section 2.2.
fn answer(pushed: &Pushed) -> Response {
    let body = Json(json!({ "request_uri": pushed.request_uri, "expires_in": pushed.expires_in }));
    (StatusCode::CREATED, [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], body).into_response()
}
