//! What happens around every endpoint: who asks, whether they may, and a tenant log event for what they did.
//!
//! `sapi` tells of a change that was made, `fapi` of a request that was refused (reference 6). That a change begins is written down
//! before it ([`crate::audit::intent`]), so that a server which stops meanwhile tells of it when it is back. A request without a valid token
//! leaves no event: nobody has spoken for the tenant, and anybody could fill its log.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::auth::{self, Caller};
use super::body::{is_json, too_large};
use super::home::Inside;
use super::redact::redacted;
use super::routes::Endpoint;
use crate::app::App;
use crate::audit::{Intent, LogEvent};
use crate::http::error::ApiError;
use crate::http::{MAX_BODY, Shared};
use crate::identity::Origin;
use crate::storage::Stored;

/// What the guard needs beside the request.
#[derive(Clone)]
pub struct Guarded {
    /// The server's parts.
    pub app: Shared,
    /// The endpoint.
    pub endpoint: Endpoint,
}

/// Of a request, what its event tells.
struct Asked {
    method: Method,
    path: String,
    query: String,
    body: Bytes,
    origin: Origin,
}

/// Authorises, lets the endpoint answer, and records.
pub async fn run(State(guarded): State<Guarded>, request: Request, next: Next) -> Response {
    let Guarded { app, endpoint } = guarded;
    let caller = match request.extensions().get::<Inside>() {
        Some(Inside(caller)) => caller.clone(),
        None => match auth::authenticate(&app, request.headers()).await {
            Ok(caller) => caller,
            Err(error) => return error.into_response(),
        },
    };
    let (mut parts, body) = request.into_parts();
    let origin = match Origin::from_request_parts(&mut parts, &app).await {
        Ok(origin) => origin,
        Err(never) => match never {},
    };
    let mut asked = Asked {
        method: parts.method.clone(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        body: Bytes::new(),
        origin,
    };
    let body = if is_json(&parts.headers) {
        match to_bytes(body, MAX_BODY).await {
            Ok(bytes) => {
                asked.body = bytes.clone();
                Body::from(bytes)
            }
            Err(_) => return too_large(MAX_BODY).into_response(),
        }
    } else {
        body
    };
    // Not made for what leaves no event: most requests read.
    let event = || event(&app, &endpoint, &caller, &asked);
    if let Err(error) = caller.require(endpoint.scopes) {
        return record(&app, &endpoint, event(), None, error.into_response()).await;
    }
    let changes = !matches!(asked.method, Method::GET | Method::HEAD);
    let intent = match changes {
        true => match app.audit.intend(event()).await {
            Ok(intent) => Some(intent),
            // What cannot be told of is not done.
            Err(error) => return ApiError::from(error).into_response(),
        },
        false => None,
    };
    parts.extensions.insert(caller.clone());
    let response = next.run(Request::from_parts(parts, body)).await;
    // Every test over the wire is a test of the description too.
    debug_assert!(
        endpoint.tells_of(response.status().as_u16()),
        "{} {}: {} is described nowhere",
        endpoint.method,
        endpoint.path,
        response.status()
    );
    match intent {
        Some(intent) => record(&app, &endpoint, intent.event.clone(), Some(intent), response).await,
        None if response.status() == StatusCode::FORBIDDEN => record(&app, &endpoint, event(), None, response).await,
        None => response,
    }
}

/// The event of a request, but for its answer.
fn event(app: &App, endpoint: &Endpoint, caller: &Caller, asked: &Asked) -> LogEvent {
    let mut event = app.audit.event("sapi").describe(endpoint.summary);
    event.client_id = Some(caller.client_id.clone());
    event.user_id.clone_from(&caller.user_id);
    asked.origin.mark(&mut event);
    event.audience = Some(app.config.management_audience());
    event.details.insert("request".to_owned(), request_json(endpoint, caller, asked));
    event
}

/// Writes the event down, with the answer.
async fn record(app: &App, endpoint: &Endpoint, mut event: LogEvent, intent: Option<Stored<Intent>>, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    // Answers are made whole by the handlers, so that this reads memory and cannot fail.
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    if !parts.status.is_success() {
        event.kind = "fapi".to_owned();
    }
    event.details.insert("response".to_owned(), json!({ "statusCode": parts.status.as_u16(), "body": redacted(endpoint.path, &body) }));
    let written = match &intent {
        Some(intent) => app.audit.fulfil(intent, event).await,
        None => app.audit.write(event).await,
    };
    if let Err(error) = written {
        tracing::error!(%error, method = endpoint.method, path = endpoint.path, "a Management API request left no event");
    }
    Response::from_parts(parts, Body::from(body))
}

fn request_json(endpoint: &Endpoint, caller: &Caller, asked: &Asked) -> Value {
    let query: serde_json::Map<String, Value> =
        url::form_urlencoded::parse(asked.query.as_bytes()).map(|(n, v)| (n.into_owned(), Value::from(v.into_owned()))).collect();
    json!({
        "method": asked.method.as_str().to_ascii_lowercase(),
        "path": asked.path,
        "query": query,
        "body": redacted(endpoint.path, &asked.body),
        "channel": "api",
        "ip": asked.origin.ip,
        "userAgent": asked.origin.user_agent,
        "auth": {
            "user": { "user_id": caller.subject },
            "strategy": "jwt",
            "credentials": { "jti": caller.jti, "scopes": caller.scopes },
        },
    })
}
