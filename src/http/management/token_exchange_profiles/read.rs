//! `GET /api/v2/token-exchange-profiles` and `GET /api/v2/token-exchange-profiles/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{inexistent, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::{Checkpoints, Paging};
use crate::http::management::path::Path;
use crate::http::management::query::Query;

/// Lists profiles, by checkpoint alone.
pub async fn list(State(app): State<Shared>, query: Query<Checkpoints>) -> Result<Json<Value>, ApiError> {
    let paging = Paging::of(&query.params()?)?.by_checkpoint();
    let all = app.directory.token_exchange_profiles.all().await?;
    let all = all.iter().map(|profile| (profile.id.clone(), wire(profile))).collect();
    Ok(Json(paging.answer("token_exchange_profiles", all)))
}

/// Shows a profile.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let profile = app.directory.token_exchange_profiles.get(&id).await?.ok_or_else(inexistent)?;
    Ok(Json(wire(&profile)))
}
