//! `/api/v2/organizations/{id}/members/{user_id}/roles`: roles that hold for logins with the organization.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{find, refused};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::operation::Bare;
use crate::http::management::paging::{Pages, Paging};
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::http::management::roles::schema::Roles;
use crate::http::management::roles::{texts, wire};
use crate::http::management::users;
use crate::identity::entitlements::roles_of;
use crate::identity::organization::change::{self, MemberError};
use crate::identity::organization::member;

/// Lists a member's roles in the organization, by name.
pub async fn list(
    State(app): State<Shared>,
    Path((id, user_id)): Path<(String, String)>,
    query: Query<Pages>,
) -> Result<Json<Value>, ApiError> {
    let paging = Paging::of(&query.params()?)?;
    find(&app, &id).await?;
    let user = app.directory.users.get(&user_id).await?.ok_or_else(users::inexistent)?;
    let member = member::find(&app.directory, &id, &user).await?.ok_or_else(|| refused(MemberError::NoMember))?;
    let roles = roles_of(&app.directory, &member.roles).await?;
    Ok(Json(paging.answer("roles", roles.iter().map(|role| (role.id.clone(), wire(role))).collect())))
}

/// Gives a member roles.
pub async fn assign(
    State(app): State<Shared>,
    Path((id, user_id)): Path<(String, String)>,
    body: Body<Roles>,
) -> Result<Bare<204>, ApiError> {
    let roles = texts(&body.check()?, "roles");
    change::assign_roles(&app.directory, &id, &user_id, &roles).await.map_err(refused)?;
    Ok(Bare)
}

/// Takes roles from a member; those that they do not have are passed over.
pub async fn remove(
    State(app): State<Shared>,
    Path((id, user_id)): Path<(String, String)>,
    body: Body<Roles>,
) -> Result<Bare<204>, ApiError> {
    let roles = texts(&body.check()?, "roles");
    change::remove_roles(&app.directory, &id, &user_id, &roles).await.map_err(refused)?;
    Ok(Bare)
}
