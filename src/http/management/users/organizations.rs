//! `GET /api/v2/users/{id}/organizations`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::inexistent;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::organizations::wire;
use crate::http::management::paging::{Pages, Paging};
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::identity::organization::MAX_ORGANIZATIONS;

/// Lists the organizations that a user is a member of, by id.
pub async fn list(State(app): State<Shared>, Path(id): Path<String>, query: Query<Pages>) -> Result<Json<Value>, ApiError> {
    let paging = Paging::of(&query.params()?)?;
    let user = app.directory.users.get(&id).await?.ok_or_else(inexistent)?;
    let mut out = Vec::new();
    for member in app.directory.members.list_by("user", &id, None, MAX_ORGANIZATIONS).await? {
        if let Some(organization) = app.directory.organizations.get(&member.organization_id).await?.filter(|_| member.is_of(&user)) {
            out.push((organization.id.clone(), wire(&organization)));
        }
    }
    Ok(Json(paging.answer("organizations", out)))
}
