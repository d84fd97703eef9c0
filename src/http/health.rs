//! `/healthz` (the process answers) and `/readyz` (its store answers too).

use axum::extract::State;
use axum::http::StatusCode;

use super::Shared;

/// Alive: the process can answer a request.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// Ready: the store can be read.
pub async fn ready(State(app): State<Shared>) -> (StatusCode, &'static str) {
    match app.directory.tenants.get(&app.config.tenant).await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "the store does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n")
        }
    }
}
