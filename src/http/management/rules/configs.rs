//! `/api/v2/rules-configs`: the values that all Rules see as `configuration`. Written and never shown: lists hold the keys alone.
//!
//! Where the original repeats the value that it was sent, this server answers a placeholder, so that no answer holds a secret.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::schema::Config;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::rules::RuleConfig;
use crate::storage::StoreError;

/// Keys of one tenant.
const MAX_KEYS: usize = 500;
/// What stands for a value, as in the secrets of Hooks at Auth0.
const NOT_SHOWN: &str = "_VALUE_NOT_SHOWN_";

/// Lists the keys.
pub async fn list(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let all = app.rules.configs.all().await?;
    Ok(Json(all.iter().map(|config| json!({ "key": config.key })).collect()))
}

/// Sets the value of a key.
pub async fn set(State(app): State<Shared>, Path(key): Path<String>, body: Body<Config>) -> Result<Json<Value>, ApiError> {
    if !is_key(&key) {
        let message = "Path validation error: 'String does not match pattern: ^[A-Za-z0-9_\\-@*+:]*$' on property key.";
        return Err(ApiError::new(StatusCode::BAD_REQUEST, message).code("invalid_uri"));
    }
    let given = body.check()?;
    let value = given.get("value").and_then(Value::as_str).unwrap_or_default();
    let sealed = app.vault.seal(&RuleConfig::purpose(&key), value.as_bytes());
    let configs = &app.rules.configs;
    if configs.modify(&key, |config| config.sealed.clone_from(&sealed)).await?.is_none() {
        if configs.count(MAX_KEYS).await? >= MAX_KEYS {
            return Err(ApiError::full());
        }
        let inserted = configs.insert(RuleConfig { key: key.clone(), sealed: sealed.clone() }).await;
        if matches!(inserted, Err(StoreError::Conflict(_))) {
            // Somebody else set the key meanwhile: this value comes after theirs.
            configs.modify(&key, |config| config.sealed.clone_from(&sealed)).await?;
        } else {
            inserted?;
        }
    }
    Ok(Json(json!({ "key": key, "value": NOT_SHOWN })))
}

/// Removes a key. One that is not there is no error.
pub async fn delete(State(app): State<Shared>, Path(key): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    if let Some(config) = app.rules.configs.get(&key).await? {
        app.rules.configs.delete(&config).await?;
    }
    Ok(Bare)
}

fn is_key(text: &str) -> bool {
    (1..=127).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-@*+:".contains(&b))
}
