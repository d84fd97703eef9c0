//! `/api/v2/device-credentials`: what devices have that were connected by a code.
//!
//! Refresh tokens alone: no application makes public keys. As in [`super::refresh_tokens`] what an operator sees as one is a family, and
//! its id is the family's. A list is of a user, or of an application; without either it is empty, so that tools which read everything
//! go on.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::operation::Bare;
use super::paging::{INCLUDE_TOTALS, PAGE, PER_PAGE, Paging};
use super::path::Path;
use super::query::{FIELDS, INCLUDE_FIELDS, Param, Query, query_of};
use super::refresh_tokens;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::identity::client::RotationType;
use crate::token::families;

query_of!(
    Known = [PAGE, PER_PAGE, INCLUDE_TOTALS, FIELDS, INCLUDE_FIELDS, Param::text("user_id"), Param::text("client_id"), Param::text("type")]
);

const TYPES: [&str; 3] = ["public_key", "refresh_token", "rotating_refresh_token"];

/// Lists the credentials of a user's devices, or of an application's.
pub async fn list(State(app): State<Shared>, query: Query<Known>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let projection = params.projection();
    let wanted = params.text("type");
    if wanted.is_some_and(|kind| !TYPES.contains(&kind)) {
        return Err(ApiError::invalid_query("'No enum match' on property type."));
    }
    let (user_id, client_id) = (params.text("user_id"), params.text("client_id"));
    let found = match (user_id, client_id) {
        (Some(user_id), _) => refresh_tokens::families(&app, "user", user_id).await?,
        (None, Some(client_id)) => refresh_tokens::families(&app, "client", client_id).await?,
        (None, None) => Default::default(),
    };
    let mut out = Vec::new();
    for (family, token) in found {
        let Some(name) = &token.device_name else { continue };
        if client_id.is_some_and(|client_id| client_id != token.client_id) {
            continue;
        }
        let client = app.directory.clients.get(&token.client_id).await?;
        let rotating = client.is_some_and(|client| client.refresh_token.rotation_type == RotationType::Rotating);
        let kind = if rotating { "rotating_refresh_token" } else { "refresh_token" };
        if wanted.is_none_or(|wanted| wanted == kind) {
            let shown = json!({
                "id": family, "device_name": name, "device_id": family, "type": kind, "user_id": token.user_id, "client_id": token.client_id,
            });
            out.push((family, projection.apply(shown)));
        }
    }
    Ok(Json(Paging::of(&params)?.answer("device_credentials", out)))
}

/// Takes a device's credential from it, with the tokens of the same login. One that is not there is no error; one that no device has is
/// left alone.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    let found = refresh_tokens::families(&app, "family", &id).await?;
    if found.get(&id).is_some_and(|token| token.device_name.is_some()) {
        families::revoke(&app, &id).await?;
    }
    Ok(Bare)
}
