//! `/api/v2/keys/signing`: the tenant's signing keys (reference 4.2). Certificates alone; no answer holds a private key.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde_json::{Value, json};

use super::auth::Caller;
use super::body::Body;
use super::operation::With;
use super::path::Path;
use super::query::Query;
use crate::actions::component::sha256_hex;
use crate::clock::iso_millis;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::token::keys::{KeyError, KeyState, StoredKey};

fn to_json(key: &StoredKey) -> Value {
    let digest = sha256_hex(&key.certificate_der());
    let pairs: Vec<&str> = digest.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok()).collect();
    let mut out = json!({
        "kid": key.kid,
        "cert": key.certificate_pem(),
        "current": key.state == KeyState::Current,
        "next": key.state == KeyState::Next,
        "previous": key.state == KeyState::Previous,
        "revoked": key.state == KeyState::Revoked,
        "fingerprint": pairs.join(":").to_uppercase(),
        "thumbprint": digest.to_uppercase(),
    });
    if let Some(members) = out.as_object_mut() {
        let times = [("current_since", key.current_since), ("current_until", key.current_until), ("revoked_at", key.revoked_at)];
        for (name, at) in times.into_iter().filter_map(|(name, at)| at.map(|at| (name, at))) {
            members.insert(name.to_owned(), json!(iso_millis(at)));
        }
    }
    out
}

fn failed(error: KeyError) -> ApiError {
    match error {
        KeyError::Unknown(_) => ApiError::not_found("Signing key not found."),
        KeyError::InUse(_) => ApiError::new(StatusCode::BAD_REQUEST, "The key is in use and cannot be revoked; rotate first."),
        KeyError::Store(error) => error.into(),
        other => ApiError::internal(other),
    }
}

/// Lists the keys.
pub async fn list(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    Ok(Json(app.keys.list().iter().map(to_json).collect()))
}

/// Shows a key.
pub async fn read(State(app): State<Shared>, Path(kid): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let found = app.keys.list().iter().find(|key| key.kid == kid).map(to_json);
    found.map(Json).ok_or_else(|| ApiError::not_found("Signing key not found."))
}

/// Lets the next keys sign. Takes both scopes: it creates keys and changes others.
pub async fn rotate(State(app): State<Shared>, Extension(caller): Extension<Caller>, body: Body) -> Result<With<201>, ApiError> {
    caller.require(&["create:signing_keys"])?;
    caller.require(&["update:signing_keys"])?;
    body.check()?;
    let key = app.keys.rotate().await.map_err(failed)?;
    Ok(With(json!({ "cert": key.certificate_pem(), "kid": key.kid })))
}

/// Ends a previous key: what it signed counts no more.
pub async fn revoke(State(app): State<Shared>, Path(kid): Path<String>, body: Body) -> Result<Json<Value>, ApiError> {
    body.check()?;
    let key = app.keys.revoke(&kid).await.map_err(failed)?;
    Ok(Json(json!({ "cert": key.certificate_pem(), "kid": key.kid })))
}
