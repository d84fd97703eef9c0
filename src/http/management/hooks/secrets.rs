//! `/api/v2/hooks/{id}/secrets`: what a Hook finds in `context.webtask.secrets`. Written and never shown.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::inexistent;
use crate::app::App;
use crate::hooks::{Hook, MAX_SECRETS};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::operation::{Bare, With};
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::http::management::schema::Kind;

/// What stands for a value (reference 3.6).
const NOT_SHOWN: &str = "_VALUE_NOT_SHOWN_";
/// Bytes of a name.
const MAX_NAME: usize = 128;
/// Bytes of a value.
const MAX_VALUE: usize = 4096;

body_of!(Secrets: Kind::Map);
body_of!(Names: Kind::List(&Kind::Text(0, MAX_NAME), MAX_SECRETS));

/// What becomes of the secrets.
enum Change {
    /// New ones.
    Add(BTreeMap<String, String>),
    /// Other values of those that are there.
    Set(BTreeMap<String, String>),
    /// These go.
    Remove(Vec<String>),
}

/// Lists the names.
pub async fn list(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let hook = app.hooks.get(&id).await?.ok_or_else(inexistent)?;
    Ok(Json(hook.secrets.keys().map(|name| (name.clone(), Value::from(NOT_SHOWN))).collect()))
}

/// Adds secrets.
pub async fn add(State(app): State<Shared>, Path(id): Path<String>, body: Body<Secrets>) -> Result<With<201>, ApiError> {
    let values = values(body)?;
    change(&app, &id, Change::Add(sealed(&app, &id, &values))).await?;
    Ok(With(json!({})))
}

/// Changes secrets.
pub async fn set(State(app): State<Shared>, Path(id): Path<String>, body: Body<Secrets>) -> Result<With<201>, ApiError> {
    let values = values(body)?;
    change(&app, &id, Change::Set(sealed(&app, &id, &values))).await?;
    Ok(With(json!({})))
}

/// Removes secrets. One that is not there is no error.
pub async fn remove(State(app): State<Shared>, Path(id): Path<String>, body: Body<Names>) -> Result<Bare<204>, ApiError> {
    let names: Vec<String> = serde_json::from_value(body.value()?).map_err(|_| ApiError::invalid_body("'Expected an array of names'."))?;
    change(&app, &id, Change::Remove(names)).await?;
    Ok(Bare)
}

/// An object of texts. No fault repeats a value.
fn values(body: Body<Secrets>) -> Result<BTreeMap<String, String>, ApiError> {
    let fault = |reason: String| ApiError::invalid_body(format!("'{reason}'."));
    let mut values = BTreeMap::new();
    for (name, value) in body.check()? {
        let Value::String(value) = value else { return Err(fault("Expected an object of names and values".to_owned())) };
        if !(1..=MAX_NAME).contains(&name.len()) {
            return Err(fault(format!("The name of a secret has 1 to {MAX_NAME} bytes")));
        }
        if value.len() > MAX_VALUE {
            return Err(fault(format!("The value of a secret has at most {MAX_VALUE} bytes")));
        }
        values.insert(name, value);
    }
    if values.is_empty() { Err(fault("Object has too few properties (0), minimum 1".to_owned())) } else { Ok(values) }
}

fn sealed(app: &App, id: &str, values: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    values.iter().map(|(name, value)| (name.clone(), app.vault.seal(&Hook::purpose(id, name), value.as_bytes()))).collect()
}

/// Makes a change, or refuses all of it.
async fn change(app: &App, id: &str, change: Change) -> Result<(), ApiError> {
    let mut fault = None;
    let found = app
        .hooks
        .modify(id, |hook| {
            let mut secrets = hook.secrets.clone();
            fault = apply(&mut secrets, &change);
            if fault.is_none() {
                hook.secrets = secrets;
            }
        })
        .await?;
    match (found, fault) {
        (None, _) => Err(inexistent()),
        (_, Some(fault)) => Err(fault),
        _ => Ok(()),
    }
}

fn apply(secrets: &mut BTreeMap<String, String>, change: &Change) -> Option<ApiError> {
    match change {
        Change::Add(values) if values.keys().any(|name| secrets.contains_key(name)) => {
            return Some(ApiError::conflict("Secret with the same name already exists."));
        }
        Change::Set(values) if values.keys().any(|name| !secrets.contains_key(name)) => {
            return Some(ApiError::not_found("Hook or secret not found."));
        }
        Change::Add(values) | Change::Set(values) => secrets.extend(values.clone()),
        Change::Remove(names) => names.iter().for_each(|name| drop(secrets.remove(name))),
    }
    (secrets.len() > MAX_SECRETS).then(|| ApiError::invalid_body(format!("'A hook has at most {MAX_SECRETS} secrets'.")))
}
