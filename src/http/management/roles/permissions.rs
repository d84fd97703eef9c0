//! `/api/v2/roles/{id}/permissions`: what a role allows. They hold for tokens that are made from then on.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::schema::Permissions;
use super::{Apis, inexistent, permissions_of, refused};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::operation::Bare;
use crate::http::management::paging::{Pages, Paging};
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::identity::entitlements::change;

/// Lists a role's permissions, in the order in which they were added.
pub async fn list(State(app): State<Shared>, Path(id): Path<String>, query: Query<Pages>) -> Result<Json<Value>, ApiError> {
    let paging = Paging::of(&query.params()?)?;
    let role = app.directory.roles.get(&id).await?.ok_or_else(inexistent)?;
    let (mut apis, mut out) = (Apis::default(), Vec::new());
    for permission in &role.permissions {
        out.extend(apis.describe(&app, permission).await?.map(|shown| (String::new(), Value::Object(shown))));
    }
    Ok(Json(paging.answer("permissions", out)))
}

/// Adds permissions; those that the role has are passed over.
pub async fn add(State(app): State<Shared>, Path(id): Path<String>, body: Body<Permissions>) -> Result<Bare<201>, ApiError> {
    let given = permissions_of(body.check()?)?;
    change::add_to_role(&app.directory, &id, &given).await.map_err(|error| refused(error, "this role"))?;
    Ok(Bare)
}

/// Removes permissions; those that the role does not have are passed over.
pub async fn remove(State(app): State<Shared>, Path(id): Path<String>, body: Body<Permissions>) -> Result<Bare<200>, ApiError> {
    let taken = permissions_of(body.check()?)?;
    change::remove_from_role(&app.directory, &id, &taken).await.map_err(|error| refused(error, "this role"))?;
    Ok(Bare)
}
