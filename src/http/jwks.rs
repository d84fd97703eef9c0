//! `GET /.well-known/jwks.json` (RFC 7517): the keys that verify our tokens.

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

use super::Shared;

/// Five minutes: verifiers ask anew when they meet an unknown `kid`, so this bounds only how long a revoked key lingers. The
/// next key is published long before it signs.
pub const CACHE: &str = "public, max-age=300, stale-while-revalidate=300, stale-if-error=86400";

/// The keys.
pub async fn keys(State(app): State<Shared>) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, CACHE), (header::CONTENT_TYPE, "application/json")], app.keys.jwks())
}
