//! Turns away peers that must not be here: where the server speaks plain http for proxies on a network, only those proxies (and
//! this machine) may talk to it.
//!
//! Otherwise a client on that network could reach the server around the proxy, with a password in plain text. Supervisors ask for
//! health from anywhere.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Shared;

/// Passes the request on, or refuses it.
pub async fn admit(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let health = matches!(request.uri().path(), "/healthz" | "/readyz");
    if health || !app.config.plain_http_for_proxies_only() {
        return next.run(request).await;
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    if peer.is_some_and(|ip| ip.is_loopback() || app.config.proxies.trusts(ip)) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "this address speaks plain http to its proxies alone; use the public address\n").into_response()
}
