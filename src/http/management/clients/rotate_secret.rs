//! `POST /api/v2/clients/{id}/rotate-secret`.

use axum::extract::State;
use axum::{Extension, Json};
use serde_json::Value;

use super::{inexistent, to_json};
use crate::clock;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::auth::Caller;
use crate::http::management::body::{Body, body_of};
use crate::http::management::path::Path;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::identity::Client;
use crate::identity::client::PreviousSecret;
use crate::random::url_safe;

const ROTATION: Schema = Schema(&[
    // Ours: seconds for which the old secret counts beside the new one. Without it none, as at Auth0.
    Field::new("overlap_in_seconds", Kind::Integer(0, 2_592_000)),
]);
body_of!(Rotation = ROTATION);

/// Gives an application a new secret and shows it. The old one counts no more, or for as long as the body says; one from before that never.
pub async fn rotate_secret(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    body: Body<Rotation>,
) -> Result<Json<Value>, ApiError> {
    let overlap = body.check()?.get("overlap_in_seconds").and_then(Value::as_u64).unwrap_or(0);
    let before = app.directory.clients.get(&id).await?.ok_or_else(inexistent)?;
    let mut after = before.value.clone();
    let secret = url_safe(&*app.random, 64);
    let previous = before.client_secret.clone().filter(|_| overlap > 0);
    after.previous_secret = previous.map(|sealed| PreviousSecret { sealed, ends_at: clock::after(app.clock.now(), overlap) });
    after.client_secret = Some(app.vault.seal(&Client::secret_purpose(&id), secret.as_bytes()));
    let after = app.directory.clients.update(&before, after).await?;
    Ok(Json(to_json(&app, &caller, &after)?))
}
