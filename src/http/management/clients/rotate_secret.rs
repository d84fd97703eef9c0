//! `POST /api/v2/clients/{id}/rotate-secret`.

use axum::extract::State;
use axum::{Extension, Json};
use serde_json::Value;

use super::{inexistent, to_json};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::auth::Caller;
use crate::http::management::body::Body;
use crate::http::management::path::Path;
use crate::identity::Client;
use crate::random::url_safe;

/// Gives an application a new secret and shows it; the old one counts no more.
pub async fn rotate_secret(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    body: Body,
) -> Result<Json<Value>, ApiError> {
    body.check()?;
    let before = app.directory.clients.get(&id).await?.ok_or_else(inexistent)?;
    let mut after = before.value.clone();
    let secret = url_safe(&*app.random, 64);
    after.client_secret = Some(app.vault.seal(&Client::secret_purpose(&id), secret.as_bytes()));
    let after = app.directory.clients.update(&before, after).await?;
    Ok(Json(to_json(&app, &caller, &after)?))
}
