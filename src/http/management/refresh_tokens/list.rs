//! `GET /api/v2/refresh-tokens?user_id=…` and `GET /api/v2/users/{id}/refresh-tokens`, by checkpoint.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::Value;

use super::{families, to_json};
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::{Paging, checkpoint};
use crate::http::management::query::{Params, Query};
use crate::http::management::users;

/// Lists the refresh tokens of a user, of one application if it is named.
pub async fn list(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    let params = query.only(&["user_id", "client_id", "from", "take", "fields", "include_fields"])?;
    let user_id = params.text("user_id").ok_or_else(|| ApiError::invalid_query("'Missing required property: user_id'."))?;
    if let Some(client_id) = params.text("client_id")
        && app.directory.clients.get(client_id).await?.is_none()
    {
        return Err(ApiError::not_found("The client does not exist").code("inexistent_client"));
    }
    page(&app, &params, user_id, "refresh_tokens").await
}

/// Lists the refresh tokens of a user.
pub async fn list_of_user(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    // A total is not part of this answer; that it is asked for is no fault.
    let params = query.only(&["include_totals", "from", "take"])?;
    page(&app, &params, &id, "tokens").await
}

async fn page(app: &App, params: &Params, user_id: &str, plural: &str) -> Result<Json<Value>, ApiError> {
    let projection = params.projection()?;
    let (after, take) = match Paging::of(params)? {
        Paging::Checkpoint { after, take } => (after, take),
        Paging::Page { per_page, .. } => (None, per_page),
    };
    users::existing(app, user_id).await?;
    let mut all = families(app, "user", user_id).await?;
    all.retain(|family, token| {
        after.as_ref().is_none_or(|after| family > after) && params.text("client_id").is_none_or(|client| client == token.client_id)
    });
    let next = if all.len() > take { all.keys().nth(take.saturating_sub(1)).cloned() } else { None };
    let mut items = Vec::new();
    for token in all.values().take(take) {
        items.push(projection.apply(to_json(app, token).await?));
    }
    Ok(Json(checkpoint(plural, next, items)))
}
