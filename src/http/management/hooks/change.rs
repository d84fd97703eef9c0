//! `POST /api/v2/hooks`, `PATCH` and `DELETE /api/v2/hooks/{id}`.
//!
//! A name is kept in its normalised form, which is what comes back. Switching a Hook on switches off the one of the same trigger.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::schema::{Create, Update, dependencies};
use super::{inexistent, refused, wire};
use crate::contract::Trigger;
use crate::hooks::change::{self, NewHook};
use crate::hooks::normalised;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::operation::{Bare, With};
use crate::http::management::path::Path;
use crate::http::management::query::Query;

/// Hooks of one tenant.
const MAX_HOOKS: usize = 100;

/// Creates a Hook.
pub async fn create(State(app): State<Shared>, body: Body<Create>) -> Result<With<201>, ApiError> {
    let mut given = body.check()?;
    if app.hooks.count(MAX_HOOKS).await? >= MAX_HOOKS {
        return Err(ApiError::full());
    }
    let dependencies = match given.remove("dependencies") {
        Some(Value::Object(list)) => dependencies(list)?,
        _ => Default::default(),
    };
    let enabled = given.get("enabled").and_then(Value::as_bool);
    let text = |name: &str| given.get(name).and_then(Value::as_str).unwrap_or_default();
    let trigger = Trigger::from_id(text("triggerId")).ok_or_else(|| ApiError::internal("a trigger of Hooks that is none"))?;
    let new = NewHook { name: normalised(text("name")), script: text("script").to_owned(), dependencies, trigger, enabled };
    let hook = change::create(&app, new).await.map_err(refused)?;
    Ok(With(wire(&hook)))
}

/// Changes a Hook.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body<Update>) -> Result<Json<Value>, ApiError> {
    let before = app.hooks.get(&id).await?.ok_or_else(inexistent)?;
    let mut given = body.check()?;
    let mut after = before.value.clone();
    if let Some(Value::Object(list)) = given.remove("dependencies") {
        after.dependencies = dependencies(list)?;
    }
    let text = |name: &str| given.get(name).and_then(Value::as_str);
    after.name = text("name").map_or(after.name, normalised);
    after.script = text("script").map_or(after.script, str::to_owned);
    after.enabled = given.get("enabled").and_then(Value::as_bool).unwrap_or(after.enabled);
    let hook = change::update(&app, &before, after).await.map_err(refused)?;
    Ok(Json(wire(&hook)))
}

/// Deletes a Hook. One that is not there is no error.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    if let Some(hook) = app.hooks.get(&id).await? {
        change::delete(&app, &hook).await.map_err(refused)?;
    }
    Ok(Bare)
}
