//! `/api/v2/users/{id}/roles`: the roles of a user outside of organizations.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::Value;

use super::inexistent;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::paging::Paging;
use crate::http::management::query::Query;
use crate::http::management::roles::schema::ROLES;
use crate::http::management::roles::{refused, texts, wire};
use crate::identity::entitlements::change::{self, ChangeError};
use crate::identity::entitlements::{self, roles_of};

/// Lists a user's roles, by name.
pub async fn list(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    let paging = Paging::of(&query.only(&["page", "per_page", "include_totals"])?)?;
    let user = app.directory.users.get(&id).await?.ok_or_else(inexistent)?;
    let (own, _) = entitlements::of(&app.directory, &user).await?;
    let roles = roles_of(&app.directory, &own.roles).await?;
    Ok(Json(paging.answer("roles", roles.iter().map(|role| (role.id.clone(), wire(role))).collect())))
}

/// Gives a user roles: all of them or, on an error, none.
pub async fn assign(State(app): State<Shared>, Path(id): Path<String>, body: Body) -> Result<StatusCode, ApiError> {
    let roles = texts(&body.check(&ROLES)?, "roles");
    match change::assign_roles(&app.directory, &[id], &roles).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(ChangeError::NoRole) => Err(ApiError::not_found("One or more of the roles do not exist.")),
        Err(error) => Err(refused(error, "this user")),
    }
}

/// Takes roles from a user; those that they do not have are passed over.
pub async fn remove(State(app): State<Shared>, Path(id): Path<String>, body: Body) -> Result<StatusCode, ApiError> {
    let roles = texts(&body.check(&ROLES)?, "roles");
    change::remove_roles(&app.directory, &id, &roles).await.map_err(|error| refused(error, "this user"))?;
    Ok(StatusCode::NO_CONTENT)
}
