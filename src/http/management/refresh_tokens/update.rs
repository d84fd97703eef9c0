//! `PATCH /api/v2/refresh-tokens/{id}`: its metadata, which is the operator's, and nothing else.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{families, inexistent, to_json};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::entity_metadata;
use crate::http::management::path::Path;
use crate::http::management::schema::Schema;
use crate::identity::RefreshToken;
use crate::storage::StoreError;

const NAME: &str = "refresh_token_metadata";
const BODY: Schema = Schema(&[entity_metadata::field(NAME)]);
body_of!(Given = BODY);

/// How often it is tried where the token is exchanged meanwhile.
const TRIES: usize = 20;

/// Sets the metadata, which successors inherit.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body<Given>) -> Result<Json<Value>, ApiError> {
    let changes = body.check()?;
    let metadata = changes.get(NAME).map(|value| entity_metadata::read(NAME, value)).transpose()?;
    for _ in 0..TRIES {
        let token = families(&app, "family", &id).await?.remove(&id).ok_or_else(inexistent)?;
        let Some(metadata) = &metadata else { return Ok(Json(to_json(&app, &token).await?)) };
        let after = RefreshToken { metadata: metadata.clone(), ..token.value.clone() };
        match app.directory.refresh_tokens.update(&token, after).await {
            Ok(written) => return Ok(Json(to_json(&app, &written).await?)),
            // Exchanged or revoked: it is looked for again.
            Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(ApiError::conflict("The refresh token is being exchanged by too many requests."))
}
