//! `GET /api/v2/roles`, by name, and `GET /api/v2/roles/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{inexistent, wire};
use crate::faults::shorten;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::{INCLUDE_TOTALS, PAGE, PER_PAGE, Paging};
use crate::http::management::path::Path;
use crate::http::management::query::{Param, Query, query_of};

// `type` is what `a0deploy` sends: all roles of this server are the tenant's.
query_of!(Known = [PAGE, PER_PAGE, INCLUDE_TOTALS, Param::text("name_filter"), Param::text("type")]);

/// Lists roles.
pub async fn list(State(app): State<Shared>, query: Query<Known>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let paging = Paging::of(&params)?;
    if let Some(kind) = params.text("type").filter(|kind| *kind != "tenant") {
        let kind = shorten(kind);
        return Err(ApiError::invalid_query(format!("'No enum match for: {kind}' on property type.")));
    }
    let wanted = params.text("name_filter").map(str::to_lowercase);
    let mut roles = app.directory.roles.all().await?;
    roles.retain(|role| wanted.as_ref().is_none_or(|part| role.name.to_lowercase().contains(part)));
    roles.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(Json(paging.answer("roles", roles.iter().map(|role| (role.id.clone(), wire(role))).collect())))
}

/// Shows a role.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let role = app.directory.roles.get(&id).await?.ok_or_else(inexistent)?;
    Ok(Json(wire(&role)))
}
