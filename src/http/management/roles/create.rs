//! `POST /api/v2/roles`: 200, as in the recordings.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::schema::Create;
use super::{taken, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::identity::Role;
use crate::identity::role::MAX_ROLES;
use crate::random::prefixed;

/// Creates a role without permissions.
pub async fn create(State(app): State<Shared>, body: Body<Create>) -> Result<Json<Value>, ApiError> {
    let given = body.check()?;
    if app.directory.roles.count(MAX_ROLES).await? >= MAX_ROLES {
        return Err(ApiError::full());
    }
    let text = |name: &str| given.get(name).and_then(Value::as_str).map(str::to_owned);
    let role = Role {
        id: prefixed(&*app.random, "rol_"),
        name: text("name").unwrap_or_default(),
        description: text("description"),
        permissions: Vec::new(),
    };
    let stored = app.directory.roles.insert(role).await.map_err(taken)?;
    Ok(Json(wire(&stored)))
}
