//! `/api/v2/users/{id}/roles`: the roles of a user outside of organizations.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::inexistent;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::operation::Bare;
use crate::http::management::paging::{Pages, Paging};
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::http::management::roles::schema::Roles;
use crate::http::management::roles::{refused, texts, wire};
use crate::identity::entitlements::change::{self, ChangeError};
use crate::identity::entitlements::{self, roles_of};

/// Lists a user's roles, by name.
pub async fn list(State(app): State<Shared>, Path(id): Path<String>, query: Query<Pages>) -> Result<Json<Value>, ApiError> {
    let paging = Paging::of(&query.params()?)?;
    let user = app.directory.users.get(&id).await?.ok_or_else(inexistent)?;
    let (own, _) = entitlements::of(&app.directory, &user).await?;
    let roles = roles_of(&app.directory, &own.roles).await?;
    Ok(Json(paging.answer("roles", roles.iter().map(|role| (role.id.clone(), wire(role))).collect())))
}

/// Gives a user roles: all of them or, on an error, none.
pub async fn assign(State(app): State<Shared>, Path(id): Path<String>, body: Body<Roles>) -> Result<Bare<204>, ApiError> {
    let roles = texts(&body.check()?, "roles");
    match change::assign_roles(&app.directory, &[id], &roles).await {
        Ok(()) => Ok(Bare),
        Err(ChangeError::NoRole) => Err(ApiError::not_found("One or more of the roles do not exist.")),
        Err(error) => Err(refused(error, "this user")),
    }
}

/// Takes roles from a user; those that they do not have are passed over.
pub async fn remove(State(app): State<Shared>, Path(id): Path<String>, body: Body<Roles>) -> Result<Bare<204>, ApiError> {
    let roles = texts(&body.check()?, "roles");
    change::remove_roles(&app.directory, &id, &roles).await.map_err(|error| refused(error, "this user"))?;
    Ok(Bare)
}
