//! `GET /api/v2/refresh-tokens?user_id=…` and `GET /api/v2/users/{id}/refresh-tokens`, by checkpoint.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{families, to_json};
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::{CheckpointsWithTotals, FROM, Paging, TAKE, checkpoint};
use crate::http::management::path::Path;
use crate::http::management::query::{FIELDS, INCLUDE_FIELDS, Param, Params, Query, query_of};
use crate::http::management::users;

query_of!(ListQuery = [Param::required("user_id"), Param::text("client_id"), FROM, TAKE, FIELDS, INCLUDE_FIELDS]);

/// Lists the refresh tokens of a user, of one application if it is named.
pub async fn list(State(app): State<Shared>, query: Query<ListQuery>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let user_id = params.required("user_id")?;
    if let Some(client_id) = params.text("client_id")
        && app.directory.clients.get(client_id).await?.is_none()
    {
        return Err(ApiError::not_found("The client does not exist").code("inexistent_client"));
    }
    page(&app, &params, user_id, "refresh_tokens").await
}

/// Lists the refresh tokens of a user.
pub async fn list_of_user(
    State(app): State<Shared>,
    Path(id): Path<String>,
    query: Query<CheckpointsWithTotals>,
) -> Result<Json<Value>, ApiError> {
    // A total is not part of this answer; that it is asked for is no fault.
    let params = query.params()?;
    page(&app, &params, &id, "tokens").await
}

async fn page(app: &App, params: &Params, user_id: &str, plural: &str) -> Result<Json<Value>, ApiError> {
    let projection = params.projection();
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
