//! Around every request: an id, one line in the log, its place in the metrics, and a task of its own.
//!
//! A client that hangs up takes nothing back: what a request has begun goes on to its end. Else whoever closes the connection in time
//! could have an Action run without a record, a guess at a password without its event, or a family of tokens half revoked.
//!
//! The line holds the route's template, never the path or the query: paths hold user ids, queries hold codes and states. The id is
//! made here, whatever the client sent, goes back as `x-request-id`, and is on every line that the request causes.

use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::timeout::TimeoutBody;
use tracing::Instrument;

use super::Shared;
use super::error::after_panic;
use crate::random;
use crate::telemetry::metrics;

/// The outermost layer.
pub async fn observe(State(app): State<Shared>, request: Request, next: Next) -> Response {
    // Panics of handlers are answered further in; here the runtime is ending.
    tokio::spawn(observed(app, request, next)).await.unwrap_or_else(|error| after_panic(Box::new(error)))
}

async fn observed(app: Shared, request: Request, next: Next) -> Response {
    let id = random::uuid(&*app.random);
    let method = method_label(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!("request", %id, method, %route);
    // The head has its own limit, at the port.
    let request = request.map(|body| Body::new(TimeoutBody::new(app.config.http.body_pause(), body)));
    let begun = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let (took, status) = (begun.elapsed(), response.status().as_u16());
    metrics::http_request(&route, method, status, took);
    let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    span.in_scope(|| match status {
        500.. => tracing::warn!(status, took_us, "answered"),
        // Supervisors ask every few seconds; their lines would bury the others.
        _ if matches!(route.as_str(), "/healthz" | "/readyz" | "/metrics") => tracing::debug!(status, took_us, "answered"),
        _ => tracing::info!(status, took_us, "answered"),
    });
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// A method of the list, or `OTHER`: methods are the client's to choose, labels are not.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}
