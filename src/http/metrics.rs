//! `GET /metrics`, for Prometheus: for this machine, and for whoever holds the configured token.
//!
//! Not for everybody, although other servers do it: how many logins fail, and which Actions run, is worth knowing to an attacker.
//! A request that came through a proxy is never of this machine, even where the proxy runs on it.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use subtle::ConstantTimeEq;

use super::Shared;
use super::extract::origin;
use crate::telemetry::metrics;

/// The content type of Prometheus' text format.
const TEXT_FORMAT: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// Answers the metrics.
pub async fn show(State(app): State<Shared>, ConnectInfo(peer): ConnectInfo<SocketAddr>, headers: HeaderMap) -> Response {
    let here = peer.ip().to_canonical().is_loopback() && !origin::is_forwarded(&headers);
    if !here && !holds_token(&app, &headers) {
        let body = "metrics are for this machine, or for the bearer token of ANTEROOM_METRICS_TOKEN\n";
        return (StatusCode::FORBIDDEN, body).into_response();
    }
    ([(header::CONTENT_TYPE, TEXT_FORMAT)], metrics::render(Some(app.pipeline.sandbox().usage()))).into_response()
}

fn holds_token(app: &Shared, headers: &HeaderMap) -> bool {
    let Some(token) = &app.config.metrics.token else { return false };
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    given.is_some_and(|given| given.as_bytes().ct_eq(token.expose().as_bytes()).into())
}
